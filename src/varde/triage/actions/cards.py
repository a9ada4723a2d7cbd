"""What a nurse does with a card: see, take, ring, write, close, undo. Every step is an appended event.

All run inside an open context with the patient in focus. `version` is the card's version on the page the nurse saw:
when somebody else has changed the card since, CardChanged is raised and nothing is written.
"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.lib.statements import Connection, execute, raw
from varde.triage import episodes, locking, writing
from varde.triage.file import CardEventRow, CardRow, PatientFile

OUTCOMES = {
    "advice": "Ga råd på telefon",
    "no_action": "Vurdert, ingen tiltak",
    "plan_started": "Pasienten følger planen sin",
    "gp": "Avtalt med fastlege",
    "hospital": "Henvist til sykehus",
    "emergency": "113 eller legevakt",
    "technical": "Feil på utstyr eller måling",
    "not_reached": "Ikke fått kontakt, avtalt videre",
}
CONTACT_REACHED, CONTACT_MISSED = "contact", "contact_missed"


class CardChanged(RuntimeError):
    """Somebody else changed the card after the page was shown; `who` did it."""

    def __init__(self, who: str) -> None:
        super().__init__(f"Noen andre endret kortet: {who}")
        self.who = who


class NotPossible(ValueError):
    """The step is not allowed in this state. The message is Norwegian and says what to do instead."""


def see(*, patient_id: UUID, by: Actor, using: str = "default") -> None:
    """The nurse has opened the card. It does not stop the clock of the promise."""
    file = _locked(patient_id, None, using)
    if file.card.state == "new":
        before = _before(file.card)
        file.card.state = "seen"
        _write(file, "seen", by, using, before=before)


def take(*, patient_id: UUID, by: Actor, version: int | None = None, using: str = "default") -> UUID:
    """The card is mine: colleagues see it at once. Returns the event, for undo."""
    file = _locked(patient_id, version, using)
    _must_be_open(file.card)
    before = _before(file.card)
    file.card.state, file.card.taken_by, file.card.taken_by_display = "in_progress", by.id, by.display
    return _write(file, "taken", by, using, before=before)


def release(*, patient_id: UUID, by: Actor, version: int | None = None, using: str = "default") -> UUID:
    """Nobody has it any more; it is still open."""
    file = _locked(patient_id, version, using)
    _must_be_open(file.card)
    before = _before(file.card)
    file.card.state, file.card.taken_by, file.card.taken_by_display = "seen", None, ""
    return _write(file, "released", by, using, before=before)


def record_contact_attempt(
    *, patient_id: UUID, by: Actor, reached: bool, text: str = "", using: str = "default"
) -> UUID:
    file = _locked(patient_id, None, using)
    return _write(file, CONTACT_REACHED if reached else CONTACT_MISSED, by, using, text=text)


def write_note(*, patient_id: UUID, by: Actor, text: str, using: str = "default") -> UUID:
    if not text.strip():
        raise NotPossible("Skriv noe i notatet før du lagrer det.")
    return _write(_locked(patient_id, None, using), "note", by, using, text=text.strip())


def close(
    *,
    patient_id: UUID,
    by: Actor,
    version: int,
    outcome: str,
    reason: str,
    next_check_at: datetime | None,
    using: str = "default",
) -> UUID:
    """Close with an outcome, a reason and when to look again; a red needs all three. A closed card suppresses nothing."""
    file = _locked(patient_id, version, using)
    card = file.card
    now = clock.now()
    stood = episodes.stand_what_waited(card, now)
    _must_be_open(card)
    if outcome not in OUTCOMES:
        raise NotPossible("Velg hva som ble utfallet.")
    if not reason.strip():
        raise NotPossible("Skriv kort hvorfor kortet kan lukkes.")
    if max(card.zone, card.pending_zone) >= episodes.RED and next_check_at is None:
        raise NotPossible("Et rødt kort kan ikke lukkes uten et tidspunkt for neste kontroll.")
    before, zone = _before(card), card.zone
    episodes.settle_quiet(card)
    card.follow_up_at = next_check_at
    return _write(
        file, "closed", by, using, text=reason.strip(), outcome=outcome, next_check_at=next_check_at, before=before,
        zone=zone, also=stood,
    )  # fmt: skip


def undo(*, patient_id: UUID, by: Actor, event_id: UUID, using: str = "default") -> UUID:
    """Take back one's own newest step: the card is as before it, and both steps stay in the history."""
    file = _locked(patient_id, None, using)
    connection = raw(using)
    newest = execute(
        connection,
        "SELECT id, before, by, by_display FROM triage_cardevent WHERE patient_id = %s ORDER BY at DESC, id DESC LIMIT 1",
        [patient_id],
    ).fetchone()
    if newest is None or newest[0] != event_id or not newest[1]:
        raise NotPossible("Bare det siste steget kan angres, og noe har skjedd etter det.")
    if newest[2] != by.id:
        raise NotPossible(f"Bare {newest[3]}, som tok steget, kan angre det.")
    _restore(file.card, newest[1])
    return _write(file, "undone", by, using, undoes=event_id)


def resolve_unreadable(*, patient_id: UUID, by: Actor, refused_id: UUID, text: str, using: str = "default") -> UUID:
    """Somebody has looked at what could not be read and decided what to do about it."""
    file = _locked(patient_id, None, using)
    connection = raw(using)
    found = execute(
        connection,
        "UPDATE triage_refusedsubmission SET resolved_at = %s, resolved_by = %s"
        " WHERE patient_id = %s AND id = %s AND resolved_at IS NULL",
        [clock.now(), by.display, patient_id, refused_id],
    )
    if not found.rowcount:
        raise NotPossible("Innsendingen er allerede behandlet.")
    file.card.unreadable = max(0, file.card.unreadable - 1)
    return _write(file, "resolved", by, using, text=text)


def _locked(patient_id: UUID, version: int | None, using: str) -> PatientFile:
    connection = raw(using)
    file = locking.lock(connection, [patient_id]).get(patient_id)
    if file is None:
        raise LookupError("There is no such patient in this context.")
    if version is not None and file.card.version != version:
        raise CardChanged(_who_changed(connection, file.card))
    return file


def _who_changed(connection: Connection, card: CardRow) -> str:
    newest = execute(
        connection,
        "SELECT by_display FROM triage_cardevent WHERE patient_id = %s ORDER BY at DESC, id DESC LIMIT 1",
        [card.patient_id],
    ).fetchone()
    return (newest and newest[0]) or "noe nytt kom inn"


def _must_be_open(card: CardRow) -> None:
    if card.state == "quiet" and card.overdue_at is None and card.follow_up_at is None:
        raise NotPossible("Kortet er lukket allerede. Last siden på nytt.")


_KEPT_FOR_UNDO = (
    "state", "zone", "pending_zone", "stands_at", "acute", "reason", "risk", "since", "promised_at", "outside_hours",
    "wants_contact_at", "feels_worse_at", "unreadable", "taken_by", "taken_by_display", "follow_up_at",
)  # fmt: skip
_TIMES = {"stands_at", "since", "promised_at", "wants_contact_at", "feels_worse_at", "follow_up_at"}


def _before(card: CardRow) -> str:
    held = asdict(card)
    return json.dumps({name: held[name] for name in _KEPT_FOR_UNDO}, default=str)


def _restore(card: CardRow, before: str) -> None:
    for name, held in json.loads(before).items():
        setattr(card, name, _as_it_was(name, held))


def _as_it_was(name: str, held: Any) -> Any:
    if held is None:
        return None
    if name in _TIMES:
        return datetime.fromisoformat(held)
    return UUID(held) if name == "taken_by" else held


def _write(
    file: PatientFile,
    kind: str,
    by: Actor,
    using: str,
    *,
    text: str = "",
    outcome: str = "",
    next_check_at: datetime | None = None,
    undoes: UUID | None = None,
    before: str = "",
    zone: int | None = None,
    also: list[CardEventRow] | None = None,
) -> UUID:
    now = clock.now()
    file.card.version += 1
    event = CardEventRow(
        file.card.episode, kind, now, file.card.zone if zone is None else zone, text, by.id, by.display, outcome,
        next_check_at, undoes, before,
    )  # fmt: skip
    batch = writing.Batch(files=[file], events=[(file.patient_id, e) for e in [*(also or []), event]])
    batch.log = audit.recording(
        by=by,
        action=Action.UPDATE,
        what="Kort",
        subjects={file.patient_id: [f"CardEvent/{event.id}"]},
        basis="Oppfølging",
    )
    writing.write(raw(using), batch, now)
    return event.id
