"""Unwanted variation as a funnel plot: each place by its size, with the limits chance alone would give. Never a league table.

Places keep the order they came in (by name or geography). A point outside has a number that the list under the
drawing explains. What stands outside, and where the limits go, is found in `indicators.variation`: here it is only drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from varde.indicators.variation import Compared, Curve, Standing
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

WORDS = {
    "inside": "innenfor grensene",
    "warning": "utenfor 95 %-grensen",
    "outside": "utenfor 99,8 %-grensen",
    "small": "skjult (færre enn 5)",
}


@dataclass(frozen=True, slots=True)
class Dot:
    """One place in the plot. `side` is "over" or "under" when it is outside, `number` its number in the list, else 0."""

    key: str
    name: str
    x: str
    y: str
    text: str
    n: str
    standing: str
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
    widened: str
    pull: Pull | None
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
    def expected_outside(self) -> str:
        """How many would be beyond 95 % by chance alone."""
        return label(round(0.05 * len(self.shown), 1))


def draw(name: str, found: Compared, *, n_name: str, own: str = "") -> Funnel:
    """The plot of places that have been compared. `widened` is empty when the limits are those of chance alone."""
    suffix, decimals = (" %", 1) if found.is_share else ("", 2)
    known = [(one.value, one.n) for one in found.places if one.value is not None and one.n]
    smallest, largest = min(n for _, n in known), max(n for _, n in known)
    x_axis, x_ticks = size_axis(smallest, largest)
    # How high the limits go left of the smallest place need not be seen.
    tops = [limit for curve in found.curves for n, limit in curve.points if smallest <= n <= x_axis.high]
    top = max(*(value for value, _ in known), *tops)
    y_axis, y_ticks = value_axis([top], suffix, at_most=100.0 if found.is_share else None)
    dots = tuple(_dot(one, x_axis, y_axis, own) for one in found.places)
    pull = Pull(found.pull.name, label(round(found.pull.without, decimals), suffix)) if found.pull else None
    return Funnel(
        _title(name, dots, is_widened=found.widened > 1),
        dots,
        tuple((curve.name, _path(curve, x_axis, y_axis)) for curve in found.curves),
        text(y_axis.at(found.common)),
        label(round(found.common, decimals), suffix),
        x_ticks,
        tuple(y_ticks),
        n_name,
        label(round(found.widened, 1)) if found.widened > 1 else "",
        pull,
    )


def _path(curve: Curve, across: Axis | LogAxis, up: Axis) -> str:
    inside = [
        (n, limit) for n, limit in _up_to(across.high, curve.points) if n >= across.low and limit <= up.high + 1e-9
    ]
    return "".join(
        f"{'L' if i else 'M'}{text(across.at(n))} {text(up.at(limit))}" for i, (n, limit) in enumerate(inside)
    )


def _up_to(edge: float, points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Those before the edge of the drawing, and where the line crosses it."""
    before = [point for point in points if point[0] <= edge]
    if not before or len(before) == len(points):
        return before
    (n, limit), (after, beyond) = before[-1], points[len(before)]
    return [*before, (edge, limit + (beyond - limit) * (edge - n) / (after - n))]


def _dot(one: Standing, across: Axis | LogAxis, up: Axis, own: str) -> Dot:
    return Dot(
        one.key,
        one.name,
        text(across.at(one.n or 0.0)),
        text(up.at(one.value or 0.0)),
        one.text,
        label(one.n) if one.n is not None else "",
        one.where,
        one.side,
        one.number,
        one.key == own,
    )


def _title(name: str, dots: Sequence[Dot], *, is_widened: bool) -> str:
    """A sentence: how many differ by more than chance, or by more than places do that are counted like this."""
    shown = sum(dot.standing != "small" for dot in dots)
    outside = sum(dot.standing == "outside" for dot in dots)
    if is_widened:
        return f"{name}: {outside or 'ingen'} av {shown} skiller seg klart fra de andre"
    if not outside:
        return f"{name}: ingen av {shown} skiller seg mer enn tilfeldigheter kan forklare"
    return f"{name}: {outside} av {shown} skiller seg mer enn tilfeldigheter kan forklare"
