"""Days are the patient's own, also over the nights the clock is changed, whatever the server's clock says."""

import os
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.spec.hjertesvikt import HJERTESVIKT
from tests.spec.kols import KOLS
from tests.spec.language import Example, compiled
from varde.measurements.baseline import OSLO, days_touched, local_day, start_of_day, summarise, window
from varde.triage.rules import Answered, History, Reading, days


@pytest.fixture(params=["Pacific/Auckland", "UTC", "Europe/Oslo"], autouse=True)
def server_zone(request):
    before = os.environ.get("TZ")
    os.environ["TZ"] = request.param
    time.tzset()
    for remembered in (days.start, local_day, start_of_day):
        remembered.cache_clear()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


def at(text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=OSLO, fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("earlier", "now", "counts"),
    [
        # the night of 25 October 2026 has 25 hours
        ("2026-10-22T00:01", "2026-10-25T23:59", True),
        ("2026-10-21T23:59", "2026-10-25T00:01", False),
        ("2026-10-24T23:59", "2026-10-27T08:00", True),
        ("2026-10-23T23:59", "2026-10-27T08:00", False),
        # the night of 28 March 2027 has 23
        ("2027-03-25T00:01", "2027-03-28T23:59", True),
        ("2027-03-24T23:59", "2027-03-28T00:01", False),
        ("2027-03-28T00:01", "2027-03-31T08:00", True),
        ("2027-03-27T23:59", "2027-03-31T08:00", False),
    ],
)
def test_a_weight_three_calendar_days_ago_counts_and_four_does_not(earlier, now, counts):
    rules = compiled(HJERTESVIKT, Example(False, {}))
    history = History({"weight": [(at(earlier), 80.0)]})
    fired = {rule.rule for rule in rules.judge(Reading({"weight": 82.0}, at(now)), history).fired}
    assert ("H1" in fired) == counts


@pytest.mark.parametrize(
    ("earlier", "now", "counts"),
    [
        (("2026-11-16T00:00", 0), ("2026-11-18T08:00", 0), True),
        (("2026-11-15T23:59", 0), ("2026-11-18T08:00", 0), False),
        (("2026-11-18T08:00", 0), ("2026-11-18T08:00", 0), False),
        (("2026-10-25T02:30", 0), ("2026-10-25T02:30", 1), False),  # the same day twice half past two: one day
        (("2026-10-24T23:30", 0), ("2026-10-25T02:30", 1), True),
        (("2026-10-23T00:05", 0), ("2026-10-25T23:55", 0), True),
        (("2026-10-22T23:55", 0), ("2026-10-25T00:05", 0), False),
        (("2027-03-26T00:05", 0), ("2027-03-28T23:55", 0), True),
        (("2027-03-25T23:55", 0), ("2027-03-28T00:05", 0), False),
    ],
)
def test_two_of_the_last_three_days_are_two_different_calendar_days(earlier, now, counts):
    rules = compiled(KOLS, Example(False, {}))

    def bad_day(when):
        return Answered("kols_daglig", {"sym_pust": 3, "sym_hoste": 0, "sym_slim": 0, "sym_ork": 0}, 3.0, at(*when))

    fired = {
        rule.rule for rule in rules.judge(bad_day(now), History(answers={"kols_daglig": [bad_day(earlier)]})).fired
    }
    assert ("K8" in fired) == counts


def test_the_day_is_the_patients_where_she_lives():
    moment = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert (local_day(moment).day, local_day(moment, ZoneInfo("Atlantic/Reykjavik")).day) == (19, 18)


def test_a_day_begins_at_midnight_where_the_patient_lives():
    assert start_of_day(datetime(2026, 10, 25).date()) == datetime(2026, 10, 24, 22, tzinfo=UTC)
    assert start_of_day(datetime(2026, 10, 26).date()) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_a_baseline_leaves_out_the_latest_days_and_says_which_days_a_late_value_touches():
    day = datetime(2026, 11, 18).date()
    since, until = window(day, 28, 3)
    assert (local_day(since).isoformat(), local_day(until).isoformat()) == ("2026-10-21", "2026-11-15")
    for offset in range(1, 40):
        value_day = day.fromordinal(day.toordinal() - offset)
        first, last = days_touched(value_day, 28, 3)
        assert (first <= day <= last) == (since <= start_of_day(value_day) < until)


@pytest.mark.parametrize(
    ("metric", "values", "expected"),
    [
        ("spo2", [], (0, None, None)),
        ("spo2", [93], (1, 93, 1.0)),
        ("spo2", [92, 94, 93, 93], (4, 93, 1.0)),
        ("pulse", [60, 70, 80, 90], (4, 75, 1.4826 * 10)),
        ("weight", [80.0, 80.1], (2, pytest.approx(80.05), 0.6)),
    ],
)
def test_what_is_usual_is_the_median_and_its_spread_never_below_the_floor(metric, values, expected):
    assert tuple(summarise(metric, values)) == expected


@pytest.mark.parametrize(
    ("earlier", "now", "zone", "counts"),
    [
        ("2026-11-17T06:00", "2026-11-17T20:00", "Europe/Oslo", False),
        ("2026-11-16T22:00", "2026-11-17T20:00", "Europe/Oslo", True),
        # half past midnight in Oslo is the evening before in Reykjavik
        ("2026-11-17T00:30", "2026-11-17T20:00", "Atlantic/Reykjavik", True),
        ("2026-11-16T22:00", "2026-11-17T00:30", "Atlantic/Reykjavik", False),
    ],
)
def test_a_high_pulse_on_two_days_is_two_of_the_patients_own_days(earlier, now, zone, counts):
    rules = compiled(HJERTESVIKT, Example(False, {}))
    history = History({"pulse": [(at(earlier), 110.0)]}, zone=ZoneInfo(zone))
    fired = {rule.rule for rule in rules.judge(Reading({"pulse": 110.0}, at(now)), history).fired}
    assert ("H10" in fired) == counts


@pytest.mark.parametrize(("zone", "counts"), [("Europe/Oslo", False), ("Atlantic/Reykjavik", True)])
def test_yesterdays_weight_is_yesterdays_where_the_patient_lives(zone, counts):
    rules = compiled(HJERTESVIKT, Example(False, {}))
    answers = {"sym_pust": 1, "sym_hovne": 0, "sym_ork": 0}
    swollen = Answered("hjertesvikt_daglig", answers, 1.0, at("2026-11-17T07:00"))
    history = History(
        {"weight": [(at("2026-11-17T00:30"), 80.0)]}, {"hjertesvikt_daglig": [swollen]}, zone=ZoneInfo(zone)
    )
    fired = {
        rule.rule: rule.why for rule in rules.judge(Reading({"weight": 82.0}, at("2026-11-17T08:00")), history).fired
    }
    assert ("H2" in fired) == counts
    assert fired["H1"] == f"Vekt 82,0 kg, opp 2,0 kg {'på 1 dag' if counts else 'samme dag'}"


@pytest.mark.parametrize(
    ("earlier", "now", "zone", "counts"),
    [
        ("2026-11-17T00:30", "2026-11-17T20:00", "Europe/Oslo", False),
        # half past midnight in Oslo is the evening before in Reykjavik
        ("2026-11-17T00:30", "2026-11-17T20:00", "Atlantic/Reykjavik", True),
        ("2026-11-16T22:00", "2026-11-17T00:30", "Europe/Oslo", True),
        ("2026-11-16T22:00", "2026-11-17T00:30", "Atlantic/Reykjavik", False),
    ],
)
def test_two_bad_days_in_answers_are_two_of_the_patients_own_days(earlier, now, zone, counts):
    rules = compiled(KOLS, Example(False, {}))
    bad = {"sym_pust": 3, "sym_hoste": 0, "sym_slim": 0, "sym_ork": 0}
    before, today = (Answered("kols_daglig", bad, 3.0, at(when)) for when in (earlier, now))
    fired = {
        rule.rule for rule in rules.judge(today, History(answers={"kols_daglig": [before]}, zone=ZoneInfo(zone))).fired
    }
    assert ("K8" in fired) == counts


@pytest.mark.parametrize(("zone", "said"), [("Europe/Oslo", "på 2 dager"), ("Atlantic/Reykjavik", "på 1 dag")])
def test_how_long_ago_is_said_in_the_patients_own_days(zone, said):
    """Half past midnight where the house stands, the evening before where she lives."""
    rules = compiled(HJERTESVIKT, Example(False, {}))
    history = History({"weight": [(at("2026-11-16T20:00"), 80.0)]}, zone=ZoneInfo(zone))
    fired = {
        rule.rule: rule.why for rule in rules.judge(Reading({"weight": 82.0}, at("2026-11-18T00:30")), history).fired
    }
    assert fired["H1"] == f"Vekt 82,0 kg, opp 2,0 kg {said}"


def test_earlier_answers_are_those_before_this_moment_and_since_the_day_began():
    def form(when):
        return Answered("kols_daglig", {}, 0.0, at(when))

    rows = [form(when) for when in ("2026-11-15T23:59", "2026-11-16T00:00", "2026-11-18T07:59", "2026-11-18T08:00")]
    history = History(answers={"kols_daglig": rows})
    assert days.answered_before(history, "kols_daglig", at("2026-11-18T08:00"), 2) == rows[1:3]


def test_a_day_gone_by_is_the_patients_own_from_midnight_to_midnight():
    rows = [
        (at(when), 80.0) for when in ("2026-11-16T23:59", "2026-11-17T00:00", "2026-11-17T23:59", "2026-11-18T00:00")
    ]
    assert days.of_day(History({"weight": rows}), "weight", at("2026-11-18T08:00"), 1) == rows[1:3]
