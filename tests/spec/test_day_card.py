"""The card of the day says what the rules say, for every row of the tables and every value a device can show."""

from datetime import timedelta
from itertools import pairwise

import pytest

from tests.spec.language import AN_HOUR_AGO, TODAY, Example, Programme, compiled, situations
from tests.spec.programmes import PROGRAMMES
from varde.measurements.kinds import KIND_OF_METRIC, METRICS
from varde.questionnaires.forms import FORMS, Item
from varde.triage.rules import (
    RED,
    UNKNOWN,
    YELLOW,
    Answered,
    History,
    Overdue,
    Reading,
    RuleSet,
    Subject,
    compile_rules,
)
from varde.triage.rules.day_card import Asked, FormRule, Stretch, answers, form_rules, kinds_on_card, points, stretches

EVERY_ROW = [
    pytest.param(of, example, id=f"{name}-{number}")
    for of in PROGRAMMES
    for name, examples in [
        *((table.id, table.examples) for table in of.tables),
        (of.definition.id, [example for _, example in of.whole]),
    ]
    for number, example in enumerate(examples, 1)
]
HEART = FORMS["hjertesvikt_daglig"]
DIZZY = {"kind": "answer", "form": HEART.id, "item": "svimmel", "op": "==", "value": True}
LOW = {"kind": "threshold", "metric": "sbp", "op": "<", "value": 95}


def table(rules: RuleSet, metric: str, history: History | None = None) -> list[Stretch]:
    decimals = KIND_OF_METRIC[metric].decimals
    return stretches(rules, metric, at=TODAY, history=history or History(), decimals=decimals)


def of_value(held: list[Stretch], value: float) -> tuple[int, bool]:
    """The stretch with the value; between two, the stricter of them."""
    near = [stretch for stretch in held if stretch.low <= value <= stretch.high]
    near = near or [max(s for s in held if s.high < value), min(s for s in held if s.low > value)]
    return max((stretch.zone, not stretch.waits) for stretch in near)


def of_answers(held: list[FormRule], answered: Answered) -> tuple[int, bool]:
    def holds(asked: Asked) -> bool:
        return (answered.answers.get(asked.item) if asked.item else answered.score) in asked.answers

    fired = [rule for rule in held if any(all(map(holds, tests)) for tests in rule.alternatives)]
    return max((rule.zone for rule in fired), default=UNKNOWN), any(rule.acute for rule in fired)


def agrees(rules: RuleSet, subject: Subject, history: History) -> bool:
    verdict = rules.judge(subject, history)
    zone, waits = max(verdict.standing, verdict.waiting), verdict.waiting > verdict.standing
    if isinstance(subject, Answered):
        said, acute = of_answers(form_rules(rules, FORMS[subject.form], at=subject.at, history=history), subject)
        return (said, acute) == (zone, verdict.acute) if zone >= YELLOW else said < YELLOW
    assert isinstance(subject, Reading)
    [(metric, value)] = subject.values.items()
    said, stands = of_value(table(rules, metric, history), value)
    return (said, stands) == (zone, not waits)


@pytest.mark.parametrize(("of", "example"), EVERY_ROW)
def test_the_tables_say_what_the_rules_say(of: Programme, example: Example) -> None:
    rules = compiled(of, example)
    found = [
        (subject, history) for subject, history in situations(of, example, rules) if not isinstance(subject, Overdue)
    ]
    alone = [pair for pair in found if not isinstance(pair[0], Reading) or len(pair[0].values) == 1]
    assert [subject for subject, history in alone if not agrees(rules, subject, history)] == []


def shown(held: list[Stretch], decimals: int) -> list[float]:
    """Every third whole number up to 400, and what a device shows around each edge."""
    unit = 10**-decimals
    edges = [round(edge + near * unit, decimals) for s in held for edge in (s.low, s.high) for near in (-1, 0, 1)]
    return [value for value in sorted({*map(float, range(0, 400, 3)), *edges}) if 0 <= value < 9999]  # noqa: PLR2004


@pytest.mark.parametrize("of", PROGRAMMES, ids=lambda of: of.definition.id)
def test_every_value_a_device_can_show_is_on_the_card(of: Programme) -> None:
    """With a week behind it: values of each kind all the way up, the impossible ones too, and all beside a cut point."""
    week = {day: {"spo2": 93, "pulse": 101, "weight": 80.0, "sbp": 165} for day in range(1, 8)}
    example = Example(False, {"sym_pust": 1}, week, {"spo2": 95, "pulse": 80}, plan={"sbp_low": 95})
    rules = compiled(of, example)
    (_, history), *_ = situations(of, example, rules)
    for kind in kinds_on_card(rules):
        for metric in rules.metrics & set(kind.metrics):
            held = table(rules, metric, history)
            for value in shown(held, kind.decimals):
                verdict = rules.judge(Reading({metric: value}, TODAY), history)
                expected = max(verdict.standing, verdict.waiting), verdict.waiting <= verdict.standing
                assert of_value(held, value) == expected, (metric, value)


@pytest.mark.parametrize(
    ("metric", "decimals", "edge", "below", "above"),
    [("spo2", 0, 90, 89.9, 90.0), ("weight", 1, 80.0, 79.99, 80.0), ("pulse", 0, 61.3, 61.2, 61.3)],
)
def test_a_table_is_exact_to_one_decimal_more_than_the_kind(metric, decimals, edge, below, above):
    spec = {"id": "X", "kind": "threshold", "metric": metric, "op": "<", "value": edge, "zone": "red"}
    held = table(compile_rules([spec], {}), metric)
    red = [stretch for stretch in held if stretch.zone == RED]
    assert (red[-1].high, held[held.index(red[-1]) + 1].low) == (below, above)
    assert (held[0].low, held[-1].high) == (0, 9999)


def test_a_single_value_may_be_a_stretch_of_its_own():
    low = {"kind": "threshold", "metric": "spo2", "op": "<"}
    rules = [{"id": "X", **low, "value": 90, "zone": "red"}, {"id": "Y", **low, "value": 90.1, "zone": "yellow"}]
    assert (90.0, 90.0, YELLOW, False) in table(compile_rules(rules, {}), "spo2")


def test_the_half_of_a_kind_no_rule_knows_is_only_minded_when_impossible():
    rules = compile_rules([{"id": "X", **LOW, "zone": "red"}], {})
    limits = METRICS["dbp"].hard
    assert table(rules, "dbp") == [
        (0, limits.low - 0.1, YELLOW, True),
        (limits.low, limits.high, UNKNOWN, False),
        (limits.high + 0.1, 9999, YELLOW, True),
    ]


def test_the_kinds_some_rule_knows_are_on_the_card_unless_it_looks_at_both_their_numbers():
    high = {"kind": "threshold", "metric": "dbp", "op": ">", "value": 90}
    apart = [{"id": "X", **LOW, "zone": "red"}, {"id": "Y", **high, "zone": "yellow"}]
    assert [kind.key for kind in kinds_on_card(compile_rules(apart, {}))] == ["bp"]
    together = [{"id": "X", "kind": "all", "of": [LOW, high], "zone": "red"}]
    assert kinds_on_card(compile_rules(together, {})) == []
    with_weight = {"kind": "threshold", "metric": "weight", "op": ">", "value": 90}
    both = [{"id": "X", "kind": "all", "of": [LOW, with_weight], "zone": "red"}]
    assert [kind.key for kind in kinds_on_card(compile_rules(both, {}))] == ["bp", "weight"]


def test_what_the_form_cannot_settle_is_settled_by_what_is_known():
    """A rule about dizziness and a low pressure is on the form's table only while the pressure is known to be low."""
    rules = compile_rules([{"id": "X", "kind": "all", "of": [LOW, DIZZY], "zone": "red"}], {})
    known = History({"sbp": [(AN_HOUR_AGO, 94.0)]})
    dizzy = Asked("svimmel", (True,))
    assert form_rules(rules, HEART, at=TODAY, history=known) == [FormRule(RED, False, ((dizzy,),))]
    for other in (History(), History({"sbp": [(AN_HOUR_AGO, 96.0)]})):
        assert form_rules(rules, HEART, at=TODAY, history=other) == []


def test_a_rule_about_the_score_asks_for_the_score():
    score = {"kind": "score", "form": HEART.id, "op": ">=", "value": 7}
    rules = compile_rules([{"id": "X", "kind": "all", "of": [score, DIZZY], "zone": "yellow", "acute": True}], {})
    asked = (Asked("", (7, 8, 9)), Asked("svimmel", (True,)))
    assert form_rules(rules, HEART, at=TODAY, history=History()) == [FormRule(YELLOW, True, (asked,))]
    assert form_rules(rules, FORMS["kols_daglig"], at=TODAY, history=History()) == []


def test_every_answer_a_question_can_get():
    kols = FORMS["kols_daglig"]
    assert answers(kols.item("hvile")) == [True, False]
    assert answers(kols.item("anfall_ekstra")) == list(range(31))
    assert answers(kols.item("sym_pust")) == [0, 1, 2, 3]
    assert answers(kols.item("slim_farge"))[-1] == "Blodig"


def test_the_rules_are_asked_about_every_number_a_simple_device_shows_and_about_what_she_has_had():
    assert points("spo2", 0, History()) == [0, *range(50, 101), 9999]
    assert points("pain", 0, History()) == [*range(11), 9999]
    had = [(TODAY - timedelta(days=9 - n), 70 + n + 0.123) for n in range(8)]
    usual = {
        ("weight", 28, 3): (25, 71.456, 1.0),
        ("pulse", 28, 3): (25, 60.789, 4.0),
        ("weight", 7, 0): (0, None, None),
    }
    asked = points("weight", 1, History({"weight": had}, {}, usual))
    assert {73.12, 74.12, 75.12, 76.12, 77.12, 71.46} <= set(asked)
    assert {72.12, 60.79}.isdisjoint(asked)
    limits = METRICS["weight"].hard
    evenly = [value for value in asked if value not in {73.12, 74.12, 75.12, 76.12, 77.12, 71.46, 0, 9999}]
    assert (evenly[0], evenly[-1], len(evenly)) == (limits.low, limits.high, 61)
    steps = [round(high - low, 1) for low, high in pairwise(evenly)]
    assert set(steps) == {5.4}
    assert points("temp", 1, History())[1:4] == [30, 30.23, 30.47]
    assert [value for value in points("fev1", 2, History()) if 7.8 < value < 8] == [7.87]


@pytest.mark.parametrize(("days_ago", "raised"), [((1,), True), ((2,), True), ((), False), ((3,), False)])
def test_an_answer_that_must_last_is_on_the_table_when_the_other_days_are_there(days_ago, raised):
    spec = {"id": "X", "kind": "persist", "of": DIZZY, "n": 2, "m": 3, "zone": "yellow"}
    before = [Answered(HEART.id, {"svimmel": True}, None, TODAY - timedelta(days=ago)) for ago in days_ago]
    found = form_rules(compile_rules([spec], {}), HEART, at=TODAY, history=History(answers={HEART.id: before}))
    assert found == ([FormRule(YELLOW, False, ((Asked("svimmel", (True,)),),))] if raised else [])


def test_a_whole_number_is_asked_for_between_its_limits():
    assert answers(Item("x", "integer", "?", minimum=2, maximum=4)) == [2, 3, 4]
