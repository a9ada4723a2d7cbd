"""The tables are true: every rule fires where its rows say, with the reason they say, and nowhere else."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.spec.language import Example, Programme, RuleTable, compiled, situations
from tests.spec.programmes import PROGRAMMES
from varde.measurements.kinds import METRICS
from varde.triage.rules import UNKNOWN, YELLOW, Reading

ROWS = [
    pytest.param(programme, table, example, id=f"{table.id}-{number}")
    for programme in PROGRAMMES
    for table in programme.tables
    for number, example in enumerate(table.examples, 1)
]


def holds(of: Programme, table: RuleTable, example: Example, rules: Sequence[Any] | None = None) -> bool:
    """Does the row come out as written, in every order it can happen?"""
    plan = compiled(of, example, rules)
    found = [
        (
            isinstance(subject, Reading),
            [fired for fired in plan.judge(subject, history).fired if fired.rule == table.id],
        )
        for subject, history in situations(of, example, plan)
    ]
    if not example.fires:
        return not any(fired for _, fired in found)
    return bool(found) and all(
        fired
        and (fired[0].zone, fired[0].acute) == (table.zone, table.acute)
        and fired[0].needs_confirmation == (table.confirm and is_reading)
        and (not example.says or fired[0].why == example.says)
        for is_reading, fired in found
    )


@pytest.mark.parametrize(("of", "table", "example"), ROWS)
def test_the_row_is_true(of, table, example):
    assert holds(of, table, example), example


@pytest.mark.parametrize("of", PROGRAMMES, ids=lambda of: of.definition.id)
def test_every_active_rule_has_rows_on_both_sides_and_no_other_rule_has(of):
    active = {rule["id"] for rule in of.definition.rules if rule.get("active", True)}
    assert {table.id for table in of.tables} == active
    assert all({example.fires for example in table.examples} == {True, False} for table in of.tables)


@pytest.mark.parametrize(
    ("of", "zone", "example"),
    [
        pytest.param(of, zone, example, id=f"{of.definition.id}-{number}")
        for of in PROGRAMMES
        for number, (zone, example) in enumerate(of.whole, 1)
    ],
)
def test_the_whole_plan_gives_the_zone(of, zone, example):
    rules = compiled(of, example)
    verdicts = [rules.judge(subject, history) for subject, history in situations(of, example, rules)]
    assert max(verdict.zone for verdict in verdicts) == zone
    assert all(bool(verdict.fired) == (verdict.zone >= YELLOW) for verdict in verdicts)


@pytest.mark.parametrize("of", PROGRAMMES, ids=lambda of: of.definition.id)
def test_what_no_rule_knows_is_unknown_and_never_green(of):
    rules = compiled(of, Example(False, {}))
    for metric in METRICS.keys() - rules.metrics:
        example = Example(False, {metric: METRICS[metric].hard.low + 1})
        for subject, history in situations(of, example, rules):
            assert (rules.judge(subject, history).zone, rules.judge(subject, history).verdict) == (UNKNOWN, "no rule")
