"""The tables are sharp: take a rule out, or move any limit one step either way, and a row turns red.

Each rule of each definition is changed in every way a slip of the pen could change it, one at a time.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.spec.language import Programme, RuleTable
from tests.spec.programmes import PROGRAMMES
from tests.spec.test_rules import holds
from varde.measurements.kinds import KIND_OF_METRIC
from varde.questionnaires.forms import ITEMS

INCLUSIVE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
COUNTS = ("days", "n", "m", "min_n")
LIMITS = ("value", "delta", "pct", "default")


def step(spec: Mapping[str, Any], key: str) -> float:
    """The least change that is a change: one count, one point, or the last decimal of the kind."""
    if key in COUNTS or "metric" not in spec or key == "pct":
        return 1
    return 10.0 ** -KIND_OF_METRIC[spec["metric"]].decimals


def changed(spec: Any) -> Iterator[tuple[str, Any]]:
    """What was changed, and the specification with that one change."""
    if isinstance(spec, list):
        for place, part in enumerate(spec):
            for what, other in changed(part):
                yield what, spec[:place] + [other] + spec[place + 1 :]
            if len(spec) > 1:
                yield f"without part {place + 1}", spec[:place] + spec[place + 1 :]
    elif isinstance(spec, dict):
        for key, value in spec.items():
            for what, other in _changed_value(spec, key, value):
                yield what, {**spec, key: other}
        for key in ("unless", "only_if", "persist", "needs", "reference", "acute", "confirm_remeasure"):
            if key in spec:
                yield f"without {key}", {name: value for name, value in spec.items() if name != key}


def _changed_value(spec: Mapping[str, Any], key: str, value: Any) -> Iterator[tuple[str, Any]]:
    if key in ("of", "needs", "persist"):
        yield from changed(value)
    elif key == "op" and value in INCLUSIVE:
        yield f"{value} becomes {INCLUSIVE[value]}", INCLUSIVE[value]
    elif key == "value_from" and "+" in value:
        name, _, amount = value.partition("+")
        yield f"{value} less one", f"{name}+{int(amount) - 1}"
        yield f"{value} and one", f"{name}+{int(amount) + 1}"
    elif key == "value" and isinstance(value, list):
        others = [option.value for option in ITEMS[spec["form"], spec["item"]].options if option.value not in value]
        for option in value:
            yield f"{option} forgotten", [kept for kept in value if kept != option]
        for option in others:
            yield f"{option} added", [*value, option]
    elif key == "value" and isinstance(value, bool):
        yield "turned round", not value
    elif key in COUNTS + LIMITS and not isinstance(value, bool):
        for way in (-1, 1):
            yield f"{key} {value} {'+-'[way < 0]} {step(spec, key):g}", round(value + way * step(spec, key), 6)


MUTANTS = [
    pytest.param(of, table, mutant, id=f"{table.id}: {what}")
    for of in PROGRAMMES
    for table in of.tables
    for what, mutant in changed(next(rule for rule in of.definition.rules if rule["id"] == table.id))
]


def is_noticed(of: Programme, table: RuleTable, rules: list[Mapping[str, Any]]) -> bool:
    return not all(holds(of, table, example, rules) for example in table.examples)


@pytest.mark.parametrize(("of", "table", "mutant"), MUTANTS)
def test_a_changed_rule_is_noticed(of, table, mutant):
    rules = [mutant if rule["id"] == table.id else rule for rule in of.definition.rules]
    assert is_noticed(of, table, rules), mutant


@pytest.mark.parametrize(
    ("of", "table"), [pytest.param(of, table, id=table.id) for of in PROGRAMMES for table in of.tables]
)
def test_a_missing_rule_and_another_zone_are_noticed(of, table):
    others = [rule for rule in of.definition.rules if rule["id"] != table.id]
    its_own = next(rule for rule in of.definition.rules if rule["id"] == table.id)
    assert is_noticed(of, table, others)
    assert is_noticed(of, table, [*others, {**its_own, "zone": {"yellow": "red", "red": "yellow"}[its_own["zone"]]}])
