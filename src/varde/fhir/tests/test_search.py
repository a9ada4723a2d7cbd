"""Searching: by code, date, category; in order, page by page; strict about what it does not know."""

from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varde.exchange.problems import Refused
from varde.fhir import search
from varde.fhir.tests.conftest import Make, Sender

LOINC = "http://loinc.org"


def observation(patient: UUID, code: str, value: object, unit: str, at: str, **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [{"system": "urn:x", "code": "home"}]}],
        "code": {"coding": [{"system": LOINC, "code": code}, {"system": "urn:local", "code": f"l-{code}"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": at,
        "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        **more,
    }


@pytest.fixture(scope="module")
def ward(http: httpx.Client, sender: Sender) -> UUID:
    """Ten days of pulse and one of something we have no kind for."""
    patient = sender.new_patient()
    for day in range(1, 11):
        sent = observation(patient, "8867-4", 60 + day, "/min", f"2026-03-{day:02d}T08:00:00+01:00")
        assert http.post("/Observation", json=sent).status_code == 201
    odd = observation(patient, "20564-1", 97, "%", "2026-03-05T09:00:00+01:00")
    odd["category"] = [{"coding": [{"system": "urn:x", "code": "laboratory"}]}]
    assert http.post("/Observation", json=odd).status_code == 201
    return patient


def values(answer: httpx.Response) -> list[float]:
    assert answer.status_code == 200, answer.text
    return [entry["resource"]["valueQuantity"]["value"] for entry in answer.json()["entry"]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"code": "8867-4", "date": "2026-03-03"}, [63]),
        ({"code": "8867-4", "date": "ge2026-03-09"}, [70, 69]),
        ({"code": "8867-4", "date": "gt2026-03-09"}, [70]),
        ({"code": "8867-4", "date": "lt2026-03-02"}, [61]),
        ({"code": "8867-4", "date": "le2026-03-02", "_sort": "date"}, [61, 62]),
        ({"code": "8867-4", "date": "eb2026-03-02"}, [61]),
        ({"code": "8867-4", "date": "sa2026-03-09"}, [70]),
        ({"code": "8867-4", "date": "2026-03-03T07:00:00Z"}, [63]),
        ({"code": "8867-4", "date": "2026-03-03T08:00:00+01:00"}, [63]),
        ({"code": "8867-4", "date": "2025"}, []),
        ({"code": "http://loinc.org|8867-4", "_count": "2"}, [70, 69]),
        ({"code": "http://snomed.info/sct|364075005", "_count": "1"}, [70]),
        ({"code": "http://snomed.info/sct|8867-4"}, []),
        ({"code": "20564-1"}, [97]),
        ({"code": "http://loinc.org|20564-1"}, [97]),
        ({"code": "urn:local|l-20564-1"}, [97]),
        ({"code": "20564-1,8867-4", "date": "2026-03-05"}, [97, 65]),
        ({"category": "laboratory"}, [97]),
        ({"category": "urn:x|home", "_count": "1"}, [70]),
        ({"category": "urn:y|home"}, []),
    ],
)
def test_it_finds(http: httpx.Client, ward: UUID, asked: dict[str, str], expected: list[float]) -> None:
    assert values(http.get("/Observation", params={"patient": f"Patient/{ward}", **asked})) == expected
    posted = http.post(
        "/Observation/_search",
        data={"subject": str(ward), **asked},
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert values(posted) == expected


def test_two_dates_are_both_meant(http: httpx.Client, ward: UUID) -> None:
    answer = http.get(f"/Observation?patient={ward}&code=8867-4&date=ge2026-03-03&date=lt2026-03-05")
    assert values(answer) == [64, 63]


@pytest.mark.parametrize("sort", ["date", "-date"])
def test_pages_hold_everything_once(http: httpx.Client, ward: UUID, sort: str) -> None:
    seen: list[float] = []
    url: str | None = f"/Observation?patient={ward}&_count=3&_sort={sort}&code=8867-4"
    while url:
        page = http.get(url)
        seen += values(page)
        url = next((link["url"] for link in page.json()["link"] if link["relation"] == "next"), None)
    assert seen == sorted(seen, reverse=sort == "-date")
    assert len(seen) == 10


def test_a_filter_only_the_text_can_tell_still_fills_pages(http: httpx.Client, ward: UUID) -> None:
    answer = http.get(f"/Observation?patient={ward}&category=laboratory&_count=1")
    assert values(answer) == [97]


def test_one_is_found_by_id_without_naming_the_patient(http: httpx.Client, ward: UUID) -> None:
    one = http.get(f"/Observation?patient={ward}&_count=1").json()["entry"][0]["resource"]["id"]
    assert values(http.get(f"/Observation?_id={one}")) == [70]
    assert http.get(f"/Observation?_id={uuid4()}").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "colour=red",
        "patient.name=Kari",
        "_has:Observation:patient:code=1",
        "_include=Observation:patient",
        "_count=0",
        "_count=501",
        "_count=x",
        "_sort=code",
        "date=2026-13-01",
        "date=ap2026",
        "date=2026-03-03T08:00:00+01:00",
        "_after=xx",
        "_after=W10",
        "code=",
        "patient.identifier=1",
        "code=01855050112",
        "subject=Patient/00000000-0000-7000-8000-000000000000",
    ],
)
def test_it_refuses_what_it_does_not_know(http: httpx.Client, ward: UUID, asked: str) -> None:
    answer = http.get(f"/Observation?patient={ward}&{asked}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["issue"][0]["diagnostics"]


ELEVEN_IN_A_ROW = "01a229bf-2583-772a-969b-52884357151d"


@pytest.mark.parametrize(
    "value", [ELEVEN_IN_A_ROW, f"Patient/{ELEVEN_IN_A_ROW}", f"{ELEVEN_IN_A_ROW},{ELEVEN_IN_A_ROW}"]
)
def test_our_own_ids_are_never_taken_for_national_numbers(value: str) -> None:
    search.refuse_national_numbers([("patient", value)])


@given(st.uuids())
def test_no_id_is_taken_for_a_national_number(one: UUID) -> None:
    search.refuse_national_numbers([("patient", str(one))])


@given(st.uuids(), st.sampled_from(["01855050112", "018550 50112"]), st.sampled_from(["{1},{0}", "{0}/{1}", "{0}{1}"]))
def test_a_number_beside_an_id_is_still_refused(one: UUID, number: str, shape: str) -> None:
    with pytest.raises(Refused):
        search.refuse_national_numbers([("_id", shape.format(number, one))])


def test_it_needs_a_patient(http: httpx.Client) -> None:
    assert http.get("/Observation?code=8867-4").status_code == 400


def test_the_stay_of_a_page_two_ends_with_the_relation(
    http: httpx.Client, door: str, spo2: Make, database: object
) -> None:
    from varde.care_teams.models import CareRelation
    from varde.fhir.tests.conftest import new_sender
    from varde.lib import clock

    leaving = new_sender("leaving")
    patient = leaving.new_patient()
    for _ in range(3):
        httpx.post(f"{door}/Observation", json=spo2(patient), headers=leaving.headers)
    first = httpx.get(f"{door}/Observation?patient={patient}&_count=2", headers=leaving.headers).json()
    following = next(link["url"] for link in first["link"] if link["relation"] == "next")
    CareRelation.objects.using("owner").filter(patient_id=patient).update(valid_to=clock.now())
    assert httpx.get(following, headers=leaving.headers).status_code == 404


def test_metadata_names_what_is_served(http: httpx.Client, door: str) -> None:
    statement = httpx.get(f"{door}/metadata").json()
    assert statement["fhirVersion"] == "4.0.1"
    served = {resource["type"]: resource for resource in statement["rest"][0]["resource"]}
    assert set(served) == {"Measure", "MeasureReport", "Observation", "Patient"}
    for parameter in served["Observation"]["searchParam"]:
        value = {"date": "2026", "_sort": "date", "_count": "1", "patient": str(uuid4()), "subject": str(uuid4())}
        answer = http.get(
            "/Observation", params={"_id": str(uuid4()), parameter["name"]: value.get(parameter["name"], "x")}
        )
        assert answer.status_code != 400, answer.text
