"""`/fhir/Observation`: create (also conditional), read, search."""

import asyncio
from dataclasses import replace
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from varde.exchange import observation as shape
from varde.exchange import plain, references, strict
from varde.exchange.capability import Served
from varde.exchange.problems import Problem, Refused
from varde.exchange.references import NationalNumber
from varde.exchange.strict import Tree
from varde.fhir import denials, incoming, reading_threads, records, search, tokens
from varde.fhir.catalogue import READER
from varde.fhir.flusher import Flusher
from varde.fhir.headers import header
from varde.fhir.http import BIG, NOT_FOUND, FhirResponse, answer, base_of, body_of, refusal, require_json
from varde.fhir.incoming import Incoming
from varde.lib.context import Actor
from varde.triage.submissions import Outcome

SERVED = Served(
    "Observation",
    ("create", "read", "vread", "update", "search-type"),
    search.PARAMETERS,
    conditional_create=True,
    note="Søk må navngi pasienten. Nasjonale nummer bare i POST _search. Update bare til amended og entered-in-error.",
)
CONFLICT = Problem(
    "duplicate",
    "Samme identifier er sendt før med et annet innhold. Bruk en ny identifier, eller rett den tidligere målingen.",
    "Observation.identifier",
)


async def create(request: Request) -> Response:
    by = await tokens.who(request)
    require_json(request)
    body = await body_of(request)
    base, asked = base_of(request), header(request, "if-none-exist")
    item = read_plain(body, base, asked) or await _read_carefully(by, body, base, asked)
    flusher: Flusher = request.scope["flusher"]
    outcome = (await denials.commit(flusher, by, [item.submission]))[0]
    if problem := problem_of(item, outcome):
        return refusal(*problem)
    headers = {"ETag": 'W/"1"', "Location": f"{base}/Observation/{outcome.subject_id}/_history/1"}
    status = 201 if outcome.status == "stored" else 200
    if "return=minimal" in header(request, "prefer"):
        return Response(status_code=status, headers=headers)
    return FhirResponse(as_stored(item, outcome), status, headers)


def read_plain(body: bytes, base: str, if_none_exist: str) -> Incoming | None:
    found = READER.read_text(body)
    return incoming.plainly(found, base=base, if_none_exist=if_none_exist) if found else None


async def _read_carefully(by: Actor, body: bytes, base: str, if_none_exist: str) -> Incoming:
    tree = strict.read(body) if len(body) < BIG else await asyncio.to_thread(strict.read, body)
    async with denials.noted(by, denials.WRITING, denials.named(body)):
        return await _one(tree, body, base, if_none_exist)


async def _one(tree: Tree, text: bytes, base: str, if_none_exist: str) -> Incoming:
    if tree.get("resourceType") != "Observation":
        raise Refused(
            400, "invalid", "Her tas bare Observation imot. Sett resourceType til Observation.", "resourceType"
        )
    who = references.subject(tree, base)
    patient_id = who if isinstance(who, UUID) else await reading_threads.run(lambda: incoming.patient_with(who))
    return incoming.taken(tree, text, patient_id, base=base, if_none_exist=if_none_exist)


def problem_of(item: Incoming, outcome: Outcome) -> tuple[int, Problem] | None:
    """The HTTP status and what to say when the Observation was not taken; None when it was."""
    if outcome.status == "unknown_patient":
        return 404, NOT_FOUND
    if outcome.status == "conflict":
        return 409, CONFLICT
    if outcome.status == "refused":
        return 422, Problem("processing", outcome.problem, "Observation")
    if item.refusal is not None:
        return item.refusal.status, item.refusal.problem
    return None


def as_stored(item: Incoming, outcome: Outcome) -> bytes:
    """The resource to answer with, written."""
    patient_id = item.submission.patient_id
    if isinstance(item.sent, plain.Plain):
        return plain.with_server_fields(item.sent, outcome.subject_id, patient_id)
    return strict.write(shape.with_server_fields(item.sent, outcome.subject_id, patient_id, 1, None))


async def read(request: Request) -> Response:
    by = await tokens.who(request)
    wanted = _uuid(request.path_params["id"])
    version = request.path_params.get("version")
    asked = f"Observation/{wanted}"
    tree = await denials.read(by, "FHIR Observation", asked, lambda: records.one(by, wanted, version))
    return answer(tree, headers={"ETag": f'W/"{tree["meta"]["versionId"]}"'})


async def search_by_get(request: Request) -> Response:
    by = await tokens.who(request)
    asked = list(request.query_params.multi_items())
    search.refuse_national_numbers(asked)
    return await _found(by, asked, base_of(request))


async def search_by_post(request: Request) -> Response:
    by = await tokens.who(request)
    kind = header(request, "content-type").split(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Refused(415, "not-supported", "Send søket med Content-Type: application/x-www-form-urlencoded.")
    in_url = list(request.query_params.multi_items())
    search.refuse_national_numbers(in_url)
    return await _found(by, in_url + search.form(await body_of(request)), base_of(request))


async def _found(by: Actor, asked: list[tuple[str, str]], base: str) -> Response:
    query = search.parse(asked, base)
    if isinstance(number := query.patient, NationalNumber):
        query = replace(query, patient=await reading_threads.run(lambda: incoming.patient_with(number)))
    about = f"Patient/{query.patient}" if query.patient else f"Observation/{query.ids[0]}"
    return answer(await denials.read(by, "FHIR Observation søk", about, lambda: records.matching(by, query, base)))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refused(404, "not-found", "") from None
