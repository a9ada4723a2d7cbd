"""Confirm before red: what stands, what waits and what is denied, whatever order the readings came in."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.kols import KOLS
from tests.spec.language import Example, compiled
from varde.measurements.kinds import KINDS
from varde.triage.rules import GREEN, RED, UNKNOWN, YELLOW, History, Reading
from varde.triage.rules.confirmation import Judged, Settled, settle

START = datetime(2026, 11, 18, 7, tzinfo=UTC)
WINDOW = KINDS["spo2"].confirm_window
USUAL = History(baselines={("spo2", 28, 3): (25, 93, 1.0)})


def run(*values):
    """Readings of SpO2 as (minutes from the start, value), judged each by itself."""
    rules = compiled(KOLS, Example(False, {}))
    return [
        Judged(
            UUID(int=number), START + timedelta(minutes=minutes), rules.judge(Reading({"spo2": value}, START), USUAL)
        )
        for number, (minutes, value) in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        # (zone now, zone that waits, rules denied) of each reading in turn
        ([(0, 87)], [(GREEN, RED, "")]),
        ([(0, 87), (10, 92)], [(GREEN, UNKNOWN, "K1 K2 K3 K4"), (GREEN, UNKNOWN, "")]),
        ([(0, 87), (10, 86)], [(RED, UNKNOWN, ""), (RED, UNKNOWN, "")]),
        ([(0, 87), (10, 89)], [(YELLOW, UNKNOWN, "K2 K4"), (YELLOW, UNKNOWN, "")]),
        ([(0, 87), (20, 92)], [(GREEN, UNKNOWN, "K1 K2 K3 K4"), (GREEN, UNKNOWN, "")]),
        ([(0, 87), (21, 92)], [(GREEN, RED, ""), (GREEN, UNKNOWN, "")]),
        ([(0, 92), (10, 87)], [(GREEN, UNKNOWN, ""), (GREEN, RED, "")]),
        ([(0, 89), (10, 86)], [(YELLOW, UNKNOWN, ""), (RED, UNKNOWN, "")]),
        (
            [(0, 87), (10, 92), (15, 87)],
            [(GREEN, UNKNOWN, "K1 K2 K3 K4"), (GREEN, UNKNOWN, ""), (GREEN, RED, "")],
        ),
        # a value outside what is possible denies nothing, and is itself settled by the next
        ([(0, 87), (5, 870)], [(GREEN, RED, ""), (UNKNOWN, YELLOW, "")]),
        (
            [(0, 87), (5, 870), (10, 86)],
            [(RED, UNKNOWN, ""), (UNKNOWN, UNKNOWN, "plausibility"), (RED, UNKNOWN, "")],
        ),
        ([(0, 870), (5, 93)], [(UNKNOWN, UNKNOWN, "plausibility"), (GREEN, UNKNOWN, "")]),
    ],
)
def test_what_a_run_of_readings_comes_to(values, expected):
    settled = settle(run(*values), WINDOW)
    assert [(s.zone, s.waiting, " ".join(rule.rule for rule in s.denied)) for s in settled] == expected


def test_a_reading_that_waits_stands_when_its_window_has_passed_and_both_know_each_other():
    alone, *_ = settle(run((0, 87)), WINDOW)
    assert alone.stands_at == START + WINDOW
    first, second = settle(run((0, 87), (10, 86)), WINDOW)
    assert (first.stands_at, first.settled_by, second.remeasure_of) == (None, second.id, first.id)


def test_a_reading_nothing_fired_for_is_whole_in_itself_and_may_answer_the_one_before():
    [quiet] = settle(run((0, 92)), WINDOW)
    assert quiet == Settled(UUID(int=0), START, GREEN, UNKNOWN, None, False, ())
    first, second = settle(run((0, 87), (10, 92)), WINDOW)
    assert first.settled_by == second.id
    assert second == Settled(UUID(int=1), START + timedelta(minutes=10), GREEN, UNKNOWN, None, False, (), (), first.id)


readings = st.lists(
    st.tuples(st.integers(0, 90), st.one_of(st.integers(80, 95), st.just(870))),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[0],
)


@given(readings, st.randoms())
def test_the_order_of_arrival_has_no_say(values, dice):
    judged = run(*values)
    shuffled = list(judged)
    dice.shuffle(shuffled)
    assert settle(shuffled, WINDOW) == settle(judged, WINDOW)


@given(readings)
def test_a_red_that_fired_stands_or_waits_unless_a_believable_reading_within_the_window_denies_it(values):
    judged = run(*values)
    by_id = {reading.id: reading for reading in judged}
    for outcome in settle(judged, WINDOW):
        reds = {rule.rule for rule in by_id[outcome.id].verdict.fired if rule.zone == RED}
        denied = {rule.rule for rule in outcome.denied}
        if reds - denied:
            assert RED in (outcome.zone, outcome.waiting)
        if denied:
            again = by_id[outcome.settled_by]
            assert timedelta(0) <= again.at - outcome.at <= WINDOW
            assert again.verdict.is_possible
            assert not denied & {rule.rule for rule in again.verdict.fired}


@given(readings)
def test_readings_further_apart_than_the_window_do_not_touch_each_other(values):
    judged = run(*values)
    later = [Judged(UUID(int=j.id.int + 100), j.at + timedelta(days=1), j.verdict) for j in judged]
    assert settle(judged + later, WINDOW)[: len(judged)] == settle(judged, WINDOW)
