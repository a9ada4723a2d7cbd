"""The organisations, units, personnel, logins and the gateway of the demo. Written by the owner login, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.contrib.auth.models import User

from varde.care_teams.models import OpeningHours, Unit
from varde.demo import cast
from varde.demo.dice import dated_id, dice
from varde.identity.models import Account, Organization, OrganizationKind, Practitioner, PractitionerRole, SystemClient

OWNER = "owner"
OPENS, CLOSES = time(8, 0), time(15, 30)


@dataclass(frozen=True, slots=True)
class Places:
    """What the patients are hung on. Organisations by name, roles by the name of who holds them."""

    unit: Unit
    organizations: Mapping[str, Organization]
    roles: Mapping[str, PractitionerRole]
    gateway: SystemClient

    def role_of(self, login: str) -> PractitionerRole:
        return next(self.roles[who.name] for who in cast.PERSONNEL if who.login == login)

    def practice(self, municipality: str) -> UUID:
        return self.organizations[cast.PRACTICES[municipality]].id

    def municipality(self, number: str) -> UUID:
        return self.organizations[cast.MUNICIPALITIES[number]].id


def make(start: datetime) -> Places:
    """Everything that must be there before the first patient; roles are valid from `start`."""
    organizations = _organizations(start)
    unit = _unit(organizations[cast.UNIT])
    roles = {who.name: _role(who, organizations[who.organization], start) for who in cast.PERSONNEL}
    gateway = SystemClient.objects.using(OWNER).create(name=cast.GATEWAY, organization=organizations[cast.UNIT])
    return Places(unit, organizations, roles, gateway)


def login(username: str, display: str, **whose: object) -> None:
    """A demo login without a password: it can only be chosen on the demo's own page, never typed."""
    user = User(username=username)
    user.set_unusable_password()
    user.save(using=OWNER)
    Account.objects.using(OWNER).create(user=user, display=display, is_demo=True, **whose)


def _organizations(start: datetime) -> dict[str, Organization]:
    made: dict[str, Organization] = {}

    def add(name: str, kind: OrganizationKind, municipality: str = "", part_of: str = "") -> None:
        made[name] = Organization.objects.using(OWNER).create(
            id=dated_id(dice("organisation", name), start),
            kind=kind,
            name=name,
            municipality_number=municipality,
            part_of=made.get(part_of),
        )

    for number, name in (*cast.MUNICIPALITIES.items(), cast.STRANGER_MUNICIPALITY):
        add(name, OrganizationKind.MUNICIPALITY, number)
    add(cast.UNIT, OrganizationKind.FOLLOW_UP_UNIT, "4003", part_of=cast.MUNICIPALITIES["4003"])
    for name in dict.fromkeys(cast.PRACTICES.values()):
        number = next(number for number, practice in cast.PRACTICES.items() if practice == name)
        add(name, OrganizationKind.GP_PRACTICE, number)
    add(cast.HOSPITAL, OrganizationKind.HOSPITAL)
    add(cast.CLINIC, OrganizationKind.HOSPITAL, part_of=cast.HOSPITAL)
    add(cast.DIRECTORATE, OrganizationKind.DIRECTORATE)
    return made


def _unit(organization: Organization) -> Unit:
    unit = Unit.objects.using(OWNER).create(organization=organization, phone=cast.UNIT_PHONE)
    open_workdays(unit)
    return unit


def open_workdays(unit: Unit) -> None:
    """Monday to Friday 08–15.30, as most Norwegian follow-up units."""
    OpeningHours.objects.using(OWNER).bulk_create(
        OpeningHours(unit=unit, weekday=weekday, opens=OPENS, closes=CLOSES) for weekday in range(5)
    )


def _role(who: cast.Colleague, organization: Organization, start: datetime) -> PractitionerRole:
    practitioner = Practitioner.objects.using(OWNER).create(name=who.name)
    role = PractitionerRole.objects.using(OWNER).create(
        id=dated_id(dice("rolle", who.name), start),
        practitioner=practitioner,
        organization=organization,
        code=who.role,
        valid_from=start,
    )
    if who.login:
        login(who.login, f"{who.name}, {who.line}", practitioner_role=role)
    return role
