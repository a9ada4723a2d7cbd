"""Each of the two nets holds alone, and what holds each is seen to be missed when it is gone."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from tests.access.asking import content
from tests.access.doors import Doors
from tests.access.matrix import Row, filled, fits, mark, rows
from tests.access.test_matrix import fingerprint
from tests.access.world import World
from varde.care_teams import rights

# Every address behind which there are patients; pages of figures (/styring/, /publikasjoner/ …) have the matrix.
ABOUT_HER = [
    row for row in rows() if row.path.startswith(("/min/", "/fhir", "/pasient/", "/arbeidsliste/", "/fastlege/"))
]
SOME_LEAKS = (
    "GET /pasient/{patient}/ as stranger",
    "GET /fhir/Patient/{patient} as foreign",
    "POST /fhir/Observation as",
)
SOME = [row for row in ABOUT_HER if any(leak.startswith(f"{row.name} as") for leak in SOME_LEAKS)]
ERRORS = ("500", "503")
OUTSIDERS = {"/min/": ("other",), "/fhir": ("foreign",)}
READERS = ("ended", "stranger", "other_gp", "blocked", "blocked_role", "former", "lead", "county", "project")
WRITERS = ("stranger", "ended")


Sent = dict[str, Mapping[str, Any]]


@pytest.fixture
def sent(world: World) -> Sent:
    """What each address is sent, made while both nets are up."""
    return {row.name: content(row.name, world) for row in ABOUT_HER}


@pytest.fixture
def first_net_off(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first net lets everybody see, and write about, everybody in focus."""
    monkeypatch.setattr(rights, "question", lambda *_: None)
    monkeypatch.setattr(rights, "without_asking", lambda _, focus: dict.fromkeys(focus, "Alle"))


def leaks(doors: Doors, world: World, sent: Sent, about: list[Row] = ABOUT_HER) -> list[str]:
    """Addresses where an outsider got something else than the table says, or left something behind. An error is no leak."""
    found, before = [], fingerprint(world)
    for row in about:
        for who in _outsiders(row):
            answer = mark(doors.ask(who, row.method, filled(row.path, world), **sent[row.name]), world.traces)
            if not fits(row.expected[who], answer) and answer not in ERRORS:
                found.append(f"{row.name} as {who}: {answer}, not {row.expected[who]}")
    after = fingerprint(world)
    return found + [f"{table} has changed" for table in before if before[table] != after[table]]


def _outsiders(row: Row) -> tuple[str, ...]:
    """Who gets as far as a net at this door: the others are told so at once."""
    clinicians = READERS if row.method == "GET" else WRITERS
    return next((who for start, who in OUTSIDERS.items() if row.path.startswith(start)), clinicians)


def test_with_both_nets_nothing_leaks(doors: Doors, world: World, sent: Sent) -> None:
    assert leaks(doors, world, sent) == []


def test_row_level_security_holds_alone(doors: Doors, world: World, sent: Sent, first_net_off: None) -> None:
    assert leaks(doors, world, sent) == []


def test_the_scope_holds_alone(doors: Doors, world: World, sent: Sent) -> None:
    with second_net_off():
        assert leaks(doors, world, sent) == []


def test_with_neither_net_everything_is_seen(doors: Doors, world: World, sent: Sent, first_net_off: None) -> None:
    with second_net_off():
        found = "\n".join(leaks(doors, world, sent))
    for leak in (
        "GET /pasient/{patient}/ as stranger",
        "GET /fhir/Patient/{patient} as foreign",
        "POST /fhir/Observation",
    ):
        assert leak in found


def test_a_widened_policy_is_found(doors: Doors, world: World, sent: Sent, first_net_off: None) -> None:
    """On the patient and on the log: with either whole there is still no page, for what is shown must be logged."""
    with as_owner(*_widened("identity_patient")):
        assert leaks(doors, world, sent, SOME) == []
    with as_owner(*_widened("identity_patient"), *_widened("audit_auditsubject")):
        assert leaks(doors, world, sent, SOME) != []


def _widened(table: str) -> tuple[str, str]:
    return (
        f"DROP POLICY focus ON {table}",
        f"CREATE POLICY focus ON {table} TO varde_app USING (true) WITH CHECK (true)",
    )


@pytest.mark.parametrize("table", ["identity_patient", "measurements_observation", "triage_card", "audit_auditsubject"])
def test_readiness_names_the_table_whose_policy_is_gone(table: str, doors: Doors) -> None:
    with as_owner(f"DROP POLICY focus ON {table}"):
        answer = doors.ask("anonymous", "GET", "/readyz")
    assert answer.status_code == 503
    assert table in answer.text


@contextmanager
def second_net_off() -> Iterator[None]:
    """No policy filters anything for the app."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT name FROM varde_private.patient_tables()")
        tables = [name for (name,) in cursor.fetchall()]
    with as_owner(*(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY" for table in tables)):
        yield


@contextmanager
def as_owner(*statements: str) -> Iterator[None]:
    """What the owner does, and all guards put back as they were."""
    try:
        with connections["owner"].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
        yield
    finally:
        with connections["owner"].cursor() as cursor:
            cursor.execute("SELECT varde_private.protect()")
