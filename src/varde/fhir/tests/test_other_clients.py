"""Two FHIR clients written by others carry out a scripted exchange with the door on loopback."""

import asyncio
from typing import Any
from uuid import UUID

import fhirclient.client
import pytest
from fhirclient.models.bundle import Bundle
from fhirclient.models.observation import Observation
from fhirclient.models.patient import Patient
from fhirpy import AsyncFHIRClient, SyncFHIRClient
from fhirpy.base.exceptions import OperationOutcome, ResourceNotFound

from varde.fhir.tests.conftest import Make, Sender, stored


def test_fhirpy_writes_reads_and_searches(door: str, sender: Sender, patient: UUID, spo2: Make) -> None:
    client = SyncFHIRClient(door, authorization=f"Bearer {sender.token}")
    for value in (91, 92, 93):
        created = client.resource("Observation", **spo2(patient, value))
        created.save()
        assert created.id
    assert client.reference("Patient", str(patient)).to_resource()["name"][0]["family"] == "Prøve"
    found = client.resources("Observation").search(patient=str(patient), code="59408-5").sort("date").limit(2)
    assert [o["valueQuantity"]["value"] for o in found.fetch_all()] == [91, 92, 93]
    again = client.reference("Observation", created.id).to_resource()
    assert again["valueQuantity"]["value"] == 93
    with pytest.raises(ResourceNotFound):
        client.reference("Observation", "00000000-0000-7000-8000-000000000000").to_resource()
    wrong = spo2(patient)
    wrong["valueQuantity"]["code"] = "mg"
    with pytest.raises(OperationOutcome, match="Enheten"):
        client.resource("Observation", **wrong).save()


def test_fhirpy_sends_a_transaction_asynchronously(door: str, sender: Sender, patient: UUID, spo2: Make) -> None:
    async def exchange() -> dict[str, Any]:
        client = AsyncFHIRClient(door, authorization=f"Bearer {sender.token}")
        entries = [
            {"resource": spo2(patient, value), "request": {"method": "POST", "url": "Observation"}}
            for value in (90, 94)
        ]
        answer: dict[str, Any] = await client.execute(
            "", method="post", data={"resourceType": "Bundle", "type": "transaction", "entry": entries}
        )
        return answer

    answer = asyncio.run(exchange())
    assert [entry["response"]["status"] for entry in answer["entry"]] == ["201 Created"] * 2
    assert {row.decimal for row in stored(patient)} == {"90", "94"}


def test_fhirclient_writes_reads_and_searches(door: str, sender: Sender, patient: UUID, spo2: Make) -> None:
    client = fhirclient.client.FHIRClient(settings={"app_id": "test", "api_base": f"{door}/"})
    client.server.session.headers["Authorization"] = f"Bearer {sender.token}"
    assert Patient.read(str(patient), client.server).name[0].family == "Prøve"
    for value in (95, 96):
        answer = Observation(spo2(patient, value)).create(client.server)
        assert answer["resourceType"] == "Observation"
    assert Observation.read(answer["id"], client.server).valueQuantity.value == 96
    search = Observation.where({"patient": str(patient), "code": "59408-5", "_sort": "date", "_count": "1"})
    pages = list(search.perform_iter(client.server))
    assert [entry.resource.valueQuantity.value for page in pages for entry in page.entry] == [95, 96]
    sent = Bundle({
        "resourceType": "Bundle",
        "type": "batch",
        "entry": [{"resource": spo2(patient, 97), "request": {"method": "POST", "url": "Observation"}}],
    })  # fmt: skip
    answered = client.server.post_json("", sent.as_json()).json()
    assert answered["entry"][0]["response"]["status"] == "201 Created"
