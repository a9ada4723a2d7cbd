"""A reader with a solver: everything published on a day put into one linear programme, number by number.

Unknown are the numbers of every municipality (or district) that figures are made of: patients, those with a plan, red
alerts, those seen. What is known is what the pages say and how they say it: zero is zero, hidden is somebody, a rounded
number is one of those that round to it, a share is so much of its whole give or take half a step; and what the
definitions say: which figures speak of the same number, and which is a part of which.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack

from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import bounds, coarse_bounds, step

MANY = 10_000
NEAR = 1e-6
SPEAKS_OF = {
    "aktive-pasienter": ("active", None),
    "aktive-per-1000": ("active", None),
    "pasienter-per-sykepleier": ("active", None),
    "plandekning": ("plan", "active"),
    "datakvalitet-forsinkelse": ("late", "values"),
    "datakvalitet-uten-dom": ("unjudged", "values"),
    "andel-ubemannet": ("red_closed", "red"),
    "rod-sett-innen-lofte": ("kept", "promised"),
    "rod-til-sett": (None, "seen_open"),
    "rod-til-sett-utenom-apningstid": (None, "seen_closed"),
    "rod-til-kontakt": (None, "contact_open"),
    "rod-til-kontakt-utenom": (None, "contact_closed"),
}
"""The part and the whole of each figure, by its definition."""
NEVER_NEGATIVE = (
    {"active": 1, "plan": -1}, {"values": 1, "late": -1}, {"values": 1, "unjudged": -1}, {"red": 1, "red_closed": -1},
    {"red": 1, "red_closed": -1, "seen_open": -1}, {"red_closed": 1, "seen_closed": -1}, {"red": 1, "promised": -1},
    {"promised": 1, "kept": -1}, {"seen_open": 1, "seen_closed": 1, "kept": -1}, {"seen_open": 1, "contact_open": -1},
    {"seen_closed": 1, "contact_closed": -1},
)  # fmt: skip
Form = Mapping[str, int]
Page = Mapping[str, Sequence[Shown]]
"""{figure: its cells}: all that is published of a day."""
Truth = Mapping[str, Mapping[str, int]]
"""{number: {place: how many}}."""


@dataclass(frozen=True)
class Range:
    low: int
    high: int

    def pins_small(self) -> bool:
        """Whether whoever knows this knows that there are one to four, or nearly how many."""
        return self.high < 5 or self.high - self.low < 4

    def minus(self, other: "Range") -> "Range":
        return Range(self.low - other.high, self.high - other.low)

    def is_one_to_four(self) -> bool:
        return (self.low >= 1 and self.high <= 4) or (self.low >= -4 and self.high <= -1)


class Attacker:
    """Solves for the numbers behind the figures of one day, from one or more publications of them."""

    def __init__(self, partitions: Partitions, pages: Iterable[Page]) -> None:
        self.partitions, pages = partitions, list(pages)
        divided = partitions.divided()
        self.leaves = [place for place in partitions.municipalities if place not in divided]
        self.leaves += [*partitions.districts, *(f"{place}?" for place in divided)]
        self.number = {leaf: index for index, leaf in enumerate(self.leaves)}
        said_of = dict.fromkeys(name for page in pages for slug in page for name in SPEAKS_OF[slug] if name)
        self.names = {name: index for index, name in enumerate(said_of)}
        self.rows: list[csr_matrix] = []
        self.limits: list[float] = []
        self._know_the_definitions()
        for page in pages:
            for slug, cells in page.items():
                self._read(slug, cells)
        self.known = vstack(self.rows).tocsr()

    def forms(self) -> list[Form]:
        """Every number, and what a part leaves of its whole."""
        rests = [{whole: 1, part: -1} for part, whole in SPEAKS_OF.values() if {part, whole} <= self.names.keys()]
        return [*({name: 1} for name in self.names), *rests]

    def range(self, place: str, form: Form) -> Range:
        """All that this reader can tell about a number of a place."""
        goal = self._row(place, form).toarray()[0]
        low, high = (self._solve(sign * goal) * sign for sign in (1, -1))
        return Range(ceil(low - NEAR), floor(high + NEAR))

    def _know_the_definitions(self) -> None:
        for form in NEVER_NEGATIVE:
            if form.keys() <= self.names.keys():
                for leaf in self.leaves:
                    self._between(self._row(leaf, form), 0, MANY)

    def _read(self, slug: str, cells: Sequence[Shown]) -> None:
        part, whole = SPEAKS_OF[slug]
        says_something = any(shown.state != "no_data" for shown in cells)
        for shown in cells:
            if shown.state != "no_data":
                self._learn(shown, part, whole)
            elif says_something and whole:
                self._between(self._row(shown.place, {whole: 1}), 0, 0)

    def _learn(self, shown: Shown, part: str | None, whole: str | None) -> None:
        formula = MEASURES[shown.measure].formula
        if shown.state == "hidden":
            self._between(self._row(shown.place, {whole or part: 1}), 1, MANY)
        elif part is None:
            self._between(self._row(shown.place, {whole: 1}), 5, MANY)
        elif not shown.is_rounded and shown.value:
            for name, n in ((part, shown.numerator), (whole, shown.denominator)):
                if name:
                    self._between(self._row(shown.place, {name: 1}), n, n)
        else:
            if whole:
                self._between(self._row(shown.place, {whole: 1}), *coarse_bounds(shown.denominator))
            if part and formula == "share":
                self._learn_share(shown, part, whole)
            elif part:
                self._between(self._row(shown.place, {part: 1}), *bounds(int(shown.numerator)))

    def _learn_share(self, shown: Shown, part: str, whole: str) -> None:
        n, of, (low, high) = self._row(shown.place, {part: 1}), self._row(shown.place, {whole: 1}), percents(shown)
        self._between(n - high / 100 * of, -MANY, 0)
        self._between(n - low / 100 * of, 0, MANY)
        if 0 < shown.value < 100:
            self._between(n, 5, MANY)
            self._between(of - n, 5, MANY)

    def _between(self, row: csr_matrix, low: float, high: float) -> None:
        self.rows += [row, -row]
        self.limits += [high, -low]

    def _leaves_of(self, place: str) -> list[str]:
        """The leaves that a place is made of; the nation also of whoever has no place."""
        level = level_of(place.rstrip("?"))
        if level == Level.NATION:
            return self.leaves
        if place in self.number:
            return [place]
        if level == Level.MUNICIPALITY:
            return [*(d for d, whole in self.partitions.districts.items() if whole == place), f"{place}?"]
        return [
            leaf
            for municipality, parents in self.partitions.municipalities.items()
            if place in parents
            for leaf in self._leaves_of(municipality)
        ]

    def _row(self, place: str, form: Form) -> csr_matrix:
        leaves = [self.number[leaf] for leaf in self._leaves_of(place)]
        columns = [self.names[name] * len(self.leaves) + leaf for name in form for leaf in leaves]
        signs = [float(sign) for sign in form.values() for _ in leaves]
        size = len(self.leaves) * len(self.names)
        return csr_matrix((signs, ([0] * len(columns), columns)), shape=(1, size))

    def _solve(self, goal: numpy.ndarray) -> float:
        found = linprog(goal, A_ub=self.known, b_ub=self.limits, bounds=(0, MANY), method="highs")
        assert found.status == 0, found.message
        return float(found.fun)


def percents(shown: Shown) -> tuple[float, float]:
    value, size = float(shown.value), step(shown.denominator)
    if value in {0, 100}:
        return value, value
    return 0 if value == size else value - size / 2, 100 if value == 100 - size else value + size / 2


def number(truth: Truth, form: Form, place: str) -> int | None:
    """None when it is not counted there."""
    if any(place not in truth[name] for name in form):
        return None
    return sum(sign * truth[name][place] for name, sign in form.items())


Found = dict[tuple[str, str], Range]
"""{(place, what of it): what this reader can tell}."""


def pinned(
    partitions: Partitions, pages: Iterable[Page], truth: Truth, people: Mapping[str, int] | None = None
) -> Found:
    """Numbers of one to four that this reader can tell well enough to matter, and what one to four `people` have done."""
    attacker, found = Attacker(partitions, pages), {}
    for form in attacker.forms():
        for place in sorted({place for places in truth.values() for place in places}):
            n = number(truth, form, place)
            is_of_few = people is not None and 1 <= people.get(place, 0) <= 4
            if n and (n <= 4 or is_of_few):
                known = attacker.range(place, form)
                assert known.low <= n <= known.high, (place, form, n, known)
                if known.pins_small() if n <= 4 else known.high - known.low < max(4, n // 4):
                    found[place, _name(form)] = known
    return found


def changes_found(
    partitions: Partitions, months: Sequence[Page], truths: Sequence[Truth]
) -> dict[tuple[str, str, int, int], Range]:
    """Changes of one to four from one month to a later one that this reader can tell."""
    attackers = [Attacker(partitions, [month]) for month in months]
    ranges: dict[tuple[str, str, int], Range] = {}
    found = {}
    for earlier in range(len(months)):
        for later in range(earlier + 1, len(months)):
            for form in attackers[0].forms():
                for place in truths[0][next(iter(form))]:
                    before, after = (number(truths[month], form, place) for month in (earlier, later))
                    if place == NATION or before is None or after is None or not 1 <= abs(after - before) <= 4:
                        continue
                    for month in (earlier, later):
                        if (place, _name(form), month) not in ranges:
                            ranges[place, _name(form), month] = attackers[month].range(place, form)
                    change = ranges[place, _name(form), later].minus(ranges[place, _name(form), earlier])
                    if change.is_one_to_four():
                        found[place, _name(form), earlier, later] = change
    return found


def _name(form: Form) -> str:
    return " ".join(name if sign > 0 else f"-{name}" for name, sign in form.items())
