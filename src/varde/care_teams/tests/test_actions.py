from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError

from varde.audit.models import Action, AuditEvent, AuditSubject
from varde.care_teams import actions
from varde.care_teams.models import Block, CareRelation, EmergencyAccess, RelationKind
from varde.care_teams.scope import scope_for
from varde.care_teams.tests import world
from varde.identity.models import Patient
from varde.lib import clock
from varde.lib.context import opened

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def unit(database):
    return world.organization()


@pytest.fixture(scope="module")
def nurse(unit):
    return world.personnel(world.role(unit))


@pytest.fixture
def patient(unit):
    patient = world.patient()
    world.relation(patient, unit, is_lead=True)
    return patient


def sees(actor, patient) -> bool:
    with scope_for(actor, [patient.pk]) as scope:
        assert Patient.objects.exists() is bool(scope.patient_ids)
        return bool(scope.patient_ids)


def logged(patient) -> list[str]:
    return list(
        AuditSubject.objects.using("owner").filter(patient_id=patient.pk).order_by("id").values_list("what", flat=True)
    )


def test_a_relation_opens_once_and_its_end_closes_at_once(nurse, patient):
    practice = world.organization()
    doctor = world.personnel(world.role(practice, "gp"))
    assert not sees(doctor, patient)
    order = {
        "by": nurse,
        "patient_id": patient.pk,
        "organization_id": practice.pk,
        "kind": RelationKind.GP,
        "basis": "Fastlege",
    }
    with opened(nurse, [patient.pk]):
        relation = actions.relate(**order)
        assert actions.relate(**order).pk == relation.pk
    assert sees(doctor, patient)
    with opened(nurse, [patient.pk]):
        actions.end_relation(by=nurse, patient_id=patient.pk, relation_id=relation.pk, reason="Byttet fastlege")
    assert not sees(doctor, patient)
    assert logged(patient) == ["Tilgang for virksomhet", "Tilgang avsluttet"]


def test_a_relation_is_ended_once_and_only_for_its_own_patient(nurse, unit, patient):
    other = world.patient()
    hers = world.relation(other, unit)
    with opened(nurse, [patient.pk, other.pk]):
        with pytest.raises(actions.NoSuchRelation):
            actions.end_relation(by=nurse, patient_id=patient.pk, relation_id=hers.pk, reason="")
        actions.end_relation(by=nurse, patient_id=other.pk, relation_id=hers.pk, reason="")
        with pytest.raises(actions.NoSuchRelation):
            actions.end_relation(by=nurse, patient_id=other.pk, relation_id=hers.pk, reason="")


def test_there_is_one_lead_unit_and_handing_over_moves_it(nurse, patient):
    next_unit = world.organization()
    with opened(nurse, [patient.pk]):
        with pytest.raises(actions.HasLeadUnit):
            actions.relate(
                by=nurse,
                patient_id=patient.pk,
                organization_id=next_unit.pk,
                kind=RelationKind.FOLLOW_UP,
                basis="x",
                is_lead=True,
            )
        actions.hand_over(by=nurse, patient_id=patient.pk, to_organization_id=next_unit.pk, basis="Flyttet")
    live = CareRelation.objects.using("owner").live(clock.now()).filter(patient=patient)
    assert [relation.organization_id for relation in live] == [next_unit.pk]
    assert not sees(nurse, patient)
    assert sees(world.personnel(world.role(next_unit)), patient)


def test_nobody_relates_a_patient_she_does_not_see(nurse):
    stranger = world.patient()
    with opened(nurse, [stranger.pk]), pytest.raises(DatabaseError, match="row-level security"):
        actions.relate(
            by=nurse,
            patient_id=stranger.pk,
            organization_id=nurse.organization_id,
            kind=RelationKind.FOLLOW_UP,
            basis="x",
        )


def test_next_of_kin_neither_relate_nor_block(nurse, patient):
    daughter = world.related(patient)
    with opened(daughter, [patient.pk]):
        with pytest.raises(actions.NotAllowed):
            actions.relate(by=daughter, patient_id=patient.pk, organization_id=uuid4(), kind=RelationKind.GP, basis="x")
        with pytest.raises(actions.NotAllowed):
            actions.block(by=daughter, patient_id=patient.pk, role="gp")


def test_a_block_closes_at_once_and_only_the_patient_lifts_it(nurse, patient):
    self = world.self_of(patient)
    with opened(self, [patient.pk]):
        row = actions.block(by=self, patient_id=patient.pk, organization_id=nurse.organization_id)
    assert not sees(nurse, patient)
    with opened(self, [patient.pk]):
        with pytest.raises(actions.NotAllowed):
            actions.unblock(by=nurse, patient_id=patient.pk, block_id=row.pk)
        actions.unblock(by=self, patient_id=patient.pk, block_id=row.pk)
    assert sees(nurse, patient)
    assert logged(patient) == ["Sperring", "Sperring opphevet"]
    assert Block.objects.using("owner").get(pk=row.pk).valid_to is not None, "it stays as history"


@pytest.mark.parametrize("against", [{}, {"role": "gp", "practitioner_id": uuid4()}])
def test_a_block_is_against_exactly_one(patient, against):
    self = world.self_of(patient)
    with opened(self, [patient.pk]), pytest.raises(ValueError, match="exactly one"):
        actions.block(by=self, patient_id=patient.pk, **against)


class TestEmergencyAccess:
    REASON = "Bevisstløs ved ankomst til legevakt"

    def test_it_opens_the_patient_for_an_hour_and_she_reads_why(self, nurse):
        stranger = world.patient()
        with opened(nurse):
            assert actions.grant_emergency_access(by=nurse, patient_id=stranger.pk, reason=self.REASON)
            assert Patient.objects.get().pk == stranger.pk
        assert sees(nurse, stranger)
        access = EmergencyAccess.objects.using("owner").get(patient=stranger)
        assert access.valid_to - access.valid_from == timedelta(minutes=60)
        assert EmergencyAccess.objects.using("owner").awaiting_review().filter(pk=access.pk).exists()
        with opened(world.self_of(stranger), [stranger.pk]):
            line = AuditSubject.objects.get()
        assert (line.what, line.basis) == ("Nødtilgang", f"Nødtilgang: {self.REASON}")

    def test_it_needs_a_reason_and_a_person(self, nurse):
        stranger = world.patient()
        with opened(nurse), pytest.raises(ValueError, match="ti tegn"):
            actions.grant_emergency_access(by=nurse, patient_id=stranger.pk, reason="  haster  ")
        machine = world.client(world.organization())
        with opened(machine), pytest.raises(actions.NotAllowed):
            actions.grant_emergency_access(by=machine, patient_id=stranger.pk, reason=self.REASON)
        lead = world.personnel(world.role(world.organization(), "programme_lead"))
        with opened(lead):
            assert not actions.grant_emergency_access(by=lead, patient_id=stranger.pk, reason=self.REASON)
        assert not EmergencyAccess.objects.using("owner").filter(patient=stranger).exists()

    def test_a_patient_who_is_not_there_and_one_who_blocks_answer_alike_and_both_are_logged(self, nurse):
        blocking = world.patient()
        world.block(blocking, role="follow_up_nurse")
        for wanted in (blocking.pk, uuid4()):
            with opened(nurse):
                assert not actions.grant_emergency_access(by=nurse, patient_id=wanted, reason=self.REASON)
            denied = AuditEvent.objects.using("owner").get(resources=f"Patient/{wanted}")
            assert denied.action == Action.DENIED
        with opened(nurse):
            assert actions.grant_emergency_access(
                by=nurse, patient_id=blocking.pk, reason=self.REASON, despite_block=True
            )
        assert "Nødtilgang tross sperring" in logged(blocking)

    def test_it_is_reviewed_by_somebody_else(self, nurse, unit, patient):
        doctor = world.personnel(world.role(world.organization(), "hospital_physician"))
        with opened(doctor):
            actions.grant_emergency_access(by=doctor, patient_id=patient.pk, reason=self.REASON)
        access = EmergencyAccess.objects.using("owner").get(patient=patient)
        order = {"patient_id": patient.pk, "access_id": access.pk}
        with opened(doctor, [patient.pk]), pytest.raises(actions.NoSuchRelation):
            actions.review_emergency_access(by=doctor, **order)
        with opened(nurse, [patient.pk]):
            actions.review_emergency_access(by=nurse, **order)
        access.refresh_from_db(using="owner")
        assert access.reviewed_by == nurse.display
