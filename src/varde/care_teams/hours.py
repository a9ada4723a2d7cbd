"""When a unit reads its list: opening hours in the unit's own time zone, Norwegian public holidays, days it keeps closed.

Local times are turned into UTC one by one; nothing is added to a local time, so the nights when the clock changes are
counted by the hours that pass.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

from varde.care_teams.models import Unit

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
DAYS_AHEAD = 60

Stretch = tuple[datetime, datetime]
# Made once at import: the package reads the calendars of the whole world at first use, which took a third of a second
# in the middle of a red value.
holidays.country_holidays("NO", years=[])


class NeverOpen(RuntimeError):
    """The unit has no opening hours in the next sixty days: nothing can be promised."""


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Norwegian public holidays of the year, Sundays not counted as such."""
    return frozenset(holidays.country_holidays("NO", years=year))


def is_open(unit: Unit, at: datetime) -> bool:
    """Whether somebody reads the list at `at` (aware)."""
    return any(opens <= at < closes for opens, closes in _stretches(unit, at, days=1))


def next_opening(unit: Unit, at: datetime) -> datetime:
    """`at` itself while the unit is open, else when it opens next, in UTC."""
    for opens, closes in _stretches(unit, at, days=DAYS_AHEAD):
        if at < closes:
            return max(opens, at.astimezone(UTC))
    raise NeverOpen(str(unit.id))


def promised_at(unit: Unit, received_at: datetime, minutes: int) -> datetime:
    """When what came at `received_at` is read at the latest: `minutes` of opening time later, in UTC."""
    left = timedelta(minutes=minutes)
    for opens, closes in _stretches(unit, received_at, days=DAYS_AHEAD):
        start = max(opens, received_at.astimezone(UTC))
        if start >= closes:
            continue
        if start + left <= closes:
            return start + left
        left -= closes - start
    raise NeverOpen(str(unit.id))


def end_of_working_day(unit: Unit, received_at: datetime) -> datetime:
    """When the unit closes on the day it next reads its list (today while it is open), in UTC."""
    opens = next_opening(unit, received_at)
    today = opens.astimezone(ZoneInfo(unit.timezone)).date()
    return max(closes for _, closes in _stretches_of(unit, today, days=1))


def opening_text(unit: Unit) -> str:
    """The week in Norwegian, equal days together: `mandag–fredag 08.00–15.30`."""
    by_day = [_clock_text(stretches) for stretches in _week(unit)]
    parts: list[str] = []
    first = 0
    while first < 7:
        last = first
        while last < 6 and by_day[last + 1] == by_day[first]:
            last += 1
        if by_day[first]:
            days = WEEKDAYS[first] if first == last else f"{WEEKDAYS[first]}–{WEEKDAYS[last]}"
            parts.append(f"{days} {by_day[first]}")
        first = last + 1
    return ", ".join(parts) or "ingen faste åpningstider"


def _week(unit: Unit) -> list[list[tuple[time, time]]]:
    week: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    for hours in unit.opening_hours.all():
        week[hours.weekday].append((hours.opens, hours.closes))
    return [sorted(day) for day in week]


def _clock_text(stretches: list[tuple[time, time]]) -> str:
    return " og ".join(f"{opens:%H.%M}–{closes:%H.%M}" for opens, closes in stretches)


def _stretches(unit: Unit, at: datetime, days: int) -> Iterator[Stretch]:
    """Open stretches in UTC from the local day of `at` on, in order."""
    return _stretches_of(unit, at.astimezone(ZoneInfo(unit.timezone)).date(), days)


def _stretches_of(unit: Unit, first: date, days: int) -> Iterator[Stretch]:
    zone = ZoneInfo(unit.timezone)
    week, closed = _week(unit), {closed.day for closed in unit.closed_days.all()}
    for day in (first + timedelta(days=n) for n in range(days)):
        if day in closed or day in public_holidays(day.year):
            continue
        for opens, closes in week[day.weekday()]:
            yield (
                datetime.combine(day, opens, zone).astimezone(UTC),
                datetime.combine(day, closes, zone).astimezone(UTC),
            )
