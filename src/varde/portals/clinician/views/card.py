"""What a nurse does with a card. Each verb is one transaction; a refusal changes nothing and keeps what was written."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from varde.care_teams import units
from varde.care_teams.scope import Scope
from varde.lib.context import Actor
from varde.portals.access import View, personnel_only
from varde.portals.clinician.presenters import card as presenter
from varde.portals.clinician.views import patient as patient_page
from varde.portals.clinician.views.opening import opened_patient
from varde.triage import actions
from varde.triage.models import Card, CardEvent


class Step(NamedTuple):
    """One step of one person about one card."""

    request: HttpRequest
    scope: Scope
    patient_id: UUID
    by: Actor

    def text(self, name: str) -> str:
        return self.request.POST.get(name, "").strip()

    @property
    def version(self) -> int:
        """The version of the card on the page she saw; one that never was when the form says nothing readable."""
        text = self.text("version")
        return int(text) if text.isdecimal() and len(text) < 9 else -1


def _card_form(verb: Callable[[Step], str]) -> View:
    """A POST about one card: do it, then back to where she came from. Refused: the page again, with what she wrote."""

    @require_POST
    @personnel_only
    def view(request: HttpRequest, patient_id: UUID) -> HttpResponse:
        try:
            with opened_patient(request, patient_id, what="Kort") as (actor, scope, _):
                _must_be_lead(scope, actor)
                said = verb(Step(request, scope, patient_id, actor))
        except actions.CardChanged as changed:
            return _refused(request, patient_id, f"{changed}. Ingenting er lagret. Se hva som står nå, og prøv igjen.")
        except actions.NotPossible as refusal:
            return _refused(request, patient_id, str(refusal))
        if request.headers.get("HX-Request"):
            return HttpResponse(said, content_type="text/plain; charset=utf-8")
        messages.success(request, said)
        return HttpResponseRedirect(_way_back(request, patient_id))

    return view


def _must_be_lead(scope: Scope, actor: Actor) -> None:
    """Others who follow the patient read the card; only the unit it belongs to works with it."""
    unit = units.of_organization(actor.organization_id)
    if unit is None or not scope.rows(Card).filter(unit_id=unit.id).exists():
        raise PermissionDenied("Bare oppfølgingsenheten kan gjøre noe med kortet.")


def _refused(request: HttpRequest, patient_id: UUID, text: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(text, status=409, content_type="text/plain; charset=utf-8")
    return patient_page.page(request, patient_id, problem=text)


def _way_back(request: HttpRequest, patient_id: UUID) -> str:
    asked = request.POST.get("tilbake", "")
    if asked and url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return asked
    return reverse("clinician:patient", args=[patient_id])


@_card_form
def take(step: Step) -> str:
    actions.take(patient_id=step.patient_id, by=step.by, version=step.version)
    return "Du har tatt kortet. Kollegene ser det."


@_card_form
def release(step: Step) -> str:
    actions.release(patient_id=step.patient_id, by=step.by, version=step.version)
    return "Kortet er lagt tilbake på lista."


@_card_form
def contact(step: Step) -> str:
    reached = step.text("svar") == "ja"
    if not reached and step.text("svar") != "nei":
        raise actions.NotPossible("Velg om pasienten svarte eller ikke.")
    actions.record_contact_attempt(patient_id=step.patient_id, by=step.by, reached=reached, text=step.text("kontakt"))
    return "Kontakten er ført." if reached else "Forsøket er ført. Pasienten ser at dere har ringt."


@_card_form
def note(step: Step) -> str:
    actions.write_note(patient_id=step.patient_id, by=step.by, text=step.text("notat"))
    return "Notatet er lagret."


@_card_form
def close(step: Step) -> str:
    actions.close(
        patient_id=step.patient_id,
        by=step.by,
        version=step.version,
        outcome=step.text("utfall"),
        reason=step.text("grunn"),
        next_check_at=_next_check(step),
    )
    return "Kortet er avsluttet. Du kan angre fra pasientens side."


@_card_form
def undo(step: Step) -> str:
    events = list(step.scope.rows(CardEvent).order_by("-at", "-id")[:1])
    last = presenter.undoable(events, step.by)
    if last is None:
        raise actions.NotPossible("Det er ikke noe du kan angre: noe har skjedd etter det du gjorde.")
    actions.undo(patient_id=step.patient_id, by=step.by, event_id=last.id)
    return f"Angret: {presenter.EVENT_WORDS[last.kind].lower()}. Kortet er som før."


@_card_form
def resolve(step: Step) -> str:
    try:
        refused_id = UUID(step.text("innsending"))
    except ValueError:
        raise actions.NotPossible("Vi fant ikke innsendingen. Last siden på nytt.") from None
    actions.resolve_unreadable(
        patient_id=step.patient_id, by=step.by, refused_id=refused_id, text=step.text("vurdering")
    )
    return "Innsendingen er gjennomgått."


def _next_check(step: Step) -> datetime | None:
    """One of the offered moments, or a local time of her own; nothing when none is agreed."""
    text = step.text("neste_annet") or step.text("neste")
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise actions.NotPossible("Vi forsto ikke tidspunktet for neste kontroll. Skriv dato og klokkeslett.") from None
    return moment if moment.tzinfo else timezone.make_aware(moment)
