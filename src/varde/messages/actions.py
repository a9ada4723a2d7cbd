"""What can be said about a patient, and by whom. Every verb runs inside an open context with the patient in focus."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.care_teams.models import CareRelation, RelationKind
from varde.lib import clock
from varde.lib.context import Actor

from .models import Message

LONGEST_MESSAGE = 4000


class CannotSend(ValueError):
    """The message cannot be sent; the text says why, in Norwegian, for the screen."""


def ask_gp(*, patient_id: UUID, text: str, by: Actor) -> Message:
    """A question from the follow-up unit to the patient's GP practice; raises `CannotSend` when there is none."""
    practice_id = gp_practice_of(patient_id)
    if practice_id is None:
        raise CannotSend("Pasienten har ingen fastlege i Varde. Ring legekontoret.")
    return _send(patient_id, text, by, to_organization_id=practice_id, what="Spørsmål til fastlegen")


def answer(*, patient_id: UUID, question_id: UUID, text: str, by: Actor) -> Message:
    """The answer to a question that was asked of the actor's own organisation; a question is answered once."""
    with transaction.atomic():
        question = (
            Message.objects.about(patient_id)
            .unanswered()
            .filter(id=question_id, to_organization_id=by.organization_id)
            .select_for_update(of=("self",))
            .first()
        )
        if question is None or by.organization_id is None:
            raise CannotSend("Spørsmålet er alt besvart, eller det er ikke stilt til dere.")
        reply = _send(
            patient_id,
            text,
            by,
            to_organization_id=question.from_organization_id,
            answers=question.id,
            what="Svar på spørsmål",
        )
        question.answered_at = reply.sent_at
        question.read_at = question.read_at or reply.sent_at
        question.save(update_fields=["answered_at", "read_at"])
        return reply


def write_to_patient(*, patient_id: UUID, text: str, by: Actor) -> Message:
    return _send(patient_id, text, by, to_organization_id=None, what="Melding til pasienten")


def mark_read(*, patient_id: UUID, message_ids: Collection[UUID], by: Actor) -> int:
    """Mark messages to the reader (the patient, or the actor's organisation) as read; returns how many were unread."""
    to_me = Q(to_organization__isnull=True) if by.kind == "patient" else Q(to_organization_id=by.organization_id)
    with transaction.atomic():
        unread = Message.objects.about(patient_id).filter(to_me, id__in=message_ids, read_at__isnull=True)
        ids = list(unread.values_list("id", flat=True))
        if ids:
            Message.objects.filter(id__in=ids).update(read_at=clock.now())
            _audit(patient_id, by, Action.UPDATE, "Melding markert som lest", ids)
        return len(ids)


def gp_practice_of(patient_id: UUID) -> UUID | None:
    """The GP practice that has a relation to the patient now."""
    return (
        CareRelation.objects.live(clock.now())
        .filter(patient_id=patient_id, kind=RelationKind.GP)
        .order_by("-valid_from")
        .values_list("organization_id", flat=True)
        .first()
    )


def _send(
    patient_id: UUID, text: str, by: Actor, *, to_organization_id: UUID | None, what: str, answers: UUID | None = None
) -> Message:
    text = text.strip()
    if not text:
        raise CannotSend("Skriv en tekst før du sender.")
    if len(text) > LONGEST_MESSAGE:
        raise CannotSend(f"Teksten er for lang: {len(text)} tegn. Den kan være {LONGEST_MESSAGE}.")
    with transaction.atomic():
        message = Message.objects.create(
            patient_id=patient_id,
            to_organization_id=to_organization_id,
            from_organization_id=by.organization_id,
            author=by.display,
            text=text,
            answers=answers,
            sent_at=clock.now(),
        )
        _audit(patient_id, by, Action.CREATE, what, [message.id])
    return message


def _audit(patient_id: UUID, by: Actor, action: Action, what: str, ids: Collection[UUID]) -> None:
    refs = {patient_id: [f"Communication/{message_id}" for message_id in ids]}
    audit.record(by=by, action=action, what=what, subjects=refs)
