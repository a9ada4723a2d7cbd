"""The migrations say what the models say, and every table about a patient is guarded."""

from django.core.management import call_command
from django.db import connections

from varde.lib.postgres import schema


def test_no_migration_is_missing(database):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_every_patient_table_is_guarded(database):
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT table_name, problem FROM varde.unprotected_tables()")
        assert cursor.fetchall() == []


def test_building_again_changes_nothing(database):
    def shape() -> list[tuple[str, ...]]:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT 'policy', tablename, policyname, qual FROM pg_policies"
                " UNION ALL SELECT 'grant', table_name, grantee, privilege_type FROM information_schema.role_table_grants"
                " WHERE table_schema IN ('public', 'varde', 'varde_private') ORDER BY 1, 2, 3, 4"
            )
            return cursor.fetchall()

    before = shape()
    schema.build(verbosity=0)
    assert shape() == before
    assert before
