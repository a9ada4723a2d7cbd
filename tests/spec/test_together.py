"""Rules of several conditions, and what the past may and may not do to today's verdict."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.spec.hjertesvikt import HJERTESVIKT
from tests.spec.kols import KOLS
from tests.spec.language import Example, compiled
from varde.triage.rules import GREEN, RED, UNKNOWN, YELLOW, Answered, History, Overdue, Reading
from varde.triage.rules.confirmation import Judged, settle

NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)
HEART = compiled(HJERTESVIKT, Example(False, {}))
LUNGS = compiled(KOLS, Example(False, {}))
WELL = {
    "sym_pust": 0,
    "sym_hovne": 0,
    "sym_ork": 0,
    "puter": False,
    "svimmel": False,
    "besvimt": False,
    "medisin": "Ja",
}


def answered(hours_ago=0.0, **answers):
    given = {**WELL, **answers}
    score = float(given["sym_pust"] + given["sym_hovne"] + given["sym_ork"])
    return Answered("hjertesvikt_daglig", given, score, NOW - timedelta(hours=hours_ago))


def test_a_red_pressure_yesterday_does_not_make_todays_good_answers_red():
    assert HEART.judge(answered(), History({"sbp": [(NOW - timedelta(hours=20), 80.0)]})).zone == GREEN


@pytest.mark.parametrize(("hours", "zone"), [(0, RED), (35.9, RED), (36.1, GREEN)])
def test_a_low_pressure_and_dizziness_belong_together_for_36_hours(hours, zone):
    history = History({"sbp": [(NOW - timedelta(hours=hours), 90.0)]})
    assert HEART.judge(answered(svimmel=True), history).zone == zone


def test_the_latest_reading_counts_not_the_lowest():
    history = History({"sbp": [(NOW - timedelta(hours=2), 90.0), (NOW - timedelta(hours=1), 110.0)]})
    assert HEART.judge(answered(svimmel=True), history).zone == GREEN


def test_an_answer_never_waits_for_a_new_measurement():
    verdict = HEART.judge(answered(svimmel=True), History({"sbp": [(NOW, 90.0)]}))
    assert (verdict.standing, verdict.waiting) == (RED, UNKNOWN)


def test_what_happened_later_has_no_say():
    later = [(NOW + timedelta(hours=1), 70.0)]
    assert HEART.judge(Reading({"weight": 80.0}, NOW), History({"weight": later})).zone == GREEN
    assert HEART.judge(answered(svimmel=True), History({"sbp": [(NOW + timedelta(hours=1), 90.0)]})).zone == GREEN


def test_a_reading_may_be_in_its_own_history():
    history = History({"weight": [(NOW - timedelta(days=1), 80.0), (NOW, 82.0)]})
    alone = History({"weight": [(NOW - timedelta(days=1), 80.0)]})
    assert HEART.judge(Reading({"weight": 82.0}, NOW), history) == HEART.judge(Reading({"weight": 82.0}, NOW), alone)


def test_nobody_gains_two_kilograms_in_a_minute():
    slipped = History({"weight": [(NOW - timedelta(days=1), 80.0), (NOW - timedelta(minutes=2), 77.0)]})
    assert HEART.judge(Reading({"weight": 80.1}, NOW), slipped).zone == GREEN


def test_the_reasons_name_each_value_once_the_gravest_first():
    verdict = HEART.judge(Reading({"sbp": 84.0}, NOW), History())
    assert [rule.rule for rule in verdict.fired] == ["H7", "H8"]
    assert verdict.why == "Overtrykk 84 mmHg (under 85)"


def test_without_anything_to_compare_with_a_value_is_unknown_not_green():
    assert (LUNGS.judge(Reading({"weight": 70.0}, NOW), History()).zone) == UNKNOWN
    assert (
        LUNGS.judge(Reading({"weight": 70.0}, NOW), History({"weight": [(NOW - timedelta(days=7), 70.0)]})).zone
        == GREEN
    )


def test_silence_is_never_green():
    assert LUNGS.judge(Overdue("spo2", 1), History()).zone == UNKNOWN
    assert LUNGS.judge(Overdue("spo2", 2), History()).zone == YELLOW


def test_a_pulse_of_252_is_red_and_waits_and_stands_if_nothing_more_comes():
    verdict = LUNGS.judge(Reading({"pulse": 252.0}, NOW), History())
    assert (verdict.zone, verdict.waiting, verdict.is_possible) == (RED, RED, False)
    assert "252 slag/min er utenfor det mulige og må bekreftes" in verdict.why


def test_a_pressure_that_cannot_be_is_never_green_and_denies_nothing():
    low = HEART.judge(Reading({"sbp": 84.0, "dbp": 60.0}, NOW), History())
    crossed = HEART.judge(Reading({"sbp": 120.0, "dbp": 120.0}, NOW), History())
    assert (crossed.zone, crossed.is_possible) == (YELLOW, False)
    first, _ = settle(
        [Judged(1, NOW, low), Judged(2, NOW + timedelta(minutes=5), crossed)],  # type: ignore[arg-type]
        timedelta(minutes=15),
    )
    assert (first.waiting, first.denied) == (RED, ())


def test_rules_say_what_history_they_need():
    assert LUNGS.lookback("spo2") == timedelta(0)
    assert timedelta(days=90) < LUNGS.lookback("weight") <= timedelta(days=92)
    assert timedelta(days=7) < HEART.lookback("weight") <= timedelta(days=10)
    assert HEART.lookback("hjertesvikt_daglig") >= timedelta(days=3)
    assert LUNGS.lookback("glucose") == timedelta(0)
    assert LUNGS.baselines("spo2") == {(28, 3)}
    assert HEART.baselines("pulse") == {(28, 5)}
    assert LUNGS.metrics == {"spo2", "pulse", "temp", "weight"}
    assert LUNGS.forms == {"kols_daglig"}
