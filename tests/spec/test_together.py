"""Rules of several conditions, and what the past may and may not do to today's verdict."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.spec.hjertesvikt import HJERTESVIKT
from tests.spec.kols import KOLS
from tests.spec.language import Example, compiled
from varde.plans.definitions import compose
from varde.triage.rules import GREEN, RED, UNKNOWN, YELLOW, Answered, History, Overdue, Reading, compile_rules
from varde.triage.rules.confirmation import Judged, settle
from varde.triage.rules.judging import LONGEST_DAY

NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)
WELL = {
    "sym_pust": 0,
    "sym_hovne": 0,
    "sym_ork": 0,
    "puter": False,
    "svimmel": False,
    "besvimt": False,
    "medisin": "Ja",
}


@pytest.fixture
def heart():
    return compiled(HJERTESVIKT, Example(False, {}))


@pytest.fixture
def lungs():
    return compiled(KOLS, Example(False, {}))


def answered(hours_ago=0.0, **answers):
    given = {**WELL, **answers}
    score = float(given["sym_pust"] + given["sym_hovne"] + given["sym_ork"])
    return Answered("hjertesvikt_daglig", given, score, NOW - timedelta(hours=hours_ago))


def test_a_red_pressure_yesterday_does_not_make_todays_good_answers_red(heart):
    assert heart.judge(answered(), History({"sbp": [(NOW - timedelta(hours=20), 80.0)]})).zone == GREEN


@pytest.mark.parametrize(("hours", "zone"), [(0, RED), (36, RED), (36.1, GREEN)])
def test_a_low_pressure_and_dizziness_belong_together_for_36_hours(heart, hours, zone):
    history = History({"sbp": [(NOW - timedelta(hours=hours), 90.0)]})
    assert heart.judge(answered(svimmel=True), history).zone == zone


def test_the_latest_reading_counts_not_the_lowest(heart):
    history = History({"sbp": [(NOW - timedelta(hours=2), 90.0), (NOW - timedelta(hours=1), 110.0)]})
    assert heart.judge(answered(svimmel=True), history).zone == GREEN


def test_an_answer_never_waits_for_a_new_measurement(heart):
    verdict = heart.judge(answered(svimmel=True), History({"sbp": [(NOW, 90.0)]}))
    assert (verdict.standing, verdict.waiting) == (RED, UNKNOWN)


def test_what_happened_later_has_no_say(heart):
    later = [(NOW + timedelta(hours=1), 70.0)]
    assert heart.judge(Reading({"weight": 80.0}, NOW), History({"weight": later})).zone == GREEN
    assert heart.judge(answered(svimmel=True), History({"sbp": [(NOW + timedelta(hours=1), 90.0)]})).zone == GREEN


def test_a_reading_may_be_in_its_own_history(heart):
    history = History({"weight": [(NOW - timedelta(days=1), 80.0), (NOW, 82.0)]})
    alone = History({"weight": [(NOW - timedelta(days=1), 80.0)]})
    assert heart.judge(Reading({"weight": 82.0}, NOW), history) == heart.judge(Reading({"weight": 82.0}, NOW), alone)


def test_nobody_gains_two_kilograms_in_a_minute(heart):
    slipped = History({"weight": [(NOW - timedelta(days=1), 80.0), (NOW - timedelta(minutes=2), 77.0)]})
    assert heart.judge(Reading({"weight": 80.1}, NOW), slipped).zone == GREEN


def test_the_reasons_name_each_value_once_the_gravest_first(heart):
    verdict = heart.judge(Reading({"sbp": 84.0}, NOW), History())
    assert [rule.rule for rule in verdict.fired] == ["H7", "H8"]
    assert verdict.why == "Overtrykk 84 mmHg (under 85)"


def test_without_anything_to_compare_with_a_value_is_unknown_not_green(lungs):
    assert (lungs.judge(Reading({"weight": 70.0}, NOW), History()).zone) == UNKNOWN
    assert (
        lungs.judge(Reading({"weight": 70.0}, NOW), History({"weight": [(NOW - timedelta(days=7), 70.0)]})).zone
        == GREEN
    )


def test_a_form_no_rule_knows_is_unknown(lungs):
    verdict = lungs.judge(answered(besvimt=True), History())
    assert (verdict.zone, verdict.verdict) == (UNKNOWN, "no rule")


def test_silence_is_never_green(lungs):
    assert lungs.judge(Overdue("spo2", 1), History()).zone == UNKNOWN
    assert lungs.judge(Overdue("spo2", 2), History()).zone == YELLOW


def test_a_pulse_of_252_is_red_and_waits_and_stands_if_nothing_more_comes(lungs):
    verdict = lungs.judge(Reading({"pulse": 252.0}, NOW), History())
    assert (verdict.zone, verdict.waiting, verdict.is_possible) == (RED, RED, False)
    assert "252 slag/min er utenfor det mulige og må bekreftes" in verdict.why


def test_a_pressure_that_cannot_be_is_never_green_and_denies_nothing(heart):
    low = heart.judge(Reading({"sbp": 84.0, "dbp": 60.0}, NOW), History())
    crossed = heart.judge(Reading({"sbp": 120.0, "dbp": 120.0}, NOW), History())
    assert (crossed.zone, crossed.is_possible, crossed.fired[0].metric) == (YELLOW, False, "sbp")
    first, _ = settle(
        [Judged(UUID(int=1), NOW, low), Judged(UUID(int=2), NOW + timedelta(minutes=5), crossed)],
        timedelta(minutes=15),
    )
    assert (first.waiting, first.denied) == (RED, ())


def test_rules_say_what_history_they_need(heart, lungs):
    assert lungs.lookback("spo2") == timedelta(0)
    assert timedelta(days=90) < lungs.lookback("weight") <= timedelta(days=92)
    assert timedelta(days=7) < heart.lookback("weight") <= timedelta(days=10)
    assert timedelta(days=3) < heart.lookback("hjertesvikt_daglig") <= timedelta(days=6)
    assert heart.lookback("sbp") >= timedelta(days=2)
    assert lungs.lookback("pulse") == timedelta(0)
    assert heart.combines("sbp")
    assert heart.combines("hjertesvikt_daglig")
    assert not heart.combines("pulse")
    assert not lungs.combines("spo2")
    without = compile_rules(
        [rule for rule in HJERTESVIKT.definition.rules if rule["id"] in ("H2", "H8")], HJERTESVIKT.values
    )
    assert timedelta(hours=36) <= without.lookback("sbp") <= timedelta(hours=36)
    assert timedelta(days=2) < without.lookback("weight") <= timedelta(days=5)
    assert lungs.lookback("glucose") == timedelta(0)
    assert lungs.baselines("spo2") == {(28, 3)}
    assert heart.baselines("pulse") == {(28, 5)}
    assert lungs.metrics == {"spo2", "pulse", "temp", "weight"}
    assert lungs.forms == {"kols_daglig"}


@pytest.mark.parametrize(("hours", "zone"), [(0, YELLOW), (36, YELLOW), (36.1, GREEN)])
def test_an_answer_counts_for_a_later_weight_for_36_hours(heart, hours, zone):
    history = History(
        {"weight": [(NOW - timedelta(days=1), 80.0)]}, {"hjertesvikt_daglig": [answered(hours, sym_ork=1)]}
    )
    assert heart.judge(Reading({"weight": 81.5}, NOW), history).zone == zone


def test_a_weight_still_up_the_day_after_says_since_when(heart):
    history = History({"weight": [(NOW - timedelta(days=2), 80.0), (NOW - timedelta(days=1), 81.5)]})
    [fired] = heart.judge(Reading({"weight": 81.6}, NOW), history).fired
    assert (fired.rule, fired.metric, fired.why) == ("H2", "weight", "Vekt 81,6 kg, opp 1,6 kg på 2 dager")


def test_what_a_rule_carries_comes_out_with_it():
    content = compose(["kols-voksen"], {**KOLS.values, "oxygen_target": "88-92", "home_oxygen": 2})
    rules = compile_rules(content.rules, content.values)
    [fired] = rules.judge(Reading({"spo2": 94}, NOW), History()).fired
    assert (fired.rule, fired.metric, fired.origin, fired.boost) == ("K2c", "spo2", "kols-voksen", 0)
    assert "Ikke endre oksygenet selv" in fired.message
    sick = {"sym_pust": 3, "sym_hoste": 3, "sym_slim": 0, "sym_ork": 0}
    [worse] = rules.judge(Answered("kols_daglig", sick, 6.0, NOW), History()).fired
    assert (worse.rule, worse.metric, worse.boost, worse.message) == ("K9", "", 1, "")
    [silent] = rules.judge(Overdue("kols_daglig", 3), History()).fired
    assert (silent.metric, silent.origin) == ("kols_daglig", "kols-voksen")
    assert silent.why == "Daglige spørsmål, kols ikke besvart på 3 dager"


def test_silence_about_one_item_may_have_a_rule_of_its_own():
    rules = compile_rules([{"id": "X1", "kind": "overdue", "days": 1, "item": "weight", "zone": "red"}], {})
    assert rules.judge(Overdue("weight", 1), History()).zone == RED
    assert rules.judge(Overdue("spo2", 9), History()).verdict == "no rule"


def test_a_rule_about_the_usual_alone_is_unknown_until_there_is_one():
    spec = {"id": "X1", "kind": "baseline_delta", "metric": "pulse", "window_d": 28, "exclude_last_d": 3, "min_n": 8}
    rules = compile_rules([{**spec, "delta": 15, "zone": "yellow"}], {})
    few, enough = ({("pulse", 28, 3): (n, 70.0, 4.0)} for n in (7, 8))
    assert rules.judge(Reading({"pulse": 70.0}, NOW), History()).zone == UNKNOWN
    assert rules.judge(Reading({"pulse": 90.0}, NOW), History(baselines=few)).zone == UNKNOWN
    assert rules.judge(Reading({"pulse": 70.0}, NOW), History(baselines=enough)).zone == GREEN
    assert rules.judge(Reading({"pulse": 85.0}, NOW), History(baselines=enough)).zone == YELLOW


@pytest.mark.parametrize(("n", "said"), [(8, "vanligvis 95"), (7, "i planen 93")])
def test_a_reason_compares_with_the_median_when_it_is_known_and_else_with_the_plan(lungs, n, said):
    history = History(baselines={("spo2", 28, 3): (n, 95.0, 1.0)})
    reasons = {fired.rule: fired.why for fired in lungs.judge(Reading({"spo2": 89.0}, NOW), history).fired}
    assert reasons["K1"] == f"SpO2 89 %, {said}"


def test_a_settled_reading_says_what_stands_and_whether_113_is_needed():
    spec = {"id": "X1", "kind": "threshold", "metric": "spo2", "op": "<", "value": 80, "zone": "red", "acute": True}
    verdict = compile_rules([spec], {}).judge(Reading({"spo2": 75.0}, NOW), History())
    [settled] = settle([Judged(UUID(int=1), NOW, verdict)], timedelta(minutes=20))
    assert (settled.acute, [rule.rule for rule in settled.fired]) == (True, ["X1"])


def change(**more):
    return {
        "id": "X1",
        "kind": "change",
        "metric": "weight",
        "ref": "previous_day",
        "delta": 1.0,
        "zone": "red",
        **more,
    }


def fired(spec, value, history, values=None, metric="weight"):
    """Why the one rule fires for a reading of the value, or nothing."""
    return compile_rules([spec], values or {}).judge(Reading({metric: value}, NOW), history).why


def weights(*values):
    """One a day up to yesterday, the oldest first."""
    return [(NOW - timedelta(days=len(values) - number), float(value)) for number, value in enumerate(values)]


def test_a_rule_looks_back_as_far_as_it_says_and_no_further():
    day = timedelta(days=1) + LONGEST_DAY
    assert compile_rules([change()], {}).lookback("weight") == day
    repeated = compile_rules([change(needs=[{"kind": "repeat"}])], {})
    assert repeated.lookback("weight") == day + timedelta(days=1)


def test_a_change_that_persists_is_a_change_on_each_of_the_days():
    of = {key: held for key, held in change().items() if key not in {"id", "zone"}}
    spec = {"id": "X1", "kind": "persist", "of": of, "n": 2, "m": 3, "zone": "red"}
    assert (
        fired(spec, 83, History({"weight": weights(80, 81.5)}))
        == "Vekt 83,0 kg, opp 1,5 kg på 1 dag, 2 av siste 3 dager"
    )
    assert fired(spec, 83, History({"weight": weights(81, 81.5)})) == ""


@pytest.mark.parametrize(
    ("delta", "value", "fires"), [(0.5, 80.5, True), (0.5, 80.4, False), (0.5, 79.0, False), (0, 81.0, True)]
)
def test_a_small_change_has_its_side_of_zero_too(delta, value, fires):
    assert bool(fired(change(delta=delta), value, History({"weight": weights(80)}))) == fires


def test_a_small_rise_is_said_as_a_rise():
    assert fired(change(delta=0.5), 80.5, History({"weight": weights(80)})) == "Vekt 80,5 kg, opp 0,5 kg på 1 dag"


@pytest.mark.parametrize(("value", "fires"), [(95.0, True), (95.04, False)])
def test_five_per_cent_is_five_in_a_hundred(value, fires):
    spec = {key: held for key, held in change(pct=-5).items() if key != "delta"}
    assert bool(fired(spec, value, History({"weight": weights(100)}))) == fires


@pytest.mark.parametrize(
    ("op", "value", "said"),
    [
        ("<", 39, "Puls 39 slag/min (under 40)"),
        ("<=", 40, "Puls 40 slag/min (40 eller lavere)"),
        (">", 41, "Puls 41 slag/min (over 40)"),
        (">=", 40, "Puls 40 slag/min (40 eller høyere)"),
    ],
)
def test_a_limit_says_on_which_side_of_it_the_value_is(op, value, said):
    spec = {"id": "X1", "kind": "threshold", "metric": "pulse", "op": op, "value": 40, "zone": "red"}
    assert fired(spec, value, History(), metric="pulse") == said
    usual = {"id": "X2", "kind": "baseline_delta", "metric": "pulse", "window_d": 28, "exclude_last_d": 3, "min_n": 8}
    rules = compile_rules([spec, {**usual, "delta": 900, "zone": "red"}], {})
    assert (
        rules.judge(Reading({"pulse": value}, NOW), History()).why == said
    )  # nobody knows what is usual: nothing is said


@pytest.mark.parametrize(
    ("plan", "limit"), [({"low": 90}, 90), ({"low": ""}, 95), ({"low": None}, 95), ({}, 95), ({"low": "91,5"}, 91.5)]
)
def test_a_limit_left_open_in_the_plan_is_the_default(plan, limit):
    spec = {
        "id": "X1",
        "kind": "threshold",
        "metric": "sbp",
        "op": "<",
        "value_from": "low",
        "default": 95,
        "zone": "red",
    }
    held = [bool(fired(spec, value, History(), plan, metric="sbp")) for value in (limit - 1, limit)]
    assert held == [True, False]


def test_the_plans_values_reach_into_the_parts_of_a_rule():
    low = {"kind": "threshold", "metric": "sbp", "op": "<", "value_from": "low-5"}
    known = History(
        {"sbp": [(NOW - timedelta(hours=1), 84.0), (NOW - timedelta(minutes=50), 84.0)], "weight": weights(80)}
    )
    needing = change(needs=[low])
    assert fired(needing, 82, known, {"low": 90})
    assert not fired(needing, 82, known, {"low": 89})
    lasting = {"id": "X1", "kind": "persist", "of": low, "n": 2, "m": 2, "zone": "red"}
    two_days = History({"sbp": [(NOW - timedelta(days=1), 84.0)]})
    assert fired(lasting, 84, two_days, {"low": 90}, metric="sbp")
    assert not fired(lasting, 84, two_days, {"low": 89}, metric="sbp")


def test_answers_that_have_lasted_count_for_a_later_weight():
    score = {"kind": "score", "form": "hjertesvikt_daglig", "op": ">=", "value": 3}
    worse = {"kind": "persist", "of": score, "n": 2, "m": 3}
    weight = {"kind": "threshold", "metric": "weight", "op": ">", "value": 81}
    spec = {"id": "X1", "kind": "all", "of": [weight, worse], "zone": "red"}
    bad = [answered(hours, sym_pust=3) for hours in (25, 1)]
    assert fired(spec, 82, History(answers={"hjertesvikt_daglig": bad}))
    assert not fired(spec, 82, History(answers={"hjertesvikt_daglig": bad[1:]}))


def test_silence_about_something_nobody_has_named_is_said_by_its_key_and_a_bare_rule_has_no_origin():
    bare = {"id": "X1", "kind": "overdue", "days": 1, "zone": "red"}
    [silent] = compile_rules([bare], {}).judge(Overdue("fotbilde", 2), History()).fired
    assert (silent.why, silent.origin) == ("fotbilde ikke målt på 2 dager", "")
    low = {"id": "X1", "kind": "threshold", "metric": "spo2", "op": "<", "value": 90, "zone": "red"}
    [found] = compile_rules([low], {}).judge(Reading({"spo2": 80.0}, NOW), History()).fired
    assert (found.origin, found.message, found.boost) == ("", "", 0)


def test_two_pressures_that_cannot_be_are_named_in_one_sentence(heart):
    crossed = heart.judge(Reading({"sbp": 120.0, "dbp": 120.0}, NOW), History())
    assert crossed.why == "Overtrykk 120 mmHg og undertrykk 120 mmHg passer ikke sammen og må bekreftes"


@pytest.mark.parametrize(
    ("about", "of_the_heart", "of_the_lungs"),
    [
        (("weight",), ("hjertesvikt_daglig", "weight"), ("weight",)),
        (("pulse",), ("pulse",), ()),
        (("sbp", "dbp"), ("hjertesvikt_daglig", "sbp"), ()),
        (("spo2",), (), ()),
        (("hjertesvikt_daglig",), ("hjertesvikt_daglig", "sbp", "weight"), ()),
        (("kols_daglig",), (), ("kols_daglig",)),
    ],
)
def test_rules_say_what_earlier_rows_have_a_say(heart, lungs, about, of_the_heart, of_the_lungs):
    assert heart.looks_back_on(about) == of_the_heart
    assert lungs.looks_back_on(about) == of_the_lungs


def test_what_is_looked_up_once_is_not_looked_up_again(lungs, monkeypatch):
    lungs.judge(Reading({"spo2": 93.0}, NOW), History())
    monkeypatch.setattr(lungs, "_prepare_reading", lambda metrics: pytest.fail(f"{metrics} again"))
    lungs.judge(Reading({"spo2": 93.0}, NOW), History())
    assert lungs.lookback("weight") is lungs.lookback("weight")
    assert lungs.baselines("spo2") is lungs.baselines("spo2")
    assert lungs.looks_back_on(("weight",)) is lungs.looks_back_on(("weight",))
