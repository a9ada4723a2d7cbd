"""Bundles: all or nothing for a transaction, entry by entry for a batch and for PMD's collections."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest

from varde.fhir.tests.conftest import Make, Sender, stored
from varde.identity.actions import set_identifier
from varde.lib.context import opened
from varde.triage.models import RefusedSubmission

FNR = "urn:oid:2.16.578.1.12.4.1.4.1"


def synthetic_number() -> str:
    """A well-formed number of the +80 series, different each time."""
    base = uuid4().int % 900 + 100
    for individual in range(base, base + 800):
        digits = f"0185{50:02d}{individual:03d}"[:9]
        first = -sum(w * int(d) for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), digits, strict=True)) % 11
        second = -sum(w * int(d) for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), f"{digits}{first}", strict=False)) % 11
        if first < 10 and second < 10:
            return f"{digits}{first}{second}"
    raise AssertionError


def entry(resource: dict[str, Any], **request: str) -> dict[str, Any]:
    return {
        "fullUrl": f"urn:uuid:{uuid4()}",
        "resource": resource,
        "request": {"method": "POST", "url": resource["resourceType"], **request},
    }


def bundle(kind: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": kind, "entry": list(entries)}


def test_a_transaction_stores_everything_in_order(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = bundle("transaction", *(entry(spo2(patient, 90 + n)) for n in range(5)))
    answer = http.post("", json=sent)
    assert answer.status_code == 200, answer.text
    replies = answer.json()["entry"]
    assert answer.json()["type"] == "transaction-response"
    assert [reply["fullUrl"] for reply in replies] == [e["fullUrl"] for e in sent["entry"]]
    assert {reply["response"]["status"] for reply in replies} == {"201 Created"}
    values = [
        http.get("/" + r["response"]["location"].split("/_h")[0]).json()["valueQuantity"]["value"] for r in replies
    ]
    assert values == [90, 91, 92, 93, 94]


def test_a_transaction_again_changes_nothing(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = bundle("transaction", *(entry(spo2(patient, 90 + n)) for n in range(3)))
    first, second = (http.post("", json=sent).json()["entry"] for _ in range(2))
    assert [r["response"]["status"] for r in second] == ["200 OK"] * 3
    assert [r["response"]["location"] for r in first] == [r["response"]["location"] for r in second]


@pytest.mark.parametrize("fault", ["unit", "stranger", "conflict", "shape", "type"])
def test_a_transaction_with_one_fault_stores_nothing(
    http: httpx.Client, patient: UUID, stranger: Sender, spo2: Make, fault: str
) -> None:
    bad = spo2(patient, 91)
    status = 422
    if fault == "unit":
        bad["valueQuantity"]["code"] = "1"
    elif fault == "stranger":
        bad, status = spo2(stranger.patients[0]), 404
    elif fault == "conflict":
        http.post("/Observation", json=spo2(patient, 50, key="taken", at="2026-03-01T08:00:00Z"))
        bad, status = spo2(patient, 51, key="taken", at="2026-03-01T08:00:00Z"), 409
    elif fault == "shape":
        bad["colour"] = "red"
        status = 400
    else:
        bad = {"resourceType": "Encounter", "status": "finished"}
    before = len(stored(patient))
    answer = http.post("", json=bundle("transaction", entry(spo2(patient, 95)), entry(bad)))
    assert answer.status_code == status, answer.text
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert len(stored(patient)) == before
    kept = RefusedSubmission.objects.using("owner").filter(patient_id=patient).count()
    assert kept == (1 if fault in {"unit", "shape"} else 0)
    if status != 404:
        assert answer.json()["issue"][0]["expression"] == ["Bundle.entry[1]"]


@pytest.mark.parametrize("kind", ["batch", "collection"])
def test_a_batch_answers_entry_by_entry(
    http: httpx.Client, patient: UUID, stranger: Sender, spo2: Make, kind: str
) -> None:
    wrong = spo2(patient)
    wrong["valueQuantity"]["code"] = "mg"
    entries = [
        entry(r) for r in (wrong, spo2(patient, 94), spo2(stranger.patients[0]), spo2(uuid4()), spo2(patient, 96))
    ]
    if kind == "collection":
        for one in entries:
            del one["request"]
    answer = http.post("", json=bundle(kind, *entries))
    assert (answer.status_code, answer.json()["type"]) == (200, "batch-response")
    replies = answer.json()["entry"]
    assert [reply["response"]["status"][:3] for reply in replies] == ["422", "201", "404", "404", "201"]
    assert [reply["fullUrl"] for reply in replies] == [e["fullUrl"] for e in entries]
    assert replies[2]["response"] == replies[3]["response"]
    assert {row.decimal for row in stored(patient)} == {"94", "96"}


def test_what_a_bundle_does_not_take_says_where_to_go_and_stops_nobody_else(
    http: httpx.Client, patient: UUID, spo2: Make
) -> None:
    reads = {"request": {"method": "GET", "url": f"Observation?patient={patient}"}}
    puts = entry({**spo2(patient, 91), "id": "mine"}, method="PUT", url="Observation/mine")
    answer = http.post("", json=bundle("batch", reads, puts, entry(spo2(patient, 92))))
    replies = [reply["response"] for reply in answer.json()["entry"]]
    assert [reply["status"][:3] for reply in replies] == ["422", "422", "201"]
    assert all("Rett med PUT og les med GET" in r["outcome"]["issue"][0]["diagnostics"] for r in replies[:2])
    assert len(stored(patient)) == 1


def test_thirty_good_behind_one_bad_all_land(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    bad = spo2(patient)
    del bad["code"]
    answer = http.post("", json=bundle("batch", entry(bad), *(entry(spo2(patient, 90)) for _ in range(30))))
    assert [reply["response"]["status"][:3] for reply in answer.json()["entry"]] == ["400"] + ["201"] * 30


def test_a_patient_is_named_by_national_number_and_the_database_holds_no_number(
    http: httpx.Client, sender: Sender, spo2: Make
) -> None:
    patient, number = sender.new_patient(), synthetic_number()
    with opened(sender.actor, [patient]):
        set_identifier(by=sender.actor, patient_id=patient, national_id=number)
    named = {"identifier": {"system": FNR, "value": number}, "display": "Kari Prøve"}
    sent = spo2(patient, 93, subject=named, performer=[{"identifier": {"system": FNR, "value": number}}])
    created = http.post("/Observation", json=sent)
    assert created.status_code == 201, created.text
    [row] = stored(patient)
    assert number not in (row.body or "")
    read = http.get(f"/Observation/{row.id}").json()
    assert read["subject"] == {**named, "reference": f"Patient/{patient}"}
    assert read["performer"] == sent["performer"]
    assert http.post("/Observation", json=sent).status_code == 200

    person = {"resourceType": "Patient", "identifier": [{"system": FNR, "value": number}]}
    patient_entry = entry(person)
    linked = entry(spo2(patient, 92, subject={"reference": patient_entry["fullUrl"]}))
    answer = http.post("", json=bundle("transaction", patient_entry, linked))
    assert answer.status_code == 200, answer.text
    assert answer.json()["entry"][0]["response"]["location"] == f"Patient/{patient}"
    assert len(stored(patient)) == 2

    found = http.post(
        "/Observation/_search",
        data={"patient.identifier": f"{FNR}|{number}", "_count": "1"},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert found.status_code == 200, found.text
    assert len(found.json()["entry"]) == 1
    assert number not in str(found.json()["link"])
    refused = http.get("/Observation", params={"patient.identifier": f"{FNR}|{number}"})
    assert refused.status_code == 400
    assert number not in refused.text


def test_an_unknown_national_number_answers_not_found(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = spo2(patient, subject={"identifier": {"system": FNR, "value": synthetic_number()}})
    assert http.post("/Observation", json=sent).status_code == 404


def test_a_patient_that_is_not_ours_stops_the_transaction(http: httpx.Client, spo2: Make) -> None:
    person = entry({"resourceType": "Patient", "name": [{"family": "Ny"}]})
    linked = entry(spo2(uuid4(), subject={"reference": person["fullUrl"]}))
    answer = http.post("", json=bundle("transaction", person, linked))
    assert answer.status_code in {404, 422}
    assert answer.json()["resourceType"] == "OperationOutcome"
