"""Bars inside a table's cells, so that the table is the chart: one scale for all rows, 95 % intervals as whiskers."""

from collections.abc import Sequence
from dataclasses import dataclass

from varde.portals.management.charts.scale import Axis, text

WIDTH, HEIGHT = 160.0, 18.0


@dataclass(frozen=True, slots=True)
class Valued:
    """What one bar stands for; `value` None draws nothing. `lower` and `upper` are its interval, if it has one."""

    value: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """From `start` and `length` to the right; one end is zero."""

    start: str
    length: str
    whisker: tuple[str, str] | None
    width: float = WIDTH
    height: float = HEIGHT


def draw(rows: Sequence[Valued], *, at_least: float = 0.0) -> list[Bar | None]:
    """A bar for each row from zero, on a common scale that holds every value and interval, below zero as well."""
    ends = [end for row in rows for end in (row.value, row.lower, row.upper) if end is not None]
    axis = Axis(min([0.0, *ends]), max([at_least, *ends]), 0.0, WIDTH)
    if axis.low == axis.high:
        axis = Axis(0.0, 1.0, 0.0, WIDTH)
    return [None if row.value is None else _bar(row, row.value, axis) for row in rows]


def _bar(row: Valued, value: float, axis: Axis) -> Bar:
    left, right = sorted((axis.at(0.0), axis.at(value)))
    has_interval = row.lower is not None and row.upper is not None
    whisker = (text(axis.at(row.lower or 0.0)), text(axis.at(row.upper or 0.0))) if has_interval else None
    return Bar(text(left), text(right - left), whisker)
