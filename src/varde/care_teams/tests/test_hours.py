"""Times are written as Oslo wall time; `…Z` is UTC. 2026-04-02 is Maundy Thursday, 2026-04-06 Easter Monday."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from varde.care_teams import hours

OSLO = ZoneInfo("Europe/Oslo")


class Rows(list):
    def all(self):
        return self


def unit(week: dict[int, list[tuple[int, int]]] | None = None, closed: tuple[date, ...] = ()) -> SimpleNamespace:
    week = {day: [(8, 15)] for day in range(5)} if week is None else week
    stretches = [
        SimpleNamespace(weekday=day, opens=time(a), closes=time(b) if b < 24 else time(23, 59))
        for day, list_ in week.items()
        for a, b in list_
    ]
    return SimpleNamespace(
        id="u",
        timezone="Europe/Oslo",
        opening_hours=Rows(stretches),
        closed_days=Rows(SimpleNamespace(day=d) for d in closed),
    )


def oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("received", "minutes", "promised", "because"),
    [
        ("2026-11-25 10:00", 30, "2026-11-25 10:30", "open"),
        ("2026-11-25 07:10", 30, "2026-11-25 08:30", "before opening"),
        ("2026-11-25 14:50", 30, "2026-11-26 08:20", "the rest of the promise is kept next morning"),
        ("2026-11-25 14:30", 30, "2026-11-25 15:00", "just in time"),
        ("2026-11-28 23:30", 30, "2026-11-30 08:30", "Saturday night is read on Monday"),
        ("2026-11-27 15:00", 30, "2026-11-30 08:30", "closing time itself is closed"),
        ("2026-04-01 14:50", 30, "2026-04-07 08:20", "Easter: from Wednesday to Tuesday"),
        ("2026-05-13 16:00", 30, "2026-05-15 08:30", "Ascension Day"),
        ("2026-12-24 16:00", 30, "2026-12-28 08:30", "Christmas Day is a Friday"),
        ("2027-05-14 16:00", 30, "2027-05-18 08:30", "Whit Monday and 17 May on one day"),
    ],
)
def test_promised_reading_time(received, minutes, promised, because):
    assert hours.promised_at(unit(), oslo(received), minutes) == oslo(promised), because


NIGHTS = unit({day: [(0, 8)] for day in range(7)})


@pytest.mark.parametrize(
    ("received", "minutes", "promised"),
    [
        # 25 October 2026: 02.30 comes twice. Three hours after 00.30 summer time is 02.30 winter time.
        ("2026-10-25T00:30:00+02:00", 180, "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T00:30:00+02:00", 120, "2026-10-25T02:30:00+02:00"),
        # The night is nine hours long: 8 h 30 min are left of it.
        ("2026-10-25T00:30:00+02:00", 510, "2026-10-25T08:00:00+01:00"),
        # 26 March 2028: 02.30 does not exist. An hour after 01.30 is 03.30; the night is seven hours long.
        ("2028-03-26T01:30:00+01:00", 60, "2028-03-26T03:30:00+02:00"),
        ("2028-03-26T01:30:00+01:00", 330, "2028-03-26T08:00:00+02:00"),
        ("2028-03-26T01:30:00+01:00", 420, "2028-03-27T01:30:00+02:00"),
    ],
)
def test_nights_when_the_clock_changes_are_counted_in_hours_that_pass(received, minutes, promised):
    assert hours.promised_at(NIGHTS, datetime.fromisoformat(received), minutes) == datetime.fromisoformat(promised)


def test_the_clock_changes_on_easter_sunday_2027_and_nobody_reads_before_tuesday():
    assert not hours.is_open(NIGHTS, oslo("2027-03-28 01:00"))
    assert hours.promised_at(unit(), oslo("2027-03-27 23:30"), 30) == oslo("2027-03-30 08:30")


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-25 08:00", True),
        ("2026-11-25 14:59", True),
        ("2026-11-25 15:00", False),
        ("2026-11-25 07:59", False),
        ("2026-11-28 12:00", False),
        ("2026-04-03 12:00", False),
        ("2026-04-06 12:00", False),
    ],
)
def test_open(at, is_open):
    assert hours.is_open(unit(), oslo(at)) is is_open


def test_a_closed_day_is_closed():
    closed = unit(closed=(date(2026, 11, 26),))
    assert not hours.is_open(closed, oslo("2026-11-26 12:00"))
    assert hours.promised_at(closed, oslo("2026-11-25 15:30"), 30) == oslo("2026-11-27 08:30")


def test_a_break_at_noon_does_not_count():
    split = unit({day: [(12, 15), (8, 11)] for day in range(5)})
    assert hours.promised_at(split, oslo("2026-11-25 10:45"), 30) == oslo("2026-11-25 12:15")
    assert hours.opening_text(split) == "mandag–fredag 08.00–11.00 og 12.00–15.00"


def test_the_unit_that_never_opens_promises_nothing():
    with pytest.raises(hours.NeverOpen):
        hours.promised_at(unit({}), oslo("2026-11-25 10:00"), 30)
    with pytest.raises(hours.NeverOpen):
        hours.next_opening(unit({}), oslo("2026-11-25 10:00"))


@pytest.mark.parametrize(
    ("at", "opens", "day_ends"),
    [
        ("2026-11-25 10:00", "2026-11-25 10:00", "2026-11-25 15:00"),
        ("2026-11-25 16:00", "2026-11-26 08:00", "2026-11-26 15:00"),
        ("2026-11-28 23:30", "2026-11-30 08:00", "2026-11-30 15:00"),
    ],
)
def test_next_opening_and_the_end_of_that_day(at, opens, day_ends):
    assert hours.next_opening(unit(), oslo(at)) == oslo(opens)
    assert hours.end_of_working_day(unit(), oslo(at)) == oslo(day_ends)


@pytest.mark.parametrize(
    ("week", "text"),
    [
        ({}, "ingen faste åpningstider"),
        ({day: [(8, 20)] for day in range(7)}, "mandag–søndag 08.00–20.00"),
        (
            {0: [(8, 15)], 1: [(8, 15)], 2: [(10, 15)], 5: [(10, 14)]},
            "mandag–tirsdag 08.00–15.00, onsdag 10.00–15.00, lørdag 10.00–14.00",
        ),
    ],
)
def test_the_week_in_words(week, text):
    assert hours.opening_text(unit(week)) == text


def test_a_promise_lies_in_opening_time_and_uses_exactly_its_minutes():
    """Independent model: count open minutes one by one."""
    weekday = unit()
    for start in ("2026-03-27 13:17", "2026-10-23 14:43", "2026-12-23 11:02"):
        received = oslo(start).astimezone(hours.UTC)
        promised = hours.promised_at(weekday, received, 200)
        minutes = int((promised - received) / timedelta(minutes=1))
        assert sum(hours.is_open(weekday, received + timedelta(minutes=n)) for n in range(minutes)) == 200
