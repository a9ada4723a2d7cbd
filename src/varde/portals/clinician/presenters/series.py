"""Series as charts: one time axis for all, the plan's zones as bands, the patient's usual as a line, events as flags."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from varde.measurements.kinds import KINDS, Kind, written
from varde.measurements.models import Baseline, EntryMode, Flag
from varde.measurements.series import Point
from varde.portals.components import charts
from varde.portals.components.templatetags.varde import zone_word
from varde.triage.bands import bands
from varde.triage.rules import RuleSet
from varde.triage.rules.subjects import BaselineKey, Usual

RANGES: Mapping[int, str] = {14: "14 dager", 30: "30 dager", 90: "3 måneder", 365: "1 år", 730: "2 år"}
USUAL_RANGE = 90
PIXEL_COLUMNS = 700
ROWS_IN_PAGE = 10
AIR = 0.15
FLAG_ROOM = 0.15
LINE = 0.004
PLACES_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """One chart of the page, and the newest values as a table under it."""

    chart: charts.Chart
    kind: str
    ids: list[str]
    rows: list[charts.Point]
    limits: str
    last: charts.Point | None = None
    """The newest value; one whose time is still to come is not."""

    @property
    def data(self) -> dict[str, object]:
        """What the drawing reads, and which observation each point is."""
        return self.chart.data | {"ids": self.ids}


@dataclass(frozen=True, slots=True)
class Setting:
    """What all the patient's charts share."""

    since: datetime
    until: datetime
    rules: RuleSet | None
    usual: Mapping[BaselineKey, Usual]
    events: Sequence[charts.Event]


def span(days: int, now: datetime) -> tuple[datetime, datetime]:
    """The axis: so many days back, and a little room to the right for the newest value."""
    return now - timedelta(days=days), now + timedelta(days=max(days, 14)) / 60


def range_asked(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 5 and int(text) in RANGES else USUAL_RANGE


def flags(events: Iterable[charts.Event], since: datetime, until: datetime) -> list[charts.Event]:
    """In order of time; of flags too close to be read, the first keeps its words and the others their lines."""
    shown: list[charts.Event] = []
    room, last = (until - since) * FLAG_ROOM, since - (until - since)
    for event in sorted(events, key=lambda event: event.at):
        has_room = event.at - last >= room
        shown.append(charts.Event(event.at, event.text if has_room else ""))
        last = event.at if has_room else last
    return shown


def usual_of(rows: Iterable[Baseline]) -> dict[BaselineKey, Usual]:
    """The newest baseline of each metric and window."""
    return {
        (row.metric, row.window_days, row.exclude_days): (row.n, row.median, row.scatter)
        for row in sorted(rows, key=lambda row: row.day)
    }


def figure(kind: str, points: Sequence[Point], setting: Setting, rows: Sequence[Point] = ()) -> Figure:
    """`points` in order of time are drawn; `rows`, newest first, are the table under the drawing."""
    known = KINDS[kind]
    found = _bands(known.metrics[0], points, setting)
    drawn = [drawn_point(point) for point in points]
    chart = charts.Chart(
        key=kind,
        title=known.name_no,
        unit=known.unit_no,
        points=drawn,
        starts=setting.since,
        ends=setting.until,
        decimals=known.decimals,
        bands=_as_lines(found, points) if len(known.metrics) > 1 else found,
        baseline=_median(known.metrics[0], setting.usual),
        events=setting.events,
        value_names=tuple(part.name_no for part in known.parts),
    )
    ids, shown = [str(point.id) for point in points], [drawn_point(row) for row in rows]
    last = next((drawn_point(row) for row in rows if row.flag != Flag.FUTURE), None)
    return Figure(chart, kind, ids, shown, _limits_said(known, found), last)


def drawn_point(point: Point) -> charts.Point:
    return charts.Point(
        at=point.effective_at,
        value=point.value,
        value2=point.value2,
        text=said(point),
        zone=point.zone,
        marker=_marker(point),
        note=_note(point),
    )


def said(point: Point) -> str:
    """The value as it was sent, with a decimal comma and the unit: "86 %", "142/85 mmHg"; long literals are rounded."""
    kind = KINDS[point.kind]
    first = _literal(point.decimal, point.value, kind.decimals)
    second = f"/{_literal(point.decimal2, point.value2, kind.decimals)}" if point.value2 is not None else ""
    return f"{first}{second} {kind.unit_no}"


def _literal(sent: str, value: float, decimals: int) -> str:
    _, _, places = sent.partition(".")
    return sent.replace(".", ",") if sent and len(places) <= PLACES_SHOWN else written(value, decimals)


def _marker(point: Point) -> charts.Marker:
    if point.remeasure_of:
        return "remeasured"
    return "device" if point.entry_mode in (EntryMode.DEVICE, EntryMode.IMPORTED) else "typed"


def _note(point: Point) -> str:
    parts = [Flag(point.flag).label if point.flag in Flag.values and point.flag else ""]
    if point.entry_mode in (EntryMode.ON_BEHALF, EntryMode.IMPORTED):
        parts.append(EntryMode(point.entry_mode).label)
    if point.version > 1:
        parts.append("Rettet")
    if point.received_at - point.effective_at > timedelta(hours=1):
        parts.append("Kom senere enn den ble målt")
    return ". ".join(part for part in [*parts, point.note] if part)


def _bands(metric: str, points: Sequence[Point], setting: Setting) -> list[charts.Band]:
    if setting.rules is None or not points:
        return []
    low, high = min(point.value for point in points), max(point.value for point in points)
    air = max((high - low) * AIR, abs(high) * AIR)
    found = bands(setting.rules, metric, low - air, high + air, at=setting.until, usual=setting.usual)
    return [charts.Band(band.zone, band.low, band.high) for band in found]


def _as_lines(found: Sequence[charts.Band], points: Sequence[Point]) -> list[charts.Band]:
    """The limits of the first of two numbers as thin lines: an area would lie over the other number and judge it too."""
    thin = max(point.value for point in points) * LINE if points else 0.0
    edges = [(band.zone, edge) for band in found for edge in (band.low, band.high) if edge is not None]
    return [charts.Band(zone, edge - thin, edge + thin) for zone, edge in edges]


def _limits_said(kind: Kind, found: Sequence[charts.Band]) -> str:
    """The bands in words: "følg med under 90, trenger hjelp under 88"; for which number, when there are two."""
    parts: list[str] = []
    end_of_low: float | None = None
    for place, band in enumerate(found):
        is_low = band.low is None if place == 0 else band.low == end_of_low
        edge = band.high if is_low else band.low
        if is_low:
            end_of_low = band.high
        if edge is not None:
            limit = f"{edge + 0.5 * 10**-kind.decimals:.{kind.decimals}f}".replace(".", ",")
            parts.append(f"{zone_word(band.zone).lower()} {'under' if is_low else 'fra'} {limit}")
    which = f"{kind.parts[0].name_no.lower()}: " if len(kind.parts) > 1 else ""
    return f"Grenser nå: {which}{', '.join(parts)}." if parts else ""


def _median(metric: str, usual: Mapping[BaselineKey, Usual]) -> float | None:
    return next((known[1] for key, known in usual.items() if key[0] == metric and known[1] is not None), None)


def refs(points: Iterable[Point]) -> list[str]:
    return [point.ref for point in points]


def kinds_shown(measured: Collection[str], scheduled: Iterable[str]) -> list[str]:
    """What the plan asks for first, in its order, then whatever else has been measured."""
    planned = [item for item in dict.fromkeys(scheduled) if item in KINDS]
    return planned + [kind for kind in KINDS if kind in measured and kind not in planned]
