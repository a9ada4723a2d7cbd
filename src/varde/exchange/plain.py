"""The quick way to read an Observation as nearly everybody sends it. What it declines, the careful way reads.

It never refuses and never answers differently: what it takes, `strict`, `observation.checker` and `reading` would take
with the same outcome.
"""

import re
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from varde.exchange import moments, reading, strict
from varde.exchange.catalogue import Catalogue, Series
from varde.exchange.datatypes import instant, string
from varde.exchange.problems import Refused
from varde.exchange.reading import Amount, Reading
from varde.exchange.remembered import Remembered, is_uri

LONGEST = 4000
MOST_ESCAPES = 5000
_TYPE_TEXT = '"resourceType":"Observation"'
_TYPE = _TYPE_TEXT.encode()
_BACKSLASH = ord("\\")
_ALWAYS_ESCAPED = (ord('"'), _BACKSLASH)
_ESCAPE = re.compile(rb"\\u([0-9a-fA-F]{4})")
_NOT_SENT = (b"", b"", b"")


class _Identifier(Struct, forbid_unknown_fields=True, gc=False):
    system: str
    value: string


class _Subject(Struct, forbid_unknown_fields=True, gc=False):
    reference: string


class _Reference(Struct, forbid_unknown_fields=True, gc=False):
    reference: string | UnsetType = UNSET
    identifier: _Identifier | UnsetType = UNSET
    display: str | UnsetType = UNSET


class _Quantity(Struct, forbid_unknown_fields=True, gc=False):
    value: Raw
    system: str
    code: string
    unit: str | UnsetType = UNSET


class _Component(Struct, forbid_unknown_fields=True, gc=False):
    code: Raw
    valueQuantity: _Quantity


class _Note(Struct, forbid_unknown_fields=True, gc=False):
    text: string


class _Observation(Struct, forbid_unknown_fields=True, gc=False):
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


_decode = msgspec.json.Decoder(_Observation).decode
_encode = msgspec.json.Encoder().encode


class Plain(Struct, frozen=True):
    """An Observation read the quick way: its compact text, and what it says."""

    text: bytes
    meta: bytes
    subject: str
    references: list[str]
    identifiers: list[tuple[str, str]]
    reading: Reading


class _Declined(Exception):
    """The careful way must look at it."""


def compact(text: bytes) -> bytes | None:
    """The same JSON without white space and without escapes of letters; None when the careful way must look at it.

    Strings, numbers, depth and duplicate keys are still to be looked at. Where a backslash is left, it may be something
    else than was sent; where none is, no string holds a quotation mark, and `strict` would write it so.
    """
    try:
        if len(text) > strict.MOST_VALUES:
            strict.measure(text)
        if _BACKSLASH in text:
            text = _ESCAPE.sub(_letter, text, MOST_ESCAPES)
        return msgspec.json.format(text, indent=-1)
    except (Refused, msgspec.DecodeError, RecursionError):
        return None


def _letter(escape: re.Match[bytes]) -> bytes:
    """What stands for itself in `strict.write`; any other escape as it is."""
    code = int(escape[1], 16)
    is_letter = code >= 0x20 and code not in _ALWAYS_ESCAPED and not 0xD800 <= code <= 0xDFFF
    return chr(code).encode() if is_letter else escape[0]


def has_all(sent: bytes, read: Struct) -> bool:
    """Whether a Struct read from compact JSON holds all of it: a key that stood twice would make it shorter."""
    return len(_encode(read)) == len(sent)


def kept(plain: Plain) -> bytes:
    """What `observation.without_server_fields` leaves, written."""
    text, subject = plain.text, _subject(plain.subject)
    start = text.rfind(subject)
    return b'%b"subject":{}%b' % (text[:start], text[start + len(subject) :])


def with_server_fields(plain: Plain, observation_id: UUID, patient_id: UUID) -> bytes:
    """What `observation.with_server_fields` gives for its first version, written."""
    sent, ours, out = plain.subject, f"Patient/{patient_id}", plain.text
    if sent != ours:
        out = out.replace(_subject(sent), _subject(ours), 1)
    if not plain.meta:
        return out.replace(_TYPE, f'{_TYPE_TEXT},"id":"{observation_id}","meta":{{"versionId":"1"}}'.encode(), 1)
    comma = b"" if plain.meta == b"{}" else b","
    meta = b'"meta":%b%b"versionId":"1"}' % (plain.meta[:-1], comma)
    return out.replace(_TYPE, f'{_TYPE_TEXT},"id":"{observation_id}"'.encode(), 1).replace(
        b'"meta":' + plain.meta, meta, 1
    )


def _subject(reference: str) -> bytes:
    return f'"subject":{{"reference":"{reference}"}}'.encode()


class Reader:
    """Reads plain Observations against a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._remembered = Remembered(catalogue)

    def read_text(self, text: bytes) -> Plain | None:
        """An Observation as it was sent."""
        sent = compact(text) if len(text) <= 2 * LONGEST else None
        return None if sent is None else self.read(sent)

    def read(self, text: bytes) -> Plain | None:
        """An Observation in the form of `compact`; None when the careful way must look at it."""
        if len(text) > LONGEST or _BACKSLASH in text:
            return None
        try:
            sent = _decode(text)
            return self._plain(text, sent) if len(_encode(sent)) == len(text) else None
        except (msgspec.DecodeError, ValueError, _Declined):
            return None

    def _plain(self, text: bytes, sent: _Observation) -> Plain:
        meta = b"" if sent.meta is UNSET else bytes(sent.meta)
        category = b"" if sent.category is UNSET else bytes(sent.category)
        frame = self._remembered.frame(bytes(sent.code), category, meta, *_seldom(sent))
        if frame is None or (frame.is_ours and _says_no_more(sent)):
            raise _Declined
        series, note = frame.series, sent.note
        first, second = self._amounts(sent, series)
        read = Reading(
            series.key, moments.moment(sent.effectiveDateTime), first.value, first.literal, series.unit, second.value,
            second.literal, sent.status, frame.entry_mode, "\n".join([one.text for one in note]) if note else "",
        )  # fmt: skip
        return Plain(text, meta, sent.subject.reference, _others(sent), _identifiers(sent.identifier), read)

    def _amounts(self, sent: _Observation, series: Series) -> tuple[Amount, Amount]:
        if not series.parts:
            if sent.valueQuantity is UNSET or sent.component is not UNSET:
                raise _Declined
            return self._amount(sent.valueQuantity, series.key), reading.NOTHING
        if not sent.component or sent.valueQuantity is not UNSET:
            raise _Declined
        found = [reading.NOTHING for _ in series.parts]
        for component in sent.component:
            place = self._remembered.place(series.key, bytes(component.code))
            if place is None or found[place] is not reading.NOTHING:
                raise _Declined
            found[place] = self._amount(component.valueQuantity, series.key)
        return found[0], found[1]

    def _amount(self, quantity: _Quantity, key: str) -> Amount:
        amount = self._remembered.amount(key, bytes(quantity.value), quantity.system, quantity.code)
        if amount is None:
            raise _Declined
        return amount


def _seldom(sent: _Observation) -> tuple[bytes, bytes, bytes]:
    """The fields to remember that few send."""
    if sent.bodySite is UNSET and sent.method is UNSET and sent.interpretation is UNSET:
        return _NOT_SENT
    site, method, interpretation = (
        b"" if raw is UNSET else bytes(raw) for raw in (sent.bodySite, sent.method, sent.interpretation)
    )
    return site, method, interpretation


def _says_no_more(sent: _Observation) -> bool:
    """Whether the columns may say all of it: whoever writes the code as we do must be looked at carefully."""
    more = (
        sent.identifier, sent.bodySite, sent.method, sent.interpretation, sent.issued, sent.performer, sent.device,
    )  # fmt: skip
    return all(field is UNSET for field in more)


def _identifiers(listed: list[_Identifier] | UnsetType) -> list[tuple[str, str]]:
    named = [(one.system, one.value) for one in listed or ()]
    for system, _ in named:
        if not is_uri(system):
            raise _Declined
    return named


def _others(sent: _Observation) -> list[str]:
    """What it refers to beside its subject."""
    listed = [] if sent.performer is UNSET else sent.performer
    if sent.device is not UNSET:
        listed = [*listed, sent.device]
    for one in listed:
        if one.identifier is not UNSET and not is_uri(one.identifier.system):
            raise _Declined
    return [one.reference for one in listed if one.reference is not UNSET]
