"""Who sees whom: every case is asked of both nets, each with the other out of the way."""

from datetime import timedelta

import pytest

from varde.care_teams.rights import reasons
from varde.care_teams.scope import PatientNotFound, scope_for
from varde.care_teams.tests import world
from varde.identity.models import FIGURES_ONLY, Patient, PractitionerRole, RelatedPerson
from varde.lib import clock
from varde.lib.context import opened

pytestmark = pytest.mark.usefixtures("database")


def seen(actor, focus):
    """Patients each net shows: scope alone (as owner, for whom no policy filters) and row-level security alone."""
    focus = [patient.id for patient in focus]
    by_scope = set(reasons(actor, focus, clock.now(), using="owner"))
    with opened(actor, focus):
        by_policies = set(Patient.objects.values_list("pk", flat=True))
    assert by_scope == by_policies
    return by_policies


def sees(actor, patient):
    return seen(actor, [patient]) == {patient.id}


@pytest.fixture(scope="module")
def unit(database):
    return world.organization(part_of=world.organization(part_of=world.organization()))


@pytest.fixture(scope="module")
def nurse(unit):
    return world.role(unit)


@pytest.fixture
def patient(unit):
    patient = world.patient()
    world.relation(patient, unit)
    return patient


def test_a_patient_sees_herself_and_nobody_else(patient):
    assert seen(world.self_of(patient), [patient, world.patient()]) == {patient.id}


def test_a_related_person_sees_only_with_the_right_to(patient):
    assert sees(world.related(patient), patient)
    assert not sees(world.related(patient, may_see=False), patient)
    assert not sees(world.related(world.patient()), patient)


def test_personnel_see_patients_related_to_their_organisation(nurse, patient):
    stranger = world.patient()
    assert seen(world.personnel(nurse), [patient, stranger]) == {patient.id}


def test_the_focus_limits_what_the_right_would_give(nurse, unit, patient):
    other = world.patient()
    world.relation(other, unit)
    assert seen(world.personnel(nurse), [other]) == {other.id}
    assert seen(world.personnel(nurse), []) == set()


def test_a_relation_is_not_inherited_upwards_or_downwards(unit, patient):
    assert not sees(world.personnel(world.role(unit.part_of)), patient)
    assert not sees(world.personnel(world.role(world.organization(part_of=unit))), patient)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "expected"),
    [(-1, None, True), (-1, 1, True), (-2, -1, False), (1, None, False), (1, 2, False)],
)
def test_roles_and_relations_hold_only_while_they_are_valid(unit, nurse, valid_from, valid_to, expected):
    def moment(days):
        return None if days is None else clock.now() + timedelta(days=days)

    period = {"valid_from": moment(valid_from), "valid_to": moment(valid_to)}
    patient = world.patient()
    world.relation(patient, unit, **period)
    assert sees(world.personnel(nurse), patient) is expected
    other = world.patient()
    world.relation(other, unit)
    assert sees(world.personnel(world.role(unit, **period)), other) is expected


@pytest.mark.parametrize("code", sorted(FIGURES_ONLY))
def test_who_sees_figures_sees_no_patient_whatever_the_organisation_or_emergency(unit, patient, code):
    lead = world.role(unit, code)
    world.emergency(patient, lead.practitioner)
    assert not sees(world.personnel(lead), patient)


@pytest.mark.parametrize("level", [0, 1, 2])
def test_a_block_against_an_organisation_holds_for_its_parts(unit, nurse, patient, level):
    organization = unit
    for _ in range(level):
        organization = organization.part_of
    world.block(patient, organization=organization)
    assert not sees(world.personnel(nurse), patient)
    assert not sees(world.client(unit), patient)


def test_a_block_against_a_part_leaves_the_whole(unit, patient):
    whole = world.role(unit.part_of)
    world.relation(patient, unit.part_of)
    world.block(patient, organization=unit)
    assert sees(world.personnel(whole), patient)


def test_a_block_against_a_role_leaves_other_roles(unit, nurse, patient):
    world.block(patient, role="follow_up_nurse")
    assert not sees(world.personnel(nurse), patient)
    assert sees(world.personnel(world.role(unit, "hospital_physician")), patient)


def test_a_block_against_a_person_follows_her_to_every_organisation(unit, nurse, patient):
    elsewhere = world.organization()
    world.relation(patient, elsewhere)
    world.block(patient, practitioner=nurse.practitioner)
    assert not sees(world.personnel(nurse), patient)
    assert not sees(world.personnel(world.role(elsewhere, "gp", nurse.practitioner)), patient)
    assert sees(world.personnel(world.role(unit)), patient)


def test_a_lifted_block_no_longer_holds(nurse, patient):
    world.block(patient, practitioner=nurse.practitioner, valid_to=clock.now() - timedelta(minutes=1))
    assert sees(world.personnel(nurse), patient)


def test_the_patient_and_her_proxy_are_not_blocked_by_her_blocks(unit, patient):
    world.block(patient, organization=unit)
    assert sees(world.self_of(patient), patient)
    assert sees(world.related(patient), patient)


def test_emergency_access_opens_one_patient_until_it_ends(nurse):
    patient, other = world.patient(), world.patient()
    world.emergency(patient, nurse.practitioner)
    assert seen(world.personnel(nurse), [patient, other]) == {patient.id}
    assert not sees(world.personnel(world.role(nurse.organization)), patient), "it belongs to one person"
    over = world.patient()
    world.emergency(over, nurse.practitioner, valid_to=clock.now() - timedelta(seconds=1))
    assert not sees(world.personnel(nurse), over)


def test_emergency_access_gives_way_to_a_block_unless_asked_for_in_spite_of_it(nurse):
    patient = world.patient()
    world.block(patient, role=nurse.code)
    world.emergency(patient, nurse.practitioner)
    assert not sees(world.personnel(nurse), patient)
    world.emergency(patient, nurse.practitioner, despite_block=True)
    assert sees(world.personnel(nurse), patient)


def test_a_client_sees_within_its_organisation_while_it_is_active(unit, patient):
    stranger = world.patient()
    assert seen(world.client(unit), [patient, stranger]) == {patient.id}
    assert not sees(world.client(unit, is_active=False), patient)
    assert not sees(world.client(world.organization()), patient)


def test_what_is_taken_away_is_gone_in_the_next_transaction(unit, nurse, patient):
    actor = world.personnel(nurse)
    assert sees(actor, patient)
    patient.care_relations.using("owner").update(valid_to=clock.now())
    assert not sees(actor, patient)
    world.relation(patient, unit)
    assert sees(actor, patient)
    PractitionerRole.objects.using("owner").filter(pk=nurse.pk).update(valid_to=clock.now())
    assert not sees(actor, patient)
    PractitionerRole.objects.using("owner").filter(pk=nurse.pk).update(valid_to=None)
    daughter = world.related(patient)
    RelatedPerson.objects.using("owner").filter(pk=daughter.id).update(may_see=False)
    assert not sees(daughter, patient)


def test_the_worker_sees_those_in_focus_through_its_own_login_only(patient):
    world.patient()
    with opened(world.WORKER, [patient.id], using="worker"):
        assert list(Patient.objects.using("worker").values_list("pk", flat=True)) == [patient.id]
    with pytest.raises(Exception, match="not the worker"), opened(world.WORKER, [patient.id]):
        pass


def test_not_there_and_not_yours_are_one_answer(nurse, patient):
    from uuid import uuid4

    hidden = world.patient()
    answers = []
    for wanted in (hidden.id, uuid4()):
        with scope_for(world.personnel(nurse), [patient.id, wanted]) as scope:
            assert scope.patient(patient.id).pk == patient.id
            with pytest.raises(PatientNotFound) as refused:
                scope.patient(wanted)
            with pytest.raises(PatientNotFound):
                scope.basis(wanted)
            answers.append(str(refused.value))
    assert answers[0] == answers[1]


def test_the_scope_says_why_in_words(unit, nurse, patient):
    world.emergency(other := world.patient(), nurse.practitioner)
    with scope_for(world.personnel(nurse), [patient.id, other.id]) as scope:
        assert scope.basis(patient.id) == "Vedtak om oppfølging"
        assert scope.basis(other.id) == "Nødtilgang: Bevisstløs ved ankomst"
    with scope_for(world.self_of(patient), [patient.id]) as scope:
        assert scope.basis(patient.id) == "Egen journal"
    with scope_for(world.related(patient), [patient.id]) as scope:
        assert scope.basis(patient.id) == "På vegne av pasienten (datter)"
    with scope_for(world.client(unit), [patient.id]) as scope:
        assert scope.basis(patient.id) == "Vedtak om oppfølging"


def test_narrowing_turns_both_nets_to_the_new_focus(unit, nurse, patient):
    second, stranger = world.patient(), world.patient()
    world.relation(second, unit)
    with scope_for(world.personnel(nurse)) as scope:
        assert not Patient.objects.exists()
        assert not scope.patient_ids
        scope.narrow([patient.id, stranger.id])
        assert set(Patient.objects.values_list("pk", flat=True)) == {patient.id} == scope.patient_ids
        scope.narrow([second.id])
        assert {p.pk for p in scope.rows(Patient)} == {second.id}
