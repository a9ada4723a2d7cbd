"""Putting a person into the service: who she is, who may see her and why, and her stay. Objects only; nothing is saved here."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import models

from varde.care_teams.models import CareRelation, RelationKind
from varde.demo.bodies import Condition
from varde.demo.diary import HOME
from varde.demo.dice import dated_id, dice
from varde.demo.people import Person
from varde.demo.places import Home
from varde.identity.actions import sealed_identifier
from varde.identity.models import Patient, RelatedPerson
from varde.pathways.models import EpisodeOfCare

PROGRAMMES: dict[Condition, str] = {"kols": "kols", "hjertesvikt": "hjertesvikt"}


def patient_id(index: int, start: datetime) -> UUID:
    return dated_id(dice("patient", index), start)


def programme(conditions: tuple[Condition, ...]) -> str:
    """As the worklist shows it, the same words as `triage.actions.follow_plan` writes on a card."""
    return " og ".join(PROGRAMMES[condition] for condition in conditions).capitalize()


def objects(
    index: int, person: Person, id: UUID, home: Home, conditions: tuple[Condition, ...], start: datetime
) -> Iterator[models.Model]:
    """The patient's rows from `start` on, in an order that respects foreign keys."""
    rng = dice("enrol", index)
    yield Patient(
        id=id,
        given_name=person.given_name,
        family_name=person.family_name,
        birth_date=person.birth_date,
        phone=person.phone,
        municipality_number=home.municipality_number,
        is_synthetic=True,
    )
    yield sealed_identifier(id, person.national_number)
    yield RelatedPerson(
        id=dated_id(rng, start),
        patient_id=id,
        name=person.kin.name,
        relationship=person.kin.relationship,
        phone=person.kin.phone,
        may_see=person.kin.may_see,
    )
    yield from (
        CareRelation(
            id=dated_id(rng, start),
            patient_id=id,
            organization_id=organization,
            kind=kind,
            is_lead=kind == RelationKind.FOLLOW_UP,
            basis=basis,
            valid_from=start,
        )
        for kind, organization, basis in _relations(home)
    )
    yield EpisodeOfCare(
        id=dated_id(rng, start),
        patient_id=id,
        unit_id=home.crew.unit_id,
        programme=programme(conditions),
        municipality_number=home.municipality_number,
        started_on=start.astimezone(HOME).date(),
    )


def _relations(home: Home) -> Iterator[tuple[RelationKind, UUID, str]]:
    yield RelationKind.FOLLOW_UP, home.crew.organization, "Vedtak om digital hjemmeoppfølging"
    yield RelationKind.GP, home.practice, "Fastlege"
    yield RelationKind.MUNICIPALITY, home.municipality, "Vedtak om helsetjenester i hjemmet"
    if home.clinic is not None:
        yield RelationKind.HOSPITAL, home.clinic, "Oppfølging ved poliklinikken"
