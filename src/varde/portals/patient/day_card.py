"""The card of the day for the patient's own phone: what the rules would say of each value and answer, and what to do then.

It goes with the start page and is kept on the phone until midnight or until she logs out. It holds limits and advice, no
name and no measurement.
"""

import json
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from varde.measurements import baseline
from varde.measurements.kinds import Kind
from varde.measurements.models import Baseline
from varde.measurements.plausibility import GREATEST_PULSE_PRESSURE, LEAST_PULSE_PRESSURE
from varde.plans.content import PlanContent, Zone
from varde.portals.components.templatetags.varde import unbroken
from varde.portals.patient.own import Own
from varde.portals.patient.presenters.tasks import day_bounds
from varde.portals.patient.presenters.values import WORDINGS, wording
from varde.portals.patient.series import column_of, compiled, trusted
from varde.questionnaires.forms import FORMS, Form
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.rules import Answered, History, RuleSet
from varde.triage.rules.day_card import Asked, form_rules, kinds_on_card, stretches
from varde.triage.rules.subjects import Answer, BaselineKey, Usual

ANSWERS_LOOKED_AT = timedelta(days=4)


def day_card(own: Own, now: datetime) -> dict[str, Any] | None:
    """As JSON, or None without a plan in force: {owner, plan, expires, kinds, forms, advice, words}."""
    if own.plan is None or own.plan_version is None:
        return None
    rules = compiled(own.plan_version.content)
    return {
        "owner": str(own.id),
        "plan": str(own.plan_version.id),
        "expires": day_bounds(now)[1].isoformat(),
        **tables(rules, now, history_of(own, rules, now)),
        "advice": advice(own.plan),
        "words": words(),
    }


def tables(rules: RuleSet, at: datetime, history: History) -> dict[str, Any]:
    """{kinds: {kind: …}, forms: {form: …}} of what these rules say at this moment, given what is known."""
    kinds = [kind for kind in kinds_on_card(rules) if kind.key in WORDINGS]
    return {
        "kinds": {kind.key: _kind(rules, kind, at, history) for kind in kinds},
        "forms": {name: _form(rules, FORMS[name], at, history) for name in sorted(rules.forms)},
    }


def _kind(rules: RuleSet, kind: Kind, at: datetime, history: History) -> dict[str, Any]:
    said = wording(kind.key)
    labels = said.parts or (said.name,)
    parts = [
        {
            "label": str(label),
            "stretches": stretches(rules, metric, at=at, history=history, decimals=kind.decimals),
        }
        for metric, label in zip(kind.metrics, labels, strict=True)
    ]
    apart = [LEAST_PULSE_PRESSURE, GREATEST_PULSE_PRESSURE] if kind.metrics == ("sbp", "dbp") else None
    return {"name": str(said.name), "unit": str(said.unit), "parts": parts, "apart": apart}


def _form(rules: RuleSet, form: Form, at: datetime, history: History) -> dict[str, Any]:
    found = form_rules(rules, form, at=at, history=history)
    return {
        "score": form.score_items,
        "rules": [
            {
                "zone": rule.zone,
                "acute": rule.acute,
                "any": [[_asked(asked) for asked in tests] for tests in rule.alternatives],
            }
            for rule in found
        ],
    }


def _asked(asked: Asked) -> dict[str, Any]:
    return {"item": asked.item, "answers": [as_posted(answer) for answer in asked.answers]}


def as_posted(answer: Answer) -> str:
    """The answer as the form sends it."""
    if isinstance(answer, bool):
        return "ja" if answer else "nei"
    return str(answer)


def history_of(own: Own, rules: RuleSet, now: datetime) -> History:
    """What the rules may look back on, as `receive` would read it for a value that came now."""
    readings: dict[str, list[tuple[datetime, float]]] = {}
    for metric in sorted(rules.metrics):
        rows = trusted(own, metric).filter(effective_at__gte=now - rules.lookback(metric), effective_at__lte=now)
        readings[metric] = list(rows.order_by("effective_at").values_list("effective_at", column_of(metric)))
    return History(readings, _answers(own, now), _usual(own, rules, now), _zone_of(own))


def _usual(own: Own, rules: RuleSet, now: datetime) -> dict[BaselineKey, Usual]:
    """Today's baselines: those already made, and the rest from the values they are made of."""
    today = baseline.local_day(now, _zone_of(own))
    made = own.scope.rows(Baseline).filter(day=today)
    known: dict[BaselineKey, Usual] = {
        (row.metric, row.window_days, row.exclude_days): (row.n, row.median, row.scatter) for row in made
    }
    wanted = [(metric, *spans) for metric in sorted(rules.metrics) for spans in rules.baselines(metric)]
    for metric, window, left_out in wanted:
        if (metric, window, left_out) not in known:
            since, until = baseline.window(today, window, left_out, _zone_of(own))
            rows = trusted(own, metric).filter(effective_at__gte=since, effective_at__lt=until)
            known[metric, window, left_out] = baseline.summarise(metric, rows.values_list(column_of(metric), flat=True))
    return known


def _answers(own: Own, now: datetime) -> dict[str, list[Answered]]:
    rows = own.scope.rows(QuestionnaireResponse).filter(is_current=True, effective_at__lte=now)
    found: dict[str, list[Answered]] = {}
    for row in rows.filter(effective_at__gte=now - ANSWERS_LOOKED_AT).order_by("effective_at"):
        found.setdefault(row.form, []).append(Answered(row.form, json.loads(row.answers), row.score, row.effective_at))
    return found


def _zone_of(own: Own) -> ZoneInfo:
    return ZoneInfo(own.patient.timezone)


def advice(plan: PlanContent) -> dict[str, Any]:
    """{zone: {do, contact}} of yellow and red, in the plan's own words."""
    return {"2": _advice(plan.zones.yellow), "3": _advice(plan.zones.red)}


def _advice(zone: Zone) -> dict[str, Any]:
    return {"do": [unbroken(step) for step in zone.do], "contact": unbroken(zone.contact)}


def words() -> dict[str, str]:
    """What the page says around it, in the reader's language."""
    return {
        "unsent": _("Ikke sendt. Ingen andre har sett dette."),
        "red": _("Du er i rød sone. Du trenger hjelp."),
        "yellow": f"{_('Du er i gul sone. Noe er annerledes enn det du pleier.')} {_('Er du alt i rød sone, gjelder rød sone.')}",
        "acute": _("Ring 113 nå. Ikke vent på oss."),
        "again": _("Mål på nytt så snart du kan. Til da gjelder denne målingen."),
        "plan": _("Planen din sier:"),
        "call113": _("Ring 113"),
        "call116117": _("Ring legevakt 116 117"),
        "keep": _("Lagre"),
        "offline": _("Du kan måle nå. Telefonen sier hva planen din sier, og sender når nettet er tilbake."),
    }
