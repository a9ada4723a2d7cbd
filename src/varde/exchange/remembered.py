"""What senders repeat in Observation after Observation, read the careful way once and remembered.

Bounded by count here and by `plain.LONGEST` in length, so that no sender fills the memory.
"""

from collections.abc import Callable
from functools import lru_cache
from re import compile as pattern

import msgspec
from msgspec import Raw, Struct

from varde.exchange import observation, reading, strict
from varde.exchange.catalogue import Catalogue, Series
from varde.exchange.problems import Refused
from varde.exchange.reading import Amount
from varde.exchange.strict import Tree

FIELDS = (b"code", b"category", b"meta", b"bodySite", b"method", b"interpretation")
MOST_BRACKETS = 24
"""So that it is nested within `strict.DEEPEST` wherever it stands."""

PERSONS = "2.16.578.1.12.4.1.4."
_NOT_HERE = (b'"reference":', PERSONS.encode())
_ONCE = (b'"resourceType":', b'"meta":')
_NUMBER = pattern(rb"-?(?:[1-9][0-9]{0,11}|0(?=\.))(?:\.[0-9]{1,11})?|0")
_URI = pattern(r"\S+")


class Frame(Struct, frozen=True):
    """What `FIELDS` mean together. `is_ours`: the code is written as we write it."""

    series: Series
    entry_mode: str
    is_ours: bool


class Remembered:
    """Each answers None for what the careful way must look at, every time it comes."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.frame: Callable[[bytes, bytes, bytes, bytes, bytes, bytes], Frame | None] = lru_cache(2048)(self._frame)
        self.amount: Callable[[str, bytes, str, str], Amount | None] = lru_cache(16384)(self._amount)
        self.place: Callable[[str, bytes], int | None] = lru_cache(512)(self._place)

    def _frame(self, *raws: bytes) -> Frame | None:
        """The fields named in FIELDS, b"" for one that was not sent."""
        tree = _checked(b",".join([b'"%b":%b' % (name, raw) for name, raw in zip(FIELDS, raws, strict=True) if raw]))
        if tree is None or tree.get("meta", {}).keys() & {"versionId", "lastUpdated"}:
            return None
        try:
            series = reading.series_of(reading.codings_of(tree["code"], "code"), self._catalogue)
        except Refused:
            return None
        if series is None:
            return None
        ours = strict.write(observation.code_of(series.codings, series.name))
        return Frame(series, reading.entry_mode(tree), raws[0] == ours)

    def _amount(self, key: str, literal: bytes, system: str, code: str) -> Amount | None:
        """A quantity in the unit of the series with this key."""
        if not _NUMBER.fullmatch(literal):
            return None
        quantity = {"value": Raw(literal), "system": system, "code": code}
        try:
            return reading.converted(quantity, self._catalogue.series[key], "")
        except Refused:
            return None

    def _place(self, key: str, code: bytes) -> int | None:
        """Which part of the series a component's code names."""
        tree = _checked(b'"code":{},"component":[{"code":%b}]' % code)
        if tree is None or b'"meta":' in code:
            return None
        try:
            codings = reading.codings_of(tree["component"][0]["code"], "code")
        except Refused:
            return None
        parts = self._catalogue.series[key].parts
        places = [place for place, part in enumerate(parts) if any(coding in part.codings for coding in codings)]
        return places[0] if len(places) == 1 else None


def _checked(fields: bytes) -> Tree | None:
    """Fields of an Observation, when they are in the shape of R4 and could be cut out of it as they are."""
    text = b'{"resourceType":"Observation","status":"final",%b}' % fields
    if text.count(b"{") + text.count(b"[") > MOST_BRACKETS:
        return None
    if any(key in text for key in _NOT_HERE) or any(text.count(key) > 1 for key in _ONCE):
        return None
    try:
        tree = strict.read(text)
        observation.checker.check(text)
        msgspec.json.decode(text)  # numbers beyond a float's range, wherever they stand
    except (Refused, msgspec.DecodeError):
        return None
    return tree if strict.write(tree) == text else None


@lru_cache(1024)
def is_uri(text: str) -> bool:
    """Whether it can be an identifier's system, and is not one of persons' numbers."""
    return PERSONS not in text and _URI.fullmatch(text) is not None
