"""Every address, every kind of visitor, also where something is sent: what the table says, and nothing else."""

from uuid import UUID

import httpx
import pytest
from django.db import connections

from tests.access import matrix, reporting
from tests.access.asking import content
from tests.access.doors import Doors
from tests.access.matrix import TABLE, VISITORS, Row, fits, mark
from tests.access.world import World
from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
STREAM = "/hendelser/"
ENDS_THE_SESSION = ("/logg-inn/", "/logg-ut/")
INSIDERS = {"/min/": "self", "/fastlege/": "gp", "/fhir": "client"}
ANSWERS_EVERY_METHOD = "/sprak/"  # Django's own view: a redirect back, nothing else


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> None:
    """What the public pages show."""
    by = Actor("worker", UUID(int=1), "Innlasting")
    geography.load()
    projects.load(by=by)
    portfolio.load(by=by)
    indicators.import_snapshot(by=by)
    reporting.make()


def test_every_route_has_a_row() -> None:
    assert matrix.missing() == set()


def test_a_route_left_out_is_found() -> None:
    for name in TABLE:
        left = {other: marks for other, marks in TABLE.items() if other.split("?")[0] != name.split("?")[0]}
        without = {other: marks for other, marks in left.items() if _route(other) != _route(name)}
        assert matrix.missing(without) == {_route(name)}


def test_every_visitor_of_the_table_is_in_the_world(world: World) -> None:
    assert set(world.visitors) == set(VISITORS)


@pytest.mark.parametrize("row", matrix.rows(), ids=lambda row: row.name)
def test_only_who_may(row: Row, doors: Doors, world: World) -> None:
    sent, path, before = content(row.name, world), matrix.filled(row.path, world), fingerprint(world)
    answers = {who: ask(doors, who, row.method, path, **sent) for who in row.may_not}
    assert fingerprint(world) == before, "somebody who may not has left something"
    for who in row.may:
        sent, before = content(row.name, world), fingerprint(world) if row.is_write else {}
        answers[who] = ask(doors, who, row.method, path, **sent)
        assert not row.is_write or fingerprint(world) != before, f"{who} was told that it is done, and nothing was"
    traces = world.traces
    found = {who: (mark(answer, traces), answer.text[:300]) for who, answer in answers.items()}
    assert {who: told for who, told in found.items() if not fits(row.expected[who], told[0])} == {}


def test_methods_without_a_row_do_nothing(doors: Doors, world: World) -> None:
    taken = {(row.method, matrix.route_of(row.method, row.path)) for row in matrix.rows()}
    unexpected, before = [], fingerprint(world)
    for row in {row.path.split("?")[0]: row for row in matrix.rows()}.values():
        for method in METHODS:
            if row.path == ANSWERS_EVERY_METHOD or (method, _route(f"{method} {row.path}")) in taken:
                continue
            path = matrix.filled(row.path.split("?")[0], world)
            status = ask(doors, _insider(path), method, path).status_code
            if status < 400:
                unexpected.append((method, path, status))
    assert unexpected == []
    assert fingerprint(world) == before


def _insider(path: str) -> str:
    """Who may most there."""
    return next((who for start, who in INSIDERS.items() if path.startswith(start)), "nurse")


def ask(doors: Doors, who: str, method: str, path: str, **content: object) -> httpx.Response:
    """Like `Doors.ask`; of the live stream the first words only, and a session of its own where one may end."""
    headers = dict(doors.fresh_headers(doors.world.visitors[who])) if path in ENDS_THE_SESSION else {}
    if path != STREAM:
        return doors.ask(who, method, path, **{"headers": headers} | content)
    with doors.client.stream(method, path, headers=doors.headers(who)) as response:
        response._content = next(response.iter_bytes(), b"")
        return response


def fingerprint(world: World) -> dict[str, str]:
    """Every row about the patient, table by table, log and all."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT name FROM varde_private.patient_tables()")
        tables = [name for (name,) in cursor.fetchall()]
        parts = [
            f"SELECT '{name}', md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {name} t "
            f"WHERE patient_id = '{world.patient}'"
            for name in tables
        ]
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())


def _route(name: str) -> str:
    method, path, *_ = name.split(" ")
    try:
        return matrix.route_of(method, path)
    except StopIteration:
        return ""
