"""From a sender's Observation to a submission: the same way for one value, a bundle and a file.

What cannot be read or believed, but is about a patient we can name, becomes an Unreadable: kept, shown on the list and
refused to the sender. What names no patient leaves nothing.
"""

import hashlib
from collections.abc import Mapping
from urllib.parse import unquote
from uuid import UUID

import msgspec

from varde.exchange import observation, reading, references, strict
from varde.exchange import plain as plain_shape
from varde.exchange.observation import Row
from varde.exchange.plain import Plain
from varde.exchange.problems import Refused
from varde.exchange.reading import Reading
from varde.exchange.references import NationalNumber
from varde.exchange.strict import Tree
from varde.fhir import sealing
from varde.fhir.catalogue import CATALOGUE
from varde.identity.actions import find_by_national_id
from varde.identity.national_ids import NotANationalId
from varde.lib import clock
from varde.lib.uuid7 import uuid7
from varde.triage.submissions import Measurement, Unreadable

LONGEST_KEY = 200
LONGEST_REASON = 300
_PLAIN_FIELDS = frozenset({
    "resourceType", "id", "meta", "status", "category", "code", "subject", "effectiveDateTime", "valueQuantity",
    "component", "note",
})  # fmt: skip


class Incoming(msgspec.Struct, frozen=True):
    """One Observation on its way in. `refusal` is set when `submission` is an Unreadable.

    `sent` is the resource as it was read, the quick way or the careful way.
    """

    sent: Tree | Plain
    submission: Measurement | Unreadable
    refusal: Refused | None = None


def patient_of(tree: Tree, base: str, known: Mapping[str, UUID] | None = None) -> UUID:
    """The patient the Observation is about; asks the database when it is named by a national number."""
    who = references.subject(tree, base, known)
    return patient_with(who) if isinstance(who, NationalNumber) else who


def patient_with(number: NationalNumber) -> UUID:
    """The patient with a national number, or an id that no patient has."""
    try:
        return find_by_national_id(number.value, system=number.system)
    except NotANationalId as error:
        raise Refused(422, "value", str(error), "Observation.subject.identifier") from None


def plainly(
    plain: Plain, *, base: str, known: Mapping[str, UUID] | None = None, if_none_exist: str = ""
) -> Incoming | None:
    """The same as `taken` gives for a plain Observation; None when that must look at it."""
    patient_id = _about(plain, base, known)
    asked = _asked_identifier(if_none_exist) if patient_id and if_none_exist else None
    if patient_id is None or (asked is not None and asked not in plain.identifiers):
        return None
    kept = plain_shape.kept(plain)
    key = _source_key(plain.identifiers, kept, asked)
    return Incoming(plain, _submission(plain.reading, patient_id, key, uuid7(), kept.decode()))


def _about(plain: Plain, base: str, known: Mapping[str, UUID] | None) -> UUID | None:
    """The patient, when nothing in the resource can point to another."""
    if known and plain.subject in known:
        return None if plain.references else known[plain.subject]
    try:
        found = references.local_id(plain.subject, base)
    except Refused:
        return None
    if not plain.references:
        return found
    ours = (plain.subject, f"Patient/{found}")
    is_ours = ours[0].lower().endswith(ours[1].lower())
    safe = all(text in ours or not ("Patient/" in text or (known and text in known)) for text in plain.references)
    return found if is_ours and safe else None


def taken(
    tree: Tree,
    text: bytes,
    patient_id: UUID,
    *,
    base: str,
    known: Mapping[str, UUID] | None = None,
    if_none_exist: str = "",
    entry_mode: str = "",
) -> Incoming:
    """Read one Observation about `patient_id`. Raises Refused only for what must leave nothing: another patient's data."""
    if text.count(b'"reference"') > 1 and references.drags_in_another(tree, patient_id, base, known):
        raise Refused(404, "not-found", "Fant ingen slik pasient.", "Observation")
    asked = _asked_identifier(if_none_exist) if if_none_exist else None
    try:
        observation.checker.check(text)
        return Incoming(tree, _measurement(tree, patient_id, asked, entry_mode))
    except Refused as refusal:
        unreadable = Unreadable(
            patient_id, f"unreadable|{_digest(text)}", str(refusal)[:LONGEST_REASON], text, clock.now()
        )
        return Incoming(tree, unreadable, refusal)


def _measurement(tree: Tree, patient_id: UUID, asked: tuple[str, str] | None, entry_mode: str) -> Measurement:
    read = reading.read(tree, CATALOGUE)
    kept = observation.without_server_fields(tree)
    plain = strict.write(kept)
    new_id = uuid7()
    key = _source_key(reading.identifiers(tree), plain, asked)
    body = None if _says_it_all(read, tree, new_id, patient_id) else _sealed_text(kept, plain, patient_id)
    return _submission(read, patient_id, key, new_id, body, entry_mode)


def _submission(
    read: Reading, patient_id: UUID, key: str, new_id: UUID, body: str | None, entry_mode: str = ""
) -> Measurement:
    return Measurement(
        id=new_id,
        patient_id=patient_id,
        source_key=key,
        kind=read.kind,
        effective_at=read.effective_at,
        value=read.value,
        decimal=read.decimal,
        unit=read.unit,
        value2=read.value2,
        decimal2=read.decimal2,
        entry_mode=entry_mode or read.entry_mode,  # type: ignore[arg-type]
        status=read.status,
        note=read.note,
        body=body,
    )


def _source_key(named: list[tuple[str, str]], plain: bytes, asked: tuple[str, str] | None) -> str:
    """What identifies it for its sender: If-None-Exist, else its first identifier, else all that it says."""
    if asked is not None and asked not in named:
        text = "If-None-Exist viser til en identifier målingen ikke har. Legg den i Observation.identifier."
        raise Refused(422, "invalid", text, "Observation.identifier")
    chosen = asked or (named[0] if named else None)
    key = f"{chosen[0]}|{chosen[1]}" if chosen else f"content|{_digest(plain)}"
    return key if len(key) <= LONGEST_KEY else f"digest|{_digest(key.encode())}"


def _asked_identifier(query: str) -> tuple[str, str]:
    """The (system, value) of `identifier=<system>|<value>`, URL-encoded or not. Raises Refused(400) for other queries."""
    name, _, token = unquote(query).lstrip("?").partition("=")
    system, bar, value = token.partition("|")
    if name != "identifier" or not bar or not value:
        raise Refused(400, "invalid", "If-None-Exist kan bare være identifier=<system>|<verdi>.")
    return system, value


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


def _says_it_all(read: Reading, tree: Tree, new_id: UUID, patient_id: UUID) -> bool:
    """Whether the columns alone give this resource back, so that its text need not be kept."""
    if tree.keys() - _PLAIN_FIELDS or read.kind not in CATALOGUE.series:
        return False
    now = clock.now()
    row = Row(
        new_id, patient_id, read.kind, read.effective_at, read.decimal, read.decimal2, read.unit, read.status, 1,
        read.entry_mode, read.note, None, now,
    )  # fmt: skip
    theirs = observation.with_server_fields(tree, new_id, patient_id, 1, now)
    return strict.write(theirs) == strict.write(observation.to_fhir(row, CATALOGUE))


def kept_text(tree: Tree, patient_id: UUID) -> str:
    """What is kept of a sender's resource beside the columns."""
    kept = observation.without_server_fields(tree)
    return _sealed_text(kept, strict.write(kept), patient_id)


def _sealed_text(kept: Tree, plain: bytes, patient_id: UUID) -> str:
    return (strict.write(sealing.sealed(kept, patient_id)) if sealing.may_hold_numbers(plain) else plain).decode()
