"""A reader with a solver: everything published on a day put into one integer programme, number by number.

Unknown are the numbers of every municipality (or district) that figures are made of: patients, those with a plan, red
alerts, those seen. What is known is what the pages say and how they say it: zero is zero, hidden is somebody, a rounded
number is one of those that round to it, a share is so much of its whole give or take half a step; and what the
definitions say: which figures speak of the same number, and which is a part of which.

Every solution is a country that agrees with all that is known. Where the countries seen so far lie far enough apart there
is nothing to find: a number is asked about by itself only where they do not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, floor, inf

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix, vstack

from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import bounds, coarse_bounds, step

MANY = 10_000
NEAR = 1e-6
ALSO = 1e-2
"""How much it counts, beside the number asked about, that all others left to ask about lie far away too."""
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


@dataclass(frozen=True)
class Question:
    """A number of a place on one day, or on two that are put beside each other, and when what is known of it is too much."""

    place: str
    form: Form
    days: tuple[int, ...]
    is_told: Callable[..., bool]


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
        self.size = len(self.leaves) * len(self.names)
        self.rows: dict[tuple[tuple[int, ...], tuple[float, ...]], tuple[csr_matrix, float, float]] = {}
        self._know_the_definitions()
        for page in pages:
            for slug, cells in page.items():
                self._read(slug, cells)
        rows, low, high = zip(*self.rows.values(), strict=True)
        self.known = LinearConstraint(vstack(rows).tocsr(), low, high)
        self.asked: dict[tuple[str, str], int] = {}

    def expect(self, questions: Sequence[Question], truth: "Truth") -> None:
        """Keep account of these numbers from now on, from the country as it is, which all that is known must agree with."""
        rows = {(one.place, _name(one.form)): self._row(one.place, one.form) for one in questions}
        self.asked = {key: at for at, key in enumerate(rows)}
        self.goals = vstack([*rows.values(), csr_matrix((1, self.size))]).tocsr()
        self.low, self.high = (numpy.full(self.goals.shape[0], sign * numpy.inf) for sign in (1, -1))
        self._solve(numpy.zeros(self.size), truth)

    def seen(self, place: str, form: Form) -> Range:
        """What this reader can tell is no nearer than this."""
        at = self.asked[place, _name(form)]
        return _whole(self.low[at], self.high[at])

    def look(self, question: Question, others: Iterable[Question]) -> None:
        """See two countries in which the number, and as far as it goes the others, are as far away as they can be."""
        counts = numpy.zeros(self.goals.shape[0])
        counts[[self.asked[other.place, _name(other.form)] for other in others]] = ALSO
        counts[self.asked[question.place, _name(question.form)]] = 1
        for sign in (1, -1):
            self._solve(sign * (counts @ self.goals))

    def forms(self) -> list[Form]:
        """Every number, and what a part leaves of its whole."""
        rests = [{whole: 1, part: -1} for part, whole in SPEAKS_OF.values() if {part, whole} <= self.names.keys()]
        return [*({name: 1} for name in self.names), *rests]

    def range(self, place: str, form: Form) -> Range:
        """All that this reader can tell about a number of a place."""
        goal = self._row(place, form).toarray()[0]
        known = _whole(*(self._solve(sign * goal) * sign for sign in (1, -1)))
        seen = self.seen(place, form)
        assert known.low <= seen.low <= seen.high <= known.high, "the solver erred"
        return known

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
        self._between(200 * n - 2 * high * of, -inf, 0)
        self._between(200 * n - 2 * low * of, 0, inf)
        if 0 < shown.value < 100:
            self._between(n, 5, MANY)
            self._between(of - n, 5, MANY)

    def _between(self, row: csr_matrix, low: float, high: float) -> None:
        """All that is known of a sum is kept in one row: given twice, or from each side by itself, the solver errs."""
        key = (tuple(row.indices), tuple(row.data))
        if key in self.rows:
            _, lower, higher = self.rows[key]
            low, high = max(low, lower), min(high, higher)
        self.rows[key] = (row, low, high)

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
        return csr_matrix((signs, ([0] * len(columns), columns)), shape=(1, self.size))

    def _solve(self, goal: numpy.ndarray, truth: "Truth | None" = None) -> float:
        """The least that `goal` can be; with `truth`, in a country where all that is counted is as it is."""
        known = [self.known]
        if truth is not None:
            counted = [
                (self._row(place, {name: 1}), n) for name in self.names for place, n in truth.get(name, {}).items()
            ]
            rows, numbers = zip(*counted, strict=True)
            known.append(LinearConstraint(vstack(rows).tocsr(), numbers, numbers))
        found = milp(goal, constraints=known, bounds=Bounds(0, MANY), integrality=numpy.ones(len(goal)))
        assert found.status == 0, found.message
        self.low, self.high = (
            choose(so_far, self.goals @ found.x)
            for choose, so_far in ((numpy.minimum, self.low), (numpy.maximum, self.high))
        )
        return float(found.fun)


def _whole(low: float, high: float) -> Range:
    return Range(ceil(low - NEAR), floor(high + NEAR))


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


def found(
    attackers: Sequence[Attacker], truths: Sequence[Truth], questions: Sequence[Question]
) -> list[tuple[Question, list[Range]]]:
    """The questions that the readers of these days can answer, and all that they can tell."""
    for day, (attacker, truth) in enumerate(zip(attackers, truths, strict=True)):
        attacker.expect([one for one in questions if day in one.days], truth)
    answered, left = [], list(questions)
    while left := [one for one in left if one.is_told(*(attackers[day].seen(one.place, one.form) for day in one.days))]:
        asked = left.pop(0)
        for day in asked.days:
            attackers[day].look(asked, [one for one in left if day in one.days])
        if asked.is_told(*(attackers[day].seen(asked.place, asked.form) for day in asked.days)):
            ranges = [attackers[day].range(asked.place, asked.form) for day in asked.days]
            answered += [(asked, ranges)] if asked.is_told(*ranges) else []
    return answered


def pinned(
    partitions: Partitions, pages: Iterable[Page], truth: Truth, people: Mapping[str, int] | None = None
) -> dict[tuple[str, str], Range]:
    """Numbers of one to four that this reader can tell well enough to matter, and what one to four `people` have done.

    {(place, what of it): what this reader can tell}.
    """
    attacker, questions = Attacker(partitions, pages), []
    for form in attacker.forms():
        for place in sorted({place for places in truth.values() for place in places}):
            n = number(truth, form, place)
            is_of_few = people is not None and 1 <= people.get(place, 0) <= 4
            if n and (n <= 4 or is_of_few):
                questions.append(
                    Question(place, form, (0,), Range.pins_small if n <= 4 else _nearer_than(max(4, n // 4)))
                )
    return {(one.place, _name(one.form)): known for one, (known,) in found([attacker], [truth], questions)}


def changes_found(
    partitions: Partitions, months: Sequence[Page], truths: Sequence[Truth]
) -> dict[tuple[str, str, int, int], Range]:
    """Changes of one to four from one month to a later one that this reader can tell."""
    attackers = [Attacker(partitions, [month]) for month in months]
    questions = [
        Question(place, form, (earlier, later), lambda before, after: after.minus(before).is_one_to_four())
        for earlier, later in combinations(range(len(months)), 2)
        for form in attackers[0].forms()
        if form.keys() <= truths[0].keys()
        for place in truths[0][next(iter(form))]
        if place != NATION and _is_small_change(*(number(truths[month], form, place) for month in (earlier, later)))
    ]
    return {
        (one.place, _name(one.form), *one.days): after.minus(before)
        for one, (before, after) in found(attackers, truths, questions)
    }


def _nearer_than(width: int) -> Callable[[Range], bool]:
    return lambda known: known.high - known.low < width


def _is_small_change(before: int | None, after: int | None) -> bool:
    return before is not None and after is not None and 1 <= abs(after - before) <= 4


def _name(form: Form) -> str:
    return " ".join(name if sign > 0 else f"-{name}" for name, sign in form.items())
