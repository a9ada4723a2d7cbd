"""Two databases in one cluster, equal but for their size: what a page costs in the one is measured against the other.

Filled by the owner with INSERT … SELECT. Values lie in the order they were received, one patient's rows between
everybody else's, and the units' patients are enrolled in turn: the layout that years of use give, not a tidy load.
"""

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import psycopg

from bench.ground import VALUES, Ground
from varde.lib.postgres import logins, server
from varde.lib.postgres.secrets import LOGINS
from varde.lib.uuid7 import uuid7

EMPTY, UNIT_SIZE, LONG_SERIES, NURSES = "varde_bench_empty", 1_000, 10_000, 5
SIZES = {False: ((1_000, 200_000), (4_000, 1_000_000)), True: ((1_000, 1_000_000), (20_000, 10_000_000))}


@dataclass(frozen=True)
class Side:
    """One of the two. `nurse` works at `unit` with a thousand patients; `long` is one of them, with 10,000 values of SpO2.

    `account` is that nurse's login.
    """

    database: str
    patients: int
    values: int
    environment: Mapping[str, str]
    unit: UUID
    organization: UUID
    nurse: UUID
    account: UUID
    long: UUID

    @property
    def words(self) -> str:
        return f"{self.patients:,} patients and {self.values:,} values"


@contextmanager
def sides(ground: Ground, *, is_full: bool) -> Iterator[tuple[Side, Side]]:
    """The small and the large database, dropped afterwards."""
    names = ("varde_bench_small", "varde_bench_large")
    with server.connect(ground.place, ground.secrets) as admin:
        _drop(admin, EMPTY, *names)
        _empty(ground, admin)
        try:
            small, large = (
                _filled(ground, admin, name, *size) for name, size in zip(names, SIZES[is_full], strict=True)
            )
            yield small, large
        finally:
            _drop(admin, EMPTY, *names)


def _drop(admin: psycopg.Connection, *names: str) -> None:
    for name in names:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _empty(ground: Ground, admin: psycopg.Connection) -> None:
    """The present schema without a row, to clone."""
    from django.db import connections

    from varde.lib.postgres import schema

    logins.ensure_database(admin, EMPTY)
    aliases = ["default" if login == "app" else login for login in LOGINS]
    before = {alias: connections.settings[alias]["NAME"] for alias in aliases}
    try:
        for alias in aliases:
            connections[alias].close()
            connections.settings[alias]["NAME"] = EMPTY
        schema.build(verbosity=0)
    finally:
        for alias in aliases:
            connections[alias].close()
            connections.settings[alias]["NAME"] = before[alias]


def _filled(ground: Ground, admin: psycopg.Connection, name: str, patients: int, values: int) -> Side:
    from varde.plans.definitions import compose

    started = time.monotonic()
    logins.ensure_database(admin, name, template=EMPTY)
    account = uuid7()
    environment = {**os.environ, **logins.environment(ground.place, ground.secrets, name)}
    asked = {
        "units": patients // UNIT_SIZE,
        "unit_size": UNIT_SIZE,
        "nurses": NURSES,
        "values": values,
        "long_values": LONG_SERIES,
        "content": compose(["kols-voksen"], VALUES).text(),
        "account": account,
    }
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        owner.execute("SET maintenance_work_mem = '512MB'")
        owner.execute("SELECT setseed(0.5)")
        for statement in (*_PLACES, *_PATIENTS, *_ACCOUNT):
            owner.execute(statement, asked)
        for table, statement in (("measurements_observation", _VALUES), ("audit_auditsubject", _LOG)):
            with _without_indexes(owner, table):
                owner.execute(statement, asked)
        owner.execute("VACUUM (ANALYZE, FREEZE)")
        side = _side(owner, name, patients, values, environment, account)
    admin.execute("CHECKPOINT")
    print(f"  {side.words} laid in {time.monotonic() - started:.0f} s")
    return side


@contextmanager
def _without_indexes(owner: psycopg.Connection, table: str) -> Iterator[None]:
    """Made again from their own definitions afterwards: ten million random insertions into them take ten times as long."""
    found = owner.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = %s::regclass AND NOT i.indisunique",
        [table],
    ).fetchall()
    for index, _ in found:
        owner.execute(f"DROP INDEX {index}")
    yield
    for _, definition in found:
        owner.execute(definition)


def _side(
    owner: psycopg.Connection, name: str, patients: int, values: int, environment: Mapping[str, str], account: UUID
) -> Side:
    row = owner.execute("SELECT id, organization_id FROM bench_unit WHERE number = 0").fetchone()
    long = owner.execute("SELECT id FROM bench_patient WHERE number = 0").fetchone()
    assert row is not None
    assert long is not None
    nurse = owner.execute("SELECT practitioner_role_id FROM identity_account WHERE id = %s", [account]).fetchone()
    assert nurse is not None
    owner.execute("DROP TABLE bench_unit, bench_patient")
    return Side(name, patients, values, environment, row[0], row[1], nurse[0], account, long[0])


_PLACES = (
    """CREATE UNLOGGED TABLE bench_unit AS
    SELECT n AS number, gen_random_uuid() AS id, gen_random_uuid() AS organization_id, gen_random_uuid() AS practice_id
    FROM generate_series(0, %(units)s - 1) n""",
    """INSERT INTO identity_organization (id, kind, name, number, municipality_number)
    SELECT organization_id, 'follow_up_unit', 'Oppfølgingsenhet ' || number, '', '' FROM bench_unit
    UNION ALL SELECT practice_id, 'gp_practice', 'Legekontor ' || number, '', '' FROM bench_unit""",
    """INSERT INTO care_teams_unit (id, organization_id, phone, timezone, closed_advice, red_read_minutes, red_contact_minutes)
    SELECT id, organization_id, '68 05 00 00', 'Europe/Oslo', '', 30, 60 FROM bench_unit""",
    """INSERT INTO care_teams_openinghours (id, unit_id, weekday, opens, closes)
    SELECT gen_random_uuid(), id, d, '08:00', '15:30' FROM bench_unit, generate_series(0, 4) d""",
    """WITH people AS (
        INSERT INTO identity_practitioner (id, name, hpr_number)
        SELECT gen_random_uuid(), 'Nora Nurse', '' FROM generate_series(1, %(units)s * %(nurses)s) RETURNING id)
    INSERT INTO identity_practitionerrole (id, practitioner_id, organization_id, code, valid_from)
    SELECT gen_random_uuid(), p.id, u.organization_id, 'follow_up_nurse', now() - interval '1 year'
    FROM (SELECT id, row_number() OVER () AS place FROM people) p JOIN bench_unit u ON u.number = p.place %% %(units)s""",
    """INSERT INTO triage_heartbeat (part, at) VALUES ('loop', now()), ('stream', now())""",
)

# Of a thousand: 60 open cards of every kind, 40 overdue, the others quiet and expected later today.
_PATIENTS = (
    """CREATE UNLOGGED TABLE bench_patient AS
    SELECT n AS number, gen_random_uuid() AS id, n / %(unit_size)s AS unit, n %% %(unit_size)s AS place, random() AS turn
    FROM generate_series(0, %(units)s * %(unit_size)s - 1) n""",
    """INSERT INTO identity_patient (patient_id, given_name, family_name, birth_date, phone, language, timezone,
                                     municipality_number, has_protected_address, is_synthetic)
    SELECT id, 'Kari', 'Prøve ' || number, '1950-01-01', '', 'nb', 'Europe/Oslo', '0301', false, true
    FROM bench_patient ORDER BY turn""",
    """INSERT INTO care_teams_carerelation (id, patient_id, organization_id, kind, is_lead, basis, valid_from)
    SELECT gen_random_uuid(), p.id, r.organization_id, r.kind, r.kind = 'follow_up', r.basis, now() - interval '2 years'
    FROM bench_patient p JOIN bench_unit u ON u.number = p.unit
    CROSS JOIN LATERAL (VALUES (u.organization_id, 'follow_up', 'Vedtak om oppfølging'),
                               (u.practice_id, 'gp', 'Fastlege')) r (organization_id, kind, basis)
    ORDER BY p.turn""",
    """INSERT INTO care_teams_block (id, patient_id, role, valid_from)
    SELECT gen_random_uuid(), id, 'home_nurse', now() - interval '1 year' FROM bench_patient WHERE place %% 50 = 0""",
    """INSERT INTO plans_careplanversion (id, patient_id, number, status, content, valid_from, drafted_by, drafted_at,
                                          approved_by, approved_role, approved_at, controller_org)
    SELECT gen_random_uuid(), p.id, 1, 'active', %(content)s, now() - interval '2 years', 'Nora', now() - interval '2 years',
           'Lege', '', now() - interval '2 years', u.organization_id
    FROM bench_patient p JOIN bench_unit u ON u.number = p.unit ORDER BY p.turn""",
    """INSERT INTO triage_card (id, patient_id, unit_id, plan_version_id, programme, state, episode, zone, pending_zone,
        stands_at, zone_now, acute, reason, risk, since, promised_at, outside_hours, wants_contact_at, unreadable,
        overdue_at, latest, taken_by_display, version, windows_until)
    SELECT gen_random_uuid(), p.id, u.id, v.id, 'Kols', c.state, 1, c.zone, 0, NULL, greatest(c.zone, 1), false,
        CASE c.zone WHEN 3 THEN 'SpO2 86 %%, du pleier å ha 93; tyngre pust i 2 dager' WHEN 2 THEN 'SpO2 90 %%, du pleier å ha 93'
                    ELSE '' END,
        p.turn, c.since, c.since + interval '1 hour', false, CASE WHEN c.state = 'new' AND c.zone < 2 THEN c.since END,
        CASE WHEN p.place = 59 THEN 1 ELSE 0 END,
        CASE WHEN p.place < 60 THEN NULL WHEN p.place < 100 THEN now() - p.turn * interval '20 hours'
             ELSE now() + (8 + p.turn * 10) * interval '1 hour' END,
        '{"spo2": [1, "2026-01-01T08:00:00+00:00", null], "pulse": [1, "2026-01-01T08:00:00+00:00", null]}', '', 3,
        now() + interval '3 days'
    FROM bench_patient p JOIN bench_unit u ON u.number = p.unit JOIN plans_careplanversion v ON v.patient_id = p.id
    CROSS JOIN LATERAL (
        SELECT CASE WHEN p.place >= 60 THEN 'quiet' WHEN p.place %% 3 = 0 THEN 'in_progress' ELSE 'new' END AS state,
               CASE WHEN p.place < 12 THEN 3 WHEN p.place < 52 THEN 2 WHEN p.place < 60 THEN 1 ELSE 1 END AS zone,
               CASE WHEN p.place < 60 THEN now() - p.turn * interval '10 hours' END AS since) c
    ORDER BY p.turn""",
)

# Two years in which somebody has read each patient's record once a week.
_LOG = """
INSERT INTO audit_auditsubject (id, event_id, patient_id, recorded_at, action, what, basis, actor_id, actor_line, resources)
SELECT gen_random_uuid(), gen_random_uuid(), p.id, now() - (ago - p.turn / 2) * interval '7 days', 'R', 'Pasientside',
       'Vedtak om oppfølging', gen_random_uuid(), 'Nora Nurse, Oppfølgingsenheten', 'Patient/' || p.id
FROM generate_series(104, 1, -1) ago CROSS JOIN bench_patient p
"""

# Somebody who can log in to the pages as a nurse of unit 0.
_ACCOUNT = (
    """WITH who AS (
        INSERT INTO auth_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined)
        VALUES ('', false, 'nurse', '', '', '', false, true, now()) RETURNING id)
    INSERT INTO identity_account (id, user_id, display, about, practitioner_role_id, is_demo)
    SELECT %(account)s, who.id, 'Nora Nurse', '', (SELECT min(r.id::text)::uuid FROM identity_practitionerrole r
        JOIN bench_unit u ON u.organization_id = r.organization_id AND u.number = 0), true FROM who""",
)

# Two years of values in the order they came; every so many of them patient number 0's, who has 10,000.
_VALUES = """
INSERT INTO measurements_observation (id, patient_id, kind, effective_at, value, decimal, decimal2, unit, status,
    version, is_current, entry_mode, flag, zone, note, received_at, source, controller_org, source_org)
SELECT (lpad(to_hex((extract(epoch FROM v.at) * 1000)::bigint), 12, '0') || '7' || substr(md5(v.n::text), 1, 19))::uuid,
       v.who, v.kind, v.at, v.value, v.value::text, '', v.unit, 'final', 1, true, 'device', '',
       CASE WHEN v.value < 90 AND v.kind = 'spo2' THEN 2 ELSE 1 END, '', v.at, v.who, v.who, v.who
FROM (
    SELECT n, now() - interval '730 days' + n * (interval '730 days' / (%(values)s + 1)) AS at,
           (SELECT array_agg(id ORDER BY number) FROM bench_patient)
               [CASE WHEN is_long THEN 1 ELSE 2 + floor(random() * (%(units)s * %(unit_size)s - 1))::int END] AS who,
           CASE WHEN is_spo2 THEN 'spo2' ELSE 'pulse' END AS kind,
           CASE WHEN is_spo2 THEN '%%' ELSE '/min' END AS unit,
           CASE WHEN is_spo2 THEN 89 + (ln(1 + random() * 150))::int ELSE 70 + (random() * 20)::int END AS value
    FROM (SELECT n, n %% (%(values)s / %(long_values)s) = 0 AS is_long,
                 n %% 2 = 0 OR n %% (%(values)s / %(long_values)s) = 0 AS is_spo2
          FROM generate_series(1, %(values)s) n) m
) v
"""
