"""Two machines write about each other's patients at once: not a row crosses, and no neighbour is refused for it."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import httpx

from tests.access.asking import FHIR_JSON, bundle, observation
from tests.access.doors import Doors
from tests.access.world import World
from varde.measurements.models import Observation

REQUESTS, AT_ONCE = 120, 12


def test_no_row_crosses_and_no_neighbour_fails(doors: Doors, world: World) -> None:
    dice = random.Random(20)
    owners = {"client": world.patient, "foreign": world.of_foreign}
    sent = [
        (dice.choice(list(owners)), dice.choice(list(owners.values())), dice.random() < 0.3) for _ in range(REQUESTS)
    ]
    before = Counter(_sources(world))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda one: _send(doors, world, *one), sent))
    for (who, about, is_mixed), answer in zip(sent, answers, strict=True):
        expected = _expected(owners[who] == about, is_mixed)
        assert statuses(answer) == expected, (who, about, answer.text)
    stored = Counter(_sources(world)) - before
    mine = {(patient, world.machine(who).client.id) for who, patient in owners.items()}
    assert set(stored) == mine
    assert stored.total() == sum(status == "201" for answer in answers for status in statuses(answer))


def _send(doors: Doors, world: World, who: str, about: UUID, is_mixed: bool) -> httpx.Response:
    value = observation(world, subject={"reference": f"Patient/{about}"})
    if not is_mixed:
        return doors.ask(who, "POST", "/fhir/Observation", json=value, headers=FHIR_JSON)
    sent = bundle(world, "batch")
    entry = {"request": {"method": "POST", "url": "Observation"}}
    sent["json"]["entry"] = [
        {**entry, "resource": observation(world, subject={"reference": f"Patient/{patient}"})}
        for patient in (about, world.patient, world.of_foreign)
    ]
    return doors.ask(who, "POST", "/fhir", **sent)


def _expected(is_own: bool, is_mixed: bool) -> list[str]:
    first = "201" if is_own else "404"
    return sorted([first, "201", "404"]) if is_mixed else [first]


def statuses(answer: httpx.Response) -> list[str]:
    """Of each thing sent, sorted."""
    if answer.status_code != 200:
        return [str(answer.status_code)]
    return sorted(reply["response"]["status"][:3] for reply in answer.json()["entry"])


def _sources(world: World) -> list[tuple[UUID, UUID]]:
    rows = Observation.objects.using("owner").filter(patient_id__in=[world.patient, world.of_foreign])
    machines = [world.machine(who).client.id for who in ("client", "foreign")]
    return list(rows.filter(source__in=machines).values_list("patient_id", "source"))
