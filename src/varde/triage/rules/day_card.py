"""The card of the day: the rules of one plan turned into tables a phone can use without a network. Pure.

For each metric the values at which the answer changes, given what is known now, and for each form which answers raise a
zone. The tables are made by asking the rules themselves. They hold for the rest of the patient's day, for one value or
form at a time, and whoever reads them takes the stricter of two answers.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from varde.measurements.kinds import KINDS, METRICS, Kind
from varde.questionnaires.forms import Form, Item
from varde.triage.rules import asking
from varde.triage.rules.conditions import Condition, FormCondition, MetricCondition
from varde.triage.rules.judging import RuleSet
from varde.triage.rules.subjects import Answer, Answered, History, Reading
from varde.triage.rules.verdicts import UNKNOWN, YELLOW

LARGEST_TYPED = 9999.0
MOST_STEPS = 60
NEWEST_LOOKED_AT = 5


class Stretch(NamedTuple):
    """Every value from `low` to `high` (both included) would be `zone`; `waits`: that zone waits for a second measurement."""

    low: float
    high: float
    zone: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """Holds when the answer to `item` is one of `answers`; without an item, when the form's score is one of `answers`."""

    item: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class FormRule:
    """Raises `zone` when all tests of one of `alternatives` hold. `acute`: ring 113."""

    zone: int
    acute: bool
    alternatives: tuple[tuple[Asked, ...], ...]


def kinds_on_card(rules: RuleSet) -> list[Kind]:
    """The kinds the rules know, but for one whose two numbers some rule looks at together: no table holds that."""
    together = [
        {part.metric for part in alternative if isinstance(part, MetricCondition)}
        for rule in rules.rules
        for alternative in rule.alternatives
    ]
    return [
        kind
        for kind in KINDS.values()
        if rules.metrics & set(kind.metrics) and all(len(found & set(kind.metrics)) < 2 for found in together)  # noqa: PLR2004
    ]


def stretches(rules: RuleSet, metric: str, *, at: datetime, history: History, decimals: int) -> list[Stretch]:
    """All that can be typed, cut where the answer changes; exact to one decimal more than the kind is read with."""
    finest = decimals + 1
    known: dict[float, tuple[int, bool]] = {}

    def answer(value: float) -> tuple[int, bool]:
        if value not in known:
            known[value] = _answer(rules, metric, Reading({metric: value}, at), history)
        return known[value]

    for low, high in pairwise(points(metric, decimals, history)):
        _bisect(answer, low, high, finest)
    return _runs(known)


def _answer(rules: RuleSet, metric: str, reading: Reading, history: History) -> tuple[int, bool]:
    if metric not in rules.metrics:  # the other half of a kind the rules know: only what is impossible is minded
        return (UNKNOWN, False) if METRICS[metric].hard.hold(reading.values[metric]) else (YELLOW, True)
    verdict = rules.judge(reading, history)
    return max(verdict.standing, verdict.waiting), verdict.waiting > verdict.standing


def points(metric: str, decimals: int, history: History) -> list[float]:
    """Every value the device can show where they are few, else evenly spread ones; what she has had, and the impossible.

    A rule about a number is one-sided, so between two points the answer is never worse than at the worse of them: a
    narrow stretch that is missed makes the card too strict. What she usually has is a point, lest that be her normal.
    """
    hard = METRICS[metric].hard
    step = max(10.0**-decimals, (hard.high - hard.low) / MOST_STEPS)
    inside = [hard.low + n * step for n in range(int((hard.high - hard.low) / step) + 1)]
    had = [value for _, value in history.readings.get(metric, ())[-NEWEST_LOOKED_AT:]]
    usual = [median for (name, _, _), (_, median, _) in history.baselines.items() if name == metric and median]
    asked = {round(value, decimals + 1) for value in (*inside, *had, *usual, hard.high)}
    return sorted(asked | {0.0, LARGEST_TYPED})


def _bisect(answer: Callable[[float], tuple[int, bool]], low: float, high: float, finest: int) -> None:
    while answer(low) != answer(high):
        middle = round((low + high) / 2, finest)
        if not low < middle < high:
            return
        if answer(middle) == answer(low):
            low = middle
        else:
            _bisect(answer, low, middle, finest)
            low = middle


def _runs(known: Mapping[float, tuple[int, bool]]) -> list[Stretch]:
    found: list[Stretch] = []
    for value in sorted(known):
        zone, waits = known[value]
        if found and (found[-1].zone, found[-1].waits) == (zone, waits):
            found[-1] = found[-1]._replace(high=value)
        else:
            found.append(Stretch(value, value, zone, waits))
    return found


def form_rules(rules: RuleSet, form: Form, *, at: datetime, history: History) -> list[FormRule]:
    """The rules in which an answer to this form has a say, with what else they ask about settled by what is known now."""
    found = []
    for rule in rules.rules:
        alternatives = tuple(
            tests for alternative in rule.alternatives if (tests := _tests(alternative, form, at, history))
        )
        if alternatives:
            found.append(FormRule(rule.zone, rule.acute, alternatives))
    return found


def _tests(alternative: tuple[Condition, ...], form: Form, at: datetime, history: History) -> tuple[Asked, ...]:
    """The tests of one alternative, or nothing when it says nothing of the form or cannot hold today."""
    own = [part for part in alternative if isinstance(part, FormCondition) and part.form == form.id]
    nothing = Answered(form.id, {}, None, at)
    others = [part for part in alternative if part not in own]
    if not own or not all(asking.about_history(part)(nothing, history) for part in others):
        return ()
    tests = tuple(_test(part, form, at, history) for part in own)
    return tests if all(test.answers for test in tests) else ()


def _test(part: FormCondition, form: Form, at: datetime, history: History) -> Asked:
    """What the condition looks at, found by asking it: of one answer alone it says something, or else it asks for the score."""
    for item in form.items:
        said = {answer: part.test(Answered(form.id, {item.id: answer}, None, at), history) for answer in answers(item)}
        if any(why is not None for why in said.values()):
            return Asked(item.id, tuple(answer for answer, why in said.items() if why))
    scores = range(form.score_max + 1)
    return Asked("", tuple(n for n in scores if part.test(Answered(form.id, {}, float(n), at), history)))


def answers(item: Item) -> list[Answer]:
    """Every answer the question can get."""
    if item.kind == "boolean":
        return [True, False]
    if item.kind == "integer":
        return list(range(item.minimum, item.maximum + 1))
    return [option.value for option in item.options]
