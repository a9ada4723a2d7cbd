"""However many stays have ended, the live figures are counted from the few that are open."""

import conftest
from django.db import connections

PATIENTS = """
INSERT INTO identity_patient (patient_id, given_name, family_name, birth_date, phone, language, timezone,
                              municipality_number, has_protected_address, is_synthetic)
SELECT gen_random_uuid(), 'Prøve', 'Person', '1950-01-01', '', 'nb', 'Europe/Oslo', '', false, true
FROM generate_series(1, 30000)
"""
UNIT = """
WITH made AS (
    INSERT INTO identity_organization (id, kind, name, number, municipality_number)
    VALUES (gen_random_uuid(), 'follow_up_unit', 'Prøveenheten', '', '') RETURNING id
)
INSERT INTO care_teams_unit (id, organization_id, phone, timezone, closed_advice, red_read_minutes, red_contact_minutes)
SELECT gen_random_uuid(), id, '', 'Europe/Oslo', '', 30, 60 FROM made
"""
# One in twenty is open.
STAYS = """
INSERT INTO pathways_episodeofcare (id, patient_id, unit_id, status, programme, municipality_number, district_number,
                                    started_on, ended_on, end_reason)
SELECT gen_random_uuid(), p.patient_id, u.id, CASE WHEN p.n % 20 = 0 THEN 'active' ELSE 'finished' END, 'Kols',
       to_char(p.n % 357, 'FM0000'), '', '2024-01-01', CASE WHEN p.n % 20 = 0 THEN NULL ELSE date '2025-01-01' END, ''
FROM (SELECT patient_id, row_number() OVER () AS n FROM identity_patient) p, care_teams_unit u
"""
LIVE = "SELECT coalesce(sum(active), 0), count(DISTINCT municipality_number) FROM fact_active_by_municipality"


def test_the_live_figures_never_read_the_stays_that_have_ended(database: conftest.TestDatabase) -> None:
    with connections["owner"].cursor() as cursor:
        for statement in (PATIENTS, UNIT, STAYS):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE pathways_episodeofcare")
    with connections["report"].cursor() as cursor:
        cursor.execute(LIVE)
        assert cursor.fetchone() == (1_500, 357)
        cursor.execute(f"EXPLAIN {LIVE}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "stay_active_by_place" in plan
    assert "Seq Scan on pathways_episodeofcare" not in plan
