"""The parts that figures are made of, for every place of a level: read through the login that sees facts and no ids.

`standing` parts are who stood there at the end of a day, `monthly` ones what happened in its month until then; the
SQL beside this file says how each is counted.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connections

from varde.indicators import folding
from varde.indicators.figures import Level

FOLD_FIRST_FROM = 2_000


@dataclass(frozen=True, slots=True)
class Amount:
    """`people` are the unique persons in it; `municipalities` those of the place where it is more than nothing."""

    n: int = 0
    people: int = 0
    municipalities: int = 0


NOTHING = Amount()
Parts = Mapping[tuple[str, str], Amount]
"""{(part, cut): amount} of one place."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which parts a figure needs, and which cuts of them: the groups a part is divided into, or all there are.

    `places` says that the number of municipalities behind a standing part is needed as well.
    """

    standing: tuple[str, ...] = ()
    monthly: tuple[str, ...] = ()
    cuts: tuple[str, ...] | None = ("",)
    places: bool = False

    def __or__(self, other: "Asked") -> "Asked":
        """Everything that either needs."""
        return Asked(
            tuple(dict.fromkeys((*self.standing, *other.standing))),
            tuple(dict.fromkeys((*self.monthly, *other.monthly))),
            None if self.cuts is None or other.cuts is None else tuple(dict.fromkeys((*self.cuts, *other.cuts))),
            self.places or other.places,
        )

    @property
    def arrays(self) -> list[list[str] | None]:
        return [[*self.standing], [*self.monthly], None if self.cuts is None else [*self.cuts]]


def at(
    asked: Asked, levels: Collection[Level], *, as_of: date, today: date, from_rows: bool = False
) -> dict[str, Parts]:
    """{place: parts} as of a day; a place with nothing is not there. `from_rows` counts everything again."""
    fold_when_many()
    rows = _rows(
        "SELECT place, part, cut, n, people, municipalities FROM varde.fact_figures(%s, %s, %s, %s, %s, %s, %s)",
        [[*levels], *asked.arrays, as_of, today, from_rows],
    )
    found: dict[str, dict[tuple[str, str], Amount]] = {}
    for place, part, cut, n, people, municipalities in rows:
        found.setdefault(place, {})[part, cut] = Amount(n, people, municipalities)
    return dict(found)


def by_month(
    asked: Asked, level: Level, place: str | None, *, first: date, today: date
) -> dict[str, dict[date, dict[tuple[str, str], Amount]]]:
    """{place: {month: parts}} of what happened in each month from `first` on.

    Standing parts are the changes of the month; those of the months before are together in the one before `first`.
    """
    fold_when_many()
    before = (first - timedelta(days=1)).replace(day=1)
    is_spread = asked.cuts != ("",) and bool(asked.standing)
    by_municipality = level != Level.NATION or asked.places or is_spread
    rows = _rows(
        "SELECT place, month, part, cut, n, people, municipalities FROM varde.fact_trend(%s, %s, %s, %s, %s, %s, %s, %s)",
        [level, place, *asked.arrays, before, today, by_municipality],
    )
    found: dict[str, dict[date, dict[tuple[str, str], Amount]]] = {}
    for where, month, part, cut, n, people, municipalities in rows:
        found.setdefault(where, {}).setdefault(month, {})[part, cut] = Amount(n, people, municipalities)
    return found


def fold_when_many() -> None:
    """Counting from rows is slow when many wait to be folded and nobody has; then whoever reads does it first."""
    ((waiting,),) = _rows("SELECT varde.fact_waiting(%s)", [FOLD_FIRST_FROM])
    if waiting >= FOLD_FIRST_FROM:
        folding.fold()


def _rows(query: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connections["report"].cursor() as cursor:
        cursor.execute(query, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


class Standing:
    """What stands at the end of each month, from the changes of the months."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.held: dict[tuple[str, str], Amount] = {}

    def start(self, before: date, months: Mapping[date, Parts]) -> None:
        """Take in what stood before the first month."""
        self._add(months.get(before, {}))

    def month(self, end: date, change: Parts) -> Parts:
        """The parts of the month that ends on `end`; called for every month in turn."""
        days = self._days(end, change) if "patient_days" in self.asked.monthly else {}
        self._add(change)
        return {**{key: some for key, some in change.items() if key[0] in self.asked.monthly}, **self.held, **days}

    def _add(self, change: Parts) -> None:
        for key, some in change.items():
            if key[0] in self.asked.standing:
                had = self.held.get(key, NOTHING)
                self.held[key] = Amount(
                    had.n + some.n, had.people + some.people, had.municipalities + some.municipalities
                )

    def _days(self, end: date, change: Parts) -> dict[tuple[str, str], Amount]:
        active, dom = ("active", ""), ("active_dom", "")
        n = self.held.get(active, NOTHING).n * end.day + change.get(active, NOTHING).n * (end.day + 1)
        return {("patient_days", ""): Amount(n - change.get(dom, NOTHING).n)}
