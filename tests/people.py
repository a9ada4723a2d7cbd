"""A small world for stories: one follow-up unit, its nurse, a GP, a patient with kols and a month of values around 93 %,
and two people who must never see her: a nurse of another municipality and another patient.

Everything a person does goes through the rooms' actions; the owner only puts up the buildings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from uuid import UUID

from varde.care_teams.models import CareRelation, OpeningHours, RelationKind, Unit
from varde.identity import actions as identity
from varde.identity.models import Account, Organization, Patient, Practitioner, PractitionerRole
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.pathways.models import EpisodeOfCare
from varde.plans import actions as plans
from varde.plans.content import AboutMe, Contact, Goal, PlanContent
from varde.plans.definitions import compose
from varde.portals.access import as_actor
from varde.triage import loop
from varde.triage.actions import activate_plan, receive
from varde.triage.submissions import Answers, Measurement, Submission

# Monday 23 November 2026, 10:00 in Oslo: an ordinary morning in opening hours.
MONDAY_MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# The Saturday before, 22:30 in Oslo: nobody reads before Monday.
SATURDAY_NIGHT = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PHONE = "68 05 10 00"
KOLS: Mapping[str, str | float | bool | None] = {
    "oxygen_target": "94-98",
    "spo2_reference": 93,
    "pulse_reference": 80,
    "home_oxygen": 0,
    "usual_reliever": 2,
    "reserve_medicine": "ingen",
}
AS_USUAL: Mapping[str, str | int | bool] = {
    "sym_pust": 0,
    "sym_hoste": 0,
    "sym_slim": 0,
    "slim_farge": "Klart eller hvitt",
    "sym_ork": 0,
    "anfall_ekstra": 2,
    "hvile": False,
}
# Around 93: median 93, no value that any rule of the kols plan minds.
SPO2_AROUND_93 = (93, 94, 93, 92, 93, 93, 94, 92, 93, 93)
PULSE_AROUND_80 = (80, 82, 78, 81, 79, 80, 83, 77, 80, 81)
_numbers = count(1)


@dataclass(frozen=True)
class Person:
    """Somebody who can log in."""

    account: Account

    @property
    def actor(self) -> Actor:
        return as_actor(self.account)

    @property
    def id(self) -> UUID:
        return self.actor.id

    def sends(self, *submissions: Submission) -> None:
        with opened(self.actor, {submission.patient_id for submission in submissions}):
            outcomes = receive(submissions, by=self.actor)
        assert {outcome.status for outcome in outcomes} == {"stored"}, outcomes


@dataclass(frozen=True)
class Town:
    """The unit and everybody around it."""

    unit: Unit
    nurse: Person
    colleague: Person
    gp: Person
    patient: Person
    other_patient: Person
    stranger: Person


def town(now: datetime = MONDAY_MORNING, *, days: int = 30) -> Town:
    """Build it, with `days` of history up to the day before `now`. Needs the `database` fixture."""
    unit = follow_up_unit()
    practice = organization("gp_practice", "Vardås legekontor")
    gp = personnel("Jonas Bekkevold", practice, "gp")
    nurse = personnel("Kari Lyngstad", unit.organization, "follow_up_nurse")
    elsewhere = organization("municipality", "Siljan kommune")
    patient = kols_patient("Ingrid", "Solbakken", unit, practice, nurse, gp, now, days)
    return Town(
        unit,
        nurse,
        personnel("Amina Warsame", unit.organization, "follow_up_nurse"),
        gp,
        patient,
        kols_patient("Odd", "Nærby", unit, practice, nurse, gp, now, 0),
        personnel("Mette Kvernmo", elsewhere, "home_nurse"),
    )


def organization(kind: str, name: str) -> Organization:
    return Organization.objects.using("owner").create(kind=kind, name=name)


def follow_up_unit(name: str = "Oppfølgingsenheten i Grenland") -> Unit:
    """Open Monday to Friday 08:00–15:30."""
    unit = Unit.objects.using("owner").create(organization=organization("follow_up_unit", name), phone=PHONE)
    for weekday in range(5):
        OpeningHours.objects.using("owner").create(unit=unit, weekday=weekday, opens=time(8), closes=time(15, 30))
    return unit


def personnel(name: str, where: Organization, code: str) -> Person:
    practitioner = Practitioner.objects.using("owner").create(name=name)
    made = PractitionerRole.objects.using("owner").create(
        practitioner=practitioner, organization=where, code=code, valid_from=LONG_AGO
    )
    role = PractitionerRole.objects.get(pk=made.pk)
    return Person(identity.open_account(username=f"person-{next(_numbers)}", display=name, role=role, is_demo=True))


def kols_patient(
    given_name: str,
    family_name: str,
    unit: Unit,
    practice: Organization,
    nurse: Person,
    gp: Person,
    now: datetime = MONDAY_MORNING,
    days: int = 30,
) -> Person:
    """A patient with an accepted, active kols plan, and `days` quiet days of SpO2, pulse and answers before `now`."""
    patient = Patient.objects.using("owner").create(
        given_name=given_name,
        family_name=family_name,
        birth_date=date(1948, 3, 14),
        phone="68 05 22 33",
        is_synthetic=True,
    )
    _relate(patient, unit, practice)
    account = identity.open_account(
        username=f"person-{next(_numbers)}", display=patient.full_name, patient_id=patient.id, is_demo=True
    )
    person = Person(account)
    start = now - timedelta(days=days + 1)
    with clock.frozen(start):
        _plan(person, unit, nurse, gp)
    for ago in range(days, 0, -1):
        with clock.frozen(now - timedelta(days=ago)):
            loop.run_once()
            person.sends(*quiet_day(person.id, ago))
    with clock.frozen(now):
        loop.run_once()
    return person


def quiet_day(patient_id: UUID, number: int) -> list[Submission]:
    """One ordinary morning's round; `number` varies the values a little."""
    spo2, pulse = SPO2_AROUND_93[number % 10], PULSE_AROUND_80[number % 10]
    return [
        Measurement(patient_id, f"day-{number}-spo2", "spo2", clock.now(), spo2, str(spo2), "%", entry_mode="device"),
        Measurement(
            patient_id, f"day-{number}-pulse", "pulse", clock.now(), pulse, str(pulse), "/min", entry_mode="device"
        ),
        Answers(patient_id, f"day-{number}-answers", "kols_daglig", clock.now(), AS_USUAL),
        Measurement(patient_id, f"day-{number}-weight", "weight", clock.now(), 68.5, "68.5", "kg"),
    ]


def kols_content() -> PlanContent:
    """The kols definition with this patient's own words and values."""
    composed = compose(["kols-voksen"], KOLS)
    words = {
        "about_me": AboutMe(
            situation="Bor alene i leilighet med heis.", conditions=("Kols",), allergies=("Penicillin",)
        ),
        "what_matters": "Å kunne gå til butikken selv og passe barnebarna på onsdager.",
        "goals": (Goal("Gå en tur hver dag", target="20 minutter"),),
        "my_normal": "Jeg puster greit på flat mark, og må stoppe én gang i bakken hjem.",
        "contacts": (Contact("Fastlege", "Jonas Bekkevold", "68 05 30 00"),),
    }
    return PlanContent(**{field: getattr(composed, field) for field in composed.__struct_fields__} | words)


def _relate(patient: Patient, unit: Unit, practice: Organization) -> None:
    for where, kind in ((unit.organization, RelationKind.FOLLOW_UP), (practice, RelationKind.GP)):
        CareRelation.objects.using("owner").create(
            patient=patient,
            organization=where,
            kind=kind,
            is_lead=kind == RelationKind.FOLLOW_UP,
            basis=RelationKind(kind).label,
            valid_from=LONG_AGO,
        )
    EpisodeOfCare.objects.using("owner").create(
        patient=patient, unit=unit, programme="kols", municipality_number="4003", started_on=LONG_AGO.date()
    )


def _plan(person: Person, unit: Unit, nurse: Person, gp: Person) -> None:
    """Drafted by the nurse, approved by the GP, accepted by the patient, taken into use."""
    about = {"patient_id": person.id}
    with opened(nurse.actor, [person.id]):
        plans.draft(**about, content=kols_content(), controller_org=unit.organization_id, by=nurse.actor)
        plans.submit(**about, number=1, by=nurse.actor)
    with opened(gp.actor, [person.id]):
        plans.approve(**about, number=1, by=gp.actor)
    with opened(person.actor, [person.id]):
        plans.accept(**about, number=1, by=person.actor)
    with opened(nurse.actor, [person.id]):
        activate_plan(**about, number=1, by=nurse.actor)
