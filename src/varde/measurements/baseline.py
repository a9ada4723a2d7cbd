"""The patient's usual: median and scatter of the days before. Pure arithmetic; the rows are kept by `measurements.models`."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from varde.measurements.kinds import METRICS

OSLO = ZoneInfo("Europe/Oslo")
MAD_TO_SIGMA = 1.4826


class Summary(NamedTuple):
    """`median` and `scatter` (1.4826 × MAD, never under the metric's floor) are None when there were no values."""

    n: int
    median: float | None
    scatter: float | None


def summarise(metric: str, values: Iterable[float]) -> Summary:
    """n, median and scatter of the values of one metric, whatever their order."""
    numbers = sorted(values)
    if not numbers:
        return Summary(0, None, None)
    middle = median(numbers)
    spread = MAD_TO_SIGMA * median(abs(number - middle) for number in numbers)
    return Summary(len(numbers), middle, max(spread, METRICS[metric].scatter_floor))


@lru_cache(maxsize=4096)
def local_day(at: datetime, zone: ZoneInfo = OSLO) -> date:
    """The patient's calendar day at this moment."""
    return at.astimezone(zone).date()


@lru_cache(maxsize=4096)
def start_of_day(day: date, zone: ZoneInfo = OSLO) -> datetime:
    """The moment the day begins where the patient lives, in UTC: a day is 23 or 25 hours long when the clock is changed."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def window(day: date, window_days: int, exclude_days: int, zone: ZoneInfo = OSLO) -> tuple[datetime, datetime]:
    """From (inclusive) and to (exclusive) of the baseline seen from `day`: so many days before it, the last ones left out."""
    return start_of_day(day - timedelta(window_days), zone), start_of_day(day - timedelta(exclude_days), zone)


def days_touched(day: date, window_days: int, exclude_days: int) -> tuple[date, date]:
    """First and last day whose baseline a value of `day` belongs to: remake these when the value is late or corrected."""
    return day + timedelta(exclude_days + 1), day + timedelta(window_days)
