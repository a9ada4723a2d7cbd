"""One patient on one page: what happened and what to do, beside the series on one time axis."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from varde.audit.models import AuditSubject
from varde.care_teams import units
from varde.care_teams.models import Unit
from varde.care_teams.scope import Scope
from varde.identity.models import Patient, RelatedPerson
from varde.lib import clock
from varde.lib.context import Actor
from varde.messages.actions import gp_practice_of
from varde.messages.models import Message
from varde.plans.models import CarePlanVersion
from varde.portals.access import personnel_only
from varde.portals.clinician.presenters import answers, card, plan
from varde.portals.clinician.presenters import series as series_presenter
from varde.portals.clinician.presenters.worklist import age_in_years
from varde.portals.clinician.views import gathering
from varde.portals.clinician.views.opening import opened_patient
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage import actions
from varde.triage.models import Card, CardEvent, CardState, RefusedSubmission

ANSWERS_SHOWN, MESSAGES_SHOWN, EVENTS_SHOWN, READERS_SHOWN = 7, 12, 150, 15
NINE_O_CLOCK = 9
WORKING_DAYS = ("Mandag", "Tirsdag", "Onsdag", "Torsdag", "Fredag")


@require_safe
@personnel_only
def show(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    return page(request, patient_id)


def page(request: HttpRequest, patient_id: UUID, *, problem: str = "") -> HttpResponse:
    """The whole page. With `problem` it answers a form that was refused: status 409, and what was written is kept."""
    with opened_patient(request, patient_id, what="Pasientside") as (actor, scope, patient):
        unit = units.of_organization(actor.organization_id)
        if request.method == "GET":
            _note_that_it_is_seen(scope, patient_id, actor, unit)
            gathering.read_messages(scope, actor)
        shown, refs = _gather(request, scope, patient, actor, unit)
        scope.record_read(what="Pasientside", resources={patient_id: refs})
        shown |= {"problem": problem, "written": request.POST if problem else {}, "here": "patient"}
        html = render_to_string("clinician/patient.html", shown, request)
        return HttpResponse(html, status=409 if problem else 200)


@require_safe
@personnel_only
def version(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """The card's version alone, so that an open page can say that somebody has changed the card."""
    with opened_patient(request, patient_id, what="Pasientside") as (_, scope, _patient):
        held = scope.rows(Card).first()
        return HttpResponse(str(held.version if held else 0), content_type="text/plain")


def _note_that_it_is_seen(scope: Scope, patient_id: UUID, actor: Actor, unit: Unit | None) -> None:
    """A nurse of the card's own unit has opened it; others may read without the card becoming seen."""
    held = scope.rows(Card).first()
    if unit and held and held.unit_id == unit.id and held.state == CardState.NEW:
        actions.see(patient_id=patient_id, by=actor)


def _gather(
    request: HttpRequest, scope: Scope, patient: Patient, actor: Actor, unit: Unit | None
) -> tuple[dict[str, Any], list[str]]:
    """Everything the page shows, and the reference of each resource in it."""
    now = clock.now()
    days = series_presenter.range_asked(request.GET.get("dager", ""))
    version = gathering.active_plan(scope)
    shown_plan = plan.present(version) if version else None
    setting = gathering.setting_of(scope, days, version)
    scheduled = [slot.item for slot in shown_plan.content.schedule] if shown_plan else []
    figures, refs = gathering.figures_of(patient.id, setting, scheduled)
    responses = list(_answers(scope))
    messages = list(_messages(scope))
    held, events = scope.rows(Card).first(), list(scope.rows(CardEvent).order_by("-at", "-id")[:EVENTS_SHOWN])
    refused = list(scope.rows(RefusedSubmission).filter(resolved_at__isnull=True).order_by("-received_at"))
    panel = card.panel(held, events, actor, _patient_line(patient), now) if held else None
    told, judged = gathering.told_the_patient(scope, held, version)
    refs += _refs(patient, version, responses, messages, held, refused) + judged
    shown = {
        "patient": patient,
        "age": age_in_years(patient.birth_date, timezone.localdate(now)),
        "kin": list(scope.rows(RelatedPerson).order_by("name")),
        "plan": shown_plan,
        "panel": panel,
        "told": told,
        "may_act": bool(unit and held and held.unit_id == unit.id),
        "has_gp": gp_practice_of(patient.id) is not None,
        "is_gp": actor.role == "gp",
        "outcomes": actions.OUTCOMES.items(),
        "next_checks": next_checks(now),
        "needs_check": bool(panel and panel.zone >= 3),
        "figures": figures,
        "days": days,
        "ranges": series_presenter.RANGES.items(),
        "answers": answers.present(responses),
        "messages_about": messages,
        "refused": refused,
        "readers": list(scope.rows(AuditSubject).order_by("-recorded_at")[:READERS_SHOWN]),
        "now": now,
    }
    return shown, refs


def _answers(scope: Scope) -> Any:
    return scope.rows(QuestionnaireResponse).filter(is_current=True).order_by("-effective_at")[:ANSWERS_SHOWN]


def _messages(scope: Scope) -> Any:
    rows = scope.rows(Message).select_related("to_organization", "from_organization")
    return rows.order_by("-sent_at")[:MESSAGES_SHOWN]


def _refs(
    patient: Patient,
    version: CarePlanVersion | None,
    responses: list[QuestionnaireResponse],
    messages: list[Message],
    held: Card | None,
    refused: list[RefusedSubmission],
) -> list[str]:
    return [
        f"Patient/{patient.id}",
        *([f"CarePlan/{version.id}/{version.number}"] if version else []),
        *([f"Card/{held.id}"] if held else []),
        *(f"QuestionnaireResponse/{response.id}/{response.version}" for response in responses),
        *(f"Communication/{message.id}" for message in messages),
        *(f"Submission/{submission.id}" for submission in refused),
    ]


def _patient_line(patient: Patient) -> str:
    return f"{patient.full_name}, født {patient.birth_date:%Y}"


def next_checks(now: datetime) -> list[tuple[str, datetime]]:
    """Moments most often agreed: later today, and at nine on the next working days."""
    local = timezone.localtime(now)
    nine = local.replace(hour=NINE_O_CLOCK, minute=0, second=0, microsecond=0, tzinfo=None)
    offered = []
    if local.hour < NINE_O_CLOCK + 4:
        offered.append(("I dag kl. 14", timezone.make_aware(nine.replace(hour=14))))
    days = [nine + timedelta(days=n) for n in range(1, 11)]
    working = [day for day in days if day.weekday() < len(WORKING_DAYS)]
    for day in (*working[:2], next(day for day in working if day >= nine + timedelta(days=7))):
        is_tomorrow = day == nine + timedelta(days=1)
        name = "I morgen" if is_tomorrow else f"{WORKING_DAYS[day.weekday()]} {day:%d.%m.}"
        offered.append((f"{name} kl. 09", timezone.make_aware(day)))
    return offered
