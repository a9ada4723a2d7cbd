"""The verbs of triage. `receive` is the only way in for anything reported about a patient."""

from varde.triage.actions.cards import (
    OUTCOMES,
    CardChanged,
    NotPossible,
    close,
    record_contact_attempt,
    release,
    resolve_unreadable,
    see,
    take,
    undo,
    write_note,
)
from varde.triage.actions.following import activate_plan, follow_plan
from varde.triage.actions.receiving import receive

__all__ = [
    "OUTCOMES",
    "CardChanged",
    "NotPossible",
    "activate_plan",
    "close",
    "follow_plan",
    "receive",
    "record_contact_attempt",
    "release",
    "resolve_unreadable",
    "see",
    "take",
    "undo",
    "write_note",
]
