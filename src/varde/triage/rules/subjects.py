"""What the rules are asked about, and what they may look back on. Plain values: no Django, no models."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from varde.measurements.baseline import OSLO

Answer = str | int | float | bool
Series = Sequence[tuple[datetime, float]]
BaselineKey = tuple[str, int, int]
Usual = tuple[int, float | None, float | None]


class Reading(msgspec.Struct, frozen=True):
    """One measurement: {metric: value in the kind's unit}. Blood pressure carries `sbp` and `dbp`."""

    values: Mapping[str, float]
    at: datetime


class Answered(msgspec.Struct, frozen=True):
    """One answered form: {item: answer} and the form's own score (None when it has none)."""

    form: str
    answers: Mapping[str, Answer]
    score: float | None
    at: datetime


class Overdue(msgspec.Struct, frozen=True):
    """A kind or form that was expected on the last `days` scheduled days, and did not come."""

    item: str
    days: int


Subject = Reading | Answered | Overdue


class History(msgspec.Struct, frozen=True):
    """What is known about the patient around the subject's time; the subject itself may be in it or left out.

    `readings`: {metric: [(at, value), …]} sorted by time, only trusted ones (current version, not outside the possible,
    not denied by a re-measure). `answers`: {form: [Answered, …]} sorted by time. Rows later than the subject are ignored,
    so one history serves a whole run of subjects. `baselines`: {(metric, window_days, exclude_days): (n, median, scatter)}
    as seen from the subject's day. `zone` is the patient's time zone: days are counted there.
    """

    readings: Mapping[str, Series] = msgspec.field(default_factory=dict)
    answers: Mapping[str, Sequence[Answered]] = msgspec.field(default_factory=dict)
    baselines: Mapping[BaselineKey, Usual] = msgspec.field(default_factory=dict)
    zone: ZoneInfo = OSLO
