"""The versions of one Observation are found by key, however many values the patient has."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from django.db import connection, connections

from varde.care_teams.scope import scope_for
from varde.fhir import records
from varde.fhir.tests.conftest import Make, Sender

MANY = 20_000
_FILL = """
INSERT INTO measurements_observation
    (id, patient_id, kind, effective_at, value, decimal, decimal2, unit, status, version, is_current, entry_mode, flag,
     zone, note, received_at, source, controller_org, source_org)
SELECT gen_random_uuid(), %(patient)s, 'spo2', now() - n * interval '1 minute', 93, '93', '', '%%', 'final', 1, true,
       'device', '', 1, '', now(), %(organization)s, %(organization)s, %(organization)s
FROM generate_series(1, %(many)s) n
"""


@pytest.fixture
def corrected(http: httpx.Client, sender: Sender, patient: UUID, spo2: Make) -> UUID:
    """The id of a value corrected twice, among twenty thousand others of the same patient."""
    sent = http.post("/Observation", json=spo2(patient, 78)).json()
    for version, value in ((1, 87), (2, 88)):
        quantity = {**sent["valueQuantity"], "value": value}
        answer = http.put(
            f"/Observation/{sent['id']}",
            json={**sent, "status": "amended", "valueQuantity": quantity},
            headers={"If-Match": f'W/"{version}"'},
        )
        assert answer.status_code == 200, answer.text
    with connections["owner"].cursor() as cursor:
        cursor.execute(_FILL, {"patient": patient, "organization": uuid4(), "many": MANY})
        cursor.execute("ANALYZE measurements_observation")
    return UUID(sent["id"])


def test_each_version_is_found_by_key(corrected: UUID, sender: Sender, patient: UUID) -> None:
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with scope_for(sender.actor, [patient]) as scope:
        with connection.execute_wrapper(note):
            chain = records._chain(scope, corrected)
        plans = [_explained(sql, params) for sql, params in asked]
    assert [row.version for row in chain] == [1, 2, 3]
    forward = [plan for plan in plans if "corrected_once" in plan]
    assert len(forward) == len(chain)
    assert [
        plan for plan in plans if "Seq Scan on measurements_observation" in plan or "observation_series" in plan
    ] == []


def _explained(sql: str, params: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())
