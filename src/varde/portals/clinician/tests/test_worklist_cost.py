"""The list page asks the database few and the same questions, however many patients it shows."""

from typing import Any

import psycopg
import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from tests.people import MONDAY_MORNING, Town, town

from varde.lib import clock
from varde.lib import statements as sent
from varde.triage.submissions import ContactRequest

NOT_THE_LIST = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET")
WHO_ASKS = ("django_session", "auth_user", "identity_account", 'FROM "identity_', 'FROM "care_teams_unit"')


@pytest.fixture(scope="module")
def here(database: object) -> Town:
    return town(days=0)


def nurse(here: Town) -> Client:
    client = Client(SERVER_NAME="127.0.0.1")
    user = here.nurse.account.user
    session = client.session
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session.save()
    client.cookies["varde"] = session.session_key or ""
    return client


def asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that reaches PostgreSQL, also those that go round Django."""
    statements: list[str] = []
    execute = psycopg.Cursor.execute

    def counted(cursor: Any, query: Any, *arguments: Any, **more: Any) -> Any:
        statements.append(str(query))
        return execute(cursor, query, *arguments, **more)

    prepare = sent.packed

    def counted_too(connection: Any, held: Any, statement: str, parameters: Any) -> Any:
        statements.append(statement)
        return prepare(connection, held, statement, parameters)

    with monkeypatch.context() as patched, clock.frozen(MONDAY_MORNING):
        patched.setattr(psycopg.Cursor, "execute", counted)
        patched.setattr(sent, "packed", counted_too)
        assert client.get("/arbeidsliste/").status_code == 200
    return [
        sql for sql in statements
        if not sql.startswith(NOT_THE_LIST) and not any(table in sql for table in WHO_ASKS)
    ]  # fmt: skip


def test_the_list_costs_at_most_six_statements_whatever_its_length(here: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    client = nurse(here)
    for person in (here.patient, here.other_patient):
        with clock.frozen(MONDAY_MORNING):
            person.sends(ContactRequest(person.id, "wish", "contact", clock.now()))
    statements = asked(client, monkeypatch)
    assert len(statements) <= 6, statements
