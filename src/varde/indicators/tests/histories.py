"""Histories of patients written row by row by owner, as the product's own verbs would leave them."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.db import connections

from varde.care_teams.models import CareRelation, OpeningHours, Unit
from varde.identity.models import Organization, Patient
from varde.indicators import folding
from varde.measurements.models import Observation
from varde.pathways.models import EpisodeOfCare, EpisodeStatus, Pause
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import CardEvent, Window

HOME = ZoneInfo("Europe/Oslo")
NURSE = UUID(int=7)


def at(day: date, hour: float = 12) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=HOME) + timedelta(hours=hour)


def unit(opens: str = "08:00", closes: str = "15:30", minutes: int = 30) -> Unit:
    """Open Monday to Friday."""
    place = Organization.objects.using("owner").create(kind="follow_up_unit", name="Oppfølging")
    made = Unit.objects.using("owner").create(organization=place, phone="", red_read_minutes=minutes)
    for weekday in range(5):
        OpeningHours.objects.using("owner").create(unit=made, weekday=weekday, opens=opens, closes=closes)
    return made


def patient(born: date = date(1950, 1, 1)) -> Patient:
    return Patient.objects.using("owner").create(given_name="A", family_name="B", birth_date=born)


def stay(who: Patient, where: Unit, number: str, start: date, end: date | None = None, **also: object) -> EpisodeOfCare:
    status = EpisodeStatus.FINISHED if end else EpisodeStatus.ACTIVE
    made = {"programme": "kols", "municipality_number": number, "started_on": start, "ended_on": end, "status": status}
    return EpisodeOfCare.objects.using("owner").create(patient=who, unit=where, **{**made, **also})


def pause(of: EpisodeOfCare, start: date, until: date) -> Pause:
    return Pause.objects.using("owner").create(patient_id=of.patient_id, stay_id=of.pk, began_on=start, until_on=until)


def plan(who: Patient, start: date, number: int = 1) -> CarePlanVersion:
    return CarePlanVersion.objects.using("owner").create(
        patient=who, number=number, status=VersionStatus.ACTIVE, content="{}", valid_from=at(start), drafted_by="N",
        drafted_at=at(start), approved_by="L", approved_at=at(start), controller_org=uuid4(),
    )  # fmt: skip


def relation(who: Patient, kind: str, start: date, of: Organization | None = None) -> CareRelation:
    of = of or Organization.objects.using("owner").create(kind="gp_practice", name=kind)
    return CareRelation.objects.using("owner").create(
        patient=who, organization=of, kind=kind, basis="Vedtak", valid_from=at(start)
    )


def value(who: Patient, when: datetime, *, late: timedelta = timedelta(0), zone: int = 1) -> Observation:
    return Observation.objects.using("owner").create(
        patient=who, kind="spo2", effective_at=when, value=93, unit="%", zone=zone, received_at=when + late,
        source=uuid4(), controller_org=uuid4(), source_org=uuid4(),
    )  # fmt: skip


def window(who: Patient, opens: datetime, state: str = "open", item: str = "spo2") -> Window:
    return Window.objects.using("owner").create(
        patient=who, item=item, opens_at=opens, due_at=opens + timedelta(hours=4), state=state,
        overdue_at=opens + timedelta(hours=6),
    )  # fmt: skip


def event(who: Patient, episode: int, kind: str, when: datetime, zone: int = 0, **also: object) -> CardEvent:
    by = NURSE if kind in {"seen", "taken", "contact", "contact_missed", "note", "closed", "undone"} else None
    return CardEvent.objects.using("owner").create(
        patient=who, episode=episode, kind=kind, at=when, zone=zone, by=by, **also
    )


def answers(who: Patient, when: datetime, score: float, form: str = "cat") -> QuestionnaireResponse:
    return QuestionnaireResponse.objects.using("owner").create(
        patient=who, form=form, form_version="1", effective_at=when, answers="{}", score=score, received_at=when,
        source=uuid4(), controller_org=uuid4(), source_org=uuid4(),
    )  # fmt: skip


def forget() -> None:
    """No patient, and nothing counted: the next test starts from nothing."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("TRUNCATE identity_patient CASCADE")
        cursor.execute(
            "TRUNCATE triage_cardevent, triage_window, measurements_observation, questionnaires_questionnaireresponse"
        )
    folding.recompute()
