"""When a measurement is expected: from the plan's schedule to windows in UTC. Pure; silence becomes a row here."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

HORIZON = timedelta(days=3)
"""How far ahead windows are made; the loop makes the next ones every minute."""

EARLY = timedelta(hours=4)
"""A value taken this long before its window opens still fills it."""


class Expected(Protocol):
    """One line of a plan's schedule: see `plans.content`."""

    @property
    def item(self) -> str: ...
    @property
    def weekdays(self) -> Iterable[int]: ...
    @property
    def opens(self) -> str: ...
    @property
    def due(self) -> str: ...
    @property
    def grace_minutes(self) -> int: ...


@dataclass(frozen=True, slots=True)
class ExpectedWindow:
    item: str
    opens_at: datetime
    due_at: datetime
    overdue_at: datetime


def local_moment(day: date, clock_time: str, zone: tzinfo) -> datetime:
    """The UTC moment of a local clock time.

    On the spring night a time that does not exist becomes the same moment counted from before the jump; on the
    autumn night the first of the two is meant.
    """
    hour, minute = map(int, clock_time.split(":"))
    return datetime.combine(day, time(hour, minute), tzinfo=zone).astimezone(UTC)


def expected_windows(
    schedule: Iterable[Expected], start: datetime, end: datetime, zone: tzinfo
) -> Iterator[ExpectedWindow]:
    """Windows that open in [start, end), for each line of the schedule, in the patient's own time zone."""
    for line in schedule:
        day = start.astimezone(zone).date() - timedelta(days=1)
        last = end.astimezone(zone).date()
        while day <= last:
            if day.weekday() in line.weekdays:
                opens_at = local_moment(day, line.opens, zone)
                if start <= opens_at < end:
                    due_at = local_moment(day, line.due, zone)
                    yield ExpectedWindow(line.item, opens_at, due_at, due_at + timedelta(minutes=line.grace_minutes))
            day += timedelta(days=1)
