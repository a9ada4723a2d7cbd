"""Which answers mean *ring 113 now*, said while the form is still being filled in: the acute rules of the plan, asked at once."""

from collections.abc import Mapping

from varde.lib import clock
from varde.plans.content import PlanContent
from varde.plans.definitions import DEFINITIONS
from varde.questionnaires.forms import Answer, Form, FormError, Item, clean
from varde.triage.rules import Answered, History, RuleSet, compile_rules

NOTHING_ELSE = History()


def acute_rules(plan: PlanContent | None) -> RuleSet:
    """The rules of the plan that say 113, and those of the definitions she has no plan by: chest pain is chest pain."""
    mine, chosen = (plan.rules, plan.definitions) if plan else ((), {})
    others = [rule for name, known in DEFINITIONS.items() if name not in chosen for rule in known.rules]
    return compile_rules([rule for rule in (*mine, *others) if rule.get("acute")], plan.values if plan else {})


def is_acute(rules: RuleSet, form: Form, posted: Mapping[str, str]) -> bool:
    """Do the answers so far say 113, whatever the rest will be? What cannot be read says nothing."""
    answered = Answered(form.id, _readable(form, posted), None, clock.now())
    return rules.judge(answered, NOTHING_ELSE).acute


def acute_answers(rules: RuleSet, form: Form, item: Item, posted: Mapping[str, str]) -> list[str]:
    """The answers to this question, as the form posts them, that say 113 beside those given so far."""
    return [answer for answer in _answers_of(item) if is_acute(rules, form, {**posted, item.id: answer})]


def _answers_of(item: Item) -> list[str]:
    if item.kind == "boolean":
        return ["ja", "nei"]
    if item.kind == "integer":
        return [str(number) for number in range(item.minimum, item.maximum + 1)]
    return [str(option.value) for option in item.options]


def _readable(form: Form, posted: Mapping[str, str]) -> dict[str, Answer]:
    found = {item.id: _read(item, posted[item.id]) for item in form.items if item.id in posted}
    return {name: answer for name, answer in found.items() if answer is not None}


def _read(item: Item, posted: str) -> Answer | None:
    try:
        return clean(item, posted)
    except FormError:
        return None
