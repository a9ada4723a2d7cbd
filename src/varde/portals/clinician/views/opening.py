"""The way into one patient's pages: scope and transaction round the view and its rendering, one answer for no."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from django.http import Http404, HttpRequest

from varde.audit import actions as audit
from varde.care_teams.scope import PatientNotFound, Scope, scope_for
from varde.identity.models import Patient
from varde.lib.context import Actor
from varde.portals.access import actor_of


@contextmanager
def opened_patient(request: HttpRequest, patient_id: UUID, *, what: str) -> Iterator[tuple[Actor, Scope, Patient]]:
    """One transaction about one patient. Not there and not yours are the same "not found", and both are logged."""
    actor = actor_of(request)
    try:
        with scope_for(actor, [patient_id]) as scope:
            yield actor, scope, scope.patient(patient_id)
    except PatientNotFound:
        audit.record_denied(by=actor, what=what, asked_for=f"Patient/{patient_id}")
        raise Http404 from None
