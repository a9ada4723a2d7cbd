"""The GP's page: the practice's own patients followed at home, on one sheet."""

from collections import defaultdict
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from varde.care_teams.scope import Scope, scope_for
from varde.identity.models import Patient
from varde.lib import clock
from varde.measurements.kinds import KINDS
from varde.measurements.models import Flag, Observation
from varde.messages import practices
from varde.messages.models import Message
from varde.portals.access import actor_of, gp_only
from varde.portals.clinician.presenters import gp as presenter
from varde.portals.clinician.views import gathering
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import Card

VALUE = ("patient_id", "kind", "effective_at", "value", "value2", "zone")


@require_safe
@gp_only
def show(request: HttpRequest) -> HttpResponse:
    return page(request)


def page(request: HttpRequest, patient_id: UUID | None = None, *, problem: str = "") -> HttpResponse:
    """The sheet. With `problem` it answers an answer that was refused about `patient_id`, with the text kept."""
    actor = actor_of(request)
    with scope_for(actor) as scope:
        scope.narrow(practices.patient_ids(actor))
        if request.method == "GET":
            gathering.read_messages(scope, actor)
        lines, refs = _gather(scope, actor.organization_id)
        scope.record_read(what="Fastlegens oversikt", resources=refs)
        shown = {
            "new": [line for line in lines if line.is_new],
            "quiet": [line for line in lines if not line.is_new],
            "practice": actor.organization_display,
            "now": clock.now(),
            "problem": problem,
            "problem_about": patient_id,
            "written": request.POST if problem else {},
            "here": "gp",
        }
        return HttpResponse(render_to_string("clinician/gp.html", shown, request), status=409 if problem else 200)


def _gather(scope: Scope, practice: UUID | None) -> tuple[list[presenter.Line], dict[UUID, list[str]]]:
    since = clock.now() - timedelta(days=presenter.DAYS)
    patients = list(scope.rows(Patient).order_by("family_name", "given_name"))
    cards = {card.patient_id: card for card in scope.rows(Card)}
    observed = (
        scope.rows(Observation)
        .filter(kind__in=list(KINDS), effective_at__gte=since, is_current=True, value__isnull=False)
        .exclude(flag=Flag.FUTURE)  # nobody's newest value
        .order_by("effective_at")
        .values_list("id", "version", *VALUE)
    )
    answered = scope.rows(QuestionnaireResponse).filter(effective_at__gte=since, is_current=True)
    messages: dict[UUID, list[Message]] = defaultdict(list)
    for message in scope.rows(Message).select_related("from_organization", "to_organization").order_by("sent_at"):
        if practice in (message.to_organization_id, message.from_organization_id):
            messages[message.patient_id].append(message)
    values: list[Any] = list(observed)
    responses = list(answered)
    lines = presenter.lines(
        patients,
        cards,
        [row[2:] for row in values],
        [(row.patient_id, row.effective_at, row.zone) for row in responses],
        messages,
        practice,
    )
    refs: dict[UUID, list[str]] = {patient.id: [f"Patient/{patient.id}"] for patient in patients}
    for card in cards.values():
        refs[card.patient_id].append(f"Card/{card.id}")
    for row in values:
        refs[row[2]].append(f"Observation/{row[0]}/{row[1]}")
    for response in responses:
        refs[response.patient_id].append(f"QuestionnaireResponse/{response.id}/{response.version}")
    for line in lines:
        refs[line.patient.id] += [f"Communication/{one.id}" for one in (*line.questions, *line.dialogue)]
    return lines, refs
