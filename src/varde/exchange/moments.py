"""FHIR times: instants, and dates that say only a year, a month or a day."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Oslo")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_FULL = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})")
_EDGES = ("0001", "9999")
"""The years in which the end of what a text means, or its start in UTC, may lie outside the calendar."""


def span(text: str) -> tuple[datetime, datetime]:
    """The stretch [start, end) in UTC that a FHIR date or dateTime means; without an offset, days are Norwegian days.

    A time of the day must carry an offset. Raises ValueError for anything else.
    """
    try:
        if full := _FULL.fullmatch(text):
            start = datetime.fromisoformat(text).astimezone(UTC)
            return start, start + _step(full)
        parts = _PARTIAL.fullmatch(text)
        if parts is None:
            raise ValueError(text)
        year, month, day = (int(part) if part else None for part in parts.groups())
        return _at_home(year or 0, month or 1, day or 1), _next(year or 0, month, day)
    except OverflowError:
        raise ValueError(text) from None


def moment(text: str) -> datetime:
    """When something happened, in UTC: the start of what the text means."""
    if _FULL.fullmatch(text) and text[:4] not in _EDGES:
        return datetime.fromisoformat(text).astimezone(UTC)
    return span(text)[0]


def written(at: datetime) -> str:
    """The instant in UTC as we write it: `2026-03-01T07:30:00Z`, with fractions only when there are any."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _step(full: re.Match[str]) -> timedelta:
    seconds, fraction = full.group(1), full.group(2)
    if fraction:
        return timedelta(microseconds=max(1, 10 ** (7 - len(fraction))))
    return timedelta(seconds=1) if seconds else timedelta(minutes=1)


def _at_home(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, tzinfo=HOME).astimezone(UTC)


def _next(year: int, month: int | None, day: int | None) -> datetime:
    if month is None:
        return _at_home(year + 1, 1, 1)
    if day is None:
        return _at_home(year + month // 12, month % 12 + 1, 1)
    following = date(year, month, day) + timedelta(days=1)
    return _at_home(following.year, following.month, following.day)
