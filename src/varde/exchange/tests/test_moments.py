"""What a FHIR date means, on both sides of midnight and of summer time."""

from datetime import UTC, datetime, timedelta

import pytest

from varde.exchange.moments import moment, span, written


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2026", utc(2025, 12, 31, 23), utc(2026, 12, 31, 23)),
        ("2026-02", utc(2026, 1, 31, 23), utc(2026, 2, 28, 23)),
        ("2026-12", utc(2026, 11, 30, 23), utc(2026, 12, 31, 23)),
        ("2026-03-29", utc(2026, 3, 28, 23), utc(2026, 3, 29, 22)),
        ("2026-10-25", utc(2026, 10, 24, 22), utc(2026, 10, 25, 23)),
        ("2026-03-01T08:30Z", utc(2026, 3, 1, 8, 30), utc(2026, 3, 1, 8, 31)),
        ("2026-03-01T08:30:05+01:00", utc(2026, 3, 1, 7, 30, 5), utc(2026, 3, 1, 7, 30, 6)),
        ("2026-03-01T08:30:05.25Z", utc(2026, 3, 1, 8, 30, 5, 250_000), utc(2026, 3, 1, 8, 30, 5, 260_000)),
    ],
)
def test_a_date_is_a_stretch(text: str, start: datetime, end: datetime) -> None:
    assert span(text) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "26", "2026-13", "2026-02-30", "2026-03-01T08:30:00", "2026-03-01T25:00Z", "2026-03-01 08:30Z", "9999"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        span(text)


def test_what_we_write_reads_back() -> None:
    for at in (utc(2026, 3, 1), utc(2026, 3, 1, 7, 30, 0, 1)):
        assert moment(written(at)) == at
    assert written(utc(2026, 3, 1) + timedelta(hours=1)) == "2026-03-01T01:00:00Z"
