"""A patient's stay from start to end, and the changes of relation and block that must not leave her card unread.

Every verb runs inside an open context with the patient in focus, and locks her card before it looks at it.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.care_teams import actions as relations
from varde.care_teams.models import Block, CareRelation, RelationKind, Unit
from varde.lib import clock
from varde.lib.context import Actor
from varde.pathways import cover
from varde.pathways.models import EpisodeOfCare, EpisodeStatus, Pause
from varde.plans import actions as plans
from varde.triage.actions import follow_plan
from varde.triage.models import Window, WindowState


class NotInStay(LookupError):
    """The patient has no open stay."""


def start(
    *,
    by: Actor,
    patient_id: UUID,
    unit: Unit,
    programme: str,
    basis: str,
    municipality_number: str,
    district_number: str = "",
) -> EpisodeOfCare:
    """Begin a stay at `unit`, which becomes the lead unit; the card exists from now on."""
    with transaction.atomic():
        _give_lead(by, patient_id, unit, basis)
        stay = EpisodeOfCare.objects.create(
            patient_id=patient_id,
            unit=unit,
            programme=programme,
            municipality_number=municipality_number,
            district_number=district_number,
            started_on=clock.now().date(),
        )
        _log(by, Action.CREATE, "Oppfølging startet", stay, basis)
    return stay


def _give_lead(by: Actor, patient_id: UUID, unit: Unit, basis: str) -> None:
    relations.relate(
        by=by,
        patient_id=patient_id,
        organization_id=unit.organization_id,
        kind=RelationKind.FOLLOW_UP,
        basis=basis,
        is_lead=True,
    )
    cover.put_on(cover.locked_card(patient_id), unit.id)


def end(*, by: Actor, patient_id: UUID, reason: str) -> EpisodeOfCare:
    """End the stay, its plan, what was expected, and the lead unit's access. Raises OpenCard while a card is open."""
    with transaction.atomic():
        card = cover.locked_card(patient_id)
        if cover.is_open(card):
            raise cover.OpenCard(card)
        stay = _open_stay(patient_id)
        plans.end(patient_id=patient_id, by=by)
        follow_plan(patient_id=patient_id, by=by)
        lead = CareRelation.objects.live(clock.now()).filter(patient=patient_id, is_lead=True).first()
        if lead is not None:
            relations.end_relation(by=by, patient_id=patient_id, relation_id=lead.id, reason=reason)
        stay.status, stay.ended_on, stay.end_reason = EpisodeStatus.FINISHED, clock.now().date(), reason
        stay.save(update_fields=["status", "ended_on", "end_reason"])
        _log(by, Action.UPDATE, "Oppfølging avsluttet", stay, reason)
    return stay


def pause(*, by: Actor, patient_id: UUID, until: date, reason: str) -> EpisodeOfCare:
    """Expect nothing before `until` (a holiday, a hospital stay); a card that is open stays open."""
    if until <= clock.now().date():
        raise ValueError("En pause må ha en sluttdato fram i tid.")
    with transaction.atomic():
        card = cover.locked_card(patient_id)
        stay = _open_stay(patient_id)
        _stop_pause(stay)
        Pause.objects.create(patient_id=patient_id, stay_id=stay.id, began_on=clock.now().date(), until_on=until)
        stay.status, stay.paused_until = EpisodeStatus.ON_HOLD, until
        stay.save(update_fields=["status", "paused_until"])
        Window.objects.filter(patient=patient_id, state=WindowState.OPEN).update(state=WindowState.CANCELLED)
        cover.expect_nothing_before(card, until)
        _log(by, Action.UPDATE, "Oppfølging på pause", stay, reason)
    return stay


def resume(*, by: Actor, patient_id: UUID) -> EpisodeOfCare:
    """End a pause now: the plan's windows are expected again."""
    with transaction.atomic():
        cover.locked_card(patient_id)
        stay = _open_stay(patient_id)
        _stop_pause(stay)
        stay.status, stay.paused_until = EpisodeStatus.ACTIVE, None
        stay.save(update_fields=["status", "paused_until"])
        follow_plan(patient_id=patient_id, by=by)
        _log(by, Action.UPDATE, "Pause avsluttet", stay, "")
    return stay


def end_relation(*, by: Actor, patient_id: UUID, relation_id: UUID, reason: str) -> None:
    """End a relation; refused with OpenCard while an open card would be left without an authorised unit."""
    with transaction.atomic():
        card = cover.locked_card(patient_id)
        relations.end_relation(by=by, patient_id=patient_id, relation_id=relation_id, reason=reason)
        cover.refuse_if_left_alone(card)


def hand_over(*, by: Actor, patient_id: UUID, to: Unit, basis: str, with_open_card: bool = False) -> CareRelation:
    """Give the patient another lead unit. An open card is refused (OpenCard) unless it is handed over as well."""
    with transaction.atomic():
        card = cover.locked_card(patient_id)
        if cover.is_open(card) and not with_open_card:
            raise cover.OpenCard(card)
        relation = relations.hand_over(by=by, patient_id=patient_id, to_organization_id=to.organization_id, basis=basis)
        cover.move(card, to.id, by, f"Overført til {to.name}. {basis}".strip())
        cover.refuse_if_left_alone(card)
        EpisodeOfCare.objects.filter(patient=patient_id, ended_on__isnull=True).update(unit=to)
    return relation


def block(
    *,
    by: Actor,
    patient_id: UUID,
    organization_id: UUID | None = None,
    role: str = "",
    practitioner_id: UUID | None = None,
) -> Block:
    """Block at the patient's wish; it is never refused.

    When it takes away the last person of her unit, the card moves to another unit that may read it, and when there is
    none she is told at once, in a message, that nobody follows her measurements and what to do.
    """
    with transaction.atomic():
        card = cover.locked_card(patient_id)
        row = relations.block(
            by=by, patient_id=patient_id, organization_id=organization_id, role=role, practitioner_id=practitioner_id
        )
        cover.move_or_tell(card, by)
    return row


def _stop_pause(stay: EpisodeOfCare) -> None:
    today = clock.now().date()
    Pause.objects.filter(patient=stay.patient_id, stay_id=stay.id, until_on__gt=today).update(until_on=today)


def _open_stay(patient_id: UUID) -> EpisodeOfCare:
    stay = EpisodeOfCare.objects.select_for_update().filter(patient=patient_id, ended_on__isnull=True).first()
    if stay is None:
        raise NotInStay
    return stay


def _log(by: Actor, action: Action, what: str, stay: EpisodeOfCare, basis: str) -> None:
    subjects = {stay.patient_id: [f"EpisodeOfCare/{stay.id}"]}
    audit.record(by=by, action=action, what=what, subjects=subjects, basis=basis)
