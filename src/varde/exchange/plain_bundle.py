"""The quick way to read a bundle of plain Observations; like `plain`, it declines whatever the careful way must see."""

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from varde.exchange import bundle, plain, strict
from varde.exchange.bundle import MOST_ENTRIES, Entry
from varde.exchange.datatypes import fhir_id, instant, string, uri
from varde.exchange.plain import Plain, Reader
from varde.exchange.problems import Refused


class _Request(Struct, forbid_unknown_fields=True):
    method: Literal["POST"]
    url: string
    ifNoneExist: str | UnsetType = UNSET


class _Entry(Struct, forbid_unknown_fields=True):
    resource: Raw
    fullUrl: uri | UnsetType = UNSET
    request: _Request | UnsetType = UNSET


class _Bundle(Struct, forbid_unknown_fields=True):
    resourceType: Literal["Bundle"]
    type: Literal["transaction", "batch", "collection"]
    entry: list[_Entry]
    id: fhir_id | UnsetType = UNSET
    timestamp: instant | UnsetType = UNSET


_decode = msgspec.json.Decoder(_Bundle).decode


class PlainEntry(Struct, frozen=True):
    """An entry whose Observation was read the quick way."""

    place: int
    full_url: str
    if_none_exist: str
    observation: Plain


class Sent:
    """A bundle as it was sent. Raises what `strict.read` and `bundle.entries` raise, as soon as they must look at it."""

    def __init__(self, body: bytes, reader: Reader) -> None:
        self._body = body
        self.kind, self.entries = self._read(reader) or self.carefully

    @cached_property
    def carefully(self) -> tuple[str, list[Entry]]:
        """Its type and all its entries read the careful way."""
        tree = strict.read(self._body)
        if tree.get("resourceType") != "Bundle":
            raise Refused(
                400, "invalid", "Send en Bundle hit, eller én Observation til /fhir/Observation.", "resourceType"
            )
        return bundle.entries(tree, self._body)

    def _read(self, reader: Reader) -> tuple[str, Sequence[Entry | PlainEntry]] | None:
        if (text := plain.compact(self._body)) is None:
            return None
        try:
            sent = _decode(text)
        except (msgspec.DecodeError, ValueError):
            return None
        if len(sent.entry) > MOST_ENTRIES or not plain.has_all(text, sent):
            return None
        return sent.type, [
            _plain_entry(place, entry, reader) or self.carefully[1][place] for place, entry in enumerate(sent.entry)
        ]


def _plain_entry(place: int, sent: _Entry, reader: Reader) -> PlainEntry | None:
    request = sent.request
    if request is not UNSET and request.url.strip("/") != "Observation":
        return None
    found = reader.read(bytes(sent.resource))
    if found is None:
        return None
    asked = "" if request is UNSET or request.ifNoneExist is UNSET else request.ifNoneExist
    return PlainEntry(place, "" if sent.fullUrl is UNSET else sent.fullUrl, asked, found)
