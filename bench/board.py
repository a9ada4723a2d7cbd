"""The programme's figures in a small country of patients and in a large one, both in all 357 municipalities over 36 months.

Filled by the owner with INSERT … SELECT while the triggers rest, then counted from the rows. What is measured afterwards is
every counted figure at every level and the trends of three years, through the report login, the two sides in turn.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median

import psycopg

from bench import growth, table
from bench.ground import Ground
from bench.lists import Reading
from varde.lib.postgres import logins, server

SIZES = {False: ((1_000, 100_000), (10_000, 1_000_000)), True: ((1_000, 100_000), (100_000, 10_000_000))}
MINUTES, TIMES = 10.0, 2.0
TRENDS = ("aktive-pasienter", "etterlevelse", "kommuner-med-aktive-pasienter", "rod-til-sett", "plandekning")
WORKS = ("tables", "trends", "unfolded")
WATCHED = (
    "identity_patient", "care_teams_carerelation", "pathways_episodeofcare", "pathways_pause", "plans_careplanversion",
    "measurements_observation", "triage_window", "triage_cardevent", "care_teams_openinghours",
)  # fmt: skip


@dataclass(frozen=True)
class Side:
    patients: int
    values: int
    environment: Mapping[str, str]
    counted_in: float
    differing: int

    @property
    def words(self) -> str:
        return f"{self.patients:,} patients and {self.values:,} values"


def measure(ground: Ground, bars: table.Table, *, is_full: bool, rounds: int) -> None:
    names = ("varde_bench_board_small", "varde_bench_board_large")
    with server.connect(ground.place, ground.secrets) as admin:
        _drop(admin, growth.EMPTY, *names)
        growth._empty(ground, admin)
        try:
            small, large = (
                _filled(ground, admin, name, *size) for name, size in zip(names, SIZES[is_full], strict=True)
            )
            _compare(small, large, bars, rounds)
        finally:
            _drop(admin, growth.EMPTY, *names)


def _compare(small: Side, large: Side, bars: table.Table, rounds: int) -> None:
    costs: dict[str, tuple[list[float], list[float]]] = {work: ([], []) for work in WORKS}
    with ExitStack() as stack:
        readers = [stack.enter_context(_reading(side)) for side in (small, large)]
        for _ in range(max(3, rounds)):
            for work in WORKS:
                for place, reader in enumerate(readers):
                    costs[work][place].append(reader.ask(do=work)["ms"])
    names = {
        "tables": "Every figure at every level",
        "trends": f"Trends of three years ({len(TRENDS)} figures, nation)",
        "unfolded": "A figure with fifty patients' news not folded",
    }
    for work, name in names.items():
        before, after = costs[work]
        bars.add(f"{name}: median time, large against small", median(after) / median(before), "<=", TIMES)
        bars.note(f"{median(before):.0f} and {median(after):.0f} ms")
    bars.note(f"from {small.words} to {large.words}")
    bars.add("Counting every figure again from the rows, minutes", large.counted_in / 60, "<=", MINUTES)
    bars.add("Totals that differ from the rows", float(small.differing + large.differing), "<=", 0)


@contextmanager
def _reading(side: Side) -> Iterator[Reading]:
    command = [sys.executable, "-m", "bench.board"]
    with subprocess.Popen(
        command, env=dict(side.environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        yield Reading(process)
        process.stdin.close()


def read() -> None:
    """The child: does a work for each line it is given and says how long it took."""
    import django

    django.setup()
    from django.db import connections

    from varde.indicators import counts, folding, formulas

    counted = [slug for slug, formula in formulas.FORMULAS.items() if formula is not formulas.NOT_YET]

    def tables() -> None:
        for slug in counted:
            counts.everywhere(slug)

    def trends() -> None:
        for slug in TRENDS:
            counts.trend(slug, place="NO")

    def unfolded() -> None:
        counts.everywhere("etterlevelse")

    works = {"tables": tables, "trends": trends, "unfolded": unfolded}
    for line in sys.stdin:
        work = json.loads(line)["do"]
        if work == "unfolded":
            with connections["owner"].cursor() as cursor:
                cursor.execute(_NEWS)
        started = time.perf_counter()
        works[work]()
        print(json.dumps({"ms": (time.perf_counter() - started) * 1e3}), flush=True)
        folding.fold()


def _drop(admin: psycopg.Connection, *names: str) -> None:
    for name in names:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _filled(ground: Ground, admin: psycopg.Connection, name: str, patients: int, values: int) -> Side:
    logins.ensure_database(admin, name, template=growth.EMPTY)
    environment = {**os.environ, **logins.environment(ground.place, ground.secrets, name)}
    started = time.monotonic()
    subprocess.run([sys.executable, "-m", "bench.board", "country"], env=environment, check=True)
    asked = {"patients": patients, "values": values}
    with psycopg.connect(environment["DATABASE_OWNER_URL"], autocommit=True) as owner:
        for setting in ("synchronous_commit = off", "maintenance_work_mem = '512MB'", "work_mem = '128MB'"):
            owner.execute(f"SET {setting}")
        owner.execute("SELECT setseed(0.5)")
        _triggers(owner, "DISABLE")
        for statement in _PEOPLE:
            owner.execute(statement, asked)
        with growth._without_indexes(owner, "measurements_observation"):
            owner.execute(_VALUES, asked)
        _triggers(owner, "ENABLE")
        owner.execute("DROP TABLE bench_patient")
        owner.execute("VACUUM (ANALYZE, FREEZE)")
        laid = time.monotonic()
        owner.execute("SELECT varde_private.figure_refill(current_date)")
        counted_in = time.monotonic() - laid
        owner.execute("VACUUM (ANALYZE) varde_private.figure_total, varde_private.figure_part")
        found = owner.execute("SELECT count(*) FROM varde_private.figure_differences(current_date)").fetchone()
        assert found is not None
    side = Side(patients, values, environment, counted_in, found[0])
    print(f"  {side.words} laid in {laid - started:.0f} s, counted in {counted_in:.1f} s")
    return side


def _triggers(owner: psycopg.Connection, verb: str) -> None:
    for name in WATCHED:
        owner.execute(f"ALTER TABLE {name} {verb} TRIGGER USER")


def country() -> None:
    """The child that loads the geography into a fresh side."""
    import django

    django.setup()
    from varde.geography import actions

    actions.load()


_NEWS = """
UPDATE triage_window SET state = 'filled' WHERE id IN (
    SELECT id FROM triage_window WHERE opens_at > now() - interval '20 days' AND state = 'missed' LIMIT 50)
"""

# A patient has followed for up to three years, some have ended, some have moved; one red card each now and then.
_PEOPLE = (
    """CREATE UNLOGGED TABLE bench_patient AS
    SELECT n, gen_random_uuid() AS id, gen_random_uuid() AS stay, m.number AS municipality,
           (current_date - (random() * 1080)::int) AS started, random() AS luck
    FROM generate_series(0, %(patients)s - 1) n
    JOIN (SELECT number, row_number() OVER (ORDER BY number) - 1 AS place, count(*) OVER () AS many
          FROM geography_municipality) m ON m.place = (n * 7919) %% m.many""",
    """INSERT INTO identity_organization (id, kind, name, number, municipality_number)
    SELECT gen_random_uuid(), k.kind, k.kind || ' ' || m.number, '', m.number
    FROM geography_municipality m, (VALUES ('follow_up_unit'), ('gp_practice'), ('hospital')) k (kind)""",
    """INSERT INTO care_teams_unit (id, organization_id, phone, timezone, closed_advice, red_read_minutes, red_contact_minutes)
    SELECT gen_random_uuid(), id, '', 'Europe/Oslo', '', 30, 60 FROM identity_organization WHERE kind = 'follow_up_unit'""",
    """INSERT INTO care_teams_openinghours (id, unit_id, weekday, opens, closes)
    SELECT gen_random_uuid(), id, d, '08:00', '15:30' FROM care_teams_unit, generate_series(0, 4) d""",
    """INSERT INTO identity_patient (patient_id, given_name, family_name, birth_date, phone, language, timezone,
                                     municipality_number, has_protected_address, is_synthetic)
    SELECT id, 'Kari', 'Prøve', '1935-01-01'::date + (luck * 20000)::int, '', 'nb', 'Europe/Oslo', municipality, false, true
    FROM bench_patient""",
    """INSERT INTO pathways_episodeofcare (id, patient_id, unit_id, status, programme, municipality_number, district_number,
                                           started_on, ended_on, end_reason)
    SELECT p.stay, p.id, u.id, CASE WHEN luck < 0.3 THEN 'finished' ELSE 'active' END, 'kols', p.municipality, '', p.started,
           CASE WHEN luck < 0.3 THEN p.started + ((current_date - p.started) * luck * 3)::int + 1 END, ''
    FROM bench_patient p JOIN identity_organization o ON o.municipality_number = p.municipality AND o.kind = 'follow_up_unit'
    JOIN care_teams_unit u ON u.organization_id = o.id""",
    """INSERT INTO care_teams_carerelation (id, patient_id, organization_id, kind, is_lead, basis, valid_from)
    SELECT gen_random_uuid(), p.id, o.id, CASE o.kind WHEN 'gp_practice' THEN 'gp' ELSE 'hospital' END, false, '', p.started
    FROM bench_patient p JOIN identity_organization o ON o.municipality_number = p.municipality
    WHERE o.kind = 'gp_practice' OR o.kind = 'hospital' AND p.luck > 0.6""",
    """INSERT INTO plans_careplanversion (id, patient_id, number, status, content, valid_from, drafted_by, drafted_at,
                                          approved_by, approved_role, approved_at, controller_org)
    SELECT gen_random_uuid(), id, 1, 'active', '{}', started, 'N', started, 'L', '', started, id
    FROM bench_patient WHERE luck < 0.95""",
    """INSERT INTO triage_window (id, patient_id, item, opens_at, due_at, overdue_at, state)
    SELECT gen_random_uuid(), p.id, 'spo2', t.at, t.at + interval '4 hours', t.at + interval '6 hours',
           CASE WHEN t.at > now() THEN 'open' WHEN random() < 0.8 THEN 'filled' ELSE 'missed' END
    FROM bench_patient p, generate_series(-1, 18) w
    CROSS JOIN LATERAL (SELECT date_trunc('day', now()) + interval '6 hours' - w * interval '9 days' AS at) t""",
    """INSERT INTO triage_cardevent (id, patient_id, episode, kind, at, by, by_display, zone, text, outcome, before)
    SELECT gen_random_uuid(), p.id, e, k.kind, t.at + k.later, k.by, '', 3, '', '', ''
    FROM bench_patient p, generate_series(1, 2) e
    CROSS JOIN LATERAL (SELECT now() - (10 + random() * 700 + 0 * p.luck) * interval '1 day' AS at, (random() + 0 * p.luck) * interval '5 hours' AS wait) t
    CROSS JOIN LATERAL (VALUES ('opened', interval '0', NULL), ('seen', t.wait, p.id), ('contact', t.wait * 2, p.id))
        k (kind, later, by)""",
)
_VALUES = """
INSERT INTO measurements_observation (id, patient_id, kind, effective_at, value, decimal, decimal2, unit, status,
    version, is_current, entry_mode, flag, zone, note, received_at, source, controller_org, source_org)
SELECT gen_random_uuid(), p.id, 'spo2', t.at, 93, '93', '', '%%', 'final', 1, true, 'device', '',
       CASE WHEN v.n %% 20 = 0 THEN 0 ELSE 1 END, '', t.at + CASE WHEN v.n %% 33 = 0 THEN interval '2 days' ELSE interval '0' END,
       p.id, p.id, p.id
FROM generate_series(1, %(values)s / %(patients)s) v (n), bench_patient p
CROSS JOIN LATERAL (SELECT now() - v.n * interval '365 days' / (%(values)s / %(patients)s) AS at) t
"""

if __name__ == "__main__":
    country() if sys.argv[1:] == ["country"] else read()
