"""Months as a line from zero, with numbered flags for what happened. A hidden or missing month breaks the line."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from statistics import fmean

from varde.portals.management.charts.scale import BOTTOM, HEIGHT, WIDTH, Axis, Tick, day_axis, month, text, value_axis


@dataclass(frozen=True, slots=True)
class Month:
    """One month: `value` None when it is hidden or there are no data; `text` is what a page shows."""

    at: date
    value: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something to know when reading the line: an event of the programme, or a changed definition."""

    at: date
    text: str


@dataclass(frozen=True, slots=True)
class Flag:
    x: str
    number: int
    note: Note


@dataclass(frozen=True, slots=True)
class Row:
    """A month of the table, newest first; `notes` are the flags in it."""

    month: str
    text: str
    other: str
    notes: str


@dataclass(frozen=True, slots=True)
class Trend:
    title: str
    name: str
    other_name: str
    lines: tuple[str, ...]
    other_lines: tuple[str, ...]
    singles: tuple[tuple[str, str], ...]
    last: tuple[str, str] | None
    gaps: tuple[str, ...]
    flags: tuple[Flag, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    rows: tuple[Row, ...]
    width: float = WIDTH
    height: float = HEIGHT
    floor: str = text(HEIGHT - BOTTOM)

    @property
    def has_line(self) -> bool:
        """Whether there is more to see than one month."""
        return bool(self.lines) or len(self.singles) > 1


Place = tuple[float, float]


def draw(
    name: str,
    months: Sequence[Month],
    *,
    notes: Sequence[Note] = (),
    other: Sequence[Month] = (),
    other_name: str = "",
    suffix: str = "",
    at_most: float | None = None,
) -> Trend | None:
    """The drawing, or nothing when no month has a value to show."""
    values = [float(one.value) for one in (*months, *other) if one.value is not None]
    if not any(one.value is not None for one in months):
        return None
    across, x_ticks = day_axis([one.at for one in months])
    up, y_ticks = value_axis(values, suffix, at_most)
    runs = _runs(months, across, up)
    flags = _flags(months, notes, across)
    newest = max((one for one in months if one.value is not None), key=lambda one: one.at)
    return Trend(
        title=sentence(name, months),
        name=name,
        other_name=other_name,
        lines=tuple(_path(run) for run in runs if len(run) > 1),
        other_lines=tuple(_path(run) for run in _runs(other, across, up) if len(run) > 1),
        singles=tuple((text(run[0][0]), text(run[0][1])) for run in runs if len(run) == 1),
        last=_point(newest, across, up),
        gaps=tuple(text(across.at(one.at.toordinal())) for one in months if one.value is None),
        flags=flags,
        x_ticks=tuple(x_ticks),
        y_ticks=tuple(y_ticks),
        rows=_rows(months, other, flags),
    )


def filled(months: Sequence[Month], empty: str) -> list[Month]:
    """The months with those between them that nobody has told: without a value, so that no line is drawn across."""
    found = list(months[:1])
    for one in months[1:]:
        while (missing := _month_after(found[-1].at)) < one.at.replace(day=1):
            found.append(Month(_last_day(missing), None, empty))
        found.append(one)
    return found


def _month_after(day: date) -> date:
    """The first day of the next month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def sentence(name: str, months: Sequence[Month]) -> str:
    """What the line shows: from where to where, when it went somewhere; else between what it has moved."""
    shown = [one for one in months if one.value is not None]
    if not shown:
        return f"{name}: ingen data ennå"
    first, last = shown[0], shown[-1]
    if first.at == last.at:
        return f"{name}: {last.text} i {month(last.at)}"
    if first.text == last.text:
        return f"{name}: {last.text} både i {month(first.at)} og i {month(last.at)}"
    if not _went_somewhere([float(one.value or 0) for one in shown]):
        low, high = (pick(shown, key=lambda one: one.value or 0).text for pick in (min, max))
        return f"{name}: {last.text} i {month(last.at)}, mellom {low} og {high} siden {month(first.at)}"
    went = "økte" if (last.value or 0) > (first.value or 0) else "gikk ned"
    return f"{name} {went} fra {first.text} i {month(first.at)} til {last.text} i {month(last.at)}"


def _went_somewhere(values: Sequence[float]) -> bool:
    """Every step the same way; or the last third lies further from the first, that way, than one month lies from the next."""
    steps = [after - before for before, after in pairwise(values)]
    if all(step >= 0 for step in steps) or all(step <= 0 for step in steps):
        return True
    third = max(1, len(values) // 3)
    moved = fmean(values[-third:]) - fmean(values[:third])
    return moved * (values[-1] - values[0]) > 0 and abs(moved) > fmean(map(abs, steps))


def _runs(months: Sequence[Month], across: Axis, up: Axis) -> list[list[Place]]:
    """Neighbouring months with values, as places on the drawing."""
    return [
        [(across.at(one.at.toordinal()), up.at(float(one.value))) for one in run if one.value is not None]
        for has_value, run in groupby(months, key=lambda one: one.value is not None)
        if has_value
    ]


def _path(run: Sequence[Place]) -> str:
    return "".join(f"{'L' if i else 'M'}{text(x)} {text(y)}" for i, (x, y) in enumerate(run))


def _point(one: Month, across: Axis, up: Axis) -> tuple[str, str]:
    return text(across.at(one.at.toordinal())), text(up.at(float(one.value or 0)))


def _flags(months: Sequence[Month], notes: Sequence[Note], across: Axis) -> tuple[Flag, ...]:
    first, last = months[0].at, months[-1].at
    inside = sorted((note for note in notes if first <= note.at <= last), key=lambda note: note.at)
    return tuple(Flag(text(across.at(note.at.toordinal())), i, note) for i, note in enumerate(inside, 1))


def _rows(months: Sequence[Month], other: Sequence[Month], flags: Sequence[Flag]) -> tuple[Row, ...]:
    beside = {one.at: one.text for one in other}
    return tuple(
        Row(month(one.at), one.text, beside.get(one.at, ""), _noted(one.at, flags))
        for one in sorted(months, key=lambda one: one.at, reverse=True)
    )


def _noted(at: date, flags: Sequence[Flag]) -> str:
    return "; ".join(flag.note.text for flag in flags if (flag.note.at.year, flag.note.at.month) == (at.year, at.month))
