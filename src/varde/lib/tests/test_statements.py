"""Prepared statements past the driver's cursors: order, parameters, failures, and nothing that holds a connection."""

import gc
import weakref
from datetime import UTC, datetime
from uuid import UUID

import conftest
import psycopg
import pytest
from django.db import transaction

from varde.lib.arrays import Array
from varde.lib.statements import before_next, commit_follows, execute, finish, forget_owed, raw, together

MOMENT = datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def within(database: conftest.TestDatabase):
    with transaction.atomic():
        yield


def test_what_goes_in_comes_out() -> None:
    sent = [UUID(int=7), "blåbær %", True, 42, MOMENT, None, Array("int4", [1, None, 3])]
    asked = "SELECT %s::uuid, %s::text, %s::bool, %s::int4, %s::timestamptz, %s::text, %s::int4[]"
    assert execute(raw("default"), asked, sent).fetchone() == (*sent[:6], [1, None, 3])


def test_named_parameters_may_stand_twice() -> None:
    found = execute(raw("default"), "SELECT %(a)s::int4 + %(b)s::int4 - %(a)s::int4, '%%'", {"a": 5, "b": 2})
    assert found.fetchall() == [(2, "%")]


def test_several_answers_come_in_their_order() -> None:
    answers = together(raw("default"), [("SELECT %s::int4", [n]) for n in range(5)])
    assert [answer.fetchone() for answer in answers] == [(n,) for n in range(5)]


def test_the_first_failure_is_raised_and_the_connection_goes_on() -> None:
    with pytest.raises(psycopg.errors.DivisionByZero), transaction.atomic():
        together(raw("default"), [("SELECT 1", []), ("SELECT 1 / %s::int4", [0]), ("SELECT 2", [])])
    assert execute(raw("default"), "SELECT 3").fetchone() == (3,)


def test_text_with_nul_is_refused_and_never_cut_short() -> None:
    with pytest.raises(psycopg.DataError):
        execute(raw("default"), "SELECT %s::text", ["Ola\0Nordmann"])


def test_what_is_owed_goes_ahead_once_and_can_be_forgotten() -> None:
    connection = raw("default")
    before_next(connection, "SELECT set_config('varde.test', %s, true)", ["a"])
    assert execute(connection, "SELECT current_setting('varde.test', true)").fetchone() == ("a",)
    before_next(connection, "SELECT set_config('varde.test', %s, true)", ["b"])
    forget_owed(connection)
    assert execute(connection, "SELECT current_setting('varde.test', true)").fetchone() == ("a",)


def test_the_first_statement_starts_the_transaction_that_a_rollback_undoes() -> None:
    connection = psycopg.connect(raw("default").info.dsn, password=raw("default").info.password)
    together(connection, [("SELECT set_config('varde.test', 'here', true)", []), ("SELECT 1", [])])
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.INTRANS
    connection.rollback()
    assert execute(connection, "SELECT current_setting('varde.test', true)").fetchone() != ("here",)
    connection.close()


def test_a_lost_connection_says_so() -> None:
    connection = psycopg.connect(raw("default").info.dsn, password=raw("default").info.password, autocommit=True)
    (pid,) = execute(connection, "SELECT pg_backend_pid()").fetchone() or (0,)
    execute(raw("default"), "SELECT pg_terminate_backend(%s::int4)", [pid])
    with pytest.raises(psycopg.OperationalError):
        execute(connection, "SELECT 1")


def test_nothing_here_keeps_a_connection_that_everybody_else_has_dropped() -> None:
    connection = psycopg.connect(raw("default").info.dsn, password=raw("default").info.password, autocommit=True)
    execute(connection, "SELECT 1")
    held = weakref.ref(connection)
    connection.close()
    del connection
    gc.collect()
    assert held() is None


def _fail_with_the_commit(connection: psycopg.Connection) -> None:
    with commit_follows(connection):
        execute(connection, "SELECT set_config('varde.test', 'undone', false)")
        finish(connection, [("SELECT 1 / %s::int4", [0])])


def test_what_is_finished_goes_with_the_commit_and_falls_with_it() -> None:
    connection = psycopg.connect(raw("default").info.dsn, password=raw("default").info.password)
    with commit_follows(connection):
        execute(connection, "SELECT 1")
        finish(connection, [("SELECT set_config('varde.test', 'done', false)", ())])
        assert execute(connection, "SELECT coalesce(current_setting('varde.test', true), '')").fetchone() == ("done",)
        finish(connection, [("SELECT set_config('varde.test', 'last', false)", ())])
    assert connection.info.transaction_status == psycopg.pq.TransactionStatus.IDLE
    with pytest.raises(psycopg.errors.DivisionByZero):
        _fail_with_the_commit(connection)
    connection.rollback()
    assert execute(connection, "SELECT current_setting('varde.test')").fetchone() == ("last",)
    finish(connection, [("SELECT set_config('varde.test', 'at once', false)", ())])
    assert execute(connection, "SELECT current_setting('varde.test')").fetchone() == ("at once",)
    connection.close()
