"""While rows are copied in, triggers on patients' tables rest; afterwards they work again, and the policies bind again."""

import conftest
import pytest
from django.db import connections

from varde.demo.copying import OWNER, open_to_copy

TRIGGER = """
CREATE OR REPLACE FUNCTION pg_temp.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'fired'; END $$;
CREATE TRIGGER fires AFTER INSERT ON triage_window FOR EACH STATEMENT EXECUTE FUNCTION pg_temp.refuse()
"""
STATE = """
SELECT c.relforcerowsecurity, t.tgenabled FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
WHERE c.relname = 'triage_window' AND t.tgname = 'fires'
"""


def state() -> tuple[bool, str]:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(STATE)
        forced, enabled = cursor.fetchone()
    return forced, enabled


def copy_and_fail() -> None:
    with open_to_copy():
        assert state() == (False, "D")
        raise ZeroDivisionError


def test_triggers_rest_only_inside(database: conftest.TestDatabase) -> None:
    with connections[OWNER].cursor() as cursor:
        cursor.execute(TRIGGER)
    assert state() == (True, "O")
    with pytest.raises(ZeroDivisionError):
        copy_and_fail()
    assert state() == (True, "O")
