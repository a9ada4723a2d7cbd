"""Row-level security with the first net out of the way: plain SQL as the app, on every table about patients."""

import os
import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, ProgrammingError, connections, models, transaction

from varde.audit.models import AuditEvent
from varde.care_teams.models import Block, EmergencyAccess
from varde.care_teams.tests import world
from varde.identity.models import Account, Patient
from varde.lib.context import opened
from varde.triage.models import SubmissionKey

pytestmark = pytest.mark.usefixtures("database")

MOMENT = datetime(2026, 11, 1, tzinfo=UTC)
SPECIAL = {Block: {"role": "gp"}, EmergencyAccess: {"valid_to": MOMENT}}


def patient_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if any(field.column == "patient_id" for field in m._meta.concrete_fields)]


def value_for(field: models.Field, patient: Patient):
    if field.column == "patient_id":
        return patient.pk
    if field.has_default() or (field.blank and isinstance(field, models.CharField | models.TextField)):
        return field.get_default()
    if field.null:
        return None
    if field.is_relation:
        return made(field.related_model, patient).pk
    by_type = {
        models.DateTimeField: MOMENT, models.DateField: date(2026, 11, 1), models.UUIDField: uuid4(),
        models.BinaryField: os.urandom(32), models.BooleanField: False, models.TimeField: MOMENT.time(),
    }  # fmt: skip
    for kind, value in by_type.items():
        if isinstance(field, kind):
            return value
    return 1 if isinstance(field, models.IntegerField | models.FloatField) else "x"


def made(model: type[models.Model], patient: Patient) -> models.Model:
    """A row of any model, as the owner writes it."""
    if model is Patient:
        return patient
    fields = {f.attname: value_for(f, patient) for f in model._meta.concrete_fields}
    for name, value in SPECIAL.get(model, {}).items():
        fields[name] = value
    row = model(**fields)
    row.save(using="owner", force_insert=True)
    return row


@pytest.fixture(scope="module")
def mine(database):
    return world.patient()


@pytest.fixture(scope="module")
def hers(database):
    return world.patient()


@pytest.fixture(scope="module")
def rows(mine, hers):
    """One row of every patient table for each of the two patients."""
    return {model: {p.pk: made(model, p) for p in (mine, hers)} for model in patient_models()}


def as_app(sql: str, *parameters, using: str = "default"):
    with connections[using].cursor() as cursor:
        cursor.execute(sql, parameters or None)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def touched(sql: str, *parameters, using: str = "default"):
    """As `as_app`, with "permission denied" for an answer where a grant is missing."""
    try:
        with transaction.atomic(using=using):
            return as_app(sql, *parameters, using=using)
    except ProgrammingError as refusal:
        return "permission denied" if "permission denied" in str(refusal) else str(refusal)


def test_every_patient_table_in_the_catalogue_is_known_here():
    catalogue = {name for (name,) in as_app("SELECT name FROM varde_private.patient_tables()", using="owner")}
    assert catalogue == {model._meta.db_table for model in patient_models()}
    assert len(catalogue) > 15


@pytest.mark.parametrize("model", patient_models(), ids=lambda m: m.__name__)
class TestEveryPatientTable:
    def test_it_is_empty_without_a_context(self, model, rows):
        assert as_app(f"SELECT count(*) FROM {model._meta.db_table}") == [(0,)]

    def test_it_shows_the_patient_in_focus_and_no_other(self, model, rows, mine, hers):
        with opened(world.self_of(mine), [mine.pk, hers.pk]):
            assert as_app(f"SELECT DISTINCT patient_id FROM {model._meta.db_table}") == [(mine.pk,)]

    def test_others_rows_cannot_be_written(self, model, rows, mine, hers):
        table, key = model._meta.db_table, model._meta.pk.column
        columns = ", ".join(f'"{f.column}"' for f in model._meta.concrete_fields)
        fresh = [value_for(f, hers) for f in model._meta.concrete_fields]
        refusals = ("row-level security", "permission denied")
        with opened(world.self_of(mine), [mine.pk, hers.pk]):
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                as_app(f"INSERT INTO {table} ({columns}) VALUES ({', '.join(['%s'] * len(fresh))})", *fresh)
            assert any(text in str(refused.value) for text in refusals)
            for change in (f'UPDATE {table} SET "{key}" = "{key}"', f"DELETE FROM {table}"):
                assert touched(f"{change} WHERE patient_id = %s", hers.pk) in (0, "permission denied")

    def test_a_row_cannot_be_moved_to_another_patient(self, model, rows, mine, hers):
        with opened(world.self_of(mine), [mine.pk, hers.pk]), pytest.raises(DatabaseError) as refused:
            as_app(f"UPDATE {model._meta.db_table} SET patient_id = %s", hers.pk)
        assert "row-level security" in str(refused.value) or "permission denied" in str(refused.value)

    def test_the_worker_sees_no_more_than_its_focus(self, model, rows, mine):
        with opened(world.WORKER, [mine.pk], using="worker"):
            shown = touched(f"SELECT DISTINCT patient_id FROM {model._meta.db_table}", using="worker")
            assert shown in ([(mine.pk,)], "permission denied")

    def test_report_cannot_read_it(self, model, rows):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_app(f"SELECT * FROM {model._meta.db_table}", using="report")


CLINICAL = ("measurements_observation", "questionnaires_questionnaireresponse", "triage_judgement", "triage_card",
            "triage_window", "plans_careplanversion", "identity_patient", "care_teams_carerelation", "care_messages_message")  # fmt: skip
APPEND_ONLY = ("audit_auditsubject", "triage_cardevent", "triage_submissionkey")


@pytest.mark.parametrize("table", [*CLINICAL, *APPEND_ONLY])
def test_nothing_clinical_is_deleted(table, rows, mine):
    with opened(world.self_of(mine), [mine.pk]), pytest.raises(DatabaseError, match="permission denied"):
        as_app(f"DELETE FROM {table}")


@pytest.mark.parametrize(
    ("table", "column"),
    [(table, "id") for table in APPEND_ONLY]
    + [("measurements_observation", "value"), ("measurements_observation", "effective_at"), ("triage_judgement", "zone"),
       ("questionnaires_questionnaireresponse", "answers"), ("care_messages_message", "text"),
       ("care_teams_carerelation", "organization_id"), ("care_teams_block", "valid_from"),
       ("care_teams_emergencyaccess", "reason")],
)  # fmt: skip
def test_what_was_written_is_not_overwritten(table, column, rows, mine):
    with opened(world.self_of(mine), [mine.pk]), pytest.raises(DatabaseError, match="permission denied"):
        as_app(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize(
    ("table", "column"), [("measurements_observation", "is_current"), ("triage_judgement", "is_current")]
)
def test_what_may_change_changes(table, column, rows, mine):
    with opened(world.self_of(mine), [mine.pk]):
        assert as_app(f"UPDATE {table} SET {column} = {column}") >= 1


def test_a_patient_reads_her_own_log_and_the_app_no_events():
    with pytest.raises(DatabaseError, match="permission denied"):
        as_app("SELECT count(*) FROM audit_auditevent")


def test_the_auditor_reads_all_of_the_log_and_nothing_else(rows, mine, hers):
    assert {p for (p,) in as_app("SELECT DISTINCT patient_id FROM audit_auditsubject", using="auditor")} >= {
        mine.pk,
        hers.pk,
    }
    as_app("SELECT count(*) FROM audit_auditevent", using="auditor")
    for table in ("identity_patient", "measurements_observation", "identity_account"):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_app(f"SELECT count(*) FROM {table}", using="auditor")
    with pytest.raises(DatabaseError):
        as_app("DELETE FROM audit_auditevent", using="auditor")


@pytest.mark.parametrize("alias", ["worker", "report", "auditor"])
def test_logins_and_tokens_are_read_by_the_app_only(alias):
    for table in (
        "identity_account",
        "identity_systemclient",
        "auth_user",
        "django_session",
        "identity_patientidentifier",
    ):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_app(f"SELECT count(*) FROM {table}", using=alias)


@pytest.mark.parametrize("alias", ["default", "worker", "report", "auditor"])
def test_no_login_but_the_owner_can_build_or_read_the_key(alias):
    statements = (
        "SELECT key FROM varde_private.context_key", "CREATE TABLE public.mine (x int)",
        "ALTER TABLE identity_patient DISABLE ROW LEVEL SECURITY", "DROP POLICY focus ON identity_patient",
        "SELECT varde_private.keep('worker|x|{}')", "SET ROLE varde_owner", "ALTER ROLE CURRENT_USER BYPASSRLS",
        "SET row_security = off; SELECT count(*) FROM identity_patient",
    )  # fmt: skip
    for statement in statements:
        with pytest.raises(DatabaseError):
            as_app(statement, using=alias)
        connections[alias].rollback() if connections[alias].in_atomic_block else None


def test_a_hidden_patient_and_no_patient_give_the_same_refusal(mine, hers):
    """A foreign key alone would tell: it is checked as the table's owner, who sees everybody."""
    refusals = []
    with opened(world.self_of(mine), [mine.pk]):
        for wanted in (hers.pk, uuid4()):
            with pytest.raises(DatabaseError) as refused, transaction.atomic():
                as_app(
                    "INSERT INTO identity_relatedperson (id, patient_id, name, relationship, phone, may_see)"
                    " VALUES (%s, %s, 'x', 'x', '', true)", uuid4(), wanted,
                )  # fmt: skip
            refusals.append(str(refused.value).replace(str(wanted), "?"))
    assert refusals[0] == refusals[1]


def test_a_key_another_patient_used_is_free(rows, mine, hers):
    """Idempotency keys are unique per patient, so that they tell nothing about others."""
    used = rows[SubmissionKey][hers.pk]
    with opened(world.self_of(mine), [mine.pk]):
        SubmissionKey.objects.create(
            patient_id=mine.pk, source=used.source, source_key=used.source_key, subject_id=uuid4(), body_hash=b"x" * 32
        )


def test_unique_keys_that_cross_patients_are_only_these():
    """Every other unique key of a patient table begins with the patient or is a random id."""
    crossing = as_app(
        """SELECT t.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid
        JOIN varde_private.patient_tables() p ON p.oid = t.oid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attname = 'patient_id'
        WHERE i.indisunique AND NOT i.indisprimary AND a.attnum <> ALL (i.indkey::int2[])""",
        using="owner",
    )
    assert {table for table, _ in crossing} == {"identity_patientidentifier"}


def test_no_patient_table_points_to_another_patients_row():
    for model in patient_models():
        pointed = {f.related_model for f in model._meta.concrete_fields if f.is_relation and f.column != "patient_id"}
        assert not pointed & set(patient_models()), model


def test_every_table_the_grants_name_exists():
    source = as_app("SELECT prosrc FROM pg_proc WHERE proname IN ('grant_app', 'grant_others')", using="owner")
    labels = tuple(f"{config.label}_" for config in apps.get_app_configs())
    named = {n for (text,) in source for n in re.findall(r"'([a-z_]+)'", text) if n.startswith(labels)}
    tables = set(connections["owner"].introspection.table_names())
    assert named - tables == set()
    assert len(named) > 15


class TestSabotage:
    """Somebody with the owner's rights weakens the second net: what start-up asks names it."""

    @pytest.mark.parametrize(
        ("sabotage", "named"),
        [
            ("DROP POLICY focus ON triage_card", "policy focus is missing"),
            ("DROP POLICY owner ON triage_card", "policy owner is missing"),
            ("ALTER TABLE triage_card DISABLE ROW LEVEL SECURITY", "row-level security"),
            ("ALTER TABLE triage_card NO FORCE ROW LEVEL SECURITY", "row-level security"),
            ("CREATE POLICY open ON triage_card TO varde_app USING (true)", "policy open should not be there"),
            ("ALTER POLICY focus ON triage_card USING (true)", "policy focus is missing or changed"),
            ("ALTER POLICY focus ON triage_card WITH CHECK (true)", "policy focus is missing or changed"),
            ("ALTER POLICY focus ON triage_card TO varde_worker", "policy focus is missing or changed"),
            ("ALTER POLICY owner ON triage_card TO PUBLIC", "policy owner is missing or changed"),
        ],
    )
    def test_a_weakened_table_is_named(self, sabotage, named):
        with transaction.atomic(using="owner"):
            as_app(sabotage, using="owner")
            found = as_app("SELECT table_name, problem FROM varde.unprotected_tables()", using="owner")
            transaction.set_rollback(True, using="owner")
        assert [table for table, _ in found] == ["triage_card"]
        assert named in found[0][1]

    @pytest.mark.parametrize(
        ("sabotage", "named"),
        [
            ("CREATE TABLE extra (patient_id uuid)", "extra"),
            ("CREATE MATERIALIZED VIEW copied AS SELECT patient_id FROM identity_patient", "copied"),
            ("CREATE VIEW leaking AS SELECT * FROM identity_patient; GRANT SELECT ON leaking TO varde_app", "leaking"),
            ("DELETE FROM varde_private.context_key", "varde_private.context_key"),
            ("DROP POLICY focus ON varde_private.pattern", "varde_private.pattern"),
        ],
    )
    def test_what_is_beside_the_tables_is_named(self, sabotage, named):
        with transaction.atomic(using="owner"):
            as_app(sabotage, using="owner")
            found = as_app("SELECT table_name, problem FROM varde.unprotected_tables()", using="owner")
            transaction.set_rollback(True, using="owner")
        assert named in {table for table, _ in found}

    def test_the_app_may_ask_and_an_untouched_database_has_nothing_to_name(self):
        assert as_app("SELECT * FROM varde.unprotected_tables()") == []

    def test_protecting_again_repairs(self):
        with transaction.atomic(using="owner"):
            as_app("DROP POLICY focus ON triage_card; CREATE TABLE extra (patient_id uuid)", using="owner")
            as_app("SELECT varde_private.protect()", using="owner")
            assert as_app("SELECT * FROM varde.unprotected_tables()", using="owner") == []
            transaction.set_rollback(True, using="owner")


class TestDefinerFunctions:
    """What runs with the owner's rights has no row-level security: each such function is looked at here."""

    def test_their_search_path_is_fixed_and_ends_in_nothing_a_caller_can_write(self):
        loose = as_app(
            """SELECT p.oid::regprocedure::text, p.proconfig FROM pg_proc p WHERE p.prosecdef
            AND p.pronamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
            AND NOT EXISTS (SELECT FROM unnest(p.proconfig) c WHERE c LIKE 'search_path=pg_catalog,%' AND c LIKE '%pg_temp')""",
            using="owner",
        )
        assert loose == []

    def test_all_belong_to_the_owner_and_only_the_two_logins_may_call_them(self):
        callers = as_app(
            """SELECT p.oid::regprocedure::text, p.proowner::regrole::text,
                has_function_privilege('varde_report', p.oid, 'EXECUTE') OR has_function_privilege('varde_auditor', p.oid, 'EXECUTE')
            FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'varde'::regnamespace
                AND p.proname NOT LIKE 'fact\\_%'""",
            using="owner",
        )
        assert len(callers) >= 8
        assert all(owner == "varde_owner" and not others for _, owner, others in callers)

    def test_facts_are_for_the_report_login_and_give_no_ids(self):
        facts = as_app(
            """SELECT p.proname, pg_get_function_result(p.oid), has_function_privilege('varde_report', p.oid, 'EXECUTE'),
                has_function_privilege('varde_app', p.oid, 'EXECUTE')
            FROM pg_proc p WHERE p.pronamespace = 'varde'::regnamespace AND p.proname LIKE 'fact\\_%'""",
            using="owner",
        )
        assert len(facts) >= 3
        assert [(of_report, of_app) for _, _, of_report, of_app in facts] == [(True, False)] * len(facts)
        assert not any("uuid" in result or "patient_id" in result for _, result, _, _ in facts)

    def test_each_that_the_app_may_call_asks_who_is_asking(self):
        """A lint by the text: reviewed exceptions are named here with their reason."""
        reviewed = {
            "patient_by_index": "answers an id also for numbers nobody has",
            "unprotected_tables": "reads the catalogue only",
            "allowed": "verifies the seal itself",
            "open_context": "verifies the signature itself",
        }
        unasked = as_app(
            """SELECT p.proname FROM pg_proc p WHERE p.prosecdef AND has_function_privilege('varde_app', p.oid, 'EXECUTE')
            AND p.pronamespace = 'varde'::regnamespace AND p.prosrc !~ 'varde.actor\\(\\)|varde.may_list_|varde_private.kept\\(\\)'""",
            using="owner",
        )
        assert {name for (name,) in unasked} == set(reviewed)

    def test_what_lists_patients_for_the_worker_is_not_the_apps_to_call(self):
        with pytest.raises(DatabaseError, match="permission denied"):
            as_app("SELECT * FROM varde.patients_to_look_at(now(), now(), 10)")

    def test_the_private_ones_are_the_owners_alone(self):
        reachable = as_app(
            """SELECT p.oid::regprocedure::text FROM pg_proc p, unnest(ARRAY['varde_app', 'varde_worker', 'varde_report']) r
            WHERE p.pronamespace = 'varde_private'::regnamespace AND has_function_privilege(r, p.oid, 'EXECUTE')""",
            using="owner",
        )
        assert reachable == []

    def test_no_view_shows_patients(self):
        views = as_app(
            """SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname IN ('patient_id', 'given_name')
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('v', 'm')""",
            using="owner",
        )
        assert views == []


def test_the_run_time_logins_own_nothing_and_bypass_nothing():
    roles = as_app(
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname LIKE 'varde\\_%'"
    )
    assert {name for name, *_ in roles} >= {"varde_app", "varde_worker", "varde_report", "varde_auditor"}
    assert all(not any(rights) for _, *rights in roles)
    owned = as_app("SELECT count(*) FROM pg_class WHERE relowner <> 10 AND relowner::regrole::text <> 'varde_owner'")
    assert owned == [(0,)]


def test_log_in_state_holds_no_patient_row():
    """Accounts are readable before any patient is in focus: they hold a bare id and a name to greet with, no more."""
    assert "patient_id" not in {f.column for f in Account._meta.concrete_fields}
    assert "patient_id" not in {f.column for f in AuditEvent._meta.concrete_fields}
