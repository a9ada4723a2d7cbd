"""The door on loopback, two senders at two organisations, and patients of each with a plan for kols."""

import itertools
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn

from varde.care_teams.models import CareRelation, OpeningHours, Unit
from varde.fhir.app import Door
from varde.identity.actions import client_actor, issue_token
from varde.identity.models import Organization, Patient, SystemClient
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.measurements.models import Observation
from varde.plans.definitions import compose
from varde.plans.models import CarePlanVersion
from varde.triage.actions import follow_plan

KOLS = {
    "spo2_reference": 93, "pulse_reference": 80, "oxygen_target": "94-98", "home_oxygen": 0,
    "reserve_medicine_plan": "Ingen", "usual_reliever": 2,
}  # fmt: skip
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Sender:
    """A gateway at one organisation, with the patients that organisation follows."""

    organization: Organization
    client: SystemClient
    token: str
    actor: Actor
    patients: list[UUID] = field(default_factory=list)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def new_patient(self, *, with_plan: bool = False) -> UUID:
        patient = Patient.objects.using("owner").create(
            given_name="Kari", family_name="Prøve", birth_date=date(1950, 1, 1)
        )
        since = clock.now() - timedelta(days=120)
        CareRelation.objects.using("owner").create(
            patient=patient, organization=self.organization, kind="follow_up", is_lead=True, basis="Vedtak",
            valid_from=since,
        )  # fmt: skip
        self.patients.append(patient.id)
        if with_plan:
            plan = compose(("kols-voksen",), KOLS)
            CarePlanVersion.objects.using("owner").create(
                patient=patient, number=1, status="active", content=plan.text(), valid_from=since, drafted_by="Test",
                drafted_at=since, approved_by="Lege", approved_at=since, controller_org=self.organization.id,
            )  # fmt: skip
            with opened(self.actor, [patient.id]):
                follow_plan(patient_id=patient.id, by=self.actor)
        return patient.id


def new_sender(name: str) -> Sender:
    name = f"{name}-{next(_numbers)}"
    organization = Organization.objects.using("owner").create(kind="follow_up_unit", name=name)
    unit = Unit.objects.using("owner").create(organization=organization, phone="22 00 00 00")
    for weekday in range(5):
        OpeningHours.objects.using("owner").create(
            unit=unit, weekday=weekday, opens=time_of_day(8), closes=time_of_day(15)
        )
    client = SystemClient.objects.using("owner").create(name=name, organization=organization)
    return Sender(organization, client, issue_token(name), client_actor(client))


@contextmanager
def serving(door: Any) -> Iterator[str]:
    """The door on a free port of loopback, as `varde serve` has it; gives its address."""
    config = uvicorn.Config(
        door, http="varde.fhir.wire:Protocol", log_level="warning", lifespan="on", access_log=False, proxy_headers=False
    )
    server = uvicorn.Server(config)
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/fhir"
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def door(database: object) -> Iterator[str]:
    with serving(Door()) as address:
        yield address


@pytest.fixture(scope="module")
def sender(database: object) -> Sender:
    one = new_sender("gateway")
    one.new_patient(with_plan=True)
    return one


@pytest.fixture(scope="module")
def stranger(database: object) -> Sender:
    one = new_sender("other-gateway")
    one.new_patient()
    return one


@pytest.fixture(scope="module")
def http(door: str, sender: Sender) -> Iterator[httpx.Client]:
    """The first sender's HTTP client."""
    headers = {**sender.headers, "Content-Type": "application/fhir+json"}
    with httpx.Client(base_url=door, headers=headers, timeout=30) as client:
        yield client


@pytest.fixture
def patient(sender: Sender) -> UUID:
    return sender.new_patient()


Make = Callable[..., dict[str, Any]]


@pytest.fixture
def spo2() -> Make:
    """An SpO2 of a patient, with changes: `spo2(patient, 93, status="preliminary")`."""

    def make(patient_id: UUID | str, value: object = 93, *, at: str = "", key: str = "", **more: Any) -> dict[str, Any]:
        number = next(_numbers)
        moment = datetime.now(UTC) - timedelta(minutes=5, milliseconds=number)
        return {
            "resourceType": "Observation",
            "identifier": [{"system": "urn:example:gateway", "value": key or f"spo2-{number}"}],
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "59408-5"}]},
            "subject": {"reference": f"Patient/{patient_id}"},
            "effectiveDateTime": at or moment.isoformat(),
            "valueQuantity": {"value": value, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
            **more,
        }

    return make


def stored(patient_id: UUID) -> list[Observation]:
    """What the database holds about the patient, seen by its owner."""
    return list(Observation.objects.using("owner").filter(patient_id=patient_id).order_by("id"))
