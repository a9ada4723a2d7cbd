"""What must be true of every value there is, not only of the rows somebody thought of."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.spec.hjertesvikt import HJERTESVIKT
from tests.spec.kols import KOLS, LOW_TARGET
from tests.spec.language import Example, compiled
from varde.measurements.kinds import METRICS
from varde.plans.definitions import compose
from varde.triage.rules import GREEN, RED, UNKNOWN, Answered, History, Reading, compile_rules
from varde.triage.rules.verdicts import PLAUSIBILITY

NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)

saturations = st.decimals(0, 110, places=1).map(float)
pulses = st.integers(0, 300).map(float)
pressures = st.integers(0, 320).map(float)
weights = st.decimals(20, 400, places=1).map(float)
medians = st.one_of(st.none(), st.integers(85, 99))
scales = st.integers(0, 3)


def normal():
    return compiled(KOLS, Example(False, {}))


def low_target():
    return compiled(KOLS, Example(False, {}, plan=LOW_TARGET))


def heart():
    return compiled(HJERTESVIKT, Example(False, {}))


def both():
    content = compose(["kols-voksen", "hjertesvikt-voksen"], {**KOLS.values, **HJERTESVIKT.values})
    return compile_rules(content.rules, content.values)


def usual(metric, median, window=(28, 3), n=25):
    return {} if median is None else {(metric, *window): (n, median, METRICS[metric].scatter_floor)}


def saturation(rules, value, median):
    return rules.judge(Reading({"spo2": value}, NOW), History(baselines=usual("spo2", median)))


@given(saturations, medians)
def test_a_saturation_that_some_red_limit_calls_red_is_red(value, median):
    red = value < 88 or value - 93 <= -5 or (median is not None and value - median <= -5)
    assert (saturation(normal(), value, median).zone == RED) == red


@given(saturations, medians)
def test_a_low_target_moves_the_limits_and_only_them(value, median):
    red = value < 85 or value - 90 <= -5 or (median is not None and value - median <= -5)
    assert (saturation(low_target(), value, median).zone == RED) == red


@given(saturations, saturations, medians, st.sampled_from([normal, low_target]))
def test_a_lower_saturation_is_never_milder(one, other, median, plan):
    rules = plan()
    low, high = sorted((one, other))
    assert saturation(rules, low, median).zone >= saturation(rules, min(high, 100.0), median).zone


@given(pulses, st.one_of(st.none(), st.integers(50, 110)))
def test_a_dangerous_pulse_is_red_in_both_plans(value, median):
    history = History(baselines={**usual("pulse", median), **usual("pulse", median, (28, 5))})
    assert (normal().judge(Reading({"pulse": value}, NOW), history).zone == RED) == (value >= 131)
    assert (heart().judge(Reading({"pulse": value}, NOW), history).zone == RED) == (value >= 131 or value <= 40)


@given(pressures, pressures, st.booleans())
def test_a_dangerous_pressure_is_red(systolic, diastolic, dizzy):
    answers = {"svimmel": dizzy}
    history = History(
        answers={"hjertesvikt_daglig": [Answered("hjertesvikt_daglig", answers, 0, NOW - timedelta(hours=1))]}
    )
    verdict = heart().judge(Reading({"sbp": systolic, "dbp": diastolic}, NOW), history)
    assert (verdict.zone == RED) == (systolic < 85 or systolic >= 180 or (dizzy and systolic < 95))


@given(weights, st.lists(st.tuples(st.integers(1, 6), weights), max_size=6, unique_by=lambda row: row[0]))
def test_two_kilograms_in_three_days_are_never_green_to_the_gram(today, earlier):
    rows = sorted((NOW - timedelta(days=days), weight) for days, weight in earlier)
    lowest = min((weight for days, weight in earlier if days <= 3), default=None)
    fired = {rule.rule for rule in heart().judge(Reading({"weight": today}, NOW), History({"weight": rows})).fired}
    assert ("H1" in fired) == (lowest is not None and round(today * 10) - round(lowest * 10) >= 20)


@given(
    st.fixed_dictionaries(dict.fromkeys(("sym_pust", "sym_hoste", "sym_slim", "sym_ork"), scales)),
    st.sampled_from(["Ikke slim", "Klart eller hvitt", "Gult eller grønt", "Blodig"]),
    st.integers(0, 30),
    st.booleans(),
)
def test_answers_about_danger_are_red_whatever_else_is_answered(symptoms, colour, doses, at_rest):
    answers = {**symptoms, "slim_farge": colour, "anfall_ekstra": doses, "hvile": at_rest}
    verdict = normal().judge(Answered("kols_daglig", answers, float(sum(symptoms.values())), NOW), History())
    assert (verdict.zone == RED) == (at_rest or colour == "Blodig")
    assert verdict.acute == at_rest


@given(st.sampled_from(sorted(METRICS)), st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_green_is_only_said_of_a_value_that_is_possible_and_that_some_rule_looked_at(metric, value):
    rules = both()
    verdict = rules.judge(Reading({metric: value}, NOW), History())
    if verdict.zone == GREEN:
        assert metric in rules.metrics
        assert METRICS[metric].hard.hold(value)
    if metric in rules.metrics and not METRICS[metric].hard.hold(value):
        assert PLAUSIBILITY in {rule.rule for rule in verdict.fired}
    if metric not in rules.metrics:
        assert verdict.zone == UNKNOWN


@given(saturations, pulses, weights, medians)
def test_two_conditions_together_are_never_milder_than_either_alone(spo2, pulse, weight, median):
    history = History(baselines=usual("spo2", median))
    for values in ({"spo2": spo2}, {"pulse": pulse}, {"weight": weight}):
        together = both().judge(Reading(values, NOW), history).zone
        assert together >= max(rules.judge(Reading(values, NOW), history).zone for rules in (normal(), heart()))
