"""A plan from the nurse's draft to what is in force: who may do what, and what is refused."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from varde.audit.models import AuditSubject
from varde.care_teams.models import CareRelation, RelationKind
from varde.identity.models import Organization, OrganizationKind, Patient, Practitioner, PractitionerRole, RoleCode
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.plans import actions
from varde.plans.actions import PlanChanged, PlanRefused
from varde.plans.content import PlanContent
from varde.plans.definitions import compose
from varde.plans.models import CarePlanVersion, VersionStatus

VALUES = {
    "oxygen_target": "94-98",
    "spo2_reference": 93,
    "pulse_reference": 78,
    "home_oxygen": 0,
    "usual_reliever": 2,
    "reserve_medicine": "ingen",
}


def personnel(organization, code, name):
    role = PractitionerRole.objects.using("owner").create(
        practitioner=Practitioner.objects.using("owner").create(name=name),
        organization=organization,
        code=code,
        valid_from=clock.now() - timedelta(days=100),
    )
    return Actor("personnel", role.id, name, code, organization.id, organization.name)


@pytest.fixture
def people(database):
    unit = Organization.objects.using("owner").create(kind=OrganizationKind.FOLLOW_UP_UNIT, name="Oppfølgingsenheten")
    practice = Organization.objects.using("owner").create(kind=OrganizationKind.GP_PRACTICE, name="Legekontoret")
    patient = Patient.objects.using("owner").create(given_name="Alma", family_name="Vik", birth_date="1950-01-01")
    for organization, kind in ((unit, RelationKind.FOLLOW_UP), (practice, RelationKind.GP)):
        CareRelation.objects.using("owner").create(
            patient=patient,
            organization=organization,
            kind=kind,
            is_lead=organization is unit,
            basis="Vedtak",
            valid_from=clock.now() - timedelta(days=10),
        )
    return SimpleNamespace(
        patient_id=patient.id,
        unit=unit,
        nurse=personnel(unit, RoleCode.FOLLOW_UP_NURSE, "Nora Nes"),
        doctor=personnel(practice, RoleCode.GP, "Dag Lege"),
        patient=Actor("patient", patient.id, "Alma Vik"),
    )


def draft(people, **values):
    with opened(people.nurse, [people.patient_id]):
        content = compose(["kols-voksen"], {**VALUES, **values})
        return actions.draft(
            patient_id=people.patient_id, content=content, controller_org=people.unit.id, by=people.nurse
        )


def do(people, verb, by, **arguments):
    with opened(by, [people.patient_id]):
        return verb(patient_id=people.patient_id, by=by, **arguments)


def activate(**given):
    return actions.activate(**given, compiled_by=lambda content: content)


def in_force(people, number=1):
    do(people, actions.submit, people.nurse, number=number)
    do(people, actions.approve, people.doctor, number=number)
    return do(people, activate, people.nurse, number=number)


def test_a_plan_is_drafted_approved_accepted_and_taken_into_use(people):
    draft(people)
    do(people, actions.submit, people.nurse, number=1)
    do(people, actions.approve, people.doctor, number=1)
    do(people, actions.accept, people.patient, number=1)
    before = clock.now()
    version = do(people, activate, people.nurse, number=1)
    assert (version.status, version.approved_by, version.approved_role) == (
        VersionStatus.ACTIVE,
        "Dag Lege",
        RoleCode.GP,
    )
    assert version.accepted_at
    assert version.review_due
    with opened(people.patient, [people.patient_id]):
        versions = CarePlanVersion.objects.about(people.patient_id)
        assert versions.active().get() == versions.in_force_at(clock.now()).get() == version
        assert not versions.in_force_at(before).exists()


def test_every_step_is_in_the_patients_log(people):
    draft(people)
    in_force(people)
    steps = AuditSubject.objects.using("owner").filter(patient_id=people.patient_id).order_by("id")
    assert [step.what for step in steps] == [
        "Utkast til plan",
        "Plan sendt til godkjenning",
        "Plan godkjent",
        "Plan tatt i bruk",
    ]


@pytest.mark.parametrize("missing", list(VALUES))
def test_a_plan_without_an_individual_value_is_neither_approved_nor_taken_into_use(people, missing):
    draft(people, **{missing: None})
    do(people, actions.submit, people.nurse, number=1)
    with pytest.raises(PlanRefused, match="mangler"):
        do(people, actions.approve, people.doctor, number=1)
    CarePlanVersion.objects.using("owner").filter(patient_id=people.patient_id).update(
        approved_by="Dag Lege", approved_at=clock.now()
    )
    with pytest.raises(PlanRefused, match="mangler"):
        do(people, activate, people.nurse, number=1)


def test_a_plan_no_physician_has_approved_is_not_taken_into_use(people):
    draft(people)
    do(people, actions.submit, people.nurse, number=1)
    with pytest.raises(PlanRefused, match="lege"):
        do(people, activate, people.nurse, number=1)


def test_a_nurse_cannot_approve_limits(people):
    draft(people)
    do(people, actions.submit, people.nurse, number=1)
    with pytest.raises(PlanRefused, match="lege"):
        do(people, actions.approve, people.nurse, number=1)


def test_only_the_patient_accepts_and_only_personnel_change(people):
    draft(people)
    do(people, actions.submit, people.nurse, number=1)
    with pytest.raises(PlanRefused, match="pasienten"):
        do(people, actions.accept, people.nurse, number=1)
    with pytest.raises(PlanRefused, match="helsepersonell"):
        do(people, actions.change, people.patient, made_on=1, content=PlanContent())


def test_a_change_made_on_an_older_version_is_refused_and_says_who_was_first(people):
    draft(people)
    content = compose(["kols-voksen"], VALUES | {"usual_reliever": 3})
    do(people, actions.change, people.doctor, made_on=1, content=content)
    with pytest.raises(PlanChanged, match="Dag Lege"):
        do(people, actions.change, people.nurse, made_on=1, content=content)


def test_a_second_draft_is_refused(people):
    draft(people)
    with pytest.raises(PlanChanged):
        draft(people)


def test_a_new_version_replaces_the_one_in_force_without_a_gap_and_the_old_one_stays_readable(people):
    draft(people)
    first = in_force(people)
    do(
        people,
        actions.change,
        people.nurse,
        made_on=1,
        content=compose(["kols-voksen"], VALUES | {"spo2_reference": 91}),
    )
    second = in_force(people, number=2)
    with opened(people.nurse, [people.patient_id]):
        versions = CarePlanVersion.objects.about(people.patient_id)
        first.refresh_from_db()
        assert (first.status, first.valid_to) == (VersionStatus.SUPERSEDED, second.valid_from)
        assert versions.in_force_at(first.valid_from).get() == first
        assert versions.in_force_at(second.valid_from).get() == second
        assert [version.number for version in versions.history()] == [2, 1]
        assert PlanContent.read(first.content).values["spo2_reference"] == 93


def test_an_ended_plan_applies_no_longer(people):
    draft(people)
    in_force(people)
    do(people, actions.end, people.nurse)
    with opened(people.nurse, [people.patient_id]):
        versions = CarePlanVersion.objects.about(people.patient_id)
        assert not versions.active().exists()
        assert not versions.in_force_at(clock.now()).exists()
    assert do(people, actions.end, people.nurse) is None
