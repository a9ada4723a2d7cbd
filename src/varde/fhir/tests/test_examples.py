"""Resources in the shapes others really send: imported, judged, in one series, and out again equal to the last digit."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.conf import settings

from varde.exchange import strict
from varde.fhir import importing
from varde.fhir.tests.conftest import Sender, stored
from varde.triage.models import Judgement

OURS = Path(__file__).parent / "examples"
OTHERS = Path(__file__).parents[5] / "shared" / "samples"
SERVERS_OWN = {"id", "meta", "subject"}


def files(folder: Path) -> list[Any]:
    return [pytest.param(path, id=path.name) for path in sorted(folder.rglob("*.json"))]


def observations(path: Path) -> Iterator[dict[str, Any]]:
    """The file's Observations with numbers as written."""
    tree = strict.read(path.read_bytes(), is_limited=False)
    resources = [entry["resource"] for entry in tree.get("entry", ())] if tree["resourceType"] == "Bundle" else [tree]
    yield from (resource for resource in resources if resource["resourceType"] == "Observation")


def comparable(resource: dict[str, Any]) -> str:
    return strict.write({key: value for key, value in resource.items() if key not in SERVERS_OWN}).decode()


def everything(http: httpx.Client, patient: UUID) -> list[dict[str, Any]]:
    """All of the patient's Observations, page by page, numbers as written."""
    found: list[dict[str, Any]] = []
    url: str | None = f"/Observation?patient={patient}&_count=20&_sort=date"
    while url:
        page = strict.read(http.get(url).content)
        found += [entry["resource"] for entry in page["entry"]]
        url = next((link["url"] for link in page["link"] if link["relation"] == "next"), None)
    return found


def assert_imports_whole(path: Path, http: httpx.Client, sender: Sender) -> UUID:
    patient = sender.new_patient(with_plan=True)
    report = importing.import_file(path, by=sender.actor, patient=patient)
    assert report.refused == []
    sent = list(observations(path))
    assert sorted(map(comparable, everything(http, patient))) == sorted(map(comparable, sent))
    judged = Judgement.objects.using("owner").filter(patient_id=patient, is_current=True)
    assert set(judged.values_list("subject_id", flat=True)) == {row.id for row in stored(patient)}
    assert importing.import_file(path, by=sender.actor, patient=patient).counts["already"] == len(sent)
    return patient


@pytest.mark.parametrize("path", files(OURS))
def test_our_examples_come_in_and_go_out_equal(path: Path, http: httpx.Client, sender: Sender) -> None:
    assert_imports_whole(path, http, sender)


@pytest.mark.skipif(not OTHERS.is_dir(), reason="the samples others wrote lie beside the repository, not in it")
@pytest.mark.parametrize("path", files(OTHERS))
def test_what_others_wrote_comes_in_and_goes_out_equal(path: Path, http: httpx.Client, sender: Sender) -> None:
    assert_imports_whole(path, http, sender)


def test_both_codes_of_blood_pressure_are_one_series(http: httpx.Client, sender: Sender) -> None:
    patient = sender.new_patient()
    for name in ("blood-pressure-two-codings.json", "synthetic-person.transaction.json"):
        importing.import_file(OURS / name, by=sender.actor, patient=patient)
    assert len([row for row in stored(patient) if row.kind == "bp"]) == 2
    for code in ("85354-9", "http://loinc.org|55284-4"):
        assert len(http.get("/Observation", params={"patient": str(patient), "code": code}).json()["entry"]) == 2


def test_pounds_become_kilograms_exactly_and_stay_pounds_for_the_sender(http: httpx.Client, sender: Sender) -> None:
    patient = sender.new_patient()
    importing.import_file(OURS / "weight-in-pounds.json", by=sender.actor, patient=patient)
    [row] = stored(patient)
    assert (row.decimal, row.unit) == ("82.327015155", "kg")
    assert '"value":181.50' in http.get(f"/Observation/{row.id}").text


def test_import_makes_patients_in_the_demo_only(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    report = importing.import_file(OURS / "synthetic-person.transaction.json", by=sender.actor, create_patients=True)
    assert (report.counts, report.refused) == ({"stored": 5}, [])
    assert list(report.lines()) == ["5 stored, 0 refused.", f"made Patient/{report.made[0]}"]
    assert len(stored(report.made[0])) == 5
    monkeypatch.setattr(settings, "SYNTHETIC_IDS_ALLOWED", False)
    with pytest.raises(PermissionError):
        importing.import_file(OURS / "synthetic-person.transaction.json", by=sender.actor, create_patients=True)


def test_import_reports_what_it_refuses(tmp_path: Path, sender: Sender, capsys: pytest.CaptureFixture[str]) -> None:
    resource = json.loads((OURS / "spo2-with-device.json").read_text())
    resource["valueQuantity"]["code"] = "1"
    (tmp_path / "bad.json").write_text(json.dumps(resource))
    patient = str(sender.new_patient())
    assert importing.run(tmp_path / "bad.json", client=sender.client.name, patient=patient) == 1
    assert "entry 0: Enheten" in capsys.readouterr().out
    (tmp_path / "broken.json").write_text("{")
    assert importing.run(tmp_path / "broken.json", client=sender.client.name) == 1
    assert importing.run(tmp_path / "broken.json", client="nobody") == 1
    (tmp_path / "other.json").write_text("{}")
    assert importing.run(tmp_path / "other.json", client=sender.client.name) == 1
    assert "not a FHIR resource" in capsys.readouterr().err
