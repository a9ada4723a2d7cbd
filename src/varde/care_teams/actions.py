"""Relations, blocks and emergency access. Every verb runs inside an open context and writes its own log row.

They know nothing about cards: where a patient may have an open one, use the guarded verbs of `pathways.actions`.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connections, transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.care_teams.models import Block, CareRelation, EmergencyAccess, RelationKind
from varde.care_teams.rights import reasons
from varde.lib import clock
from varde.lib.context import Actor, narrow
from varde.lib.uuid7 import uuid7

SHORTEST_REASON = 10


class NotAllowed(PermissionError):
    """This kind of actor may not do this."""


class HasLeadUnit(ValueError):
    """The patient already has a lead unit: hand over instead."""


class NoSuchRelation(LookupError):
    """There is no live relation (or block, or access) with this id for this patient."""


def relate(
    *,
    by: Actor,
    patient_id: UUID,
    organization_id: UUID,
    kind: RelationKind,
    basis: str,
    is_lead: bool = False,
    valid_to: datetime | None = None,
    using: str = "default",
) -> CareRelation:
    """Let an organisation see the patient from now on, for a reason in words; the same live relation is not made twice."""
    _only(by, "personnel", "client", "worker")
    relations = CareRelation.objects.using(using)
    now = clock.now()
    with transaction.atomic(using=using):
        known = relations.live(now).filter(
            patient=patient_id, organization=organization_id, kind=kind, is_lead=is_lead, valid_to=valid_to
        )
        if (same := known.first()) is not None:
            return same
        try:
            with transaction.atomic(using=using):
                relation = relations.create(
                    patient_id=patient_id,
                    organization_id=organization_id,
                    kind=kind,
                    basis=basis,
                    is_lead=is_lead,
                    valid_from=now,
                    valid_to=valid_to,
                )
        except IntegrityError as error:
            if "one_lead_unit" not in str(error):
                raise
            raise HasLeadUnit from None
        _log(by, Action.CREATE, "Tilgang for virksomhet", patient_id, f"CareTeam/{relation.id}", basis, using)
    return relation


def end_relation(*, by: Actor, patient_id: UUID, relation_id: UUID, reason: str, using: str = "default") -> None:
    """End a relation now: its organisation sees nothing from the next transaction on."""
    _only(by, "personnel", "worker")
    now = clock.now()
    relation = CareRelation.objects.using(using).live(now).filter(patient=patient_id, pk=relation_id)
    with transaction.atomic(using=using):
        if not relation.update(valid_to=now):
            raise NoSuchRelation
        _log(by, Action.UPDATE, "Tilgang avsluttet", patient_id, f"CareTeam/{relation_id}", reason, using)


def hand_over(
    *, by: Actor, patient_id: UUID, to_organization_id: UUID, basis: str, using: str = "default"
) -> CareRelation:
    """End the lead relation and begin one with another organisation, in one step."""
    _only(by, "personnel", "worker")
    now = clock.now()
    with transaction.atomic(using=using):
        lead = CareRelation.objects.using(using).live(now).filter(patient=patient_id, is_lead=True)
        if (former := lead.select_for_update().first()) is not None:
            end_relation(by=by, patient_id=patient_id, relation_id=former.id, reason=basis, using=using)
        return relate(
            by=by,
            patient_id=patient_id,
            organization_id=to_organization_id,
            kind=RelationKind.FOLLOW_UP,
            basis=basis,
            is_lead=True,
            using=using,
        )


def block(
    *,
    by: Actor,
    patient_id: UUID,
    organization_id: UUID | None = None,
    role: str = "",
    practitioner_id: UUID | None = None,
    using: str = "default",
) -> Block:
    """Close the patient's record to exactly one of an organisation, a role or a person, at her wish."""
    _only(by, "patient", "personnel")
    if sum(map(bool, (organization_id, role, practitioner_id))) != 1:
        raise ValueError("A block is against exactly one of an organisation, a role or a person.")
    with transaction.atomic(using=using):
        row = Block.objects.using(using).create(
            patient_id=patient_id,
            organization_id=organization_id,
            role=role,
            practitioner_id=practitioner_id,
            valid_from=clock.now(),
        )
        _log(by, Action.CREATE, "Sperring", patient_id, f"Consent/{row.id}", "", using)
    return row


def unblock(*, by: Actor, patient_id: UUID, block_id: UUID, using: str = "default") -> None:
    """Lift a block; only the patient does."""
    _only(by, "patient")
    now = clock.now()
    row = Block.objects.using(using).live(now).filter(patient=patient_id, pk=block_id)
    with transaction.atomic(using=using):
        if not row.update(valid_to=now):
            raise NoSuchRelation
        _log(by, Action.UPDATE, "Sperring opphevet", patient_id, f"Consent/{block_id}", "", using)


def grant_emergency_access(
    *, by: Actor, patient_id: UUID, reason: str, despite_block: bool = False, using: str = "default"
) -> bool:
    """Open one patient to one person for 60 minutes, for a reason in words (at least ten characters).

    Leaves the running transaction with this patient in focus. False when there is no such patient or a block stands in
    the way: the same to whoever asks, and logged. `despite_block` is the law's exception, for the door to ask about twice.
    """
    _only(by, "personnel")
    if len(reason.strip()) < SHORTEST_REASON:
        raise ValueError("Begrunnelsen må ha minst ti tegn.")
    access_id = uuid7()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT varde.grant_emergency_access(%s, %s, %s, %s)", [access_id, patient_id, reason, despite_block]
        )
        narrow(by, [patient_id], using=using)
        opened = EmergencyAccess.objects.using(using).filter(pk=access_id).exists()
        what = "Nødtilgang tross sperring" if despite_block else "Nødtilgang"
        if not opened:
            audit.record(
                by=by, action=Action.DENIED, what=what, subjects={}, asked_for=f"Patient/{patient_id}", using=using
            )
            return False
        why = reasons(by, [patient_id], clock.now(), using=using).get(patient_id, "")
        _log(by, Action.CREATE, what, patient_id, f"EmergencyAccess/{access_id}", why, using)
    return True


def review_emergency_access(*, by: Actor, patient_id: UUID, access_id: UUID, using: str = "default") -> None:
    """Say that a named person other than the one who had it has looked at an emergency access."""
    _only(by, "personnel")
    open_accesses = EmergencyAccess.objects.using(using).awaiting_review().filter(patient=patient_id, pk=access_id)
    with transaction.atomic(using=using):
        changed = open_accesses.exclude(practitioner__roles=by.id).update(
            reviewed_at=clock.now(), reviewed_by=by.display
        )
        if not changed:
            raise NoSuchRelation
        _log(by, Action.UPDATE, "Nødtilgang gjennomgått", patient_id, f"EmergencyAccess/{access_id}", "", using)


def _only(by: Actor, *kinds: str) -> None:
    if by.kind not in kinds:
        raise NotAllowed(by.kind)


def _log(by: Actor, action: Action, what: str, patient_id: UUID, reference: str, basis: str, using: str) -> None:
    audit.record(by=by, action=action, what=what, subjects={patient_id: [reference]}, basis=basis, using=using)
