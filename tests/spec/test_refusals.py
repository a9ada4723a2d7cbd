"""A rule that cannot be used is refused with the rule's name and a sentence that says what to do."""

import pytest

from tests.spec.hjertesvikt import HJERTESVIKT
from tests.spec.kols import KOLS
from varde.plans.definitions import DEFINITIONS
from varde.triage.rules import RuleError, compile_rules
from varde.triage.rules.values import holds

SPO2 = {"id": "X1", "kind": "threshold", "metric": "spo2", "op": "<", "value": 90, "zone": "yellow"}


LOW = {name: value for name, value in SPO2.items() if name not in {"id", "zone"}}


def without(key):
    return {name: value for name, value in SPO2.items() if name != key}


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ({**SPO2, "kind": "macd"}, "kan ikke dømmes av denne versjonen"),
        ({**SPO2, "kind": "composite_z"}, "kan ikke dømmes"),
        ({**SPO2, "kind": "treshold"}, "kan ikke dømmes"),
        ({**SPO2, "metric": "spo"}, "Målingen «spo» finnes ikke. Bruk en av spo2, pulse, "),
        ({**SPO2, "op": "=="}, "«==» kan ikke brukes om en måling"),
        ({**SPO2, "op": "=<"}, "«=<» kan ikke brukes om en måling. Bruk en av <, <=, >, >=."),
        ({**SPO2, "zone": "green"}, ": «zone» må være «yellow» eller «red».$"),
        (without("zone"), "yellow"),
        (without("value"), "mangler «value eller value_from». Legg det til."),
        ({**SPO2, "zz": 1, "aa": 2}, "«aa, zz» er ukjent"),
        ({**SPO2, "value_from": "nothing_said"}, "Planen mangler verdien «nothing_said»"),
        (
            {"id": "X1", "kind": "persist", "of": {"kind": "all", "of": [LOW]}, "n": 2, "m": 3, "zone": "red"},
            "«all» kan ikke stå der. Bruk en av threshold, threshold_vs_plan, baseline_delta, ",
        ),
        (
            {"id": "X1", "kind": "score", "form": "kols_daglig", "op": "=<", "value": 3, "zone": "red"},
            "Bruk en av ==, !=, <=, ",
        ),
        (without("op"), "mangler «op»"),
        ({**SPO2, "confrim_remeasure": True}, "confrim_remeasure"),
        ({**SPO2, "value_from": "spo2_low"}, "Planen mangler verdien «spo2_low»"),
        ({**SPO2, "value_from": "oxygen_target"}, "skal være et tall"),
        ({**SPO2, "unless": "nobody_knows==3"}, "Planen mangler verdien «nobody_knows»"),
        ({**SPO2, "only_if": "__import__('os')"}, "kan ikke leses"),
        ({**SPO2, "only_if": "home_oxygen > 0 or"}, "kan ikke leses"),
        ({**SPO2, "only_if": "home_oxygen>lots"}, "er ikke et tall"),
        ({**SPO2, "only_if": "home-oxygen>0"}, "kan ikke leses"),
        ({**SPO2, "only_if": "home_oxygen>"}, "kan ikke leses"),
        ({"id": "X1", "kind": "all", "of": [SPO2 | {"kind": "cusum"}], "zone": "red"}, "kan ikke dømmes"),
        (
            {
                "id": "X1",
                "kind": "answer",
                "form": "kols_daglig",
                "item": "feber",
                "op": "==",
                "value": True,
                "zone": "red",
            },
            "feber",
        ),
        (
            {"id": "X1", "kind": "score", "form": "CAT", "op": ">=", "value": 3, "zone": "red"},
            "Skjemaet «CAT» finnes ikke. Bruk et av hjertesvikt_daglig, hverdagen, kols_daglig.",
        ),
        (
            {"id": "X1", "kind": "change", "metric": "weight", "ref": "min", "delta": 2, "zone": "red"},
            ": Regelen mangler «days»: hvor mange dager den ser tilbake. Legg det til.$",
        ),
        (
            {"id": "X1", "kind": "change", "metric": "weight", "ref": "mean", "days": 3, "delta": 2, "zone": "red"},
            "«mean» finnes ikke. Bruk en av min, max, first_in_window, previous_day.",
        ),
    ],
)
def test_an_unusable_rule_is_refused_by_name(rule, says):
    with pytest.raises(RuleError, match=says) as refused:
        compile_rules([rule], {**KOLS.values, "nothing_said": ""})
    assert "X1" in str(refused.value)


@pytest.mark.parametrize("missing", ["id", "kind"])
def test_a_rule_without_a_name_or_a_kind_is_refused(missing):
    with pytest.raises(RuleError, match=r"^En regel mangler «id» eller «kind». Rett plandefinisjonen\.$"):
        compile_rules([without(missing)], {})


@pytest.mark.parametrize(
    ("of", "key"),
    [
        (KOLS, "oxygen_target"),
        (KOLS, "spo2_reference"),
        (KOLS, "pulse_reference"),
        (KOLS, "usual_reliever"),
        (HJERTESVIKT, "target_weight"),
    ],
)
def test_a_plan_without_a_value_its_rules_need_is_refused_and_the_value_named(of, key):
    with pytest.raises(RuleError, match=f"«{key}»"):
        compile_rules(of.definition.rules, {**of.values, key: None})


def test_home_oxygen_is_asked_for_when_the_target_is_low():
    with pytest.raises(RuleError, match="«home_oxygen»"):
        compile_rules(KOLS.definition.rules, {**KOLS.values, "oxygen_target": "88-92", "home_oxygen": None})


def test_a_sleeping_rule_is_not_judged_and_not_compiled():
    sleeping = {rule["id"] for rule in DEFINITIONS["hjertesvikt-voksen"].rules if not rule.get("active", True)}
    compiled = {rule.id for rule in compile_rules(DEFINITIONS["hjertesvikt-voksen"].rules, HJERTESVIKT.values).rules}
    assert sleeping == {"H3", "H18"}
    assert not sleeping & compiled


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("oxygen_target==88-92", True),
        ("oxygen_target!=88-92", False),
        ("oxygen_target==88-92 and home_oxygen>0", True),
        ("oxygen_target==94-98 or home_oxygen>=1.5", True),
        ("oxygen_target==94-98 and home_oxygen>0 or on_oxygen", True),
        ("not on_oxygen", False),
        ("home_oxygen<1.5", False),
        ("home_oxygen<=1.5", True),
    ],
)
def test_conditions_on_the_plans_values(condition, true):
    assert holds(condition, {"oxygen_target": "88-92", "home_oxygen": "1,5", "on_oxygen": True}) == true
