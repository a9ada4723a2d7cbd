"""Search parameters of Observation: from text to a Query, strictly. A parameter we do not know is refused, not ignored."""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from varde.exchange import codes, moments
from varde.exchange.problems import Refused
from varde.exchange.references import NationalNumber
from varde.fhir.catalogue import CATALOGUE

PARAMETERS = {
    "patient": "reference",
    "subject": "reference",
    "code": "token",
    "date": "date",
    "category": "token",
    "_id": "token",
    "_sort": "special",
    "_count": "special",
}
MOST = 500
USUAL = 100
_BY_NUMBER = frozenset({"patient.identifier", "subject.identifier", "subject:Patient.identifier"})
_ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{6} ?\d{5}(?!\d)")
_OUR_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb")
Token = tuple[str | None, str]
"""(system, code): system None when any will do, "" when there must be none; code "" when any will do."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A date parameter: prefix and the stretch [start, end) its value means."""

    prefix: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for. `patient` is None when only `_id` names what is wanted; `after` is where the last page ended."""

    patient: UUID | NationalNumber | None = None
    ids: tuple[UUID, ...] = ()
    tokens: tuple[tuple[Token, ...], ...] = ()
    categories: tuple[tuple[Token, ...], ...] = ()
    dates: tuple[Stretch, ...] = ()
    newest_first: bool = True
    count: int = USUAL
    after: tuple[datetime, UUID] | None = None
    asked: tuple[tuple[str, str], ...] = field(default=())


def form(body: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=50)
    except ValueError:
        raise Refused(400, "structure", "Skjemaet kan ikke leses. Send parametre som navn=verdi&navn=verdi.") from None


def refuse_national_numbers(asked: Iterable[tuple[str, str]]) -> None:
    """A national number never stands in an address: addresses end up in logs.

    One of our own ids in some two hundred has eleven digits in a row, so ids are taken out before looking.
    """
    for name, value in asked:
        looked_at = _OUR_ID.sub("-", value)
        if (
            name in _BY_NUMBER
            or _ELEVEN_DIGITS.search(looked_at)
            or any(s in value for s in codes.PERSON_NUMBER_SYSTEMS)
        ):
            raise Refused(400, "security", "Nasjonale nummer kan ikke stå i adressen. Bruk POST Observation/_search.")


def parse(asked: Iterable[tuple[str, str]], base: str) -> Query:
    query = Query()
    kept: list[tuple[str, str]] = []
    for name, value in asked:
        query = _with(query, name, value, base)
        if name not in _BY_NUMBER and name != "_after":
            kept.append((name, value))
    if query.patient is None and not query.ids:
        _refuse(
            "required", "Søket må navngi pasienten: patient=<id>, eller patient.identifier i POST _search.", "patient"
        )
    return replace(query, asked=tuple(kept))


def _with(query: Query, name: str, value: str, base: str) -> Query:
    if not value:
        _refuse("invalid", f"Parameteren {_shown(name)} er tom. Gi den en verdi, eller utelat den.", name)
    if name in {"patient", "subject", "subject:Patient"}:
        return _about(query, _patient(value, base))
    if name in _BY_NUMBER:
        return _about(query, _number(value))
    if name not in _READERS:
        text = f"Søkeparameteren {_shown(name)} støttes ikke. Se GET /fhir/metadata for dem som gjør det."
        _refuse("not-supported", text, name)
    return _READERS[name](query, value)


def _about(query: Query, who: UUID | NationalNumber) -> Query:
    if query.patient is not None and query.patient != who:
        _refuse("invalid", "Søket navngir to pasienter. Søk på én om gangen.", "patient")
    return replace(query, patient=who)


def next_page(query: Query, patient_id: UUID, last: tuple[datetime, UUID], base: str) -> str:
    """The address of the page after `last`; the patient stands in it by our own id only."""
    kept = [(name, value) for name, value in query.asked if name not in {"patient", "subject", "subject:Patient"}]
    return f"{base}/Observation?" + urlencode([("patient", str(patient_id)), *kept, ("_after", _cursor(last))])


def this_page(query: Query, patient_id: UUID, base: str) -> str:
    kept = [(name, value) for name, value in query.asked if name not in {"patient", "subject", "subject:Patient"}]
    return f"{base}/Observation?" + urlencode([("patient", str(patient_id)), *kept])


def kinds(tokens: tuple[Token, ...]) -> tuple[set[str], bool]:
    """The kinds that these tokens name, and whether what we have no kind for must be looked through as well."""
    found: set[str] = set()
    for system, code in tokens:
        mine = {
            series.key
            for series in CATALOGUE.series.values()
            if any(matches((system, code), coding) for coding in series.codings)
        }
        found |= mine | {f"absent:{key}" for key in mine}
    return found, any(not code or not _is_known(system, code) for system, code in tokens)


def matches(token: Token, coding: tuple[str, str]) -> bool:
    system, code = token
    return (system is None or system == coding[0]) and (not code or code == coding[1])


def _is_known(system: str | None, code: str) -> bool:
    return any(matches((system, code), coding) for coding in CATALOGUE.by_coding)


def _refuse(code: str, text: str, name: str) -> NoReturn:
    raise Refused(400, code, text, f"Observation?{_shown(name)}")


def _shown(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_:.-]", "?", name)[:40]


def _patient(value: str, base: str) -> UUID:
    try:
        return UUID(value.removeprefix(base + "/").removeprefix("Patient/"))
    except ValueError:
        raise Refused(404, "not-found", "") from None


def _uuid(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)


def _number(value: str) -> NationalNumber:
    system, bar, number = value.partition("|")
    if not bar or system not in codes.PERSON_NUMBER_SYSTEMS:
        _refuse(
            "invalid",
            "Skriv system|nummer med OID-en for fødselsnummer, D-nummer eller FH-nummer.",
            "patient.identifier",
        )
    return NationalNumber(system, number)


def _tokens(value: str) -> tuple[Token, ...]:
    return tuple(_token(text) for text in value.split(","))


def _token(text: str) -> Token:
    system, bar, code = text.partition("|")
    return (system, code) if bar else (None, text)


def _date(value: str) -> Stretch:
    prefix = value[:2] if value[:2].isalpha() else ""
    if prefix and prefix not in _PREFIXES:
        _refuse("not-supported", f"Prefikset {_shown(prefix)} støttes ikke. Bruk {', '.join(_PREFIXES)}.", "date")
    try:
        return Stretch(prefix or "eq", *moments.span(value.removeprefix(prefix)))
    except ValueError:
        _refuse(
            "invalid",
            "Datoen kan ikke leses. Skriv for eksempel ge2026-03-01; husk at + skrives %2B i adresser.",
            "date",
        )


def _newest_first(value: str) -> bool:
    if value not in {"date", "-date"}:
        _refuse("not-supported", "Det sorteres bare på date eller -date.", "_sort")
    return value == "-date"


def _count(value: str) -> int:
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST):
        _refuse("invalid", f"_count må være et tall fra 1 til {MOST}.", "_count")
    return int(value)


def _cursor(last: tuple[datetime, UUID]) -> str:
    return urlsafe_b64encode(json.dumps([last[0].isoformat(), str(last[1])]).encode()).decode().rstrip("=")


def _read_cursor(value: str) -> tuple[datetime, UUID]:
    try:
        held: list[Any] = json.loads(urlsafe_b64decode(value + "=" * (-len(value) % 4)))
        at = datetime.fromisoformat(held[0])
        if at.tzinfo is None:
            raise ValueError(value)
        return at, UUID(held[1])
    except (ValueError, TypeError, LookupError, AttributeError):
        _refuse("invalid", "Lenken til neste side er ødelagt. Begynn søket på nytt.", "_after")


_READERS: dict[str, Callable[[Query, str], Query]] = {
    "code": lambda query, value: replace(query, tokens=(*query.tokens, _tokens(value))),
    "category": lambda query, value: replace(query, categories=(*query.categories, _tokens(value))),
    "date": lambda query, value: replace(query, dates=(*query.dates, _date(value))),
    "_id": lambda query, value: replace(query, ids=tuple(_uuid(text) for text in value.split(",")[:MOST])),
    "_sort": lambda query, value: replace(query, newest_first=_newest_first(value)),
    "_count": lambda query, value: replace(query, count=_count(value)),
    "_after": lambda query, value: replace(query, after=_read_cursor(value)),
    "_format": lambda query, _: query,
}
