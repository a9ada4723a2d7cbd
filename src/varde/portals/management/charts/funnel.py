"""Unwanted variation as a funnel plot: each place by its size, with the limits chance alone would give. Never a league table.

Places keep the order they came in (by name or geography). A point outside has a number that the list under the
drawing explains.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

from varde.portals.management.charts import limits
from varde.portals.management.charts.scale import (
    HEIGHT,
    WIDTH,
    Axis,
    LogAxis,
    Tick,
    label,
    size_axis,
    text,
    value_axis,
)

Standing = Literal["inside", "warning", "outside", "small"]
WORDS: dict[Standing, str] = {
    "inside": "innenfor grensene",
    "warning": "utenfor 95 %-grensen",
    "outside": "utenfor 99,8 %-grensen",
    "small": "skjult (færre enn 5)",
}
STEPS = 48
TELLABLE = 15
PULLS_FROM = 0.2


@dataclass(frozen=True, slots=True)
class Observed:
    """One place: `events` of `n`; both None when they may not be shown. `text` is the value as a page shows it."""

    key: str
    name: str
    events: float | None
    n: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One place in the plot. `side` is "over" or "under" when it is outside, `number` its number in the list, else 0."""

    key: str
    name: str
    x: str
    y: str
    text: str
    n: str
    standing: Standing
    side: str
    number: int
    is_own: bool

    @property
    def says(self) -> str:
        return f"{WORDS[self.standing]}, {self.side}" if self.side else WORDS[self.standing]


@dataclass(frozen=True, slots=True)
class Pull:
    """A place so large in what is counted that it moves the common value, and what that would be without it."""

    name: str
    without: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """The plot, its table (every place, hidden ones too) and what it says."""

    title: str
    dots: tuple[Dot, ...]
    curves: tuple[tuple[str, str], ...]
    common_y: str
    common: str
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    n_name: str
    dispersion: float = 1.0
    pull: "Pull | None" = None
    width: float = WIDTH
    height: float = HEIGHT

    @property
    def shown(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.standing != "small"]

    @property
    def hidden(self) -> int:
        return len(self.dots) - len(self.shown)

    @property
    def outside(self) -> list[Dot]:
        """Beyond 99.8 %."""
        return [dot for dot in self.dots if dot.standing == "outside"]

    @property
    def warned(self) -> list[Dot]:
        """Beyond 95 % but not 99.8 %."""
        return [dot for dot in self.dots if dot.standing == "warning"]

    @property
    def numbered(self) -> list[Dot]:
        return [dot for dot in self.dots if dot.number]

    @property
    def widened(self) -> str:
        """How many times as wide as by chance alone the limits are; empty when they are not widened."""
        return label(round(sqrt(self.dispersion), 1)) if self.dispersion > 1 else ""

    @property
    def expected_outside(self) -> str:
        """How many would be beyond 95 % by chance alone."""
        return label(round(0.05 * len(self.shown), 1))


def draw(
    name: str,
    places: Sequence[Observed],
    *,
    kind: limits.Kind,
    per: float,
    suffix: str,
    n_name: str,
    own: str = "",
    is_clustered: bool = False,
) -> Funnel | None:
    """The plot of places that may be shown, or nothing when fewer than three have anything to compare.

    `per` turns a share or rate into what the axis shows (100 for per cent, 1000 for per thousand). `is_clustered` when one
    person stands behind many events: the limits are then widened by as much as the places vary more than chance.
    """
    known = [(place, place.events, place.n) for place in places if place.events is not None and place.n]
    if len(known) < 3:
        return None
    common = sum(events for _, events, _ in known) / sum(n for _, _, n in known)
    dispersion = limits.dispersion(kind, common, [(events, n) for _, events, n in known]) if is_clustered else 1.0
    smallest, largest = min(n for _, _, n in known), max(n for _, _, n in known)
    x_axis, x_ticks = size_axis(smallest, largest)
    curves = _curves(kind, common, dispersion, (max(smallest / 2, x_axis.low), x_axis.high))
    ceiling = max(*(events / n for _, events, n in known), _tallest(curves, known))
    y_axis, y_ticks = value_axis([ceiling * per], suffix, at_most=per if kind == "share" else None)
    standings = {place.key: _standing(place, kind, common, dispersion) for place in places}
    dots = _dots(places, standings, x_axis, y_axis, per, own)
    lines = tuple((which, _path(points, x_axis, y_axis, per)) for which, points in curves)
    said = text(y_axis.at(common * per)), _label(common, kind, per, suffix)
    pull = _pull(known, common, lambda value: _label(value, kind, per, suffix))
    return Funnel(
        _title(name, dots, is_widened=dispersion > 1),
        dots,
        lines,
        *said,
        x_ticks,
        tuple(y_ticks),
        n_name,
        dispersion,
        pull,
    )


def _label(value: float, kind: limits.Kind, per: float, suffix: str) -> str:
    return label(round(value * per, 1 if kind == "share" else 2), suffix)


Known = Sequence[tuple[Observed, float, float]]


def _pull(known: Known, common: float, said: Callable[[float], str]) -> Pull | None:
    """The place without which the common value would be another, when it would be a fifth more or less."""
    events, size = sum(events for _, events, _ in known), sum(n for _, _, n in known)
    without = [((events - some) / (size - n), place.name) for place, some, n in known if size > n]
    rest, name = max(without, key=lambda one: abs(one[0] - common), default=(common, ""))
    return Pull(name, said(rest)) if abs(rest - common) > PULLS_FROM * common else None


Curve = list[tuple[float, float]]


def _curves(
    kind: limits.Kind, common: float, dispersion: float, sizes_from_to: tuple[float, float]
) -> list[tuple[str, Curve]]:
    """Four curves by name: n and the limit there."""
    first, last = sizes_from_to
    sizes = [first * (last / first) ** (step / STEPS) for step in range(STEPS + 1)]
    found: dict[str, Curve] = {"low95": [], "high95": [], "low998": [], "high998": []}
    for n in sizes:
        for tail, which in ((limits.TAIL_95, "95"), (limits.TAIL_998, "998")):
            low, high = limits.limits(kind, common, n, tail, dispersion)
            found[f"low{which}"].append((n, low))
            found[f"high{which}"].append((n, high))
    return list(found.items())


def _tallest(curves: list[tuple[str, Curve]], known: Known) -> float:
    """The highest limit among the sizes that occur: what is left of the smallest place need not be seen."""
    smallest = min(n for _, _, n in known)
    return max((limit for _, points in curves for n, limit in points if n >= smallest), default=0.0)


def _path(points: Curve, across: Axis | LogAxis, up: Axis, per: float) -> str:
    inside = [(n, limit * per) for n, limit in points if limit * per <= up.high + 1e-9]
    return "".join(
        f"{'L' if i else 'M'}{text(across.at(n))} {text(up.at(limit))}" for i, (n, limit) in enumerate(inside)
    )


def _dots(
    places: Sequence[Observed],
    standings: Mapping[str, tuple[Standing, str]],
    across: Axis | LogAxis,
    up: Axis,
    per: float,
    own: str,
) -> tuple[Dot, ...]:
    made: list[Dot] = []
    for place in places:
        standing, side = standings[place.key]
        n, events = place.n or 0.0, place.events or 0.0
        value = events / n * per if n else 0.0
        made.append(
            Dot(
                place.key,
                place.name,
                text(across.at(n)),
                text(up.at(value)),
                place.text,
                label(n) if place.n is not None else "",
                standing,
                side,
                0,
                place.key == own,
            )
        )
    return _numbered(made)


def _numbered(dots: list[Dot]) -> tuple[Dot, ...]:
    """Those outside get a number each; where they are too many to tell apart, none does."""
    outside = [dot.key for dot in dots if dot.side]
    numbers = {key: number for number, key in enumerate(outside, 1)} if len(outside) <= TELLABLE else {}
    return tuple(replace(dot, number=numbers.get(dot.key, 0)) for dot in dots)


def _standing(place: Observed, kind: limits.Kind, common: float, dispersion: float) -> tuple[Standing, str]:
    if place.events is None or not place.n:
        return "small", ""
    side = "over" if place.events / place.n > common else "under"
    for tail, standing in ((limits.TAIL_998, "outside"), (limits.TAIL_95, "warning")):
        if limits.is_outside(kind, common, place.events, place.n, tail, dispersion):
            return standing, side  # type: ignore[return-value]
    return "inside", ""


def _title(name: str, dots: Sequence[Dot], *, is_widened: bool) -> str:
    """A sentence: how many differ by more than chance, or by more than places do that are counted like this."""
    shown = sum(dot.standing != "small" for dot in dots)
    outside = sum(dot.standing == "outside" for dot in dots)
    if is_widened:
        return f"{name}: {outside or 'ingen'} av {shown} skiller seg klart fra de andre"
    if not outside:
        return f"{name}: ingen av {shown} skiller seg mer enn tilfeldigheter kan forklare"
    return f"{name}: {outside} av {shown} skiller seg mer enn tilfeldigheter kan forklare"
