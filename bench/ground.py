"""The ground the measurements stand on: one fresh database, 1,000 patients with plans and 90 days of history."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import psycopg

from varde.lib.postgres import logins, place, server
from varde.lib.postgres.secrets import LOGINS, Secrets
from varde.lib.uuid7 import uuid7

DAYS_TO_SEND = 30
"""The history ends this long ago: what is sent goes on from there, half an hour apart, and never into the future."""

DATABASE = f"varde_bench_{os.getpid()}"


@dataclass(frozen=True)
class Ground:
    """The database with its logins; `patients` have plans and history, the client may see `reachable` patients."""

    place: place.Place
    secrets: Secrets
    patients: tuple[UUID, ...]
    token: str
    client_id: UUID
    unit_id: UUID
    nurse_id: UUID
    history_ends: datetime
    used: dict[str, int] = field(default_factory=lambda: {"steps": 0})

    def owner(self) -> psycopg.Connection:
        return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)

    def admin(self) -> psycopg.Connection:
        return server.connect(self.place, self.secrets, DATABASE)


@contextmanager
def laid(
    patients: int = 1_000, reachable: int = 20_000, days: int = 90, server_name: str = "bench"
) -> Iterator[Ground]:
    """Make the database anew, fill it and give it; dropped afterwards."""
    here = place.find(server_name)
    with server.running(here) as secrets:
        with server.connect(here, secrets) as admin:
            logins.ensure(admin, {login: secrets[login] for login in LOGINS})
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            logins.ensure_database(admin, DATABASE)
        os.environ.update(logins.environment(here, secrets, DATABASE))
        os.environ.update(VARDE_ENV="test", DJANGO_SETTINGS_MODULE="varde.settings")
        import django

        django.setup()
        from varde.lib.postgres import schema

        _connect_django()
        schema.build(verbosity=0)
        yield _filled(here, secrets, patients, reachable, days)
        from django.db import connections

        connections.close_all()
        with server.connect(here, secrets) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")


def _connect_django() -> None:
    """Django may have been set up on another database already (in a test run): its aliases now mean this one."""
    from django.conf import settings as present
    from django.db import connections

    from varde import settings

    os.environ.update(
        SECRET_KEY=present.SECRET_KEY,
        VARDE_CONTEXT_KEY=present.CONTEXT_KEY,
        VARDE_CIPHER_KEY=present.CIPHER_KEY,
        VARDE_INDEX_KEY=present.INDEX_KEY,
    )
    for login in LOGINS:
        alias = "default" if login == "app" else login
        connections[alias].close()
        connections.settings[alias].update(settings.database(os.environ[logins.variable(login)]))


def _filled(here: place.Place, secrets: Secrets, patients: int, reachable: int, days: int) -> Ground:
    from varde.plans.definitions import compose

    started = time.monotonic()
    unit, organization, client, role = (uuid7() for _ in range(4))
    content = compose(["kols-voksen"], VALUES).text()
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        _organization(owner, organization, unit, role)
        ids = [uuid7() for _ in range(reachable)]
        for block in range(0, reachable, 5_000):
            owner.execute(_PEOPLE, {"ids": ids[block : block + 5_000], "organization": organization})
        chosen = ids[:patients]
        owner.execute(_PLANS, {"ids": chosen, "unit": unit, "organization": organization, "content": content})
        fill_history(owner, chosen, days, organization)
        from varde.lib.crypto import new_token, token_hash

        token = new_token()
        owner.execute(
            "INSERT INTO identity_systemclient (id, name, organization_id, token_hash, token_expires_at, is_active)"
            " VALUES (%s, 'bench', %s, %s, now() + interval '1 day', true)",
            [client, organization, token_hash(token)],
        )
        owner.execute("VACUUM ANALYZE")
    print(f"  ground laid in {time.monotonic() - started:.0f} s: {patients:,} patients, {days} days of history")
    return Ground(
        here, secrets, tuple(chosen), token, client, unit, role, datetime.now(UTC) - timedelta(days=DAYS_TO_SEND)
    )


def fill_history(owner: psycopg.Connection, patients: list[UUID], days: int, organization: UUID) -> None:
    """One SpO2, one pulse and one daily form a day, judged green: what reading history costs is what is measured."""
    for block in range(0, len(patients), 500):
        parameters = {
            "ids": patients[block : block + 500],
            "days": days,
            "organization": organization,
            "gap": DAYS_TO_SEND,
        }
        owner.execute(_HISTORY, parameters)
        owner.execute(_ANSWERS, parameters)
        owner.execute(_JUDGED, parameters)
        owner.execute(_WINDOWS, parameters)


def _organization(owner: psycopg.Connection, organization: UUID, unit: UUID, role: UUID) -> None:
    practitioner = uuid7()
    owner.execute(
        "INSERT INTO identity_organization (id, kind, name, number, municipality_number)"
        " VALUES (%s, 'follow_up_unit', 'Oppfølgingsenhet', '', '')",
        [organization],
    )
    owner.execute(
        "INSERT INTO care_teams_unit (id, organization_id, phone, timezone, closed_advice, red_read_minutes,"
        " red_contact_minutes) VALUES (%s, %s, '68 05 00 00', 'Europe/Oslo', '', 30, 60)",
        [unit, organization],
    )
    owner.execute(
        "INSERT INTO care_teams_openinghours (id, unit_id, weekday, opens, closes)"
        " SELECT gen_random_uuid(), %s, d, '08:00', '15:30' FROM generate_series(0, 4) d",
        [unit],
    )
    owner.execute(
        "INSERT INTO identity_practitioner (id, name, hpr_number) VALUES (%s, 'Nora Nurse', '')", [practitioner]
    )
    owner.execute(
        "INSERT INTO identity_practitionerrole (id, practitioner_id, organization_id, code, valid_from)"
        " VALUES (%s, %s, %s, 'follow_up_nurse', now() - interval '1 year')",
        [role, practitioner, organization],
    )


VALUES: dict[str, str | float | bool | None] = {
    "spo2_reference": 93,
    "pulse_reference": 80,
    "oxygen_target": "94-98",
    "home_oxygen": 0,
    "reserve_medicine_plan": "Ingen",
    "usual_reliever": 2,
}
_PEOPLE = """
WITH people AS (
    INSERT INTO identity_patient (patient_id, given_name, family_name, birth_date, phone, language, timezone,
                                  municipality_number, has_protected_address, is_synthetic)
    SELECT id, 'Bench', 'Person', '1950-01-01', '', 'nb', 'Europe/Oslo', '0301', false, true
    FROM unnest(%(ids)s::uuid[]) id
    RETURNING patient_id
)
INSERT INTO care_teams_carerelation (id, patient_id, organization_id, kind, is_lead, basis, valid_from)
SELECT gen_random_uuid(), patient_id, %(organization)s, 'follow_up', true, 'Vedtak', now() - interval '1 year' FROM people
"""
_PLANS = """
WITH versions AS (
    INSERT INTO plans_careplanversion (id, patient_id, number, status, content, valid_from, drafted_by, drafted_at,
                                       approved_by, approved_role, approved_at, controller_org)
    SELECT gen_random_uuid(), id, 1, 'active', %(content)s, now() - interval '200 days', 'Bench',
           now() - interval '200 days', 'Lege', '', now() - interval '200 days', %(organization)s
    FROM unnest(%(ids)s::uuid[]) id
    RETURNING id, patient_id
)
INSERT INTO triage_card (id, patient_id, unit_id, plan_version_id, programme, state, episode, zone, pending_zone,
    zone_now, acute, reason, risk, outside_hours, unreadable, latest, taken_by_display, version, windows_until)
SELECT gen_random_uuid(), patient_id, %(unit)s, id, 'Kols', 'quiet', 0, 0, 0, 1, false, '', 0, false, 0, '{}', '', 0,
       now() + interval '3 days'
FROM versions
"""
_HISTORY = """
INSERT INTO measurements_observation (id, patient_id, kind, effective_at, value, decimal, decimal2, unit, status,
    version, is_current, entry_mode, flag, zone, note, received_at, source, controller_org, source_org)
SELECT gen_random_uuid(), p.id, k.kind, t.at, k.value, k.value::text, '', k.unit, 'final', 1, true, 'device', '', 1, '',
       t.at, %(organization)s, %(organization)s, %(organization)s
FROM unnest(%(ids)s::uuid[]) p (id)
CROSS JOIN generate_series(1, %(days)s) d (ago)
CROSS JOIN LATERAL (VALUES ('spo2', 92 + (random() * 2)::int, '%%'), ('pulse', 78 + (random() * 4)::int, '/min')) k (kind, value, unit)
CROSS JOIN LATERAL (SELECT now() - (d.ago + %(gap)s) * interval '1 day' - random() * interval '2 hours') t (at)
"""
_ANSWERS = """
INSERT INTO questionnaires_questionnaireresponse (id, patient_id, form, form_version, effective_at, answers, score, zone,
    version, is_current, received_at, source, controller_org, source_org)
SELECT gen_random_uuid(), p.id, 'kols_daglig', '1',  t.at,
       '{"sym_pust": 0, "sym_hoste": 0, "sym_slim": 0, "slim_farge": "Ikke slim", "sym_ork": 0, "anfall_ekstra": 1, "hvile": false}',
       0, 1, 1, true, t.at, %(organization)s, %(organization)s, %(organization)s
FROM unnest(%(ids)s::uuid[]) p (id) CROSS JOIN generate_series(1, %(days)s) d (ago)
CROSS JOIN LATERAL (SELECT now() - (d.ago + %(gap)s) * interval '1 day' - random() * interval '2 hours') t (at)
"""
_JUDGED = """
INSERT INTO triage_judgement (id, patient_id, subject_kind, subject_id, effective_at, zone, waiting, acute, verdict,
    fired, digest, rules_version, revision, is_current, judged_at)
SELECT gen_random_uuid(), o.patient_id, 'observation', o.id, o.effective_at, 1, 0, false, 'judged', '[]', '', '1', 1,
       true, o.received_at
FROM measurements_observation o WHERE o.patient_id = ANY(%(ids)s)
"""
_WINDOWS = """
INSERT INTO triage_window (id, patient_id, item, opens_at, due_at, overdue_at, state)
SELECT gen_random_uuid(), p.id, i.item, t.at, t.at + interval '4 hours', t.at + interval '6 hours', 'open'
FROM unnest(%(ids)s::uuid[]) p (id) CROSS JOIN (VALUES ('spo2'), ('pulse'), ('kols_daglig')) i (item)
CROSS JOIN generate_series(0, 2) d (ahead) CROSS JOIN LATERAL (SELECT now() + (d.ahead - 0.2) * interval '1 day') t (at)
"""
