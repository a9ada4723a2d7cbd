"""Reads are logged in the transaction that reads: no log row, no data; and the patient reads who and why."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connections

from varde.audit import actions as audit
from varde.audit.models import Action, AuditEvent, AuditSubject
from varde.care_teams.scope import PatientNotFound, scope_for
from varde.care_teams.tests import world
from varde.identity.models import Organization
from varde.lib import clock
from varde.lib import statements as sent
from varde.lib.context import Actor, opened

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture(scope="module")
def nurse(database):
    role = world.role(world.organization())
    return Actor(
        "personnel", role.id, "Nora Nes", "follow_up_nurse", role.organization_id, "Enheten", "Oppfølgingssykepleier"
    )


@pytest.fixture
def patients(nurse):
    organization = Organization.objects.using("owner").get(pk=nurse.organization_id)
    patients = [world.patient() for _ in range(3)]
    for patient in patients:
        world.relation(patient, organization)
    return patients


def shown(nurse, patients, version=1, at=None, what="Arbeidsliste") -> None:
    with clock.frozen(at or clock.now()), scope_for(nurse, [p.pk for p in patients]) as scope:
        scope.record_read(what=what, resources={p.pk: [f"Card/{p.pk}/{version}", "Observation/1/1"] for p in patients})


@contextmanager
def counted():
    statements = []
    plain = psycopg.Cursor.execute

    def execute(self, query, *args, **kwargs):
        statements.append(query)
        return plain(self, query, *args, **kwargs)

    prepare = sent.packed

    def packed(connection, held, statement, parameters):
        statements.append(statement)
        return prepare(connection, held, statement, parameters)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg.Cursor, "execute", execute)
        patch.setattr(sent, "packed", packed)
        yield statements


def subjects(patient):
    return list(AuditSubject.objects.using("owner").filter(patient_id=patient.pk).order_by("recorded_at", "id"))


def test_one_event_and_a_row_for_each_patient_in_one_statement(nurse, patients):
    with scope_for(nurse, [p.pk for p in patients]) as scope:
        with counted() as statements:
            scope.record_read(what="Arbeidsliste", resources={p.pk: ["Card/1/1"] for p in patients})
    assert len(statements) == 2, "one asks why, one writes"
    (event,) = {row.event_id for patient in patients for row in subjects(patient)}
    logged = AuditEvent.objects.using("owner").get(pk=event)
    assert (logged.actor_id, logged.actor_role, logged.action) == (nurse.id, "follow_up_nurse", Action.READ)


def test_the_patient_reads_who_when_why_and_what(nurse, patients):
    shown(nurse, patients)
    me, other = patients[0], patients[1]
    with scope_for(world.self_of(me), [me.pk, other.pk]) as scope:
        (row,) = scope.rows(AuditSubject)
    assert row.actor_line == "Nora Nes, Oppfølgingssykepleier, Enheten"
    assert row.basis == "Vedtak om oppfølging"
    assert row.resources == f"Card/{me.pk}/1 Observation/1/1"
    assert str(other.pk) not in f"{row.resources} {row.basis} {row.actor_line}"


def test_the_same_card_within_ten_minutes_is_the_same_disclosure(nurse, patients):
    now = clock.now()
    events = AuditEvent.objects.using("owner").count()
    shown(nurse, patients, at=now)
    shown(nurse, patients, at=now + timedelta(minutes=9))
    assert [len(subjects(p)) for p in patients] == [1, 1, 1]
    assert AuditEvent.objects.using("owner").count() == events + 1, "nor is there an empty event"
    shown(nurse, patients, at=now + timedelta(minutes=11))
    assert [len(subjects(p)) for p in patients] == [2, 2, 2]


@pytest.mark.parametrize("changed", ["version", "login", "page"])
def test_a_changed_card_another_login_or_another_page_is_a_new_disclosure(nurse, patients, changed):
    shown(nurse, patients)
    by = nurse
    if changed == "login":
        by = world.personnel(world.role(Organization.objects.using("owner").get(pk=nurse.organization_id)))
    shown(
        by, patients, version=2 if changed == "version" else 1, what="Pasient" if changed == "page" else "Arbeidsliste"
    )
    assert [len(subjects(p)) for p in patients] == [2, 2, 2]


def test_only_what_is_news_on_a_list_is_logged(nurse, patients):
    shown(nurse, patients[:2])
    shown(nurse, patients)
    assert [len(subjects(p)) for p in patients] == [1, 1, 1]


def test_a_write_is_logged_each_time(nurse, patients):
    (patient, *_) = patients
    for _ in range(2):
        with opened(nurse, [patient.pk]):
            audit.record(by=nurse, action=Action.UPDATE, what="Kort", subjects={patient.pk: ["Card/1"]})
    assert len(subjects(patient)) == 2


def test_without_the_log_there_is_no_read(nurse, patients):
    """A log that cannot be written takes the reading transaction with it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("REVOKE INSERT ON audit_auditsubject FROM varde_app")
    try:
        with pytest.raises(DatabaseError, match="permission denied"):
            shown(nurse, patients)
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("GRANT INSERT ON audit_auditsubject TO varde_app")


def test_a_read_of_somebody_hidden_cannot_even_be_logged_as_one(nurse):
    hidden = world.patient()
    with scope_for(nurse, [hidden.pk]) as scope, pytest.raises(PatientNotFound):
        scope.record_read(what="Pasient", resources={hidden.pk: ["Patient/1"]})
    with opened(nurse, [hidden.pk]), pytest.raises(DatabaseError, match="row-level security"):
        audit.record(by=nurse, action=Action.READ, what="Pasient", subjects={hidden.pk: ["Patient/1"]})


def test_what_was_refused_is_logged_without_a_subject(nurse):
    wanted = uuid4()
    audit.record_denied(by=nurse, what="Pasient", asked_for=f"Patient/{wanted}", request_id="r1")
    event = AuditEvent.objects.using("owner").get(resources=f"Patient/{wanted}")
    assert (event.action, event.request_id) == (Action.DENIED, "r1")
    assert not AuditSubject.objects.using("owner").filter(event_id=event.pk).exists()


def test_a_long_reason_is_cut_and_a_long_list_of_resources_is_whole(nurse, patients):
    (patient, *_) = patients
    many = [f"Observation/{uuid4()}/1" for _ in range(500)]
    with opened(nurse, [patient.pk]):
        audit.record(by=nurse, action=Action.READ, what="FHIR", subjects={patient.pk: many}, basis="x" * 500)
    (row,) = subjects(patient)
    assert (len(row.basis), row.resources.split(" ")) == (200, many)
