"""A word-sized line beside a number: the same months as the full chart, without axes. Its text is the number beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from varde.portals.management.charts.scale import Axis, text
from varde.portals.management.charts.trend import Month

WIDTH, HEIGHT, EDGE = 96.0, 24.0, 3.0


@dataclass(frozen=True, slots=True)
class Spark:
    """`lines` are paths, one for each unbroken run of months; `last` is where the newest value stands."""

    lines: tuple[str, ...]
    last: tuple[str, str]
    width: float = WIDTH
    height: float = HEIGHT


def draw(months: Sequence[Month]) -> Spark | None:
    """The line from zero, or nothing when fewer than two months have a value."""
    shown = [float(one.value) for one in months if one.value is not None]
    if len(shown) < 2:
        return None
    across = Axis(0, len(months) - 1, EDGE, WIDTH - EDGE)
    up = Axis(0, max(shown) or 1.0, HEIGHT - EDGE, EDGE)
    runs = [list(run) for known, run in groupby(enumerate(months), lambda one: one[1].value is not None) if known]
    lines = tuple(_line(run, across, up) for run in runs if len(run) > 1)
    place, newest = runs[-1][-1]
    return Spark(lines, (text(across.at(place)), text(up.at(float(newest.value or 0)))))


def _line(run: list[tuple[int, Month]], across: Axis, up: Axis) -> str:
    return "".join(
        f"{'L' if i else 'M'}{text(across.at(place))} {text(up.at(float(month.value or 0)))}"
        for i, (place, month) in enumerate(run)
    )
