"""From a posted form to `triage.actions.receive`: keys made by the client, times told by the phone, numbers as typed."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest

from varde.lib import clock
from varde.lib.uuid7 import uuid7
from varde.measurements.kinds import Kind
from varde.portals.patient.own import Own
from varde.portals.patient.presenters.values import typed_number
from varde.triage import actions as triage
from varde.triage.submissions import Measurement, Outcome, Submission

CLOCK_SLACK = timedelta(minutes=10)
FIELDS = ("value", "value2")


class NotANumber(ValueError):
    """What was typed in `field` cannot be read as a number."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def source_key(request: HttpRequest) -> str:
    """The key the form was given; a form without one gets a new key, and can then not be sent twice as one."""
    sent = request.POST.get("source_key", "")
    try:
        return str(UUID(sent))
    except ValueError:
        return new_key()


def new_key() -> str:
    return str(uuid7())


def happened_at(request: HttpRequest) -> datetime:
    """When she pressed send: the phone says so when it kept the form (ISO time with zone), else now. Never the future."""
    now = clock.now()
    try:
        told = datetime.fromisoformat(request.POST.get("taken_at", ""))
    except ValueError:
        return now
    return told if told.tzinfo and told <= now + CLOCK_SLACK else now


def typed_values(request: HttpRequest, kind: Kind) -> list[str]:
    """The decimal literals of the kind's parts; raises NotANumber for the first that cannot be read."""
    literals = []
    for field, _part in zip(FIELDS, kind.parts, strict=False):
        literal = typed_number(request.POST.get(field, ""))
        if literal is None:
            raise NotANumber(field)
        literals.append(literal)
    return literals


def measurement(request: HttpRequest, own: Own, kind: Kind, literals: list[str]) -> Measurement:
    first = own.observation(request.POST.get("remeasure_of"))
    return Measurement(
        patient_id=own.id,
        source_key=source_key(request),
        kind=kind.key,
        effective_at=happened_at(request),
        value=float(literals[0]),
        decimal=literals[0],
        unit=kind.unit,
        value2=float(literals[1]) if len(literals) > 1 else None,
        decimal2=literals[1] if len(literals) > 1 else "",
        entry_mode="typed",
        remeasure_of=first.pk if first else None,
    )


def send(own: Own, submission: Submission) -> Outcome:
    """One submission through the one way in, inside the page's own transaction."""
    (outcome,) = triage.receive([submission], by=own.actor)
    return outcome
