"""FHIR R4 Patient as we send it. National numbers are not in it: whoever may send one has it already."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from varde.exchange.strict import Tree


@dataclass(frozen=True, slots=True)
class Person:
    """A patient as stored; phone is empty when it must not be shown."""

    id: UUID
    given_name: str
    family_name: str
    birth_date: date
    phone: str
    language: str
    has_protected_address: bool


def to_fhir(person: Person) -> Tree:
    tree: Tree = {"resourceType": "Patient", "id": str(person.id), "meta": _meta(person), "active": True}
    tree["name"] = [{"use": "official", "family": person.family_name, "given": person.given_name.split()}]
    if person.phone and not person.has_protected_address:
        tree["telecom"] = [{"system": "phone", "value": person.phone}]
    tree["birthDate"] = person.birth_date.isoformat()
    tree["communication"] = [
        {"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": person.language}]}, "preferred": True}
    ]
    return tree


def _meta(person: Person) -> Tree:
    if not person.has_protected_address:
        return {"versionId": "1"}
    restricted = {"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}
    return {"versionId": "1", "security": [restricted]}
