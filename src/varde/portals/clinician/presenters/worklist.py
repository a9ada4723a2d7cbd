"""The worklist in words: what each row says first, and what to do next. No patient is looked up here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from varde.lib import clock
from varde.lib.context import Actor
from varde.portals.clinician.presenters import reasons
from varde.triage.worklist import RED_KLASSES, WorklistPage, WorklistRow

STALE_AFTER = timedelta(minutes=2)
FIRST, PER_PAGE = 0, 50

# What the address says → the classes shown. The order is the order of the links.
FILTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "alle": ("Alle", ()),
    "rode": ("Røde", RED_KLASSES),
    "kontakt": ("Vil bli kontaktet", ("contact",)),
    "gule": ("Gule", ("yellow",)),
    "ikke-malt": ("Ikke målt", ("overdue_worse", "overdue")),
    "uleselige": ("Kunne ikke leses", ("unreadable",)),
    "meldinger": ("Uleste meldinger", ("message",)),
    "planlagte": ("Planlagt", ("planned", "open")),
}

# Where the zone alone would mislead, the class says it in other words: silence and a first red value are never green.
ZONE_SHOWN: Mapping[str, tuple[int, str]] = {
    "acute": (3, "Akutt"),
    "red_waiting": (3, "Måler på nytt"),
    "overdue_worse": (0, "Ikke målt"),
    "overdue": (0, "Ikke målt"),
}

NEXT_STEP: Mapping[str, str] = {
    "acute": "Ring straks",
    "red": "Ta og ring",
    "red_late": "Ring nå",
    "red_in_hand": "Ring, avslutt",
    "red_waiting": "Vent på måling",
    "contact": "Ring tilbake",
    "yellow": "Vurder",
    "unreadable": "Se hva som kom",
    "message": "Les og svar",
    "overdue_worse": "Ring",
    "overdue": "Minn på",
    "planned": "Kontroll",
    "open": "Avslutt",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `since` is when the row's class began to hold, whatever class that is."""

    card: WorklistRow
    zone: int
    zone_word: str
    why: str
    since: datetime | None
    age: int
    next_step: str
    is_mine: bool

    @property
    def may_take(self) -> bool:
        return self.card.taken_by is None


@dataclass(frozen=True, slots=True)
class Filter:
    key: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Worklist:
    rows: list[Row]
    filters: list[Filter]
    chosen: str
    total: int
    shown_total: int
    red_count: int
    fetched_at: datetime
    heartbeat: datetime | None
    after: int

    @property
    def is_stale(self) -> bool:
        return self.heartbeat is None or self.fetched_at - self.heartbeat > STALE_AFTER

    @property
    def last_place(self) -> int:
        return self.after + len(self.rows)

    @property
    def next_after(self) -> int | None:
        return self.last_place if self.last_place < self.shown_total else None

    @property
    def previous_after(self) -> int | None:
        return max(FIRST, self.after - PER_PAGE) if self.after else None


def present(page: WorklistPage, actor: Actor, *, chosen: str, after: int) -> Worklist:
    now = clock.now()
    filters = [Filter(key, name, _count(page, classes), key == chosen) for key, (name, classes) in FILTERS.items()]
    return Worklist(
        rows=[_row(card, actor.id, now.date()) for card in page.rows],
        filters=[shown for shown in filters if shown.count or shown.is_chosen or shown.key in ("alle", "rode")],
        chosen=chosen,
        total=page.total,
        shown_total=_count(page, FILTERS[chosen][1]),
        red_count=page.red_count,
        fetched_at=now,
        heartbeat=page.oldest_heartbeat,
        after=after,
    )


def _count(page: WorklistPage, classes: tuple[str, ...]) -> int:
    return sum(page.counts.get(klass, 0) for klass in classes) if classes else page.total


def _row(card: WorklistRow, me: UUID, today: date) -> Row:
    zone, word = ZONE_SHOWN.get(card.klass, (card.zone, ""))
    is_mine = card.taken_by == me
    return Row(
        card=card,
        zone=zone,
        zone_word=word,
        why=reasons.short(card.reason),
        since=_since(card),
        age=age_in_years(card.birth_date, today),
        next_step="Avslutt" if is_mine and card.state == "in_progress" else NEXT_STEP.get(card.klass, "Se på"),
        is_mine=is_mine,
    )


def _since(card: WorklistRow) -> datetime | None:
    if card.klass in ("overdue", "overdue_worse"):
        return card.overdue_at
    if card.klass == "planned":
        return card.follow_up_at
    if card.klass == "contact":
        return card.feels_worse_at or card.wants_contact_at
    return card.since


def age_in_years(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
