"""How a compiled rule is asked about one reading or one form.

A rule fires for a reading or an answer only when one of the conditions that held was about that very subject, so that a
low pressure yesterday does not make today's answers red; the other conditions are answered by the latest reading or form
of the last 36 hours, whichever of the two came last.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from varde.triage.rules import days
from varde.triage.rules.compiling import Rule
from varde.triage.rules.conditions import Condition, FormCondition, Found, MetricCondition
from varde.triage.rules.subjects import Answered, History, Reading

TOGETHER = timedelta(hours=36)
Step = Callable[[Any, History], Found]


def steps_for_reading(rule: Rule, metrics: frozenset[str]) -> tuple[tuple[Step, ...], ...]:
    """The alternatives in which a reading of these metrics has a say, as functions of (reading, history)."""
    return tuple(
        (
            *(_about_reading(part) for part in alternative if _is_metric(part, metrics)),
            *(about_history(part) for part in alternative if not _is_metric(part, metrics)),
        )
        for alternative in rule.alternatives
        if any(_is_metric(part, metrics) for part in alternative)
    )


def steps_for_form(rule: Rule, form: str) -> tuple[tuple[Step, ...], ...]:
    """The alternatives in which an answer to this form has a say, as functions of (answered, history)."""
    return tuple(
        (
            *(part.test for part in alternative if isinstance(part, FormCondition) and part.form == form),
            *(about_history(part) for part in alternative if not _is_form(part, form)),
        )
        for alternative in rule.alternatives
        if any(_is_form(part, form) for part in alternative)
    )


def _is_metric(part: Condition, metrics: frozenset[str]) -> bool:
    return isinstance(part, MetricCondition) and part.metric in metrics


def _is_form(part: Condition, form: str) -> bool:
    return isinstance(part, FormCondition) and part.form == form


def _about_reading(part: Condition) -> Step:
    assert isinstance(part, MetricCondition)
    metric, test = part.metric, part.test

    def step(reading: Reading, history: History) -> Found:
        return test(reading.values[metric], reading.at, history)

    return step


def about_history(part: Condition) -> Step:
    """The same condition asked of the latest reading or form of the last 36 hours."""
    if isinstance(part, MetricCondition):
        metric, metric_test = part.metric, part.test

        def latest_reading(subject: Reading | Answered, history: History) -> Found:
            row = days.latest(history.readings.get(metric, ()), subject.at, TOGETHER)
            return metric_test(row[1], row[0], history) if row else None

        return latest_reading
    form, form_test = part.form, part.test

    def latest_form(subject: Reading | Answered, history: History) -> Found:
        answers = history.answers.get(form, ())
        earlier = next((answered for answered in reversed(answers) if answered.at <= subject.at), None)
        return form_test(earlier, history) if earlier and earlier.at >= subject.at - TOGETHER else None

    return latest_form
