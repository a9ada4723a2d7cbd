"""A series as the chart shows it: points, thresholds as bands, the patient's usual as a line, events as flags.

Pure values: the pages fill them from observations, `components/chart.html` draws and tabulates them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from varde.measurements.kinds import written

Marker = Literal["typed", "device", "remeasured"]
MARKER_WORDS: dict[Marker, str | Promise] = {
    "typed": gettext_lazy("Skrevet inn"),
    "device": gettext_lazy("Fra utstyr"),
    "remeasured": gettext_lazy("Målt på nytt"),
}


@dataclass(frozen=True, slots=True)
class Point:
    """One value. `text` is the value as a person reads it, with unit; `value2` the diastolic pressure, else None."""

    at: datetime
    value: float
    text: str
    zone: int = 0
    marker: Marker = "typed"
    value2: float | None = None
    note: str = ""

    @property
    def marker_word(self) -> str | Promise:
        return MARKER_WORDS[self.marker]


@dataclass(frozen=True, slots=True)
class Band:
    """Values from `low` up to `high` (None: without end) belong to `zone`: a threshold drawn as an area."""

    zone: int
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, drawn as a flag: a plan change, an admission, a contact."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """One series. `key` is unique on its page; `starts` and `ends` set the time axis so that stacked charts agree."""

    key: str
    title: str
    unit: str
    points: Sequence[Point]
    starts: datetime
    ends: datetime
    decimals: int = 0
    bands: Sequence[Band] = ()
    baseline: float | None = None
    events: Sequence[Event] = field(default_factory=tuple)
    value_names: tuple[str, ...] = ()

    @property
    def script_id(self) -> str:
        return f"chart-{self.key}-data"

    @property
    def newest_first(self) -> list[Point]:
        return sorted(self.points, key=lambda point: point.at, reverse=True)

    @property
    def lowest(self) -> Point | None:
        return min(self.points, key=lambda point: point.value, default=None)

    @property
    def highest(self) -> Point | None:
        return max(self.points, key=lambda point: point.value, default=None)

    @property
    def baseline_said(self) -> str:
        """As the reasons say it, so that one page tells one usual."""
        return "" if self.baseline is None else written(self.baseline, self.decimals)

    @property
    def markers_used(self) -> list[tuple[Marker, str | Promise]]:
        used = {point.marker for point in self.points}
        return [(marker, word) for marker, word in MARKER_WORDS.items() if marker in used]

    @property
    def data(self) -> dict[str, object]:
        """What the drawing script reads: times in seconds, everything else as it is."""
        ordered = sorted(self.points, key=lambda point: point.at)
        return {
            "unit": self.unit,
            "decimals": self.decimals,
            "starts": self.starts.timestamp(),
            "ends": self.ends.timestamp(),
            "at": [point.at.timestamp() for point in ordered],
            "values": [point.value for point in ordered],
            "values2": [point.value2 for point in ordered] if any(p.value2 is not None for p in ordered) else None,
            "zones": [point.zone for point in ordered],
            "markers": [point.marker for point in ordered],
            "bands": [[band.zone, band.low, band.high] for band in self.bands],
            "baseline": self.baseline,
            "events": [[event.at.timestamp(), event.text] for event in self.events],
        }
