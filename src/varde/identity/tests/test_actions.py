import logging
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.db.utils import ProgrammingError
from django.test import override_settings

from varde.audit.models import AuditSubject
from varde.care_teams.scope import scope_for
from varde.identity import actions
from varde.identity.models import Organization, Patient, PatientIdentifier, Practitioner, PractitionerRole, SystemClient
from varde.identity.national_ids import NotANationalId
from varde.identity.tests.test_national_ids import some
from varde.lib import clock, crypto
from varde.lib.context import Actor, opened

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def organization(database):
    return Organization.objects.create(kind="follow_up_unit", name="Oppfølgingsenheten")


@pytest.fixture(scope="module")
def nurse(organization):
    role = PractitionerRole.objects.create(
        practitioner=Practitioner.objects.create(name="Nora"),
        organization=organization,
        code="follow_up_nurse",
        valid_from=clock.now() - timedelta(days=1),
    )
    return Actor("personnel", role.id, "Nora")


def registered(nurse: Actor, national_id: str | None = None) -> Patient:
    with opened(nurse):
        return actions.register_patient(
            by=nurse, given_name="Ola", family_name="Prøve", birth_date=date(1950, 1, 1), national_id=national_id
        )


def test_a_patient_is_registered_with_her_number_encrypted_and_logged(nurse):
    number = some("018251")
    patient = registered(nurse, number)
    row = PatientIdentifier.objects.using("owner").get(patient=patient)
    assert number.encode() not in bytes(row.ciphertext)
    assert number.encode() not in bytes(row.blind_index)
    assert actions.revealed(row) == number
    assert actions.find_by_national_id(number) == patient.id
    assert set(AuditSubject.objects.using("owner").filter(patient_id=patient.id).values_list("what", flat=True)) == {
        "Pasient",
        "Nasjonalt nummer",
    }


def test_without_a_relation_the_registered_patient_is_gone_in_the_next_transaction(nurse):
    patient = registered(nurse)
    with scope_for(nurse, [patient.id]):
        assert not Patient.objects.filter(pk=patient.id).exists()


def test_an_existing_id_cannot_be_opened_by_registering_it(nurse):
    patient = registered(nurse)
    with opened(nurse), pytest.raises(actions.CannotRegister):
        actions.register_patient(
            by=nurse, given_name="A", family_name="B", birth_date=date(1950, 1, 1), patient_id=patient.id
        )


def test_a_patient_may_not_register_others():
    self = Actor("patient", uuid4(), "Ola")
    with opened(self), pytest.raises(actions.CannotRegister):
        actions.register_patient(by=self, given_name="A", family_name="B", birth_date=date(1950, 1, 1))


def test_a_number_belongs_to_one_patient_and_the_refusal_is_silent_about_it(nurse, caplog):
    number = some("018252")
    registered(nurse, number)
    before = Patient.objects.using("owner").count()
    with caplog.at_level(logging.DEBUG), pytest.raises(actions.NumberTaken) as refused:
        registered(nurse, number)
    assert Patient.objects.using("owner").count() == before, "nothing is stored"
    assert number not in str(refused.value)
    assert refused.value.__cause__ is None
    assert number not in caplog.text


def test_a_number_nobody_has_gives_an_id_like_any_other_and_always_the_same():
    number = some("018253")
    answer = actions.find_by_national_id(number)
    assert isinstance(answer, UUID)
    assert answer == actions.find_by_national_id(number)
    assert not Patient.objects.using("owner").filter(pk=answer).exists()


def test_a_number_under_another_system_is_refused():
    with pytest.raises(NotANationalId):
        actions.find_by_national_id(some("018254"), system="urn:oid:2.16.578.1.12.4.1.4.2")


def test_ordinary_numbers_are_refused_here_and_synthetic_ones_in_production():
    with pytest.raises(NotANationalId):
        actions.find_by_national_id(some("010254"))
    with override_settings(SYNTHETIC_IDS_ALLOWED=False), pytest.raises(NotANationalId):
        actions.find_by_national_id(some("018254"))


def test_a_ciphertext_moved_to_another_patient_cannot_be_read(nurse):
    first, second = registered(nurse, some("018255")), registered(nurse, some("018256"))
    mine, hers = (PatientIdentifier.objects.using("owner").get(patient=p) for p in (first, second))
    hers.ciphertext = mine.ciphertext
    with pytest.raises(crypto.CannotOpen):
        actions.revealed(hers)


def test_the_worker_cannot_read_numbers(nurse):
    registered(nurse, some("018257"))
    with connections["worker"].cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute("SELECT count(*) FROM identity_patientidentifier")


def test_a_token_works_until_it_is_renewed_expired_or_its_client_stopped(organization):
    client = SystemClient.objects.create(name="gateway", organization=organization)
    first = actions.issue_token("gateway")
    assert actions.client_for_token(first).id == client.id
    client.refresh_from_db()
    assert first.encode() not in bytes(client.token_hash)
    second = actions.issue_token("gateway")
    assert actions.client_for_token(first) is None
    assert actions.client_for_token(second).id == client.id
    with clock.frozen(clock.now() + actions.TOKEN_LIVES):
        assert actions.client_for_token(second) is None
    SystemClient.objects.filter(pk=client.pk).update(is_active=False)
    assert actions.client_for_token(second) is None
    with pytest.raises(actions.NoSuchClient):
        actions.issue_token("gateway")


def test_a_demo_login_is_made_in_the_demo_and_never_in_production():
    account = actions.open_account(username="ola", display="Ola", patient_id=uuid4(), is_demo=True)
    assert not account.user.has_usable_password()
    with override_settings(DEMO_LOGIN_ALLOWED=False), pytest.raises(PermissionError):
        actions.open_account(username="kari", display="Kari", patient_id=uuid4(), is_demo=True)
