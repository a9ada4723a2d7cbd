"""A sender corrects what it sent: a new version with a reason, and the old one stays."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from varde.fhir.tests.conftest import Make, Sender, stored


@pytest.fixture
def sent(http: httpx.Client, patient: UUID, spo2: Make) -> dict[str, Any]:
    created: dict[str, Any] = http.post("/Observation", json=spo2(patient, 78)).json()
    return created


def put(http: httpx.Client, resource: dict[str, Any], match: str | None = 'W/"1"', **change: Any) -> httpx.Response:
    headers = {} if match is None else {"If-Match": match}
    return http.put(f"/Observation/{resource['id']}", json={**resource, **change}, headers=headers)


def quantity(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"}


def test_an_amended_value_is_a_new_version_of_the_same_observation(http: httpx.Client, sent: dict[str, Any]) -> None:
    answer = put(http, sent, status="amended", valueQuantity=quantity(87), note=[{"text": "tastet feil"}])
    assert (answer.status_code, answer.headers["etag"]) == (200, 'W/"2"'), answer.text
    now = http.get(f"/Observation/{sent['id']}")
    assert (now.json()["valueQuantity"]["value"], now.headers["etag"]) == (87, 'W/"2"')
    before = http.get(f"/Observation/{sent['id']}/_history/1").json()
    assert (before["valueQuantity"]["value"], before["status"]) == (78, "final")
    patient = sent["subject"]["reference"]
    found = http.get("/Observation", params={"patient": patient}).json()["entry"]
    assert [(e["resource"]["id"], e["resource"]["valueQuantity"]["value"]) for e in found] == [(sent["id"], 87)]
    assert len(http.get("/Observation", params={"_id": sent["id"]}).json()["entry"]) == 1


def test_a_value_can_be_withdrawn(http: httpx.Client, sent: dict[str, Any]) -> None:
    assert put(http, sent, status="entered-in-error").status_code == 200
    assert http.get(f"/Observation/{sent['id']}").json()["status"] == "entered-in-error"
    [old, new] = sorted(stored(UUID(sent["subject"]["reference"][8:])), key=lambda row: row.version)
    assert (old.is_current, new.is_current, new.value) == (False, True, None)


def test_twice_corrected_counts_versions(http: httpx.Client, sent: dict[str, Any]) -> None:
    put(http, sent, status="amended", valueQuantity=quantity(87))
    assert put(http, sent, 'W/"2"', status="amended", valueQuantity=quantity(88)).headers["etag"] == 'W/"3"'
    assert http.get(f"/Observation/{sent['id']}").json()["valueQuantity"]["value"] == 88


@pytest.mark.parametrize(
    ("match", "change", "status"),
    [
        (None, {"status": "amended"}, 428),
        ('W/"2"', {"status": "amended"}, 412),
        ("nonsense", {"status": "amended"}, 412),
        ('W/"1"', {}, 422),
        ('W/"1"', {"status": "amended", "effectiveDateTime": "2026-01-01T00:00:00Z"}, 422),
        ('W/"1"', {"status": "amended", "valueQuantity": {"value": 90}}, 422),
        ('W/"1"', {"status": "amended", "subject": {"reference": f"Patient/{uuid4()}"}}, 404),
        ('W/"1"', {"status": "amended", "colour": "red"}, 400),
        ('W/"1"', {"status": "amended", "id": str(uuid4())}, 400),
    ],
)
def test_other_changes_are_refused(
    http: httpx.Client, sent: dict[str, Any], match: str | None, change: dict[str, Any], status: int
) -> None:
    headers = {} if match is None else {"If-Match": match}
    answer = http.put(f"/Observation/{sent['id']}", json={**sent, **change}, headers=headers)
    assert answer.status_code == status, answer.text
    assert http.get(f"/Observation/{sent['id']}").headers["etag"] == 'W/"1"'


def test_a_stranger_corrects_nothing(http: httpx.Client, door: str, sent: dict[str, Any], stranger: Sender) -> None:
    headers = {**stranger.headers, "If-Match": 'W/"1"'}
    answers = [
        httpx.put(f"{door}/Observation/{wanted}", json={**sent, "id": wanted, "status": "amended"}, headers=headers)
        for wanted in (sent["id"], str(uuid4()))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content
