"""The language of the rule tables: what is known about a patient today and before, and whether a rule should fire.

    fires(spo2=89)                                     a measurement today
    quiet(weight=81.9, before={3: {"weight": 80.0}})   and one three days ago
    fires(pulse=95, usual={"pulse": 80})               the patient's median
    fires(sbp=94, svimmel=True)                        a measurement and an answer, whichever came last
    fires(missing=("spo2", 2))                         nothing for two days

Every fact not mentioned is as it is on a good day. The same tables are the nurses' pages in docs/clinical.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from varde.measurements.baseline import OSLO
from varde.measurements.kinds import KIND_OF_METRIC, METRICS
from varde.plans.definitions import DEFINITIONS, Definition
from varde.questionnaires.forms import FORMS, ITEMS
from varde.triage.rules import Answered, History, Overdue, Reading, RuleSet, Subject, compile_rules

TODAY = datetime.combine(date(2026, 11, 18), time(8, 0), OSLO)
AN_HOUR_AGO = TODAY - timedelta(hours=1)
GOOD_DAY: Mapping[str, Any] = {"slim_farge": "Klart eller hvitt", "anfall_ekstra": 2, "medisin": "Ja"}
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """One row. `today`, and `before` {days ago: facts}, hold metrics and answers by name; `readings` is the baseline's n."""

    fires: bool
    today: Facts
    before: Mapping[int, Facts] = field(default_factory=dict)
    usual: Mapping[str, float] = field(default_factory=dict)
    readings: int = 25
    plan: Facts = field(default_factory=dict)
    missing: tuple[str, int] | None = None
    says: str = ""


@dataclass(frozen=True)
class RuleTable:
    """What one rule is meant to be, said apart from the definition: id, zone, and rows on both sides of each limit."""

    id: str
    zone: int
    examples: tuple[Example, ...]
    confirm: bool = False
    acute: bool = False


@dataclass(frozen=True)
class Programme:
    """A plan definition's tables. `values` is the ordinary patient; `whole` are rows about the whole plan: (zone, example)."""

    definition: Definition
    form: str
    values: Facts
    tables: tuple[RuleTable, ...]
    whole: tuple[tuple[int, Example], ...] = ()


def fires(
    *,
    before: Mapping[int, Facts] | None = None,
    usual: Mapping[str, float] | None = None,
    readings: int = 25,
    plan: Facts | None = None,
    missing: tuple[str, int] | None = None,
    says: str = "",
    **today: Any,
) -> Example:
    return Example(True, today, before or {}, usual or {}, readings, plan or {}, missing, says)


def quiet(**arguments: Any) -> Example:
    example = fires(**arguments)
    return Example(False, *(getattr(example, name) for name in list(Example.__dataclass_fields__)[1:]))


def rule(id_: str, zone: int, *examples: Example, confirm: bool = False, acute: bool = False) -> RuleTable:
    return RuleTable(id_, zone, examples, confirm, acute)


def programme(definition: str, form: str, values: Facts, tables: Sequence[RuleTable], **more: Any) -> Programme:
    return Programme(DEFINITIONS[definition], form, values, tuple(tables), **more)


def compiled(of: Programme, example: Example, rules: Sequence[Mapping[str, Any]] | None = None) -> RuleSet:
    return compile_rules(of.definition.rules if rules is None else rules, {**of.values, **example.plan})


def situations(of: Programme, example: Example, rules: RuleSet) -> Iterator[tuple[Subject, History]]:
    """Every way the row can happen: with a measurement and an answer today, each of them last."""
    if example.missing:
        yield Overdue(*example.missing), History()
        return
    metrics = {name: value for name, value in example.today.items() if name in METRICS}
    items = {name: value for name, value in example.today.items() if name not in METRICS}
    readings, answers = _before(of, example)
    usual = {
        (metric, *window): (example.readings, median, METRICS[metric].scatter_floor)
        for metric, median in example.usual.items()
        for window in rules.baselines(metric)
    }
    if metrics:
        last = [_answered(of.form, items, AN_HOUR_AGO)] if items else []
        yield Reading(metrics, TODAY), History(readings, {of.form: answers + last}, usual)
    if items:
        with_today = {
            name: rows + [(AN_HOUR_AGO, metrics[name])] if name in metrics else rows
            for name, rows in {**{name: [] for name in metrics}, **readings}.items()
        }
        yield _answered(of.form, items, TODAY), History(with_today, {of.form: answers}, usual)


def _before(of: Programme, example: Example) -> tuple[dict[str, list[tuple[datetime, float]]], list[Answered]]:
    readings: dict[str, list[tuple[datetime, float]]] = {}
    answers: list[Answered] = []
    for days_ago in sorted(example.before, reverse=True):
        at = datetime.combine(TODAY.date() - timedelta(days_ago), time(8, 0), OSLO)
        facts = example.before[days_ago]
        for name in facts.keys() & METRICS.keys():
            readings.setdefault(name, []).append((at, facts[name]))
        if items := {name: value for name, value in facts.items() if name not in METRICS}:
            answers.append(_answered(of.form, items, at))
    return readings, answers


def _answered(form: str, items: Facts, at: datetime) -> Answered:
    """The named answers, and a good day's for the rest."""
    answers = {item.id: GOOD_DAY.get(item.id, False if item.kind == "boolean" else 0) for item in FORMS[form].items}
    if strange := items.keys() - answers.keys():
        raise ValueError(f"{strange} is neither a metric nor a question of {form}")
    answers.update(items)
    return Answered(form, answers, FORMS[form].score(answers), at)


def in_words(of: Programme, facts: Facts) -> str:
    """ "SpO2 89 %, pusten: klart verre" for the nurses' pages."""
    said = []
    for name, value in facts.items():
        if name in METRICS:
            text = f"{value:g}".replace(".", ",")
            said.append(f"{METRICS[name].name_no} {text} {KIND_OF_METRIC[name].unit_no}")
        else:
            item = ITEMS[of.form, name]
            said.append(f"{item.text.rstrip('?.')}: {item.said(value).lower()}")
    return "; ".join(said)
