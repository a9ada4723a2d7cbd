"""`POST /fhir`: transactions (all or nothing), batches and PMD's collections (entry by entry, order and fullUrl kept)."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeGuard
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from varde.audit import actions as audit
from varde.care_teams.scope import PatientNotFound, scope_for
from varde.exchange import bundle as shape
from varde.exchange.bundle import Entry, Reply
from varde.exchange.outcome import operation_outcome
from varde.exchange.plain_bundle import PlainEntry, Sent
from varde.exchange.problems import Problem, Refused
from varde.exchange.references import NationalNumber
from varde.fhir import denials, incoming, reading_threads, tokens
from varde.fhir.catalogue import READER
from varde.fhir.flusher import Flusher, NotWhole
from varde.fhir.http import BIG, NOT_FOUND, answer, base_of, body_of, refusal, require_json
from varde.fhir.incoming import Incoming
from varde.fhir.observation import problem_of
from varde.lib.context import Actor
from varde.triage.submissions import Outcome

STATUS_LINES = {
    200: "200 OK", 201: "201 Created", 400: "400 Bad Request", 404: "404 Not Found", 409: "409 Conflict",
    422: "422 Unprocessable Entity", 500: "500 Internal Server Error", 503: "503 Service Unavailable",
}  # fmt: skip
IGNORED = Problem("informational", "Pasienter registreres ikke her. Målingene knyttes til pasienten de viser til.")


@dataclass(frozen=True, slots=True)
class Faulty:
    """An entry that could not even become a submission."""

    entry: Entry
    refusal: Refused


Part = Incoming | Faulty | UUID
"""An entry as understood: an Observation, a fault, or the patient a Patient entry stands for."""


async def take(request: Request) -> Response:
    by = await tokens.who(request)
    require_json(request)
    body = await body_of(request)
    sent = Sent(body, READER) if len(body) < BIG else await asyncio.to_thread(Sent, body, READER)
    kind, entries = sent.kind, sent.entries
    base = base_of(request)
    known = await _known(entries, by)
    parts = await _parts(sent, base, known)
    if unknown := [name for part in parts if _is_unknown(part) for name in denials.named(part.entry.text)]:
        await denials.log(by, denials.WRITING, unknown)
    flusher: Flusher = request.scope["flusher"]
    if kind == "transaction":
        return await _transaction(entries, parts, by, flusher)
    return await _batch(entries, parts, by, flusher)


async def _known(entries: Sequence[Entry | PlainEntry], by: Actor) -> dict[str, UUID]:
    """The patients that Patient entries stand for, by fullUrl. They must be ours already: no patient is made here."""
    patients = [entry for entry in entries if _is_patient(entry) and entry.full_url]
    if not patients:
        return {}
    return await reading_threads.run(
        lambda: {entry.full_url: found for entry in patients if (found := _existing(entry, by)) is not None}
    )


def _is_patient(entry: Entry | PlainEntry) -> TypeGuard[Entry]:
    return isinstance(entry, Entry) and entry.resource.get("resourceType") == "Patient"


def _existing(entry: Entry, by: Actor) -> UUID | None:
    """Our patient with a national number of the Patient entry, if the sender may see that patient."""
    listed = entry.resource.get("identifier", ())
    for identifier in listed if isinstance(listed, list) else ():
        try:
            number = NationalNumber(str(identifier["system"]), str(identifier["value"]))
            found = incoming.patient_with(number)
        except (LookupError, TypeError, Refused):
            continue
        try:
            with scope_for(by, [found]) as scope:
                scope.patient(found)
                return found
        except PatientNotFound:
            audit.record_denied(by=by, what=denials.WRITING, asked_for=f"Patient/{found}")
    return None


async def _parts(sent: Sent, base: str, known: Mapping[str, UUID]) -> list[Part]:
    """Every entry as understood; in a thread when a national number must be looked up."""
    subjects = [entry.resource.get("subject") for entry in sent.entries if isinstance(entry, Entry)]
    if any(isinstance(subject, dict) and "identifier" in subject for subject in subjects):
        return await reading_threads.run(lambda: [_part(sent, entry, base, known) for entry in sent.entries])
    return [_part(sent, entry, base, known) for entry in sent.entries]


def _part(sent: Sent, entry: Entry | PlainEntry, base: str, known: Mapping[str, UUID]) -> Part:
    if isinstance(entry, Entry):
        return _carefully(entry, base, known)
    try:
        item = incoming.plainly(entry.observation, base=base, known=known, if_none_exist=entry.if_none_exist)
    except Refused:
        item = None
    return item or _carefully(sent.carefully[1][entry.place], base, known)


def _carefully(entry: Entry, base: str, known: Mapping[str, UUID]) -> Part:
    try:
        kind = entry.resource.get("resourceType")
        if kind == "Patient":
            if entry.full_url in known:
                return known[entry.full_url]
            raise Refused(
                422,
                "not-supported",
                "Fant ingen pasient med et slikt nasjonalt nummer, og pasienter registreres ikke her.",
            )
        if kind != "Observation" or entry.method != "POST" or entry.url.strip("/") != "Observation":
            raise Refused(422, "not-supported", "Bare POST av Observation tas imot i en Bundle.")
        patient_id = incoming.patient_of(entry.resource, base, known)
        return incoming.taken(
            entry.resource, entry.text, patient_id, base=base, known=known, if_none_exist=entry.if_none_exist
        )
    except Refused as refused:
        return Faulty(entry, refused)


async def _transaction(
    entries: Sequence[Entry | PlainEntry], parts: Sequence[Part], by: Actor, flusher: Flusher
) -> Response:
    items = [part for part in parts if isinstance(part, Incoming)]
    if any(_fault(part) is not None for part in parts):
        kept = [item for item in items if item.refusal is not None]
        outcomes = await denials.commit(flusher, by, [item.submission for item in kept])
        return _refused_whole(parts, dict(zip(map(id, kept), outcomes, strict=True)))
    try:
        outcomes = await denials.commit(flusher, by, [item.submission for item in items], is_whole=True)
    except NotWhole as error:
        return _refused_whole(parts, dict(zip(map(id, items), error.outcomes, strict=True)))
    answered = dict(zip(map(id, items), outcomes, strict=True))
    replies = [_reply(entry, part, answered) for entry, part in zip(entries, parts, strict=True)]
    return answer(shape.response("transaction-response", replies))


def _is_unknown(part: Part) -> TypeGuard[Faulty]:
    return isinstance(part, Faulty) and part.refusal.status == 404


def _fault(part: Part) -> Refused | None:
    if isinstance(part, Faulty):
        return part.refusal
    return part.refusal if isinstance(part, Incoming) else None


def _refused_whole(parts: Sequence[Part], answered: Mapping[int, Outcome]) -> Response:
    """Nothing of the transaction is stored; each guilty entry is named. A patient out of reach hides everything else."""
    problems: list[tuple[int, Problem]] = []
    for place, part in enumerate(parts):
        found = _problem(part, answered)
        if found is not None:
            status, problem = found
            problems.append((status, Problem(problem.code, problem.text, f"Bundle.entry[{place}]")))
    if any(status == 404 for status, _ in problems):
        return refusal(404, NOT_FOUND)
    return refusal(max(status for status, _ in problems), *(problem for _, problem in problems))


def _problem(part: Part, answered: Mapping[int, Outcome]) -> tuple[int, Problem] | None:
    if isinstance(part, Faulty):
        return part.refusal.status, NOT_FOUND if part.refusal.status == 404 else part.refusal.problem
    if isinstance(part, Incoming) and id(part) in answered:
        return problem_of(part, answered[id(part)])
    return None


async def _batch(entries: Sequence[Entry | PlainEntry], parts: Sequence[Part], by: Actor, flusher: Flusher) -> Response:
    items = [part for part in parts if isinstance(part, Incoming)]
    outcomes = await denials.commit(flusher, by, [item.submission for item in items])
    answered = dict(zip(map(id, items), outcomes, strict=True))
    replies = [_reply(entry, part, answered) for entry, part in zip(entries, parts, strict=True)]
    return answer(shape.response("batch-response", replies))


def _reply(entry: Entry | PlainEntry, part: Part, answered: Mapping[int, Outcome]) -> Reply:
    if _is_patient(entry):
        location = f"Patient/{part}" if isinstance(part, UUID) else ""
        return Reply(STATUS_LINES[200], location, "", operation_outcome([IGNORED], "information"), entry.full_url)
    if found := _problem(part, answered):
        status, problem = found
        return Reply(
            STATUS_LINES.get(status, str(status)), outcome=operation_outcome([problem]), full_url=entry.full_url
        )
    assert isinstance(part, Incoming)
    outcome = answered[id(part)]
    status = 201 if outcome.status == "stored" else 200
    location = f"Observation/{outcome.subject_id}/_history/1"
    return Reply(STATUS_LINES[status], location, 'W/"1"', full_url=entry.full_url)
