"""Questions to the GP and words to the patient."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from varde.identity.models import RoleCode
from varde.lib.context import Actor
from varde.messages import actions
from varde.portals.access import View, personnel_only
from varde.portals.clinician.views import gp as gp_page
from varde.portals.clinician.views import patient as patient_page
from varde.portals.clinician.views.opening import opened_patient


def _message_form(
    send: Callable[[HttpRequest, UUID, Actor], str], *, to: str, again: Callable[..., HttpResponse]
) -> View:
    @require_POST
    @personnel_only
    def view(request: HttpRequest, patient_id: UUID) -> HttpResponse:
        try:
            with opened_patient(request, patient_id, what="Melding") as (actor, _scope, _):
                said = send(request, patient_id, actor)
        except actions.CannotSend as refusal:
            return again(request, patient_id, problem=str(refusal))
        notices.success(request, said)
        return HttpResponseRedirect(reverse(to, args=[patient_id] if to == "clinician:patient" else []))

    return view


def _ask(request: HttpRequest, patient_id: UUID, actor: Actor) -> str:
    if actor.role == RoleCode.GP:
        raise PermissionDenied("En fastlege stiller ikke spørsmål til fastlegen.")
    actions.ask_gp(patient_id=patient_id, text=request.POST.get("sporsmal", ""), by=actor)
    return "Spørsmålet er sendt. Legekontoret ser det på sin side."


def _write(request: HttpRequest, patient_id: UUID, actor: Actor) -> str:
    actions.write_to_patient(patient_id=patient_id, text=request.POST.get("melding", ""), by=actor)
    return "Meldingen er sendt til pasienten."


def _answer(request: HttpRequest, patient_id: UUID, actor: Actor) -> str:
    try:
        question_id = UUID(request.POST.get("sporsmal_id", ""))
    except ValueError:
        raise actions.CannotSend("Vi fant ikke spørsmålet. Last siden på nytt.") from None
    actions.answer(patient_id=patient_id, question_id=question_id, text=request.POST.get("svar", ""), by=actor)
    return "Svaret er sendt til oppfølgingsenheten."


ask_gp = _message_form(_ask, to="clinician:patient", again=patient_page.page)
write_to_patient = _message_form(_write, to="clinician:patient", again=patient_page.page)
answer = _message_form(_answer, to="clinician:gp", again=gp_page.page)
