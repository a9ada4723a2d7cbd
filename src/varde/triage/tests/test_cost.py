"""What the list and the reading of history may cost: statements on the wire, and no scan of everybody's values."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections

from varde.care_teams.scope import scope_for
from varde.lib import clock
from varde.lib.arrays import Array, columns
from varde.lib.context import Actor, opened
from varde.lib.statements import execute, raw
from varde.measurements import series
from varde.triage import reading, worklist

MOST_STATEMENTS = 6


def _people(count: int) -> str:
    return f"""WITH people AS (
    INSERT INTO identity_patient (patient_id, given_name, family_name, birth_date, phone, language, timezone,
                                  municipality_number, has_protected_address, is_synthetic)
    SELECT gen_random_uuid(), 'Ola', 'Prøve', '1950-01-01', '', 'nb', 'Europe/Oslo', '', false, true
    FROM generate_series(1, {count}) RETURNING patient_id
)"""


FILL = (
    _people(200)
    + """
INSERT INTO measurements_observation (id, patient_id, kind, effective_at, value, decimal, decimal2, unit, status,
    version, is_current, entry_mode, flag, zone, note, received_at, source, controller_org, source_org)
SELECT gen_random_uuid(), p.patient_id, 'spo2', now() - n * interval '8 hours', 93, '93', '', '%', 'final', 1, true,
       'device', '', 1, '', now(), p.patient_id, p.patient_id, p.patient_id
FROM people p CROSS JOIN generate_series(1, 150) n
"""
)

BLOCKS = (
    _people(600)
    + """
, numbered AS (
    SELECT patient_id, row_number() OVER () AS n FROM people
), carded AS (
    INSERT INTO triage_card (id, patient_id, unit_id, programme, state, episode, zone, pending_zone, zone_now, acute, reason, risk,
                             since, outside_hours, unreadable, latest, taken_by_display, version)
    SELECT gen_random_uuid(), patient_id, %s, '', 'new', 1, 2, 0, 2, false, '', 1, now(), false, 0, '{}', '', 1
    FROM numbered WHERE n <= 200
)
INSERT INTO care_teams_block (id, patient_id, role, valid_from)
SELECT gen_random_uuid(), patient_id, 'home_nurse', now() - interval '1 year' FROM numbered WHERE n > 200
"""
)
READ_OF_BLOCKS = """
SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname = 'care_teams_block'
"""


@pytest.fixture
def many_values(database: object) -> UUID:
    """30,000 values of 200 people, and one of them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(FILL.replace("%", "%%"), [])
        cursor.execute("ANALYZE measurements_observation")
        cursor.execute("SELECT patient_id FROM measurements_observation GROUP BY 1 HAVING count(*) = 150 LIMIT 1")
        (one,) = cursor.fetchone()
    return UUID(str(one))


def sent(path: Path) -> list[str]:
    """The statements in a trace of the wire, transaction control apart."""
    lines = [line.split("\t") for line in path.read_text(errors="replace").splitlines()]
    told = [line for line in lines if len(line) > 3 and line[1] == "F" and line[3] in ("Query", "Parse", "Execute")]
    begun = sum(line[3] == "Parse" and "BEGIN" in line[-1] for line in told)
    run = [line[-1] for line in told if line[3] != "Parse" and not any(w in line[-1] for w in ("BEGIN", "COMMIT"))]
    return run[begun:]


def test_a_list_page_with_its_log_rows_is_six_statements(world: Any, monday: object, tmp_path: Path) -> None:
    for _ in range(12):
        world.patient().measures("spo2", 80)
    with scope_for(world.nurse):
        pass  # there is a connection to listen to
    with open(tmp_path / "wire", "w") as trace:
        pgconn = connection.connection.pgconn
        pgconn.trace(trace.fileno())
        with scope_for(world.nurse) as scope:
            rows = worklist.page(scope, world.unit.id).rows
            scope.record_read(what="Arbeidsliste", resources={row.patient_id: [f"Card/{row.card_id}"] for row in rows})
        pgconn.untrace()
    assert len(rows) == 12
    assert 0 < len(sent(tmp_path / "wire")) <= MOST_STATEMENTS


def test_a_list_page_reads_no_blocks_of_people_who_are_not_on_it(world: Any, monday: object) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(BLOCKS, [world.unit.id])
        cursor.execute("ANALYZE care_teams_block, triage_card")
    for _ in range(8):  # the plan is kept from the sixth time on
        with scope_for(world.nurse) as scope, connection.cursor() as cursor:
            assert worklist.page(scope, world.unit.id).total == 200
            cursor.execute(READ_OF_BLOCKS)
            assert cursor.fetchone() == (0,)


def test_series_and_history_are_read_by_index_under_row_level_security(many_values: UUID) -> None:
    now = clock.now()
    since, shapes = now - timedelta(days=30), ("int4", "uuid", "text", "bool", "timestamptz", "timestamptz")
    series_of = {"patient": many_values, "kind": "spo2", "since": since, "until": now, "columns": 700}
    asked: list[tuple[str, Any]] = [
        (reading._READINGS, columns([(many_values, "spo2", since)], "uuid", "text", "timestamptz")),
        (reading._VALUES, [*columns([(0, many_values, "spo2", False, since, now)], *shapes), Array("uuid", [])]),
        (series.NEWEST, {"patient": many_values, "kinds": ["spo2", "pulse"], "each": 80}),
        (series.BEFORE, {**series_of, "limit": 80}),
        (series.THINNED, {**series_of, "step": timedelta(hours=2)}),
    ]
    with opened(Actor("patient", many_values, "Ola"), [many_values]):
        for statement, parameters in asked:
            assert len(execute(raw("default"), statement, parameters).fetchall()) >= 80
            found = execute(raw("default"), f"EXPLAIN {statement}", parameters).fetchall()
            plan = "\n".join(line for (line,) in found)
            assert "observation_series" in plan
            assert "Seq Scan on measurements_observation" not in plan
