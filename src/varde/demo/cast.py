"""Who is in the demo: one shared follow-up unit in depth, and what is going on with each of its patients today."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from varde.demo.bodies import Body, Condition, Episode
from varde.demo.diary import Told
from varde.triage.submissions import Answer

HELSEFELLESSKAP = "Telemark"
MUNICIPALITIES = {"4003": "Skien kommune", "4001": "Porsgrunn kommune", "4012": "Bamble kommune"}
STRANGER_MUNICIPALITY = ("4010", "Siljan kommune")
UNIT = "Oppfølgingsenheten i Grenland"
UNIT_PHONE = "68 05 10 00"
PRACTICES = {"4003": "Vardås legekontor", "4001": "Fyrlykta legekontor", "4012": "Fyrlykta legekontor"}
HOSPITAL = "Sykehuset Telemark HF"
CLINIC = "Lunge- og hjertepoliklinikken, Sykehuset Telemark"
DIRECTORATE = "Helsedirektoratet"
GATEWAY = "demo-gateway"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One of the personnel; `login` is empty for those nobody can be in the demo."""

    name: str
    role: str
    organization: str
    login: str = ""


PHYSICIAN = "Henrik Dalbakk"
PERSONNEL = (
    Colleague("Kari Lyngstad", "follow_up_nurse", UNIT, "sykepleier-1"),
    Colleague("Amina Warsame", "follow_up_nurse", UNIT, "sykepleier-2"),
    Colleague("Jonas Bekkevold", "gp", "Vardås legekontor", "fastlege"),
    Colleague("Silje Aaslund", "gp", "Fyrlykta legekontor", "fastlege-2"),
    Colleague(PHYSICIAN, "hospital_physician", CLINIC, "sykehuslege"),
    Colleague("Mette Kvernmo", "home_nurse", STRANGER_MUNICIPALITY[1], "fremmed"),
    Colleague("Torunn Eidsaa", "programme_lead", DIRECTORATE, "programleder"),
    Colleague("Ragnhild Sundby", "county_coordinator", "Porsgrunn kommune", "fylkeskoordinator"),
    Colleague("Eirik Tveitan", "project_lead", "Skien kommune", "prosjektleder"),
)


@dataclass(frozen=True, slots=True)
class Today:
    """What one patient of the cast has going on now. Day numbers count back from today (0 is today).

    `minutes_ago` puts today's round at that many minutes before now; `silent_days` are the last days without any;
    `asks` is one of the two buttons; `told` are values and answers of today's round that chance shall not decide;
    `is_in_hand`: a nurse has taken the card.
    """

    name: str
    conditions: tuple[Condition, ...]
    body: Body | None = None
    episodes: tuple[tuple[int, Episode], ...] = ()
    minutes_ago: int | None = None
    silent_days: int = 0
    asks: Literal["", "contact", "worse"] = ""
    says: str = ""
    unreadable: str = ""
    told: Told = field(default_factory=dict)
    login: str = ""
    municipality: str = ""
    is_in_hand: bool = False


def _kols(spo2: float = 93.0, pulse: float = 82.0, weight: float = 71.0) -> Body:
    return Body(("kols",), spo2, pulse, weight, 132.0, 78.0, 2)


def _heart(weight: float = 86.0, pulse: float = 70.0, sbp: float = 124.0) -> Body:
    return Body(("hjertesvikt",), 96.0, pulse, weight, sbp, 74.0, 0)


def _flare(size: float, since: int) -> tuple[int, Episode]:
    return since, Episode("kols", 0, 1.5, 11.0, size)


def _water(gained: float, since: int, size: float = 1.0) -> tuple[int, Episode]:
    return since, Episode("hjertesvikt", 0, 9.0, 8.0, size, gains_weight=gained)


def _both() -> Body:
    return Body(("kols", "hjertesvikt"), 94.0, 80.0, 88.0, 128.0, 74.0, 2)


KOLS: tuple[Condition, ...] = ("kols",)
HEART: tuple[Condition, ...] = ("hjertesvikt",)
BOTH: tuple[Condition, ...] = ("kols", "hjertesvikt")

CALM = {"sym_pust": 0, "sym_hoste": 0, "sym_slim": 0, "sym_ork": 0, "slim_farge": "Ikke slim"}
SLIME: dict[str, Answer] = {
    "sym_pust": 2,
    "sym_hoste": 1,
    "sym_slim": 2,
    "sym_ork": 1,
    "slim_farge": "Gult eller grønt",
}
TIRED_HEART: dict[str, Answer] = {"sym_pust": 1, "sym_hovne": 1, "sym_ork": 1, "puter": False, "svimmel": False}
CALM_HEART = {"sym_pust": 0, "sym_hovne": 0, "sym_ork": 0, "puter": False, "svimmel": False, "medisin": "Ja"}

LEADS = (
    Today("kols-skal-måle", KOLS, _kols(93.2, 80.0), silent_days=1, login="pasient-kols", municipality="4003"),
    Today("svikt-skal-måle", HEART, _heart(84.4), silent_days=1, login="pasient-hjertesvikt", municipality="4001"),
    Today("rød-oksygen", KOLS, _kols(94.0, 78.0), (_flare(1.8, 1),), 24, told={"spo2": (87, 86), "kols_daglig": SLIME}),
    Today("rød-tidligere-i-dag", KOLS, _kols(93.0, 84.0), (_flare(2.2, 2),), 250, told={"spo2": (86, 86)}),
    Today(
        "rød-flere-puter",
        HEART,
        _heart(91.5, 76.0),
        (_water(4.2, 0),),
        95,
        told={"hjertesvikt_daglig": {"puter": True}},
    ),
    Today("gul-slim", KOLS, _kols(92.6, 86.0), (_flare(0.9, 1),), 60, told={"spo2": (91,), "kols_daglig": SLIME}),
    Today(
        "gul-gradvis", KOLS, _kols(94.5, 76.0), (_flare(1.2, 3),), 130, told={"spo2": (91, 91), "kols_daglig": SLIME}
    ),
    Today(
        "gul-vekt",
        HEART,
        _heart(78.2),
        (),
        110,
        told={"weight": (80.6, 80.5), "hjertesvikt_daglig": CALM_HEART},
    ),
    Today(
        "gul-begge",
        BOTH,
        _both(),
        (_water(2.0, 1),),
        75,
        is_in_hand=True,
        told={"hjertesvikt_daglig": TIRED_HEART, "spo2": (90, 90)},
    ),
    Today("har-ikke-målt", KOLS, _kols(93.4), silent_days=4),
    Today("har-ikke-målt-vekt", HEART, _heart(80.0), silent_days=3),
    Today(
        "vil-kontaktes",
        HEART,
        _heart(83.0),
        (),
        150,
        asks="contact",
        says="Nye tabletter.",
        told={"hjertesvikt_daglig": CALM_HEART},
    ),
    Today("føler-seg-dårligere", KOLS, _kols(92.8), (_flare(0.6, 0),), 40, asks="worse", told={"spo2": (92,)}),
    Today(
        "uleselig", KOLS, _kols(93.8), (), 180, unreadable="Enheten mmHg er ikke for SpO2", told={"kols_daglig": CALM}
    ),
    Today("venter-på-ny-måling", KOLS, _kols(94.2, 79.0), (), 3, told={"spo2": (86,), "kols_daglig": CALM}),
)


@dataclass(frozen=True, slots=True)
class Part:
    """One patient of the unit in depth: number in the cast, where she lives, and what is going on."""

    index: int
    today: Today
    municipality: str
    has_hospital: bool = field(default=False)


HOMES = ("4003",) * 7 + ("4001",) * 5 + ("4012",) * 3


def parts(count: int) -> Iterator[Part]:
    """The first `count` patients: the leads first, then people with an ordinary day."""
    for index in range(count):
        today = LEADS[index] if index < len(LEADS) else ordinary(index)
        home = today.municipality or HOMES[(index * 4) % len(HOMES)]
        yield Part(index, today, home, has_hospital=index % 3 == 2)


def ordinary(index: int) -> Today:
    turn = index % 15
    conditions = BOTH if turn in {4, 11} else HEART if turn % 3 == 0 else KOLS
    return Today("vanlig-dag", conditions)
