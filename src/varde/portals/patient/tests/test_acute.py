"""Which answers say 113 before the form is whole."""

import pytest

from varde.plans.content import PlanContent
from varde.plans.definitions import DEFINITIONS, compose
from varde.portals.patient.presenters.acute import acute_answers, acute_rules, is_acute
from varde.questionnaires.forms import FORMS

KOLS, HEART = FORMS["kols_daglig"], FORMS["hjertesvikt_daglig"]
KOLS_PLAN = compose(["kols-voksen"])


@pytest.mark.parametrize("plan", [None, KOLS_PLAN, compose(["hjertesvikt-voksen"])], ids=["none", "kols", "heart"])
def test_breathless_at_rest_or_fainted_says_113_whatever_plan_she_has(plan: PlanContent | None) -> None:
    rules = acute_rules(plan)
    assert is_acute(rules, KOLS, {"hvile": "ja"})
    assert is_acute(rules, HEART, {"sym_pust": "0", "besvimt": "ja"})
    assert not is_acute(rules, KOLS, {"sym_pust": "3", "hvile": "nei"})
    assert not is_acute(rules, HEART, {"besvimt": "kanskje"})


def test_the_page_is_told_which_answers_raise_it() -> None:
    rules = acute_rules(KOLS_PLAN)
    assert acute_answers(rules, KOLS, KOLS.item("hvile"), {}) == ["ja"]
    assert acute_answers(rules, KOLS, KOLS.item("slim_farge"), {"sym_pust": "3"}) == []


def test_a_plan_may_say_113_of_a_number_or_a_choice() -> None:
    def plan(item: str, op: str, value: object) -> PlanContent:
        rule = {"id": "X", "kind": "answer", "form": "kols_daglig", "item": item, "op": op, "value": value}
        return PlanContent(definitions=KOLS_PLAN.definitions, rules=({**rule, "zone": "red", "acute": True},))

    often = acute_rules(plan("anfall_ekstra", ">=", 29))
    assert acute_answers(often, KOLS, KOLS.item("anfall_ekstra"), {}) == ["29", "30"]
    bloody = acute_rules(plan("slim_farge", "in", ["Blodig"]))
    assert acute_answers(bloody, KOLS, KOLS.item("slim_farge"), {}) == ["Blodig"]
    worst = acute_rules(plan("sym_pust", ">=", 3))
    assert acute_answers(worst, KOLS, KOLS.item("sym_pust"), {}) == ["3"]


def test_every_daily_form_has_an_answer_that_says_113_and_needs_no_individual_value_for_it() -> None:
    rules = acute_rules(None)
    forms = {rule["form"] for known in DEFINITIONS.values() for rule in known.rules if rule.get("acute")}
    daily = {name: form for name, form in FORMS.items() if name.endswith("_daglig")}
    assert forms == set(daily)
    for form in daily.values():
        assert any(acute_answers(rules, form, item, {}) for item in form.items)
