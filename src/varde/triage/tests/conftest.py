"""One follow-up unit, its nurse and a patient with kols whose month has been around 93 %: made anew for each test."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from varde.care_teams.models import CareRelation, OpeningHours, Unit
from varde.identity.models import Organization, Patient, Practitioner, PractitionerRole
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.plans.definitions import compose
from varde.plans.models import CarePlanVersion
from varde.triage.actions import follow_plan, receive
from varde.triage.submissions import Answers, Measurement, Outcome, Submission

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_keys = itertools.count(1)

KOLS_VALUES: dict[str, str | float | bool | None] = {
    "spo2_reference": 93,
    "pulse_reference": 80,
    "oxygen_target": "94-98",
    "home_oxygen": 0,
    "reserve_medicine_plan": "Ingen",
    "usual_reliever": 2,
}


@dataclass(frozen=True)
class World:
    unit: Unit
    nurse: Actor

    def patient(self, *definitions: str, **values: str | float) -> "Someone":
        """A new patient of the unit with an active plan made of these definitions (kols when none is named)."""
        patient = Patient.objects.using("owner").create(
            given_name="Kari", family_name="Prøve", birth_date=date(1950, 1, 1)
        )
        since = MONDAY - timedelta(days=120)
        CareRelation.objects.using("owner").create(
            patient=patient, organization=self.unit.organization, kind="follow_up", is_lead=True, basis="Vedtak",
            valid_from=since,
        )  # fmt: skip
        if definitions != ("none",):
            plan = compose(definitions or ("kols-voksen",), {**KOLS_VALUES, **values})
            CarePlanVersion.objects.using("owner").create(
                patient=patient, number=1, status="active", content=plan.text(), valid_from=since, drafted_by="Test",
                drafted_at=since, approved_by="Lege", approved_at=since, controller_org=self.unit.organization_id,
            )  # fmt: skip
            with opened(self.nurse, [patient.id]):
                follow_plan(patient_id=patient.id, by=self.nurse)
        return Someone(patient.id, self)


@dataclass(frozen=True)
class Someone:
    id: UUID
    world: World

    @property
    def actor(self) -> Actor:
        return Actor("patient", self.id, "Kari Prøve")

    def sends(self, *submissions: Submission, by: Actor | None = None) -> list[Outcome]:
        actor = by or self.actor
        with opened(actor, [self.id]):
            return receive(submissions, by=actor)

    def measures(self, kind: str, value: float, at: datetime | None = None, value2: float | None = None) -> Outcome:
        return self.sends(self.measurement(kind, value, at, value2))[0]

    def measurement(
        self, kind: str, value: float, at: datetime | None = None, value2: float | None = None, key: str = ""
    ) -> Measurement:
        units = {"spo2": "%", "pulse": "/min", "weight": "kg", "bp": "mm[Hg]", "temp": "Cel"}
        second = "" if value2 is None else f"{value2:g}"
        return Measurement(
            self.id, key or f"k{next(_keys)}", kind, at or clock.now(), value, f"{value:g}", units.get(kind, "1"),
            value2, second,
        )  # fmt: skip

    def answers(self, form: str, at: datetime | None = None, **answers: str | int | bool) -> Outcome:
        return self.sends(Answers(self.id, f"k{next(_keys)}", form, at or clock.now(), answers))[0]

    def has_measured(self, kind: str, value: float, days: int = 30) -> None:
        """One value a day for `days` days before the frozen now, each received when it was taken."""
        for ago in range(days, 0, -1):
            with clock.frozen(clock.now() - timedelta(days=ago)):
                self.measures(kind, value)


@pytest.fixture
def world(database: object) -> World:
    organization = Organization.objects.using("owner").create(kind="follow_up_unit", name="Oppfølgingsenheten")
    unit = Unit.objects.using("owner").create(organization=organization, phone="68 05 00 00")
    for weekday in range(5):
        OpeningHours.objects.using("owner").create(unit=unit, weekday=weekday, opens=time(8), closes=time(15, 30))
    practitioner = Practitioner.objects.using("owner").create(name="Nora Sykepleier")
    role = PractitionerRole.objects.using("owner").create(
        practitioner=practitioner, organization=organization, code="follow_up_nurse", valid_from=MONDAY - timedelta(900)
    )
    nurse = Actor("personnel", role.id, "Nora Sykepleier", "Oppfølgingssykepleier", organization.id, organization.name)
    return World(unit, nurse)


@pytest.fixture
def monday() -> "Callable[..., None]":
    """The frozen moment most tests happen at: Monday 23 November 2026 at 10:00 in Oslo."""
    with clock.frozen(MONDAY):
        yield MONDAY  # type: ignore[misc]
