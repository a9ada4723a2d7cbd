"""Size without stories: units of a thousand patients with plans, cards and as many values as asked for, by COPY.

For measuring how pages and lists grow. The values are plausible and carry a zone, but nobody judged them: where the
judgement matters, use `varde.demo.load`.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID

from django.db import models, transaction

from varde.care_teams.models import CareRelation, RelationKind
from varde.demo import places
from varde.demo.cast import Colleague, ordinary
from varde.demo.copying import OWNER, copy_objects, copy_rows, open_to_copy, owner
from varde.demo.dice import dated_id, dice
from varde.demo.enrol import objects
from varde.demo.people import Person, people
from varde.demo.places import Crew, Home
from varde.demo.planning import content, versions
from varde.demo.simulation import Patient
from varde.identity.models import OrganizationKind, PatientIdentifier
from varde.lib import clock
from varde.lib.context import Actor
from varde.lib.uuid7 import uuid7
from varde.triage import writing
from varde.triage.inserting import Row
from varde.triage.models import Card
from varde.triage.windows import HORIZON

UNIT_SIZE = 1_000
DAYS = 90
USUAL = {"spo2": (93, 1.0, "%"), "pulse": (80, 5.0, "/min")}
# Share of cards on the list, and what is on them: (share, state, zone, reason).
ON_LIST = (
    (0.02, "new", 3, "SpO2 86 %, vanligvis 93"),
    (0.02, "in_progress", 3, "SpO2 87 %, vanligvis 93"),
    (0.07, "new", 2, "SpO2 89 %, vanligvis 93"),
    (0.03, "seen", 2, "Pusten klart verre"),
)


@dataclass(frozen=True, slots=True)
class FilledUnit:
    """A unit of up to a thousand patients, and a nurse who may read its list."""

    unit_id: UUID
    nurse: Actor
    gateway: Actor
    patients: Sequence[UUID]


def fill(patients: int, observations: int, *, name: str = "skala", days: int = DAYS) -> list[FilledUnit]:
    """Add `patients` patients in new units of a thousand, with `observations` values over the last `days` days in all.

    They have no national numbers. Call it again with another `name` to grow the same database.
    """
    now = clock.now()
    rng = dice("scale", name)
    everybody = people(rng, now.date())
    numbers = count()
    units: list[FilledUnit] = []
    with open_to_copy():
        for first in range(0, patients, UNIT_SIZE):
            size = min(UNIT_SIZE, patients - first)
            home = _home(f"{name} {first // UNIT_SIZE + 1}", now)
            with transaction.atomic(using=OWNER):
                ids = [_enrol(next(numbers), next(everybody), home, rng, now, days) for _ in range(size)]
                copy_objects(owner(), [thing for _, things in ids for thing in things])
                chosen = [id for id, _ in ids]
                share = observations * (first + size) // patients - observations * first // patients
                copy_rows(
                    owner(), "measurements_observation", writing.OBSERVATIONS, _values(chosen, share, home, now, days)
                )
            units.append(FilledUnit(home.crew.unit_id, home.crew.nurses[0], home.crew.gateway, chosen))
    return units


def dense_series(
    patient_id: UUID, of: FilledUnit, *, values: int = 10_000, days: int = 730, kind: str = "spo2"
) -> None:
    """One long series for one patient, to draw: `values` values over `days` days."""
    now = clock.now()
    rng = dice("dense", patient_id)
    organization = of.gateway.organization_id
    assert organization is not None
    with open_to_copy(), transaction.atomic(using=OWNER):
        rows = _series(patient_id, kind, values, rng, of.gateway.id, organization, now, days)
        copy_rows(owner(), "measurements_observation", writing.OBSERVATIONS, rows)


def _home(name: str, now: datetime) -> Home:
    start = now - timedelta(days=2 * DAYS)
    unit = places.organization(f"Oppfølgingsenhet {name}", OrganizationKind.FOLLOW_UP_UNIT, start)
    nurse = places.employ(Colleague(f"Sykepleier {name}", "follow_up_nurse", unit.name), unit, start)
    crew: Crew = places.open_unit(unit, "68 05 99 00", [nurse], "Vakthavende lege", f"gateway {name}")
    return Home(crew, "0301", unit.id, unit.id, "Legekontoret")


def _enrol(
    index: int, person: Person, home: Home, rng: random.Random, now: datetime, days: int
) -> tuple[UUID, list[models.Model]]:
    patient = Patient(index, uuid7(), ordinary(index), days)
    start, body = now - timedelta(days=days), patient.body()
    enrolled = [
        thing
        for thing in objects(index, person, patient.id, home, body.conditions, start)
        if not isinstance(thing, PatientIdentifier)
        and (not isinstance(thing, CareRelation) or thing.kind == RelationKind.FOLLOW_UP)
    ]
    plan = content(index, body, start.date(), person.kin.name, home, is_stable=False)
    (version,) = versions(index, patient.id, plan, start, home)
    return patient.id, [*enrolled, version, _card(patient.id, version.id, home, rng, now)]


def _card(patient_id: UUID, plan_id: UUID, home: Home, rng: random.Random, now: datetime) -> Card:
    card = Card(
        patient_id=patient_id,
        unit_id=home.crew.unit_id,
        plan_version_id=plan_id,
        programme="Kols",
        zone_now=1,
        last_heard_at=now - timedelta(hours=rng.uniform(1, 30)),
        windows_until=now + HORIZON,
        overdue_at=now + timedelta(hours=rng.uniform(-20, 40)) if rng.random() < 0.4 else None,
    )
    drawn = rng.random()
    for share, state, zone, reason in ON_LIST:
        if drawn < share:
            card.state, card.zone, card.zone_now, card.reason, card.episode = state, zone, zone, reason, 1
            card.since = now - timedelta(hours=rng.uniform(0.1, 20))
            card.promised_at = card.since + timedelta(minutes=30)
            break
        drawn -= share
    return card


def _values(patients: Sequence[UUID], total: int, home: Home, now: datetime, days: int) -> Iterator[Row]:
    """`total` rows evenly over the patients and both kinds, each patient's in time order."""
    gateway = home.crew.gateway
    for number, patient_id in enumerate(patients):
        mine = total * (number + 1) // len(patients) - total * number // len(patients)
        rng = dice("values", patient_id)
        for kind, some in (("spo2", mine - mine // 2), ("pulse", mine // 2)):
            yield from _series(patient_id, kind, some, rng, gateway.id, home.crew.organization, now, days)


def _series(
    patient_id: UUID,
    kind: str,
    values: int,
    rng: random.Random,
    source: UUID,
    organization: UUID,
    now: datetime,
    days: int,
) -> Iterator[Row]:
    usual, scatter, unit = USUAL[kind]
    gauss, step = rng.gauss, timedelta(days=days) / max(values, 1)
    at = now - timedelta(days=days)
    for _ in range(values):
        at += step
        value = round(gauss(usual, scatter))
        zone = 1 if abs(value - usual) < 3 * scatter else 2
        yield (
            dated_id(rng, at), patient_id, kind, at, float(value), None, str(value), "", unit, "final", 1, None, True,
            None, "device", "", zone, "", None, at, source, organization, organization,
        )  # fmt: skip
