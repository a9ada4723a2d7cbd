"""The quick way to read an Observation as nearly everybody sends it. What it declines, the careful way reads.

It never refuses and never answers differently: what it takes, `strict`, `observation.checker` and `reading` would take
with the same outcome. Text that senders repeat (code, category, meta …) goes through those once and is remembered.
"""

from collections.abc import Callable
from functools import lru_cache
from re import compile as pattern
from typing import Any, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from varde.exchange import moments, observation, reading, strict
from varde.exchange.catalogue import Catalogue, Series
from varde.exchange.datatypes import instant, string
from varde.exchange.problems import Refused
from varde.exchange.reading import Amount, Reading

LONGEST = 4000
MOST_BRACKETS = 24
"""Of what is remembered, so that it is nested within `strict.DEEPEST` wherever it stands."""

_NUMBER = pattern(rb"-?(?:[1-9][0-9]{0,11}|0(?=\.))(?:\.[0-9]{1,11})?|0")
_URI = pattern(r"\S+")
_TYPE = b'"resourceType":"Observation"'
_PERSONS = b"2.16.578.1.12.4.1.4."


class _Identifier(Struct, forbid_unknown_fields=True):
    system: str
    value: string


class _Subject(Struct, forbid_unknown_fields=True):
    reference: string


class _Reference(Struct, forbid_unknown_fields=True):
    reference: string | UnsetType = UNSET
    identifier: _Identifier | UnsetType = UNSET
    display: str | UnsetType = UNSET


class _Quantity(Struct, forbid_unknown_fields=True):
    value: Raw
    system: str
    code: string
    unit: str | UnsetType = UNSET


class _Component(Struct, forbid_unknown_fields=True):
    code: Raw
    valueQuantity: _Quantity


class _Note(Struct, forbid_unknown_fields=True):
    text: string


class _Observation(Struct, forbid_unknown_fields=True):
    resourceType: Literal["Observation"]
    status: Literal["registered", "preliminary", "final", "amended", "corrected", "unknown"]
    code: Raw
    subject: _Subject
    effectiveDateTime: str
    identifier: list[_Identifier] | UnsetType = UNSET
    meta: Raw | UnsetType = UNSET
    category: Raw | UnsetType = UNSET
    bodySite: Raw | UnsetType = UNSET
    method: Raw | UnsetType = UNSET
    interpretation: Raw | UnsetType = UNSET
    issued: instant | UnsetType = UNSET
    performer: list[_Reference] | UnsetType = UNSET
    valueQuantity: _Quantity | UnsetType = UNSET
    note: list[_Note] | UnsetType = UNSET
    device: _Reference | UnsetType = UNSET
    component: list[_Component] | UnsetType = UNSET


_REMEMBERED = ("code", "meta", "category", "bodySite", "method", "interpretation")
_decode = msgspec.json.Decoder(_Observation).decode
_encode = msgspec.json.Encoder().encode


class Plain(Struct, frozen=True):
    """An Observation read the quick way. `kept` is what `observation.without_server_fields` leaves, written."""

    kept: bytes
    subject: str
    references: list[str]
    identifiers: list[tuple[str, str]]
    reading: Reading


class _Frame(Struct, frozen=True):
    """What the remembered fields together mean."""

    series: Series
    entry_mode: str
    is_ours: bool


class _Declined(Exception):
    """The careful way must look at it."""


def compact(text: bytes) -> bytes | None:
    """The same JSON as `strict.write(strict.read(text))` writes it; None when the careful way must look at it.

    Duplicate keys, depth and numbers are still to be looked at. Without a backslash no string holds a quotation mark.
    """
    if b"\\" in text:
        return None
    try:
        if len(text) > strict.MOST_VALUES:
            strict.measure(text)
        text.decode()
        return msgspec.json.format(text, indent=-1)
    except (Refused, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def has_all(sent: bytes, read: Struct) -> bool:
    """Whether a Struct read from compact JSON holds all of it: a key that stood twice would make it shorter."""
    return len(_encode(read)) == len(sent)


def with_server_fields(kept: bytes, observation_id: UUID, patient_id: UUID) -> bytes:
    """What `observation.with_server_fields` gives for the first version of a `Plain.kept`, written."""
    out = kept.replace(b'"subject":{}', b'"subject":{"reference":"Patient/%b"}' % str(patient_id).encode(), 1)
    ours = b'%b,"id":"%b"' % (_TYPE, str(observation_id).encode())
    if b'"meta":{' not in kept:
        return out.replace(_TYPE, ours + b',"meta":{"versionId":"1"}', 1)
    tree = strict.read(out.replace(_TYPE, ours, 1))
    tree["meta"]["versionId"] = "1"
    return strict.write(tree)


class Reader:
    """Reads plain Observations against a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._frame: Callable[..., _Frame | None] = lru_cache(2048)(self._look_at_frame)
        self._amount: Callable[..., Amount | None] = lru_cache(16384)(self._look_at_amount)
        self._place: Callable[..., int | None] = lru_cache(512)(self._look_at_place)

    def read_text(self, text: bytes) -> Plain | None:
        """An Observation as it was sent."""
        sent = compact(text) if len(text) <= 2 * LONGEST else None
        return None if sent is None else self.read(sent)

    def read(self, text: bytes) -> Plain | None:
        """An Observation in the form of `compact`; None when the careful way must look at it."""
        if len(text) > LONGEST or _PERSONS in text:
            return None
        try:
            sent = _decode(text)
            return self._plain(text, sent) if has_all(text, sent) else None
        except (msgspec.DecodeError, ValueError, _Declined):
            return None

    def _plain(self, text: bytes, sent: _Observation) -> Plain:
        frame = self._frame(*[b"" if (raw := getattr(sent, name)) is UNSET else bytes(raw) for name in _REMEMBERED])
        if frame is None or (frame.is_ours and _says_no_more(sent)):
            raise _Declined
        first, second = self._amounts(sent, frame.series)
        subject = sent.subject.reference
        named = sent.identifier or []
        others = _others(sent)
        if not all(_is_uri(identifier.system) for identifier in named):
            raise _Declined
        read = Reading(
            frame.series.key,
            moments.moment(sent.effectiveDateTime),
            first.value,
            first.literal,
            frame.series.unit,
            second.value,
            second.literal,
            sent.status,
            frame.entry_mode,
            "\n".join([note.text for note in sent.note]) if sent.note else "",
        )
        kept = text.replace(b'"subject":{"reference":"%b"}' % subject.encode(), b'"subject":{}', 1)
        return Plain(kept, subject, others, [(one.system, one.value) for one in named], read)

    def _amounts(self, sent: _Observation, series: Series) -> tuple[Amount, Amount]:
        if not series.parts:
            if sent.valueQuantity is UNSET or sent.component is not UNSET:
                raise _Declined
            return self._read_amount(sent.valueQuantity, series), reading.NOTHING
        if not sent.component or sent.valueQuantity is not UNSET:
            raise _Declined
        found = [reading.NOTHING, reading.NOTHING]
        for component in sent.component:
            place = self._place(series.key, bytes(component.code))
            if place is None or found[place] is not reading.NOTHING:
                raise _Declined
            found[place] = self._read_amount(component.valueQuantity, series)
        return found[0], found[1]

    def _read_amount(self, quantity: _Quantity, series: Series) -> Amount:
        amount = self._amount(series.key, bytes(quantity.value), quantity.system, quantity.code)
        if amount is None:
            raise _Declined
        return amount

    def _look_at_amount(self, key: str, literal: bytes, system: str, code: str) -> Amount | None:
        if not _NUMBER.fullmatch(literal):
            return None
        try:
            quantity = {"value": Raw(literal), "system": system, "code": code}
            return reading.converted(quantity, self._catalogue.series[key], "")
        except Refused:
            return None

    def _look_at_frame(self, *raws: bytes) -> _Frame | None:
        fields = b",".join(
            [b'"%b":%b' % (name.encode(), raw) for name, raw in zip(_REMEMBERED, raws, strict=True) if raw]
        )
        tree = _checked(fields)
        if tree is None or tree.get("meta", {}).keys() & {"versionId", "lastUpdated"}:
            return None
        try:
            series = reading.series_of(reading.codings_of(tree["code"], "code"), self._catalogue)
        except Refused:
            return None
        if series is None or len(series.parts) > 2:
            return None
        ours = strict.write(observation.code_of(series.codings, series.name))
        return _Frame(series, reading.entry_mode(tree), raws[0] == ours)

    def _look_at_place(self, key: str, code: bytes) -> int | None:
        tree = _checked(b'"code":{},"component":[{"code":%b}]' % code)
        if tree is None:
            return None
        try:
            codings = reading.codings_of(tree["component"][0]["code"], "code")
        except Refused:
            return None
        parts = self._catalogue.series[key].parts
        places = [place for place, part in enumerate(parts) if any(coding in part.codings for coding in codings)]
        return places[0] if len(places) == 1 else None


def _checked(fields: bytes) -> dict[str, Any] | None:
    """The careful reading of fields of an Observation; None when they hold what `Plain` could not account for."""
    text = b'{"resourceType":"Observation","status":"final",%b}' % fields
    if text.count(b"{") + text.count(b"[") > MOST_BRACKETS or any(
        key in text for key in (b'"reference":', b'"subject":')
    ):
        return None
    if text.count(b'"resourceType":') > 1 or text.count(b'"meta":') > 1:
        return None
    try:
        tree = strict.read(text)
        observation.checker.check(text)
        msgspec.json.decode(text)
    except (Refused, msgspec.DecodeError):
        return None
    return tree if strict.write(tree) == text else None


def _says_no_more(sent: _Observation) -> bool:
    """Whether the columns may say all of it: whoever writes the code as we do must be looked at carefully."""
    return all(
        field is UNSET
        for field in (
            sent.identifier, sent.bodySite, sent.method, sent.interpretation, sent.issued, sent.performer, sent.device,
        )
    )  # fmt: skip


def _others(sent: _Observation) -> list[str]:
    """What it refers to beside its subject."""
    if sent.device is UNSET and sent.performer is UNSET:
        return []
    listed = [*(sent.performer or ()), *([sent.device] if sent.device is not UNSET else ())]
    if not all(one.identifier is UNSET or _is_uri(one.identifier.system) for one in listed):
        raise _Declined
    return [one.reference for one in listed if one.reference is not UNSET]


@lru_cache(1024)
def _is_uri(text: str) -> bool:
    return _URI.fullmatch(text) is not None
