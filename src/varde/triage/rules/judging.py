"""The compiled rules of one plan, and the one question they answer: what about this value, or these answers?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from varde.measurements.kinds import METRICS
from varde.measurements.plausibility import pressures_cross
from varde.triage.rules import asking, compiling, words
from varde.triage.rules.asking import TOGETHER, Step
from varde.triage.rules.compiling import OverdueRule, Rule
from varde.triage.rules.conditions import Condition, FormCondition, Found, MetricCondition
from varde.triage.rules.subjects import Answered, History, Overdue, Reading, Subject
from varde.triage.rules.values import Values
from varde.triage.rules.verdicts import ALL_WELL, NO_RULE, PLAUSIBILITY, UNKNOWN, YELLOW, Fired, Verdict

VERSION = "1"
Prepared = tuple[tuple[Rule, tuple[Step, ...]], ...]
"""Each rule with its alternatives."""

LONGEST_DAY = timedelta(hours=25)


def compile_rules(rules: Sequence[Mapping[str, Any]], values: Values) -> "RuleSet":
    """The rules of a plan (dicts as in `plans/definitions/*.json`) with the patient's own values, ready to judge.

    Raises RuleError with a Norwegian sentence that says what to do: an individual value is missing, a rule cannot be read.
    """
    return RuleSet(*compiling.build(rules, values))


class RuleSet:
    """Immutable in what it answers; keep one per plan version. `metrics` and `forms` are what some rule knows."""

    def __init__(self, rules: list[Rule], overdue: list[OverdueRule]) -> None:
        self.rules = tuple(rules)
        self.overdue = tuple(overdue)
        self._conditions = [part for rule in rules for alternative in rule.alternatives for part in alternative]
        self.metrics = frozenset(part.metric for part in self._conditions if isinstance(part, MetricCondition))
        self.forms = frozenset(part.form for part in self._conditions if isinstance(part, FormCondition))
        self._together = {
            _about(part)
            for rule in rules
            for alternative in rule.alternatives
            if len(alternative) > 1
            for part in alternative
        }
        self._for_readings: dict[tuple[str, ...], Prepared] = {}
        self._lookbacks: dict[str, timedelta] = {}
        self._looked_back_on: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._baselines: dict[str, set[tuple[int, int]]] = {}
        self._for_forms = {form: self._prepare_form(form) for form in self.forms}

    def judge(self, subject: Subject, history: History) -> Verdict:
        """What the rules say about one subject at its own time."""
        if isinstance(subject, Reading):
            return self._judge_reading(subject, history)
        if isinstance(subject, Answered):
            return _verdict(self._for_forms.get(subject.form, ()), subject, history, [])
        return self._judge_overdue(subject)

    def lookback(self, metric_or_form: str) -> timedelta:
        """How far before a subject rows of this metric (or answers to this form) are needed in the history."""
        known = self._lookbacks.get(metric_or_form)
        if known is None:
            known = self._lookbacks[metric_or_form] = self._look_back(metric_or_form)
        return known

    def _look_back(self, metric_or_form: str) -> timedelta:
        days = max((part.days for part in self._conditions if _about(part) == metric_or_form), default=0)
        together = TOGETHER if metric_or_form in self._together else timedelta()
        return together + (timedelta(days) + LONGEST_DAY if days else timedelta())

    def looks_back_on(self, about: tuple[str, ...]) -> tuple[str, ...]:
        """The metrics and forms whose earlier rows have a say about a reading of these metrics, or an answer to this form."""
        known = self._looked_back_on.get(about)
        if known is None:
            alternatives = [alternative for rule in self.rules for alternative in rule.alternatives]
            concerning = [parts for parts in alternatives if any(_about(part) in about for part in parts)]
            parts = [part for alternative in concerning for part in alternative]
            names = {_about(part) for part in parts if part.days or _about(part) not in about}
            known = self._looked_back_on[about] = tuple(sorted(names))
        return known

    def combines(self, metric_or_form: str) -> bool:
        """Does a rule look at this together with another metric or form?"""
        return metric_or_form in self._together

    def baselines(self, metric: str) -> set[tuple[int, int]]:
        """The (window_days, exclude_days) of each usual value the rules compare this metric with."""
        known = self._baselines.get(metric)
        if known is None:
            known = self._baselines[metric] = {
                part.baseline[1:]
                for part in self._conditions
                if isinstance(part, MetricCondition) and part.baseline and part.metric == metric
            }
        return known

    def _judge_reading(self, reading: Reading, history: History) -> Verdict:
        metrics = tuple(reading.values)
        prepared = self._for_readings.get(metrics)
        if prepared is None:
            prepared = self._for_readings[metrics] = self._prepare_reading(frozenset(metrics))
        return _verdict(prepared, reading, history, _impossible(reading) if prepared else [])

    def _judge_overdue(self, subject: Overdue) -> Verdict:
        """Missing is never green: an item that is not overdue yet, or that no rule knows, is unknown."""
        concerning = [rule for rule in self.overdue if rule.item in ("", subject.item)]
        fired = tuple(rule.fire(subject.item, subject.days) for rule in concerning if subject.days >= rule.days)
        if not concerning:
            return NO_RULE
        return Verdict(max((rule.zone for rule in fired), default=UNKNOWN), fired)

    def _prepare_reading(self, metrics: frozenset[str]) -> Prepared:
        return _prepared((rule, asking.steps_for_reading(rule, metrics)) for rule in self.rules)

    def _prepare_form(self, form: str) -> Prepared:
        return _prepared((rule, asking.steps_for_form(rule, form)) for rule in self.rules)


def _about(part: Condition) -> str:
    return part.metric if isinstance(part, MetricCondition) else part.form


def _prepared(found: Iterable[tuple[Rule, tuple[tuple[Step, ...], ...]]]) -> Prepared:
    return tuple((rule, tuple(map(_all_hold, alternatives))) for rule, alternatives in found if alternatives)


def _verdict(prepared: Prepared, subject: Reading | Answered, history: History, fired: list[Fired]) -> Verdict:
    """Every rule is asked. When each of them lacked something to compare with, nothing was judged."""
    is_judged = False
    is_reading = type(subject) is Reading
    for rule, alternatives in prepared:
        for holds in alternatives:
            why = holds(subject, history)
            if why:
                fired.append(rule.fire(why, is_reading and rule.confirm))
                break
            if why is False:
                is_judged = True
    if fired:
        return Verdict(max([rule.zone for rule in fired]), tuple(fired))
    return ALL_WELL if is_judged else NO_RULE


def _all_hold(steps: tuple[Step, ...]) -> Step:
    """The joined reasons when every step holds, False when one does not, None when one cannot be answered."""
    if len(steps) == 1:
        return steps[0]

    def together(subject: Reading | Answered, history: History) -> Found:
        reasons: list[str] = []
        is_known = True
        for step in steps:
            why = step(subject, history)
            if why is False:
                return False
            if why is None:
                is_known = False
            else:
                reasons.append(why)
        return "; ".join(reasons) if is_known else None

    return together


def _impossible(reading: Reading) -> list[Fired]:
    """A value outside what is possible waits for a correction or a new measurement, and is never green."""
    values = reading.values
    whys = [
        (metric, words.impossible(metric, value))
        for metric, value in values.items()
        if not METRICS[metric].hard.hold(value)
    ]
    if not whys and "sbp" in values and "dbp" in values and pressures_cross(values["sbp"], values["dbp"]):
        whys.append(("sbp", words.impossible_together("sbp", values["sbp"], "dbp", values["dbp"])))
    return [Fired(PLAUSIBILITY, YELLOW, why, metric, needs_confirmation=True) for metric, why in whys]
