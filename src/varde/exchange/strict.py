"""JSON as FHIR means it, read strictly: no duplicate keys, NaN, NUL, lone surrogates or deep nesting; numbers as written.

Numbers become `msgspec.Raw`, so `1.0e2` and `72.50` are written out again exactly as they came.
"""

import json
import re
from itertools import accumulate
from typing import Any

import msgspec

from varde.exchange.problems import Refused

GREATEST_BODY = 5_000_000
DEEPEST = 32
MOST_VALUES = 100_000
"""A body of 5 MB can hold 1.7 million empty arrays, which would take 120 MB in memory; 200 Observations hold 20,000."""

_STRING = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"')
_STEP = {ord("{"): 1, ord("["): 1, ord("}"): -1, ord("]"): -1}
_NOT_BRACKETS = bytes(set(range(256)) - set(_STEP))
_ONE_KIND = bytes.maketrans(b"[]", b"{}")
_MINUS_ZERO = re.compile(rb"[:,\[]\s*-0")
_COLON_APART = re.compile(rb'"[ \t\r\n]+:')
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
Tree = dict[str, Any]


def read(body: bytes, *, is_limited: bool = True) -> Tree:
    """The one JSON object in `body` (UTF-8). Raises Refused(400) for anything else, saying what is wrong.

    `is_limited` False lets a file that somebody chose be larger than what may come over the network.
    """
    if is_limited:
        measure(body)
    if (quick := _read_plain(body)) is not None:
        return quick
    try:
        tree = _decoder.decode(body.decode("utf-8"))
        if b"\\u" in body:
            _check_escapes(body)
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise Refused(400, "structure", "Meldingen er ikke gyldig UTF-8. Send JSON i UTF-8.") from None
    except (json.JSONDecodeError, msgspec.DecodeError):
        raise Refused(400, "structure", "Meldingen er ikke gyldig JSON. Rett syntaksen og send på nytt.") from None
    if not isinstance(tree, dict):
        raise Refused(400, "structure", "Meldingen må være ett JSON-objekt med resourceType.")
    if body.count(b"{") + body.count(b"[") > DEEPEST and _depth(body) > DEEPEST:
        raise _too_deep()
    return tree


def _read_plain(body: bytes) -> Tree | None:
    """The same tree in a tenth of the time for what nearly everybody sends; None when the careful way must look at it.

    Without a backslash no string holds a quotation mark, so `":` stands after each key and nowhere else: when the tree
    written out again has as many, no key was sent twice. Whole numbers stay Python's, which write out as they came.
    """
    if b"\\" in body or b"\0" in body or _MINUS_ZERO.search(body) or _COLON_APART.search(body):
        return None
    try:
        tree = _plain_decoder.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        return None
    is_plain = type(tree) is dict and body.count(b'":') == write(tree).count(b'":') and _is_shallow(body)
    return tree if is_plain else None


def _is_shallow(body: bytes) -> bool:
    """Whether valid JSON is nested at most DEEPEST levels: each round takes away the innermost. False when unsure."""
    brackets = body.translate(_ONE_KIND, _NOT_BRACKETS)
    for _ in range(DEEPEST):
        left = brackets.replace(b"{}", b"")
        if len(left) == len(brackets):
            break
        brackets = left
    return not brackets


def write(tree: object) -> bytes:
    """Compact JSON in UTF-8; numbers that came through `read` are written as they were."""
    return msgspec.json.encode(tree)


def number(literal: str) -> msgspec.Raw:
    """A JSON number to be written exactly like this."""
    return msgspec.Raw(literal.encode())


def literal_of(raw: object) -> str:
    """The text of a number in a tree that `read` gave."""
    return bytes(raw).decode() if isinstance(raw, msgspec.Raw) else str(raw)


def measure(body: bytes) -> None:
    """Raises Refused(413) for a body beyond what may come over the network."""
    if len(body) > GREATEST_BODY:
        raise Refused(413, "too-long", "Meldingen er større enn 5 MB. Del den opp i mindre meldinger.")
    if body.count(b",") + body.count(b"{") + body.count(b"[") > MOST_VALUES:
        raise Refused(
            413, "too-costly", f"Meldingen har flere enn {MOST_VALUES} verdier. Del den opp i mindre meldinger."
        )


def _check_escapes(body: bytes) -> None:
    if _NUL.search(body.decode("utf-8")):
        raise Refused(400, "value", "Teksten inneholder tegnet NUL (\\u0000). Fjern det og send på nytt.")
    msgspec.json.decode(body)  # the standard library lets lone surrogates through


def _depth(body: bytes) -> int:
    """How deeply the brackets of valid JSON are nested; those inside strings do not count."""
    brackets = _STRING.sub(b"", body).translate(None, _NOT_BRACKETS)
    return max(accumulate(map(_STEP.__getitem__, brackets)), default=0)


def _too_deep() -> Refused:
    return Refused(400, "too-costly", f"Meldingen er dypere enn {DEEPEST} nivåer. Send den flatere.")


def _members(pairs: list[tuple[str, Any]]) -> Tree:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Refused(400, "structure", f"Feltet «{twice[:60]}» står to ganger i samme objekt. Send det én gang.")
    return members


def _refuse_constant(name: str) -> None:
    raise Refused(400, "value", f"{name} er ikke et tall i JSON. Bruk dataAbsentReason når verdien mangler.")


def _number(text: str) -> msgspec.Raw:
    return msgspec.Raw(text.encode())


_plain_decoder = msgspec.json.Decoder(float_hook=_number)
_decoder = json.JSONDecoder(
    object_pairs_hook=_members, parse_float=_number, parse_int=_number, parse_constant=_refuse_constant
)
