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
    length: str
    whisker: tuple[str, str] | None
    width: float = WIDTH
    height: float = HEIGHT


def draw(rows: Sequence[Valued], *, at_least: float = 0.0) -> list[Bar | None]:
    """A bar for each row on a common scale from zero to the largest value or interval (or `at_least`)."""
    top = max([at_least, *(max(row.value or 0.0, row.upper or 0.0) for row in rows)], default=0.0)
    axis = Axis(0.0, top or 1.0, 0.0, WIDTH)
    return [None if row.value is None else Bar(text(axis.at(row.value)), _whisker(row, axis)) for row in rows]


def _whisker(row: Valued, axis: Axis) -> tuple[str, str] | None:
    if row.lower is None or row.upper is None:
        return None
    return text(axis.at(row.lower)), text(axis.at(min(row.upper, axis.high)))
