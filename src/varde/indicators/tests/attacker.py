"""A reader with a solver: everything published about a figure put into one linear programme, cell by cell.

Unknown are the people of every municipality (or district), and the parts of shares. What is known is what the pages say and
how they say it: zero is zero, hidden is more than zero, a rounded number is one of those that round to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

import numpy
from scipy.optimize import linprog

from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import bounds, coarse_bounds, step

MANY = 10_000
NEAR = 1e-6


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
    """Solves for the counts of one figure on one day, from one or more publications of it."""

    unknowns = 1

    def __init__(self, partitions: Partitions, publications: Iterable[Sequence[Shown]]) -> None:
        self.partitions = partitions
        divided = partitions.divided()
        self.leaves = [place for place in partitions.municipalities if place not in divided]
        self.leaves += [*partitions.districts, *(f"{place}?" for place in divided)]
        self.number = {leaf: index for index, leaf in enumerate(self.leaves)}
        self.rows: list[numpy.ndarray] = []
        self.limits: list[float] = []
        self.know_from_the_start()
        for publication in publications:
            for shown in publication:
                if shown.state != "no_data":
                    self.learn(shown)

    def know_from_the_start(self) -> None:
        """Nothing, for a count."""

    def between(self, row: numpy.ndarray, low: float, high: float) -> None:
        self.rows += [row, -row]
        self.limits += [high, -low]

    def leaves_of(self, place: str) -> list[str]:
        """The leaves that a place is made of; the nation also of whoever has no place."""
        level = level_of(place)
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
            for leaf in self.leaves_of(municipality)
        ]

    def learn(self, shown: Shown) -> None:
        self.between(self.row(shown.place), *self._said(shown))

    def _said(self, shown: Shown) -> tuple[float, float]:
        if shown.state == "hidden":
            return 1, MANY
        value = int(shown.value)
        return bounds(value) if shown.is_rounded else (value, value)

    def row(self, place: str, unknown: int = 0) -> numpy.ndarray:
        row = numpy.zeros(len(self.leaves) * self.unknowns)
        row[[self.number[leaf] + unknown * len(self.leaves) for leaf in self.leaves_of(place)]] = 1
        return row

    def range(self, place: str) -> Range:
        """All that this reader can tell about a place. Integral: the programme is a flow in a network."""
        return self.range_of(self.row(place))

    def range_of(self, row: numpy.ndarray) -> Range:
        low, high = (self._solve(sign * row) * sign for sign in (1, -1))
        return Range(ceil(low - NEAR), floor(high + NEAR))

    def _solve(self, goal: numpy.ndarray) -> float:
        found = linprog(goal, A_ub=numpy.array(self.rows), b_ub=self.limits, bounds=(0, MANY), method="highs")
        assert found.status == 0, found.message
        return float(found.fun)


class ShareAttacker(Attacker):
    """The parts and the wholes of a share together: a part is at most its whole, and is the published percent of it."""

    unknowns = 2

    def know_from_the_start(self) -> None:
        for leaf in self.leaves:
            self.between(self.row(leaf, 1) - self.row(leaf), 0, MANY)

    def learn(self, shown: Shown) -> None:
        part, whole = self.row(shown.place), self.row(shown.place, 1)
        if shown.state == "hidden":
            self.between(whole, 1, MANY)
        elif not shown.is_rounded and shown.value:
            self.between(part, shown.numerator, shown.numerator)
            self.between(whole, shown.denominator, shown.denominator)
        else:
            self.between(whole, *coarse_bounds(shown.denominator))
            low, high = percents(shown)
            self.between(part - high / 100 * whole, -MANY, 0)
            self.between(part - low / 100 * whole, 0, MANY)

    def ranges(self, place: str) -> list[Range]:
        """Of the part, the rest and the whole."""
        part, whole = self.row(place), self.row(place, 1)
        return [self.range_of(row) for row in (part, whole - part, whole)]


def percents(shown: Shown) -> tuple[float, float]:
    value, size = float(shown.value), step(shown.denominator)
    if value in {0, 100}:
        return value, value
    return 0 if value == size else value - size / 2, 100 if value == 100 - size else value + size / 2


def pinned_shares(
    partitions: Partitions, publication: Sequence[Shown], truth: Mapping[str, tuple[int, int]]
) -> dict[tuple[str, int], Range]:
    """Places where the part, the rest or the whole of a share is one to four people and this reader can tell."""
    attacker, found = ShareAttacker(partitions, [publication]), {}
    for place, (part, whole) in truth.items():
        numbers = (part, whole - part, whole)
        if any(1 <= n <= 4 for n in numbers):
            for which, (n, known) in enumerate(zip(numbers, attacker.ranges(place), strict=True)):
                if 1 <= n <= 4:
                    assert known.low <= n <= known.high
                    if known.pins_small():
                        found[place, which] = known
    return found


def pinned(
    partitions: Partitions, publications: Iterable[Sequence[Shown]], truth: Mapping[str, int]
) -> dict[str, Range]:
    """Hidden places with one to four people whose number this reader can tell well enough to matter."""
    publications = list(publications)
    attacker = Attacker(partitions, publications)
    small = sorted({place for place, people in truth.items() if 1 <= people <= 4})
    found = {place: attacker.range(place) for place in small}
    for place, known in found.items():
        assert known.low <= truth[place] <= known.high
    return {place: known for place, known in found.items() if known.pins_small()}


def changes_found(
    partitions: Partitions, months: Sequence[Sequence[Shown]], truths: Sequence[Mapping[str, int]]
) -> dict[tuple[str, int, int], Range]:
    """Changes of one to four people from one month to a later one that this reader can tell."""
    attackers = [Attacker(partitions, [month]) for month in months]
    ranges: dict[tuple[str, int], Range] = {}
    found = {}
    for earlier in range(len(months)):
        for later in range(earlier + 1, len(months)):
            for place in truths[0]:
                if place != NATION and 1 <= abs(truths[later][place] - truths[earlier][place]) <= 4:
                    for month in (earlier, later):
                        if (place, month) not in ranges:
                            ranges[place, month] = attackers[month].range(place)
                    change = ranges[place, later].minus(ranges[place, earlier])
                    if change.is_one_to_four():
                        found[place, earlier, later] = change
    return found
