"""People and relations made by the owner, outside every net, for the tests of the nets."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from varde.care_teams.models import Block, CareRelation, EmergencyAccess
from varde.identity.models import Organization, Patient, Practitioner, PractitionerRole, RelatedPerson, SystemClient
from varde.lib import clock
from varde.lib.context import Actor

_numbers = count(1)


def yesterday() -> datetime:
    return clock.now() - timedelta(days=1)


def organization(part_of: Organization | None = None) -> Organization:
    return Organization.objects.using("owner").create(
        kind="follow_up_unit", name=f"Enhet {next(_numbers)}", part_of=part_of
    )


def patient() -> Patient:
    return Patient.objects.using("owner").create(given_name="Ola", family_name="Prøve", birth_date=date(1950, 1, 1))


def relation(patient: Patient, organization: Organization, **fields: Any) -> CareRelation:
    fields = {"kind": "follow_up", "basis": "Vedtak om oppfølging", "valid_from": yesterday(), **fields}
    return CareRelation.objects.using("owner").create(patient=patient, organization=organization, **fields)


def role(
    organization: Organization, code: str = "follow_up_nurse", person: Practitioner | None = None, **fields: Any
) -> PractitionerRole:
    person = person or Practitioner.objects.using("owner").create(name=f"Person {next(_numbers)}")
    fields = {"valid_from": yesterday(), **fields}
    return PractitionerRole.objects.using("owner").create(
        practitioner=person, organization=organization, code=code, **fields
    )


def block(patient: Patient, **against: Any) -> Block:
    return Block.objects.using("owner").create(patient=patient, **{"valid_from": yesterday(), **against})


def emergency(patient: Patient, person: Practitioner, **fields: Any) -> EmergencyAccess:
    fields = {
        "reason": "Bevisstløs ved ankomst",
        "valid_from": yesterday(),
        "valid_to": clock.now() + timedelta(minutes=30),
        **fields,
    }
    return EmergencyAccess.objects.using("owner").create(patient=patient, practitioner=person, **fields)


def related(patient: Patient, may_see: bool = True) -> Actor:
    person = RelatedPerson.objects.using("owner").create(
        patient=patient, name="Datter", relationship="datter", may_see=may_see
    )
    return Actor("related", person.id, "Datter")


def client(organization: Organization, is_active: bool = True) -> Actor:
    name = f"gateway-{next(_numbers)}"
    machine = SystemClient.objects.using("owner").create(name=name, organization=organization, is_active=is_active)
    return Actor("client", machine.id, name)


def personnel(role: PractitionerRole) -> Actor:
    return Actor("personnel", role.id, role.practitioner.name, role.code, role.organization_id)


def self_of(patient: Patient) -> Actor:
    return Actor("patient", patient.id, "Ola")


WORKER = Actor("worker", UUID(int=1), "Varde")
