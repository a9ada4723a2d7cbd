"""How each figure is made of its parts. Pure: what the parts are is in `parts`, what the figure means in `definitions`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from varde.indicators.figures import Level
from varde.indicators.parts import NOTHING, Amount, Asked, Parts
from varde.indicators.registers import Place

FEWEST_FOR_CHANGE = 20
LEAST, MOST = Decimal(3), Decimal(5)
"""Patients who may profit, per 1,000 on the lists of general practitioners: the experience of the spread projects."""
AGES = ("alder:0-49", "alder:50-66", "alder:67-79", "alder:80+")
ENOUGH_MUNICIPALITIES = 2


@dataclass(frozen=True, slots=True)
class Given:
    """One place: its parts, its registers, and for figures about helsefellesskap the parts of each of them."""

    parts: Parts
    place: Place
    areas: Iterable[Parts] = ()
    cut: str = ""

    def __getitem__(self, part: str) -> Amount:
        return self.parts.get((part, self.cut), NOTHING)


@dataclass(frozen=True, slots=True)
class Answer:
    numerator: int | None
    denominator: int | None
    people: int | None
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None


NO_DATA = Answer(None, None, None, None)


@dataclass(frozen=True, slots=True)
class Formula:
    """`has_past` figures can be asked for as of a day gone by; `is_monthly` ones hold for its month.

    `by_register` ones need more than parts: who takes part, how many live there, who works there.
    """

    answer: Callable[[Given], Answer]
    asked: Asked = field(default_factory=Asked)
    by_area: bool = False
    cuts: tuple[str, ...] = ("",)
    has_past: bool = True
    by_register: bool = False

    @property
    def is_monthly(self) -> bool:
        return bool(self.asked.monthly)


def count(number: int, people: int | None = None) -> Answer:
    return Answer(number, None, people, Decimal(number))


def share(part: int, whole: int, people: int | None, per: int = 100) -> Answer:
    """`part` of `whole`, in per cent or per as many as said; no data when there is no whole."""
    return Answer(part, whole, people, Decimal(part * per) / whole) if whole > 0 else NO_DATA


def has_offer(area: Parts) -> bool:
    """Established (A16): two municipalities with active patients and their GPs, and the hospital with one of them."""
    gp, hospital = area.get(("gp", ""), NOTHING), area.get(("hospital", ""), NOTHING)
    return gp.municipalities >= ENOUGH_MUNICIPALITIES and hospital.n > 0


def _active(given: Given) -> Answer:
    return count(given["active"].n, given["active"].n)


def _municipalities(given: Given) -> Answer:
    return count(given["active"].municipalities, given["active"].n)


def _areas_with_patients(given: Given) -> Answer:
    return count(sum(area.get(("active", ""), NOTHING).n > 0 for area in given.areas))


def _awarded(given: Given) -> Answer:
    return NO_DATA if given.place.areas is None else count(given.place.areas)


def _established(given: Given) -> Answer:
    return count(sum(map(has_offer, given.areas)))


def _per_thousand(given: Given) -> Answer:
    people = given["active"].n
    return NO_DATA if given.place.residents is None else share(people, given.place.residents, people, per=1000)


def _potential(given: Given) -> Answer:
    people = given.place.listed if given.place.listed is not None else given.place.residents
    if people is None:
        return NO_DATA
    low, high = people * LEAST / 1000, people * MOST / 1000
    return Answer(None, people, None, (low + high) / 2, low, high)


def _adherence(given: Given) -> Answer:
    met, unmet = given["met"], given["unmet"]
    return share(met.n, met.n + unmet.n, max(met.people, unmet.people))


def _median_of(part: str) -> Callable[[Given], Answer]:
    def answer(given: Given) -> Answer:
        steps = sorted((int(cut), amount.n) for (name, cut), amount in given.parts.items() if name == part and cut)
        handled = given[part]
        if handled.n <= 0:
            return NO_DATA
        return Answer(None, handled.n, handled.people, _middle(steps))

    return answer


def _middle(steps: list[tuple[int, int]]) -> Decimal:
    """The median of a distribution of (minute, how many), in order; between two steps, the middle of them."""
    total, passed, found = sum(n for _, n in steps), 0, []
    for minute, n in steps:
        found += [minute for place in ((total - 1) // 2, total // 2) if passed <= place < passed + n]
        passed += n
    return Decimal(sum(found)) / 2


def _kept(given: Given) -> Answer:
    kept, broken, unseen = given["kept"], given["broken"], given["unseen"]
    return share(kept.n, kept.n + broken.n + unseen.n, max(kept.people, broken.people, unseen.people))


def _unstaffed(given: Given) -> Answer:
    return share(given["red_closed"].n, given["red"].n, given["red"].people)


def _planned(given: Given) -> Answer:
    return share(given["plan"].n, given["active"].n, given["active"].n)


def _burden(given: Given) -> Answer:
    cards, days = given["cards"], given["patient_days"].n
    return share(cards.n, days, cards.people if cards.n else given["active"].n, per=30)


def _per_nurse(given: Given) -> Answer:
    return share(given["active"].n, given.place.nurses, given["active"].n, per=1)


def _change(given: Given) -> Answer:
    pairs, people = given["prom_n"].n, given["prom_people"].n
    if people < FEWEST_FOR_CHANGE:
        return NO_DATA
    return Answer(None, pairs, people, Decimal(given["prom"].n) / 100 / pairs)


def _values(part: str) -> Callable[[Given], Answer]:
    return lambda given: share(given[part].n, given["values"].n, given["values"].people)


def _practices(given: Given) -> Answer:
    return count(sum(name == "practice" and amount.n > 0 for (name, _), amount in given.parts.items()))


def _no_data(given: Given) -> Answer:
    return NO_DATA


ACTIVE = Asked(standing=("active",))
NOT_YET = Formula(_no_data)
FORMULAS: Mapping[str, Formula] = {
    "helsefellesskap": Formula(_awarded, by_register=True),
    "kommuner": Formula(lambda given: count(given.place.named_participants), has_past=False, by_register=True),
    "kommuner-med-aktive-pasienter": Formula(_municipalities, Asked(standing=("active",), places=True)),
    "aktive-pasienter": Formula(_active, ACTIVE),
    "helsefellesskap-med-aktive-pasienter": Formula(_areas_with_patients, ACTIVE, by_area=True),
    "helsefellesskap-etablert": Formula(_established, Asked(standing=("gp", "hospital")), by_area=True),
    "deltakelsesandel": Formula(
        lambda given: share(given.place.participants, given.place.municipalities, None),
        has_past=False,
        by_register=True,
    ),
    "aktive-per-1000": Formula(_per_thousand, ACTIVE, by_register=True),
    "potensial": Formula(_potential, by_register=True),
    "etterlevelse": Formula(_adherence, Asked(monthly=("met", "unmet"))),
    "rod-til-sett": Formula(_median_of("seen_open"), Asked(monthly=("seen_open",), cuts=None)),
    "rod-til-sett-utenom-apningstid": Formula(_median_of("seen_closed"), Asked(monthly=("seen_closed",), cuts=None)),
    "rod-til-kontakt": Formula(_median_of("contact_open"), Asked(monthly=("contact_open",), cuts=None)),
    "rod-til-kontakt-utenom": Formula(_median_of("contact_closed"), Asked(monthly=("contact_closed",), cuts=None)),
    "rod-sett-innen-lofte": Formula(_kept, Asked(monthly=("kept", "broken", "unseen"))),
    "andel-ubemannet": Formula(_unstaffed, Asked(monthly=("red", "red_closed"))),
    "plandekning": Formula(_planned, Asked(standing=("active", "plan"))),
    "varselbyrde": Formula(_burden, Asked(standing=("active",), monthly=("cards", "patient_days"))),
    "pasienter-per-sykepleier": Formula(_per_nurse, ACTIVE, has_past=False, by_register=True),
    "prom-endring": Formula(_change, Asked(standing=("prom", "prom_n", "prom_people"))),
    "prem": NOT_YET,
    "tjenestebruk-for-etter": NOT_YET,
    "spart-reise": NOT_YET,
    "likeverd-alder": Formula(_active, Asked(standing=("active",), cuts=AGES), cuts=AGES),
    "likeverd-kjonn": NOT_YET,
    "datakvalitet-forsinkelse": Formula(_values("late"), Asked(monthly=("values", "late"))),
    "datakvalitet-uten-dom": Formula(_values("unjudged"), Asked(monthly=("values", "unjudged"))),
    "velferdsteknologi-implementering": NOT_YET,
    "e-konsultasjoner": NOT_YET,
    "responssenter": NOT_YET,
    "fastleger-med-aktive-pasienter": Formula(_practices, Asked(standing=("practice",), cuts=None)),
}


def of_place(formula: Formula, level: Level, given: Given) -> Answer:
    """The answer for one place; a helsefellesskap is its own only area."""
    if formula.by_area and level == Level.HELSEFELLESSKAP:
        return formula.answer(Given(given.parts, given.place, [given.parts]))
    return formula.answer(given)
