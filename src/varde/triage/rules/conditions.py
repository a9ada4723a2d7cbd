"""The conditions rules are made of. Each becomes one function per metric or form, with limits looked up beforehand.

A test answers with a reason (it holds), False (it does not) or None (nothing to compare with yet).
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from varde.measurements.baseline import local_day
from varde.measurements.kinds import KIND_OF_METRIC, METRICS
from varde.questionnaires.forms import FORMS, ITEMS
from varde.triage.rules import days, words
from varde.triage.rules.subjects import Answered, BaselineKey, History
from varde.triage.rules.values import OPERATORS, RuleError, Values, number, number_from

SIDES = ("<", "<=", ">", ">=")
A_HAIR = 5e-7
"""Less than any difference that can be measured, more than what binary fractions take from one."""
Found = str | Literal[False] | None
MetricTest = Callable[[float, datetime, History], Found]
FormTest = Callable[[Answered, History], Found]
Usual = Callable[[History], str]
"""What to compare a value with, for the reasons: ", vanligvis 93", ", i planen 93", or nothing."""


@dataclass(frozen=True, slots=True)
class MetricCondition:
    """A condition on one metric. `days` is how far back it looks, `baseline` the usual it compares with."""

    metric: str
    test: MetricTest
    days: int = 0
    baseline: BaselineKey | None = None


@dataclass(frozen=True, slots=True)
class FormCondition:
    form: str
    test: FormTest
    days: int = 0


Condition = MetricCondition | FormCondition


@dataclass(frozen=True, slots=True)
class Ground:
    """What conditions are compiled against: the plan's values, and what is usual per metric (for the reasons)."""

    values: Values
    usual: Mapping[str, Usual]

    def usual_of(self, metric: str) -> Usual:
        return self.usual.get(metric, _no_usual)


def _no_usual(history: History) -> str:
    return ""


def threshold(spec: Mapping[str, Any], ground: Ground) -> MetricCondition:
    """A metric against a fixed limit: `value`, or the plan's `value_from` with a `default`."""
    metric, op = _metric(spec), _side(spec)
    limit = _limit(spec, ground.values)
    compare, usual, beyond = OPERATORS[op], ground.usual_of(metric), words.limited(metric, op, limit)

    def test(value: float, at: datetime, history: History) -> Found:
        if not compare(value, limit):
            return False
        return words.measured(metric, value) + (usual(history) or f" ({beyond})")

    return MetricCondition(metric, test)


def threshold_vs_plan(spec: Mapping[str, Any], ground: Ground) -> MetricCondition:
    """A metric at least `delta` over (or under, when negative) a value agreed in the plan."""
    metric, delta = _metric(spec), float(spec["delta"])
    agreed = number(ground.values, spec["plan_value"])

    def test(value: float, at: datetime, history: History) -> Found:
        return (
            words.measured(metric, value) + words.in_plan(metric, agreed) if reaches(value - agreed, delta) else False
        )

    return MetricCondition(metric, test)


def baseline_delta(spec: Mapping[str, Any], ground: Ground) -> MetricCondition:
    """A metric at least `delta` from the patient's median of the last weeks, or from the `reference` approved in the plan.

    The fixed reference is there so that a slow decline, which takes the median with it, is still seen.
    """
    metric, delta, least = _metric(spec), float(spec["delta"]), int(spec["min_n"])
    key = (metric, int(spec["window_d"]), int(spec["exclude_last_d"]))
    reference = number(ground.values, spec["reference"]) if "reference" in spec else None

    def test(value: float, at: datetime, history: History) -> Found:
        n, median, _ = history.baselines.get(key, _NOTHING)
        is_known = median is not None and n >= least
        if is_known and reaches(value - median, delta):  # type: ignore[operator]
            return words.measured(metric, value) + words.usually(metric, median)  # type: ignore[arg-type]
        if reference is not None and reaches(value - reference, delta):
            return words.measured(metric, value) + words.in_plan(metric, reference)
        return False if is_known or reference is not None else None

    return MetricCondition(metric, test, baseline=key)


_NOTHING = (0, None, None)


def change(spec: Mapping[str, Any], ground: Ground) -> MetricCondition:
    """A metric at least `delta` (or `pct` per cent) from an earlier value: `min`, `max`, `first_in_window` or `previous_day`.

    Values of the same occasion (within the kind's confirm window) are not earlier values: nobody gains 2 kg in a minute.
    """
    metric, ref = _metric(spec), str(spec["ref"])
    span = _span(spec, ref)
    limit, is_percent = float(spec.get("delta", spec.get("pct"))), "pct" in spec
    choose = _REFERENCES[ref]
    occasion = KIND_OF_METRIC[metric].confirm_window

    def test(value: float, at: datetime, history: History) -> Found:
        if ref == "previous_day":
            rows = days.of_day(history, metric, at, 1)
        else:
            rows = days.last_days(history, metric, at, span, until=at - occasion)
        if not rows:
            return None
        then, earlier = choose(rows)
        difference = value - earlier
        if not reaches(difference / earlier * 100 if is_percent else difference, limit):
            return False
        ago = (local_day(at, history.zone) - local_day(then, history.zone)).days
        return words.changed(metric, value, difference, ago)

    return MetricCondition(metric, test, days=span)


def _span(spec: Mapping[str, Any], ref: str) -> int:
    if ref not in _REFERENCES:
        raise RuleError(f"Sammenligningen med «{ref}» finnes ikke. Bruk en av {', '.join(_REFERENCES)}.")
    if ref == "previous_day":
        return 1
    if "days" not in spec:
        raise RuleError("Regelen mangler «days»: hvor mange dager den ser tilbake. Legg det til.")
    return int(spec["days"])


_REFERENCES: Mapping[str, Callable[[Any], tuple[datetime, float]]] = {
    "min": lambda rows: min(rows, key=operator.itemgetter(1)),
    "max": lambda rows: max(rows, key=operator.itemgetter(1)),
    "first_in_window": lambda rows: rows[0],
    "previous_day": lambda rows: rows[-1],
}


def held_since_yesterday(spec: Mapping[str, Any]) -> MetricCondition:
    """The change from the day before yesterday to yesterday was at least `delta`, and it is still there today."""
    metric, limit = _metric(spec), float(spec["delta"])

    def test(value: float, at: datetime, history: History) -> Found:
        before, yesterday = days.of_day(history, metric, at, 2), days.of_day(history, metric, at, 1)
        if not before or not yesterday:
            return None
        start = before[-1][1]
        if not (reaches(yesterday[-1][1] - start, limit) and reaches(value - start, limit)):
            return False
        return words.changed(metric, value, value - start, 2)

    return MetricCondition(metric, test, days=2)


def score(spec: Mapping[str, Any], ground: Ground) -> FormCondition:
    """A form's own score against a limit; the reasons name the answers that make it."""
    form = _form(spec)
    compare, limit = OPERATORS[_operator(spec)], float(spec["value"])
    items = [FORMS[form].item(name) for name in FORMS[form].score_items]

    def test(answered: Answered, history: History) -> Found:
        if answered.score is None:
            return None
        if not compare(answered.score, limit):
            return False
        worse = ", ".join(item.in_reasons(answered.answers[item.id]) for item in items if answered.answers.get(item.id))
        return f"{_sentence(worse)} (symptomer {answered.score:.0f})"

    return FormCondition(form, test)


def answer(spec: Mapping[str, Any], ground: Ground) -> FormCondition:
    """One answer against a value, a list of values (`in`), or a number of the plan (`value_from`, such as `usual_reliever+4`)."""
    form, name, op = _form(spec), str(spec["item"]), str(spec["op"])
    if (form, name) not in ITEMS:
        raise RuleError(f"Spørsmålet «{name}» finnes ikke i skjemaet «{form}». Rett regelen.")
    item = ITEMS[form, name]
    value: Any = number_from(ground.values, spec["value_from"]) if "value_from" in spec else spec["value"]
    compare = _is_in if op == "in" else OPERATORS[_operator(spec)]

    def test(answered: Answered, history: History) -> Found:
        given = answered.answers.get(name)
        if given is None:
            return None
        return _sentence(item.in_reasons(given)) if compare(given, value) else False

    return FormCondition(form, test)


def _is_in(given: Any, values: Any) -> bool:
    return given in values


def reaches(difference: float, limit: float) -> bool:
    """Has the difference come as far as the limit, on its side of zero? Inclusive: +2.0 reaches 2.0, also in binary fractions."""
    return difference >= limit - A_HAIR if limit >= 0 else difference <= limit + A_HAIR


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _metric(spec: Mapping[str, Any]) -> str:
    metric = str(spec["metric"])
    if metric not in METRICS:
        raise RuleError(f"Målingen «{metric}» finnes ikke. Bruk en av {', '.join(METRICS)}.")
    return metric


def _form(spec: Mapping[str, Any]) -> str:
    form = str(spec["form"])
    if form not in FORMS:
        raise RuleError(f"Skjemaet «{form}» finnes ikke. Bruk et av {', '.join(FORMS)}.")
    return form


def _operator(spec: Mapping[str, Any]) -> str:
    op = str(spec["op"])
    if op not in OPERATORS:
        raise RuleError(f"Sammenligningen «{op}» finnes ikke. Bruk en av {', '.join(OPERATORS)}.")
    return op


def _side(spec: Mapping[str, Any]) -> str:
    """A limit of a measurement has a better and a worse side."""
    op = str(spec["op"])
    if op not in SIDES:
        raise RuleError(f"Sammenligningen «{op}» kan ikke brukes om en måling. Bruk en av {', '.join(SIDES)}.")
    return op


def _limit(spec: Mapping[str, Any], values: Values) -> float:
    if "value_from" not in spec:
        return float(spec["value"])
    if values.get(spec["value_from"]) in (None, "") and "default" in spec:
        return float(spec["default"])
    return number_from(values, spec["value_from"])


def persisting(of: Condition, n: int, m: int) -> Condition:
    """The condition holds now, and on at least n of the last m local days, today included."""
    return _persisting_metric(of, n, m) if isinstance(of, MetricCondition) else _persisting_form(of, n, m)


def _persisting_metric(of: MetricCondition, n: int, m: int) -> MetricCondition:
    metric, inner = of.metric, of.test

    def test(value: float, at: datetime, history: History) -> Found:
        why = inner(value, at, history)
        if not why:
            return why
        today = local_day(at, history.zone)
        rows = days.last_days(history, metric, at, m - 1)
        held = {today} | {local_day(then, history.zone) for then, earlier in rows if inner(earlier, then, history)}
        return words.persisted(why, len(held), m) if len(held) >= n else False

    return MetricCondition(metric, test, days=max(of.days, m), baseline=of.baseline)


def _persisting_form(of: FormCondition, n: int, m: int) -> FormCondition:
    form, inner = of.form, of.test

    def test(answered: Answered, history: History) -> Found:
        why = inner(answered, history)
        if not why:
            return why
        today = local_day(answered.at, history.zone)
        earlier = days.answered_before(history, form, answered.at, m - 1)
        held = {today} | {local_day(before.at, history.zone) for before in earlier if inner(before, history)}
        return words.persisted(why, len(held), m) if len(held) >= n else False

    return FormCondition(form, test, days=max(of.days, m))
