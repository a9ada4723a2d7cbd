"""Looking back on days as the patient lives them: local calendar days, also over the nights the clock is changed."""

from bisect import bisect_left
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from varde.measurements.baseline import local_day, start_of_day
from varde.triage.rules.subjects import Answered, History, Series


@lru_cache(maxsize=4096)
def start(at: datetime, days_ago: int, zone: ZoneInfo) -> datetime:
    """The beginning, in UTC, of the local day so many days before the one `at` is in."""
    return start_of_day(local_day(at, zone) - timedelta(days_ago), zone)


def between(series: Series, since: datetime, until: datetime) -> Series:
    """The rows with since <= at < until."""
    return series[bisect_left(series, (since,)) : bisect_left(series, (until,))]


def last_days(history: History, metric: str, at: datetime, days: int, until: datetime | None = None) -> Series:
    """The metric's rows from the start of the day `days` before `at`, up to (not including) `until`, or else `at`."""
    series = history.readings.get(metric)
    return between(series, start(at, days, history.zone), until or at) if series else ()


def of_day(history: History, metric: str, at: datetime, days_ago: int) -> Series:
    """The metric's rows of one whole earlier day."""
    series = history.readings.get(metric)
    if not series:
        return ()
    return between(series, start(at, days_ago, history.zone), start(at, days_ago - 1, history.zone))


def latest(series: Series, at: datetime, within: timedelta) -> tuple[datetime, float] | None:
    """The last row at or before `at`, if it is no older than `within`."""
    row = next((row for row in reversed(series) if row[0] <= at), None)
    return row if row and row[0] >= at - within else None


def answered_before(history: History, form: str, at: datetime, days: int) -> list[Answered]:
    """The form's earlier answers from the start of the day `days` before up to (not including) `at`."""
    since = start(at, days, history.zone)
    return [earlier for earlier in history.answers.get(form, ()) if since <= earlier.at < at]
