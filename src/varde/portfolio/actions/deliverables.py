"""Moving a deliverable's date, saying that it is delivered, and taking that back."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.actions import recording
from varde.portfolio.models import Change, Deliverable

UNDONE = "Angret"


@transaction.atomic
def change_deliverable(
    *,
    by: Actor,
    slug: str,
    version: int,
    due_on: date | None,
    is_delivered: bool,
    delivered_on: date | None = None,
    gate_passed_on: date | None = None,
    reason: str = "",
) -> Deliverable:
    """Set the date and whether it is delivered, for every initiative it stands under.

    A date that moves needs a reason; what must be approved is not delivered before it has been.
    """
    row = _held(slug, version)
    fields: dict[str, Any] = {
        "due_on": due_on,
        "is_delivered": is_delivered,
        "delivered_on": delivered_on if is_delivered else None,
        "gate_passed_on": gate_passed_on,
    }
    _must_hold_together(row, fields, reason)
    return _set(row, fields, by, reason)


@transaction.atomic
def undo_deliverable(*, by: Actor, slug: str, version: int) -> Deliverable:
    """Take back the last step: what it changed is as it was before, and both steps stay in the history."""
    row = _held(slug, version)
    last = Change.objects.filter(deliverable=row).order_by("-recorded_at").first()
    if last is None or last.reason == UNDONE:
        raise recording.NotPossible("Det er ingen endring å angre.")
    step = Change.objects.filter(deliverable=row, recorded_at=last.recorded_at)
    return _set(row, {one.field: _read(one.field, one.before) for one in step}, by, UNDONE)


def _held(slug: str, version: int) -> Deliverable:
    row = Deliverable.objects.select_for_update().get(slug=slug)
    if row.version != version:
        raise recording.SomebodyElseChanged
    return row


def _must_hold_together(row: Deliverable, fields: dict[str, Any], reason: str) -> None:
    due_on, delivered_on, passed_on = fields["due_on"], fields["delivered_on"], fields["gate_passed_on"]
    if due_on != row.due_on and not reason.strip():
        raise recording.NotPossible("Skriv hvorfor leveransedatoen flyttes.")
    if fields["is_delivered"] and row.gate and passed_on is None:
        raise recording.NotPossible(f"Skriv når {row.gate} godkjente. Uten godkjenning er den ikke levert.")
    if fields["is_delivered"] and row.parts.filter(is_delivered=False).exists():
        raise recording.NotPossible("Ikke alle delleveransene er levert. Si fra om dem først.")
    if any(day and day > recording.today() for day in (delivered_on, passed_on)):
        raise recording.NotPossible("En dato for noe som er gjort, kan ikke være i framtiden.")
    # What came in as delivered has only its due date; what is said to be delivered here gets a day.
    if fields["is_delivered"] and not row.is_delivered and delivered_on is None:
        raise recording.NotPossible("Skriv hvilken dag den ble levert.")


def _set(row: Deliverable, fields: dict[str, Any], by: Actor, reason: str) -> Deliverable:
    changed = recording.differing(row, fields)
    if not changed:
        raise recording.NotPossible("Ingenting er endret.")
    at = clock.now()
    Deliverable.objects.filter(pk=row.pk).update(
        **fields, version=F("version") + 1, changed_at=at, changed_by=by.display
    )
    recording.keep(changed, by=by, at=at, subject=row.title, about=row, reason=reason.strip())
    recording.log(by=by, what="Leveranse", which=row.slug)
    row.refresh_from_db()
    return row


def _read(field: str, text: str) -> date | bool | None:
    """A kept value as the row has it."""
    if field == "is_delivered":
        return text == recording.YES
    return date.fromisoformat(text) if text else None
