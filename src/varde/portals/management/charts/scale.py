"""Axes: from values and days to places on a drawing, with round numbers at the ticks.

A drawing is 400 units wide, one unit a pixel on a phone. Every coordinate leaves as text, so that no language's
decimal comma can reach the SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, floor, log10

WIDTH, HEIGHT = 400.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 10.0, 22.0, 26.0
MONTHS = ("jan.", "feb.", "mars", "april", "mai", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "des.")
MANY_TIMES = 20
THIN_SPACE = "\u202f"


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis: where, and the word at it."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Maps `low`…`high` onto `start`…`end` of the drawing. A flat range maps to the middle."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def text(number: float) -> str:
    """A coordinate as SVG wants it: one decimal, never a minus before zero."""
    return f"{round(number, 1) + 0.0:.1f}"


def round_ticks(top: float, about: int = 4) -> list[float]:
    """From zero to the first round number at or above `top`, in steps of 1, 2 or 5 times a power of ten."""
    if top <= 0:
        return [0.0, 1.0]
    raw = top / about
    power = 10.0 ** floor(log10(raw))
    step = next(size * power for size in (1, 2, 5, 10) if size * power >= raw * 0.999999)
    return [round(step * n, 10) for n in range(ceil(top / step - 1e-9) + 1)]


def label(value: float, suffix: str = "") -> str:
    """A number at a tick: whole where it can be, decimal comma, thin space between thousands."""
    shown = f"{value:,.0f}" if value == round(value) else f"{value:,.3f}".rstrip("0")
    return shown.replace(",", THIN_SPACE).replace(".", ",") + suffix


def value_axis(values: Sequence[float], suffix: str = "", at_most: float | None = None) -> tuple[Axis, list[Tick]]:
    """An axis up the left side from zero; never past `at_most`, the largest value there can be."""
    ticks = [tick for tick in round_ticks(max(values, default=0.0)) if at_most is None or tick <= at_most]
    high = max(ticks[-1], max(values, default=0.0))
    axis = Axis(0.0, high, HEIGHT - BOTTOM, TOP)
    return axis, [Tick(text(axis.at(tick)), label(tick, suffix)) for tick in ticks]


@dataclass(frozen=True, slots=True)
class LogAxis:
    """Like `Axis`, with as much room from 10 to 100 as from 100 to 1000. What is below `low` stands at the start."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        along = log10(max(value, self.low) / self.low) / log10(self.high / self.low)
        return self.start + along * (self.end - self.start)


def size_axis(smallest: float, largest: float) -> tuple[Axis | LogAxis, tuple[Tick, ...]]:
    """An axis along the bottom for sizes: from zero, or by powers of ten where the largest is many times the smallest."""
    if largest < MANY_TIMES * smallest:
        ticks = round_ticks(largest)
        even = Axis(0.0, ticks[-1], LEFT, WIDTH - RIGHT)
        return even, tuple(Tick(text(even.at(n)), label(n)) for n in ticks)
    low, high = 10.0 ** floor(log10(smallest)), largest * 1.1
    axis = LogAxis(low, high, LEFT, WIDTH - RIGHT)
    powers = [10.0**power for power in range(floor(log10(low)), ceil(log10(high))) if low <= 10.0**power <= high]
    return axis, tuple(Tick(text(axis.at(n)), label(n)) for n in powers)


def day_axis(days: Sequence[date]) -> tuple[Axis, list[Tick]]:
    """An axis along the bottom; a year's number where each year begins, months when all is within one year."""
    first, last = min(days), max(days)
    axis = Axis(first.toordinal(), last.toordinal(), LEFT, WIDTH - RIGHT)
    years = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    marks = [(day, str(day.year)) for day in years] if len(years) > 1 else _ends(first, last)
    return axis, [Tick(text(axis.at(day.toordinal())), word) for day, word in marks]


def _ends(first: date, last: date) -> list[tuple[date, str]]:
    ends = [first] if first == last else [first, last]
    return [(day, month(day)) for day in ends]


def month(day: date) -> str:
    """ "nov. 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"
