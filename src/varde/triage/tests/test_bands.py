"""The bands of a chart are what the rules themselves would say about each value."""

from datetime import UTC, datetime

from varde.plans.definitions import compose
from varde.triage.bands import ZoneBand, bands
from varde.triage.rules import History, Reading, compile_rules

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
VALUES = {
    "oxygen_target": "94-98", "spo2_reference": 93, "pulse_reference": 80, "home_oxygen": 0, "usual_reliever": 2,
    "reserve_medicine": "ingen",
}  # fmt: skip
USUAL = {("spo2", 28, 3): (20, 93.0, 1.0)}


def kols(**values: str | float):
    plan = compose(["kols-voksen"], VALUES | values)
    return compile_rules(plan.rules, plan.values)


def test_it_draws_red_below_yellow_with_edges_half_a_step_out() -> None:
    assert bands(kols(), "spo2", 80, 100, at=NOW, usual=USUAL) == [
        ZoneBand(3, None, 88.5),
        ZoneBand(2, 88.5, 90.5),
    ]


def test_it_follows_the_patients_own_oxygen_target() -> None:
    low = bands(kols(oxygen_target="88-92", spo2_reference=89), "spo2", 80, 100, at=NOW, usual={})
    assert low[0].high is not None
    assert low[0].high < 86


def test_every_value_in_a_band_is_judged_to_its_zone() -> None:
    rules, history = kols(), History(baselines=USUAL)
    for band in bands(rules, "pulse", 40, 160, at=NOW, usual=USUAL):
        low, high = band.low or 40, band.high or 160
        for value in range(int(low) + 1, int(high)):
            assert rules.judge(Reading({"pulse": value}, NOW), history).zone == band.zone


def test_it_draws_nothing_for_what_no_rule_knows() -> None:
    assert bands(kols(), "glucose", 3, 20, at=NOW, usual={}) == []
