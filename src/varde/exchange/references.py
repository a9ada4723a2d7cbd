"""References in what others send: who a resource is about, and whether it drags in somebody else."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from varde.exchange import codes
from varde.exchange.problems import Refused
from varde.exchange.strict import Tree

_PATIENT = re.compile(r"(?:^|/)Patient/([A-Za-z0-9.-]{1,64})(?:/_history/[^/]+)?$")
_WHO = "Observation.subject"


@dataclass(frozen=True, slots=True)
class NationalNumber:
    """A person's number in its system (fnr, D-number, FH-number). It never leaves the message body."""

    system: str
    value: str


def subject(tree: Tree, base: str, known: Mapping[str, UUID] | None = None) -> UUID | NationalNumber:
    """Whom the Observation is about: an id of ours, or a national number to look up.

    `base` is this server's address, `known` the `urn:uuid:` references a bundle has resolved. Raises Refused(422).
    """
    reference = tree.get("subject", {})
    text = reference.get("reference", "") if isinstance(reference, dict) else None
    if not isinstance(text, str):
        raise Refused(400, "structure", "Observation.subject skal være et objekt med teksten reference.", _WHO)
    if known and text in known:
        return known[text]
    if text:
        return local_id(text, base)
    identifier = reference.get("identifier", {})
    if not isinstance(identifier, dict):
        raise Refused(400, "structure", "Observation.subject.identifier skal være ett objekt.", _WHO)
    system, value = identifier.get("system"), identifier.get("value")
    if isinstance(system, str) and system in codes.PERSON_NUMBER_SYSTEMS and isinstance(value, str):
        return NationalNumber(system, value)
    raise Refused(
        422,
        "required",
        "Målingen sier ikke hvem den gjelder. Send subject.reference «Patient/<id>» eller subject.identifier.",
        _WHO,
    )


def drags_in_another(tree: Tree, patient: UUID, base: str, known: Mapping[str, UUID] | None = None) -> bool:
    """Whether any reference in the resource, in contained resources and extensions too, points to another patient of ours."""
    ours = {str(patient)} | {urn for urn, found in (known or {}).items() if found == patient}
    for text in _references(tree):
        if text in ours:
            continue
        match = _PATIENT.search(text)
        if known and text in known:
            return True
        if match and match.group(1).lower() not in ours and text.startswith(("Patient/", base)):
            return True
    return False


@lru_cache(maxsize=8192)
def local_id(text: str, base: str) -> UUID:
    """The patient of ours that a reference names. Raises Refused(404)."""
    match = _PATIENT.search(text)
    if match and text.startswith(("Patient/", base + "/Patient/")):
        try:
            return UUID(match.group(1))
        except ValueError:
            pass
    raise Refused(404, "not-found", "Fant ingen slik pasient.", _WHO)


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "reference" and isinstance(value, str):
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)
