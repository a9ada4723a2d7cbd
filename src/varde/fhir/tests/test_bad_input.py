"""What hostile or broken senders send: a 4xx that says what to do, nothing half stored, little memory."""

import gzip
import json
import resource
from typing import Any
from uuid import UUID

import httpx
import pytest

from varde.fhir.tests.conftest import Make, Sender, stored
from varde.triage.models import RefusedSubmission


def changed(observation: dict[str, Any], path: str, value: object) -> str:
    """The Observation as JSON with one place replaced, or taken out when `value` is ...; text values are raw JSON."""
    *holders, last = path.split(".")
    node: Any = observation
    for name in holders:
        node = node[int(name)] if isinstance(node, list) else node[name]
    if value is ...:
        del node[last]
        return json.dumps(observation)
    node[last] = "@@"
    return json.dumps(observation).replace('"@@"', str(value))


KEPT = [
    ("valueQuantity.code", '"mg"', 422, "Observation.valueQuantity.code"),
    ("valueQuantity.code", ..., 422, "Observation.valueQuantity.code"),
    ("valueQuantity.system", '"urn:other"', 422, "Observation.valueQuantity.code"),
    ("valueQuantity.value", ..., 422, "Observation.valueQuantity"),
    ("valueQuantity.value", '"93"', 400, "Observation.valueQuantity.value"),
    ("valueQuantity.value", "null", 400, "Observation.valueQuantity.value"),
    ("valueQuantity.value", "1e300", 422, "Observation.valueQuantity.value"),
    ("valueQuantity.value", "1e999", 400, "Observation.valueQuantity.value"),
    ("valueQuantity", ..., 422, "Observation.valueQuantity"),
    ("code.coding", ..., 422, "Observation.code.coding"),
    ("code", ..., 400, "Observation"),
    ("code.coding.0.system", ..., 422, "Observation.code.coding"),
    ("status", ..., 400, "Observation"),
    ("status", '"finl"', 400, "Observation.status"),
    ("status", '"entered-in-error"', 422, "Observation.status"),
    ("effectiveDateTime", ..., 422, "Observation.effectiveDateTime"),
    ("effectiveDateTime", '"2026-03-01T08:00:00"', 400, "Observation.effectiveDateTime"),
    ("effectiveDateTime", '"2026-02-30"', 422, "Observation.effectiveDateTime"),
    ("effectiveDateTime", '"0001-01-01T00:00:00+14:00"', 422, "Observation.effectiveDateTime"),
    ("colour", '"red"', 400, "Observation"),
    ("valueQuantity.colour", '"red"', 400, "Observation.valueQuantity"),
    ("modifierExtension", '[{"url": "urn:x:not", "valueBoolean": true}]', 422, "Observation"),
    ("category", '"vital-signs"', 400, "Observation.category"),
    ("contained", '[{"id": "x"}]', 400, "Observation.contained[0]"),
]


@pytest.mark.parametrize(("path", "value", "status", "expression"), KEPT)
def test_what_cannot_be_believed_is_refused_with_its_place_and_kept(
    http: httpx.Client, patient: UUID, spo2: Make, path: str, value: object, status: int, expression: str
) -> None:
    answer = http.post("/Observation", content=changed(spo2(patient), path, value))
    assert answer.status_code == status, answer.text
    issue = answer.json()["issue"][0]
    assert issue["expression"] == [expression]
    assert issue["diagnostics"].endswith(".")
    assert stored(patient) == []
    assert RefusedSubmission.objects.using("owner").filter(patient_id=patient).count() == 1


def test_the_fault_is_told_in_words_a_nurse_can_read(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    """It stands on her list, too."""
    answer = http.post("/Observation", content=changed(spo2(patient), "valueQuantity.value", '"95"'))
    told = "Observation.valueQuantity.value: skal være et tall, ikke en tekst."
    assert answer.json()["issue"][0]["diagnostics"] == told


NOTHING_LEFT = [
    (b"", 400),
    (b"null", 400),
    (b"[]", 400),
    (b"{", 400),
    (b"\xff\xfe", 400),
    (b'{"resourceType": "Patient"}', 400),
    (b'{"resourceType": "Observation"}', 422),
    (b'{"resourceType": "Observation", "subject": {"reference": "Patient/example"}}', 404),
    (b'{"resourceType": "Observation", "subject": "Patient/example"}', 400),
    (b'{"resourceType": "Observation", "subject": {"reference": 7}}', 400),
    (b'{"resourceType": "Observation", "subject": {"identifier": []}}', 400),
    (b'{"resourceType": "Observation", "subject": {"reference": "http://evil.example/Patient/1"}}', 404),
    (b"[" * 100_000, 400),
    (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
    (b'{"a": NaN}', 400),
    (b'{"a": -Infinity}', 400),
    (b'{"a": 1, "a": 2}', 400),
    (b'{"a": "\\u0000"}', 400),
    (b'{"a": "\\ud800"}', 400),
    (b'{"a": 01}', 400),
    (b'{"a": "' + b"x" * 5_000_000 + b'"}', 413),
    (b"[" + b"[]," * 1_600_000 + b"[]]", 413),
]


@pytest.mark.parametrize("path", ["", "/Observation"])
@pytest.mark.parametrize(("body", "status"), NOTHING_LEFT, ids=range(len(NOTHING_LEFT)))
def test_what_cannot_be_read_leaves_nothing(
    http: httpx.Client, sender: Sender, path: str, body: bytes, status: int
) -> None:
    before = RefusedSubmission.objects.using("owner").count()
    answer = http.post(path, content=body)
    assert answer.status_code == (400 if path == "" and status in {404, 422} else status), answer.text
    assert answer.json()["issue"][0]["diagnostics"]
    assert RefusedSubmission.objects.using("owner").count() == before


def test_nan_in_a_value_is_refused(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    answer = http.post("/Observation", content=changed(spo2(patient), "valueQuantity.value", "NaN"))
    assert answer.status_code == 400
    assert "dataAbsentReason" in answer.json()["issue"][0]["diagnostics"]


def test_two_hundred_and_one_entries_are_one_too_many(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    entries = [{"resource": spo2(patient)} for _ in range(201)]
    answer = http.post("", json={"resourceType": "Bundle", "type": "batch", "entry": entries})
    assert (answer.status_code, answer.json()["issue"][0]["expression"]) == (413, ["Bundle.entry"])
    assert stored(patient) == []


@pytest.mark.parametrize(
    "bundle",
    [
        {"type": "history"},
        {"type": "nonsense"},
        {},
        {"type": "batch", "entry": {}},
        {"type": "batch", "entry": [None]},
        {"type": "batch", "entry": [{"resource": []}]},
        {"type": "batch", "entry": [{"request": {"method": "STEAL", "url": "x"}}]},
    ],
)
def test_a_bundle_of_another_shape_is_refused(http: httpx.Client, bundle: dict[str, Any]) -> None:
    answer = http.post("", json={"resourceType": "Bundle", **bundle})
    assert answer.status_code == 400
    assert answer.json()["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("kind", ["batch", "transaction"])
@pytest.mark.parametrize(
    "entry",
    [
        {},
        {"resource": {"resourceType": "Observation", "subject": "x"}},
        {"resource": {"resourceType": 7}},
        {"resource": {"resourceType": "Observation"}, "request": {"method": "DELETE", "url": "Observation/1"}},
        {"resource": {"resourceType": "Patient", "identifier": "x"}, "fullUrl": "urn:uuid:x"},
        {"resource": {"resourceType": "Patient", "identifier": [7]}, "fullUrl": "urn:uuid:x"},
    ],
)
def test_a_hostile_entry_is_refused(http: httpx.Client, kind: str, entry: dict[str, Any]) -> None:
    answer = http.post("", json={"resourceType": "Bundle", "type": kind, "entry": [entry]})
    assert answer.status_code < 500, answer.text
    assert answer.status_code >= 400 or kind == "batch"


def test_gzip_is_read_and_a_bomb_is_not(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    packed = {"Content-Encoding": "gzip"}
    body = gzip.compress(json.dumps(spo2(patient)).encode())
    assert http.post("/Observation", content=body, headers=packed).status_code == 201
    bomb = gzip.compress(b'{"a": "' + b" " * 500_000_000 + b'"}')
    assert http.post("/Observation", content=bomb, headers=packed).status_code == 413
    assert http.post("/Observation", content=b"not gzip", headers=packed).status_code == 400
    assert http.post("/Observation", content=body, headers={"Content-Encoding": "br"}).status_code == 415


def test_a_future_time_is_stored_and_flagged(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    assert http.post("/Observation", json=spo2(patient, at="2199-01-01T00:00:00Z")).status_code == 201
    assert [row.flag for row in stored(patient)] == ["future"]


def test_a_reason_instead_of_a_number_is_stored_and_is_no_measurement(
    http: httpx.Client, patient: UUID, spo2: Make
) -> None:
    sent = spo2(patient, dataAbsentReason={"text": "Apparatet fant ingen puls"})
    del sent["valueQuantity"]
    answer = http.post("/Observation", json=sent)
    assert answer.status_code == 201, answer.text
    assert [(row.kind, row.value) for row in stored(patient)] == [("absent:spo2", None)]
    found = http.get("/Observation", params={"patient": str(patient), "code": "59408-5"}).json()["entry"]
    assert found[0]["resource"]["dataAbsentReason"] == sent["dataAbsentReason"]


def test_hostile_bodies_take_little_memory(http: httpx.Client) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for body in (
        b'{"a": [' + b"{}," * 1_600_000 + b"{}]}",
        b'{"a": [' + b'{"b":1},' * 30_000 + b"{}]}",
        b'{"a": "' + b"\\u00e6" * 800_000 + b'"}',
        b'{"a": [' + b"1.5," * 90_000 + b"1]}",
    ):
        assert http.post("/Observation", content=body).status_code in {400, 413}
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 100_000
