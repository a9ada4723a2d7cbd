"""After sending: what was sent, which zone it is, what to do now, when somebody sees it, and what to do if it gets worse."""

import json
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from varde.audit.models import Action, AuditSubject
from varde.lib import clock
from varde.measurements.kinds import KINDS
from varde.measurements.models import Flag, Observation
from varde.plans.content import PlanContent
from varde.plans.models import CarePlanVersion
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.disclosure import Disclosure, disclosures
from varde.portals.patient.presenters.promise import reading_promise
from varde.portals.patient.presenters.seen import ended_after, seen_after
from varde.portals.patient.presenters.tasks import tasks, title
from varde.portals.patient.presenters.values import in_patient_words, kind_name, observation_said
from varde.portals.patient.presenters.zone import zone_now
from varde.portals.patient.views.home import todays_windows
from varde.portals.patient.views.measure import next_step, usual_said
from varde.questionnaires.forms import FORMS
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import CardEvent, Judgement, Zone


@dataclass(frozen=True, slots=True)
class Verdict:
    """The current judgement as the patient reads it. `waits_until`: a second measurement is awaited until then;
    after it, at `stood_at`, what waited stands. `messages` are the plan's own words to her."""

    zone: int
    acute: bool
    waits_until: datetime | None
    stood_at: datetime | None
    reasons: list[str]
    messages: list[str]


@require_safe
@own_page
def receipt(request: HttpRequest, own: Own, subject_id: UUID) -> HttpResponse:
    observation = own.scope.rows(Observation).filter(pk=subject_id).first()
    if observation is not None:
        return _of_value(own, observation)
    answered = own.scope.rows(QuestionnaireResponse).filter(pk=subject_id).first()
    if answered is None:
        raise Http404
    return _of_answers(own, answered)


def verdict_of(own: Own, subject_id: UUID, now: datetime) -> Verdict:
    judged = own.scope.rows(Judgement).filter(subject_id=subject_id, is_current=True).first()
    if judged is None:
        return Verdict(Zone.UNKNOWN, False, None, None, [], [])
    waits = judged.stands_at is not None and judged.stands_at > now
    fired = json.loads(judged.fired)
    plan = _plan_judged_by(own, judged) if fired else None
    return Verdict(
        judged.zone if waits else max(judged.zone, judged.waiting),
        judged.acute,
        judged.stands_at if waits else None,
        judged.stands_at if judged.stands_at and not waits else None,
        in_patient_words(rule["why"] for rule in fired),
        plan.messages_of(rule["rule"] for rule in fired) if plan else [],
    )


def _plan_judged_by(own: Own, judged: Judgement) -> PlanContent | None:
    """The version the value was judged by: what it says to the patient, not what a later one would."""
    if own.plan_version and own.plan_version.id == judged.plan_version_id:
        return own.plan
    if judged.plan_version_id is None:
        return None
    version = own.scope.rows(CarePlanVersion).filter(pk=judged.plan_version_id).first()
    return PlanContent.read(version.content) if version else None


def _of_value(own: Own, observation: Observation) -> HttpResponse:
    if not observation.is_current:
        newer = own.scope.rows(Observation).filter(replaces=observation.pk).first()
        return HttpResponseRedirect(f"/min/sendt/{newer.pk}/" if newer and newer.value is not None else "/min/")
    now = clock.now()
    verdict = verdict_of(own, observation.pk, now)
    own.disclose([f"Observation/{observation.pk}/{observation.version}"])
    kind = KINDS.get(observation.kind)
    return own.show(
        "again.html" if verdict.waits_until else "receipt.html",
        "Kvittering for måling",
        {
            **_common(own, verdict, observation.received_at, now),
            "observation": observation,
            "kind": kind,
            "sent_name": kind_name(observation.kind),
            "sent_said": observation_said(observation),
            "sent_at": observation.effective_at,
            "usual": usual_said(own, kind) if kind else "",
            "is_doubtful": observation.flag == Flag.HARD,
            "step": next_step(own, observation.kind),
            "who_saw": _who_saw(own, *_names(own, observation)),
        },
    )


def _of_answers(own: Own, answered: QuestionnaireResponse) -> HttpResponse:
    now = clock.now()
    verdict = verdict_of(own, answered.pk, now)
    own.disclose([f"QuestionnaireResponse/{answered.pk}/{answered.version}"])
    form = FORMS.get(answered.form)
    given = json.loads(answered.answers)
    return own.show(
        "receipt.html",
        "Kvittering for svar",
        {
            **_common(own, verdict, answered.received_at, now),
            "form": form,
            "sent_name": title(answered.form),
            "sent_said": "",
            "answers": [(item.text, item.said(given[item.id])) for item in form.items if item.id in given]
            if form
            else [],
            "sent_at": answered.effective_at,
            "who_saw": _who_saw(own, f"QuestionnaireResponse/{answered.pk}/"),
        },
    )


def _common(own: Own, verdict: Verdict, received_at: datetime, now: datetime) -> dict[str, object]:
    """`still`: what she is in because of something else, when that is worse than what she sent. A green pulse after a red
    oxygen must not say that all is as usual."""
    events = list(own.scope.rows(CardEvent).filter(at__gte=received_at))
    ended = ended_after(received_at, events)
    left = tasks(todays_windows(own, now), now).first
    standing = zone_now(own.card, now, [])
    is_still = ended is None and standing.zone > max(verdict.zone, Zone.GREEN)
    zone = standing.zone if is_still else verdict.zone
    return {
        "here": "",
        "verdict": verdict,
        "still": standing if is_still else None,
        "zone": zone,
        "promise": reading_promise(zone, own.card, own.unit, asked=verdict.waits_until is not None, ended=ended),
        "is_over": ended is not None,
        "seen": seen_after(received_at, events),
        "plan": own.plan,
        "next_task": next((task for task in left if task.is_open), None),
    }


def _names(own: Own, observation: Observation) -> list[str]:
    """What the log calls the value: its own id, and for machines the id of its first version with the version."""
    first: Observation | None = observation
    while first is not None and first.replaces:
        first = own.scope.rows(Observation).filter(pk=first.replaces).first()
    return [f"Observation/{observation.pk}/", *([f"Observation/{first.pk}/{observation.version}"] if first else [])]


def _who_saw(own: Own, *references: str) -> list[Disclosure]:
    """The log rows in which somebody else was shown this value, first one first."""
    named = reduce(or_, (Q(resources__contains=reference) for reference in references))
    rows = own.scope.rows(AuditSubject).filter(named, action=Action.READ)
    return disclosures(rows.exclude(actor_id=own.id).order_by("recorded_at")[:20], own.id)
