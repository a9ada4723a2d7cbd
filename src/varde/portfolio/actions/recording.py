"""Keeping what was: a row for each field that changed, and the log of who did it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.models import Change, Deliverable, Initiative

PURPOSE = "programstyring"
YES, NO = "ja", "nei"


class SomebodyElseChanged(RuntimeError):
    """It is another version now than the one that was read: nothing was changed."""

    def __init__(self) -> None:
        super().__init__("Noen andre har endret dette siden du åpnet siden")


class NotPossible(ValueError):
    """What was asked for does not hold together; the message says what is missing, in Norwegian."""


def today() -> date:
    return timezone.localdate(clock.now())


def written(value: object) -> str:
    """A field's value as a change keeps it: dates in ISO form, yes and no as words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    return value.isoformat() if isinstance(value, date) else str(value)


def differing(row: object, fields: Mapping[str, object]) -> dict[str, tuple[str, str]]:
    """Those of `fields` that the row has otherwise: {field: (before, after)}."""
    pairs = {name: (written(getattr(row, name)), written(value)) for name, value in fields.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def keep(
    changed: Mapping[str, tuple[str, str]],
    *,
    by: Actor,
    at: datetime,
    about: Initiative | Deliverable,
    subject: str,
    reason: str = "",
    is_private: bool = False,
) -> None:
    """A row for each field that changed; those of one step share their time."""
    common: dict[str, Any] = {
        "deliverable" if isinstance(about, Deliverable) else "initiative": about,
        "subject": subject,
        "reason": reason,
        "is_private": is_private,
        "recorded_at": at,
        "recorded_by": by.display,
    }
    Change.objects.bulk_create(
        Change(field=field, before=before, after=after, **common) for field, (before, after) in changed.items()
    )


def log(*, by: Actor, what: str, which: str, action: Action = Action.UPDATE) -> None:
    audit.record(by=by, action=action, what=what, subjects={}, purpose=PURPOSE, asked_for=which)
