"""Organisations, units, personnel, logins and gateways. Written by the owner login, once, before the first patient."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from uuid import UUID

from django.contrib.auth.models import User

from varde.care_teams.models import OpeningHours, Unit
from varde.demo import cast
from varde.demo.cast import Colleague
from varde.demo.dice import dated_id, dice
from varde.identity.actions import client_actor
from varde.identity.models import Account, Organization, OrganizationKind, Practitioner, PractitionerRole, SystemClient
from varde.lib.context import Actor

OWNER = "owner"
OPENS, CLOSES = time(8, 0), time(15, 30)


@dataclass(frozen=True, slots=True)
class Crew:
    """A follow-up unit with the nurses who read its list, the physician who signs its plans, and its gateway."""

    unit_id: UUID
    organization: UUID
    name: str
    phone: str
    nurses: Sequence[Actor]
    physician: str
    gateway: Actor


@dataclass(frozen=True, slots=True)
class Home:
    """What a patient is hung on: her unit, municipality and practice, and the clinic when she is known there."""

    crew: Crew
    municipality_number: str
    municipality: UUID
    practice: UUID
    practice_name: str
    clinic: UUID | None = None


@dataclass(frozen=True, slots=True)
class InDepth:
    """The helsefellesskap in depth: its crew, a home for each of its municipalities, and everybody's role by name."""

    crew: Crew
    homes: Mapping[str, Home]
    clinic: UUID
    roles: Mapping[str, PractitionerRole]


def make(start: datetime) -> InDepth:
    """The unit in depth; roles are valid from `start`."""
    found: dict[str, Organization] = {}
    for number, name in (*cast.MUNICIPALITIES.items(), cast.STRANGER_MUNICIPALITY):
        found[name] = organization(name, OrganizationKind.MUNICIPALITY, start, number)
    owner_name = cast.MUNICIPALITIES["4003"]
    found[cast.UNIT] = organization(cast.UNIT, OrganizationKind.FOLLOW_UP_UNIT, start, "4003", found[owner_name])
    for number, name in cast.PRACTICES.items():
        found.setdefault(name, organization(name, OrganizationKind.GP_PRACTICE, start, number))
    found[cast.HOSPITAL] = organization(cast.HOSPITAL, OrganizationKind.HOSPITAL, start)
    found[cast.CLINIC] = organization(cast.CLINIC, OrganizationKind.HOSPITAL, start, part_of=found[cast.HOSPITAL])
    found[cast.DIRECTORATE] = organization(cast.DIRECTORATE, OrganizationKind.DIRECTORATE, start)
    roles = {who.name: employ(who, found[who.organization], start) for who in cast.PERSONNEL}
    nurses = [roles[who.name] for who in cast.PERSONNEL if who.organization == cast.UNIT]
    crew = open_unit(found[cast.UNIT], cast.UNIT_PHONE, nurses, cast.PHYSICIAN, cast.GATEWAY)
    homes = {
        number: Home(
            crew, number, found[name].id, found[cast.PRACTICES[number]].id, practice_name=cast.PRACTICES[number]
        )
        for number, name in cast.MUNICIPALITIES.items()
    }
    return InDepth(crew, homes, found[cast.CLINIC].id, roles)


def known_at(home: Home, clinic: UUID) -> Home:
    return replace(home, clinic=clinic)


def organization(
    name: str, kind: OrganizationKind, start: datetime, municipality: str = "", part_of: Organization | None = None
) -> Organization:
    return Organization.objects.using(OWNER).create(
        id=dated_id(dice("organization", name, municipality), start),
        kind=kind,
        name=name,
        municipality_number=municipality,
        part_of=part_of,
    )


def open_unit(of: Organization, phone: str, nurses: Sequence[PractitionerRole], physician: str, gateway: str) -> Crew:
    """A unit open Monday to Friday 08–15.30, as most Norwegian follow-up units, with a gateway of its own."""
    unit = Unit.objects.using(OWNER).create(organization=of, phone=phone)
    OpeningHours.objects.using(OWNER).bulk_create(
        OpeningHours(unit=unit, weekday=weekday, opens=OPENS, closes=CLOSES) for weekday in range(5)
    )
    client = SystemClient.objects.using(OWNER).create(name=gateway, organization=of)
    staff = tuple(role_actor(role) for role in nurses)
    return Crew(unit.id, of.id, of.name, phone, staff, physician, client_actor(client))


def employ(who: Colleague, at: Organization, start: datetime) -> PractitionerRole:
    practitioner = Practitioner.objects.using(OWNER).create(name=who.name)
    role = PractitionerRole.objects.using(OWNER).create(
        id=dated_id(dice("role", who.name, at.name), start),
        practitioner=practitioner,
        organization=at,
        code=who.role,
        valid_from=start,
    )
    if who.login:
        login(who.login, who.name, practitioner_role=role)
    return role


def role_actor(role: PractitionerRole) -> Actor:
    return Actor(
        kind="personnel",
        id=role.id,
        display=role.practitioner.name,
        role=role.code,
        organization_id=role.organization_id,
        organization_display=role.organization.name,
        role_display=role.get_code_display(),
    )


def login(username: str, display: str, **whose: object) -> None:
    """A demo login without a password: it can only be chosen on the demo's own page, never typed."""
    user = User(username=username)
    user.set_unusable_password()
    user.save(using=OWNER)
    Account.objects.using(OWNER).create(user=user, display=display, is_demo=True, **whose)
