"""One Observation over HTTP: created, repeated, read, refused."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import httpx
import pytest

from varde.audit.models import AuditEvent, AuditSubject
from varde.fhir.tests.conftest import Make, Sender, stored
from varde.triage.models import Card, RefusedSubmission


def test_it_stores_judges_and_answers_with_the_resource(http: httpx.Client, sender: Sender, spo2: Make) -> None:
    patient = sender.new_patient(with_plan=True)
    sent = spo2(patient, 85)
    answer = http.post("/Observation", json=sent)
    assert answer.status_code == 201, answer.text
    assert answer.headers["content-type"].startswith("application/fhir+json")
    assert answer.headers["etag"] == 'W/"1"'
    assert answer.headers["location"].endswith(f"/fhir/Observation/{answer.json()['id']}/_history/1")
    [row] = stored(patient)
    assert (str(row.id), row.kind, row.decimal, row.entry_mode) == (answer.json()["id"], "spo2", "85", "device")
    card = Card.objects.using("owner").get(patient_id=patient)
    assert max(card.zone, card.pending_zone) == 3


def test_it_reads_back_what_was_sent_with_number_literals_and_key_order(
    http: httpx.Client, patient: UUID, spo2: Make
) -> None:
    text = json.dumps(spo2(patient, note=[{"text": "etter trapp"}])).replace('"value": 93', '"value": 9.30e1')
    created = http.post("/Observation", content=text)
    read = http.get(f"/Observation/{created.json()['id']}")
    assert read.status_code == 200
    assert '"value":9.30e1' in read.text
    theirs, ours = json.loads(text), read.json()
    assert ours.pop("id") == created.json()["id"]
    assert ours.pop("meta")["versionId"] == "1"
    assert ours == theirs
    assert list(ours) == list(theirs)


def test_a_plain_resource_needs_no_text_of_its_own(http: httpx.Client, patient: UUID) -> None:
    seed = http.get("/metadata")
    assert seed.status_code == 200
    plain = {
        "resourceType": "Observation",
        "status": "final",
        "category": [
            {
                "coding": [
                    {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}
                ]
            }
        ],
        "code": {
            "coding": [
                {"system": "http://loinc.org", "code": "8310-5"},
                {"system": "http://snomed.info/sct", "code": "276885007"},
            ],
            "text": "Temperatur",
        },
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2026-03-01T07:30:00Z",
        "valueQuantity": {"value": 36.80, "unit": "°C", "system": "http://unitsofmeasure.org", "code": "Cel"},
    }
    text = json.dumps(plain).replace("36.8", "36.80")
    created = http.post("/Observation", content=text)
    assert created.status_code == 201, created.text
    [row] = stored(patient)
    assert (row.body, row.decimal) == (None, "36.80")
    read = http.get(f"/Observation/{row.id}")
    assert '"value":36.80' in read.text
    assert {k: v for k, v in read.json().items() if k not in {"id", "meta"}} == plain


def test_the_same_again_is_the_same_observation(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = spo2(patient)
    first, second = http.post("/Observation", json=sent), http.post("/Observation", json=sent)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert len(stored(patient)) == 1


def test_a_resource_without_identifier_is_its_own_key(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = spo2(patient)
    del sent["identifier"]
    assert [http.post("/Observation", json=sent).status_code for _ in range(2)] == [201, 200]


def test_the_same_identifier_with_another_body_conflicts(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    http.post("/Observation", json=spo2(patient, 93, key="same", at="2026-03-01T08:00:00Z"))
    answer = http.post("/Observation", json=spo2(patient, 92, key="same", at="2026-03-01T08:00:00Z"))
    assert answer.status_code == 409
    assert answer.json()["issue"][0]["expression"] == ["Observation.identifier"]
    assert [row.decimal for row in stored(patient)] == ["93"]


def test_if_none_exist_creates_once(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = spo2(patient, key="once")
    condition = {"If-None-Exist": "identifier=urn:example:gateway|once"}
    answers = [http.post("/Observation", json=sent, headers=condition) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 200]
    assert http.post("/Observation", json=sent, headers={"If-None-Exist": "code=8867-4"}).status_code == 400


def test_thirty_two_at_once_become_one(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = spo2(patient, 80)
    with ThreadPoolExecutor(32) as pool:
        codes = list(pool.map(lambda _: http.post("/Observation", json=sent).status_code, range(32)))
    assert sorted(codes) == [200] * 31 + [201]
    assert len(stored(patient)) == 1


def test_return_minimal_sends_no_body(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    answer = http.post("/Observation", json=spo2(patient), headers={"Prefer": "return=minimal"})
    assert (answer.status_code, answer.content) == (201, b"")
    assert answer.headers["location"]


@pytest.mark.parametrize("token", ["", "Bearer wrong", "Basic abc"])
def test_without_a_valid_token_nothing_is_read_or_kept(door: str, patient: UUID, spo2: Make, token: str) -> None:
    headers = {"Authorization": token} if token else {}
    answer = httpx.post(f"{door}/Observation", json=spo2(patient), headers=headers)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert stored(patient) == []


def test_somebody_elses_patient_answers_like_one_who_does_not_exist(
    http: httpx.Client, stranger: Sender, spo2: Make
) -> None:
    theirs, nobody = stranger.patients[0], uuid4()
    for path in ("/Observation", "/Patient/{}", "/Observation?patient={}"):
        if path == "/Observation":
            answers = [http.post(path, json=spo2(who, key="x")) for who in (theirs, nobody)]
        else:
            answers = [http.get(path.format(who)) for who in (theirs, nobody)]
        assert {answer.status_code for answer in answers} == {404}
        assert answers[0].content == answers[1].content
        drop = {"date"}
        assert [[(k, v) for k, v in answer.headers.items() if k not in drop] for answer in answers[:1]] == [
            [(k, v) for k, v in answer.headers.items() if k not in drop] for answer in answers[1:]
        ]
    assert stored(theirs) == []


def test_somebody_elses_observation_answers_like_one_that_does_not_exist(
    http: httpx.Client, door: str, stranger: Sender, spo2: Make
) -> None:
    theirs = httpx.post(f"{door}/Observation", json=spo2(stranger.patients[0]), headers=stranger.headers)
    assert theirs.status_code == 201
    answers = [http.get(f"/Observation/{id_}") for id_ in (theirs.json()["id"], uuid4())]
    assert {answer.status_code for answer in answers} == {404}
    assert answers[0].content == answers[1].content


def test_a_wrong_unit_is_refused_but_not_lost(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    sent = spo2(patient, 0.93)
    sent["valueQuantity"] |= {"code": "1"}
    answer = http.post("/Observation", json=sent)
    assert answer.status_code == 422
    assert answer.json()["issue"][0]["expression"] == ["Observation.valueQuantity.code"]
    assert stored(patient) == []
    [kept] = RefusedSubmission.objects.using("owner").filter(patient_id=patient)
    assert "Enheten" in kept.reason
    assert Card.objects.using("owner").get(patient_id=patient).unreadable == 1
    assert http.post("/Observation", json=sent).status_code == 422
    assert Card.objects.using("owner").get(patient_id=patient).unreadable == 1


def test_a_refused_value_of_somebody_elses_patient_leaves_nothing(
    http: httpx.Client, stranger: Sender, spo2: Make
) -> None:
    theirs = stranger.patients[0]
    sent = spo2(theirs)
    del sent["valueQuantity"]
    assert http.post("/Observation", json=sent).status_code == 404
    assert not RefusedSubmission.objects.using("owner").filter(patient_id=theirs).exists()


def test_references_to_another_patient_are_refused(
    http: httpx.Client, patient: UUID, stranger: Sender, spo2: Make
) -> None:
    other = {"reference": f"Patient/{stranger.patients[0]}"}
    for change in (
        {"performer": [other]},
        {"extension": [{"url": "urn:x", "valueReference": other}]},
        {"contained": [{"resourceType": "Device", "id": "d", "patient": other}]},
    ):
        assert http.post("/Observation", json=spo2(patient, **change)).status_code == 404
    assert stored(patient) == []


def test_every_read_is_in_the_log_with_the_ids_that_were_sent(http: httpx.Client, patient: UUID, spo2: Make) -> None:
    ids = [http.post("/Observation", json=spo2(patient, 90 + n)).json()["id"] for n in range(3)]
    http.get(f"/Observation/{ids[0]}")
    shown = http.get(f"/Observation?patient={patient}").json()
    logged = AuditSubject.objects.using("owner").filter(patient_id=patient, action="R").order_by("recorded_at")
    assert [row.resources.split() for row in logged] == [
        [f"Observation/{ids[0]}/1"],
        [f"Observation/{entry['resource']['id']}/1" for entry in shown["entry"]],
    ]


def test_asking_for_somebody_elses_patient_is_logged_like_asking_for_nobody(
    http: httpx.Client, sender: Sender, stranger: Sender, spo2: Make
) -> None:
    theirs, nobody = stranger.patients[0], uuid4()
    before = AuditEvent.objects.using("owner").filter(actor_id=sender.client.id, action="X").count()
    for who in (theirs, nobody):
        http.get(f"/Patient/{who}")
        http.get(f"/Observation?patient={who}")
        http.get(f"/Observation/{who}")
        http.post("/Observation", json=spo2(who))
    logged = AuditEvent.objects.using("owner").filter(actor_id=sender.client.id, action="X").order_by("recorded_at")
    kinds = [(event.what, event.resources.split("/")[0]) for event in logged[before:]]
    assert kinds[:4] == kinds[4:]
    assert len(kinds) == 8


def test_patient_is_read(http: httpx.Client, patient: UUID) -> None:
    answer = http.get(f"/Patient/{patient}")
    assert answer.status_code == 200
    assert answer.json()["name"][0]["family"] == "Prøve"
    assert "identifier" not in answer.json()


def test_unknown_paths_and_methods_answer_with_an_outcome(http: httpx.Client) -> None:
    assert http.get("/Medication/1").json()["resourceType"] == "OperationOutcome"
    wrong = http.delete("/Observation/1")
    assert (wrong.status_code, wrong.headers["allow"]) == (405, "GET, PUT")
    assert http.get("/metadata", headers={"Accept": "application/fhir+xml"}).status_code == 406
    assert http.post("/Observation", content=b"{}", headers={"Content-Type": "text/plain"}).status_code == 415
