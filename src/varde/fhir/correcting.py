"""`PUT /fhir/Observation/{id}`: a value was wrong. A new version with a reason; nothing is overwritten."""

import re
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from varde.exchange import observation as shape
from varde.exchange import reading, references
from varde.exchange.observation import Row
from varde.exchange.problems import Problem, Refused
from varde.exchange.references import NationalNumber
from varde.exchange.strict import Tree
from varde.fhir import denials, incoming, records, tokens
from varde.fhir.catalogue import CATALOGUE
from varde.fhir.flusher import Flusher
from varde.fhir.headers import header
from varde.fhir.http import NOT_FOUND, answer, base_of, json_of, refusal
from varde.lib.context import Actor
from varde.triage.submissions import Correction

WITHDRAWN = "entered-in-error"
_CORRECTED = ("amended", "corrected", WITHDRAWN)
_VERSION = re.compile(r'(?:W/)?"(\d{1,5})"')
CHANGED = Problem("conflict", "Målingen er endret siden du leste den. Les den på nytt, og rett den nyeste versjonen.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A correction as asked for: of which version, and what it says now."""

    observation_id: UUID
    version: int
    tree: Tree
    base: str


async def correct(request: Request) -> Response:
    by = await tokens.who(request)
    tree, body = await json_of(request)
    asked = Asked(_id(request, tree), _if_match(header(request, "if-match")), tree, base_of(request))
    shape.checker.check(body)
    if tree["status"] not in _CORRECTED:
        raise Refused(
            422, "business-rule", "En rettelse har status amended eller entered-in-error.", "Observation.status"
        )
    about = f"Observation/{asked.observation_id}"
    current = await denials.read(by, denials.WRITING, about, lambda: records.current(by, asked.observation_id))
    if current.version != asked.version:
        return refusal(412, CHANGED)
    sent = await denials.read(by, denials.WRITING, about, lambda: _correction(asked, current))
    return await _committed(request.scope["flusher"], by, asked, current, sent)


async def _committed(flusher: Flusher, by: Actor, asked: Asked, current: Row, sent: Correction) -> Response:
    outcome = (await denials.commit(flusher, by, [sent]))[0]
    if outcome.status == "unknown_patient":
        return refusal(404, NOT_FOUND)
    if outcome.status in {"refused", "conflict"}:
        return refusal(412, CHANGED)
    version = current.version + 1
    headers = {
        "ETag": f'W/"{version}"',
        "Location": f"{asked.base}/Observation/{asked.observation_id}/_history/{version}",
    }
    stored = shape.with_server_fields(asked.tree, asked.observation_id, current.patient_id, version, None)
    return answer(stored, 200, headers)


def _correction(asked: Asked, current: Row) -> Correction:
    """What changes. The patient, the code and the time of a value are not corrected: withdraw it and send a new one."""
    who = references.subject(asked.tree, asked.base)
    patient_id = incoming.patient_with(who) if isinstance(who, NationalNumber) else who
    if patient_id != current.patient_id or references.drags_in_another(asked.tree, patient_id, asked.base):
        raise Refused(404, "not-found", "", "Observation.subject")
    is_withdrawn = asked.tree["status"] == WITHDRAWN
    read = reading.read({**asked.tree, "status": "amended"}, CATALOGUE)
    if not is_withdrawn and (read.kind, read.effective_at) != (current.kind, current.effective_at):
        text = "Kode og tidspunkt kan ikke rettes. Sett status entered-in-error, og send en ny måling."
        raise Refused(422, "business-rule", text, "Observation.code")
    return Correction(
        patient_id=patient_id,
        source_key=f"put|{current.id}",
        corrects=current.id,
        reason=read.note or "Rettet av avsenderen",
        value=None if is_withdrawn else read.value,
        decimal="" if is_withdrawn else read.decimal,
        value2=None if is_withdrawn else read.value2,
        decimal2="" if is_withdrawn else read.decimal2,
        body=incoming.kept_text(asked.tree, patient_id),
    )


def _id(request: Request, tree: Tree) -> UUID:
    wanted = request.path_params["id"]
    if tree.get("resourceType") != "Observation" or tree.get("id") != wanted:
        raise Refused(400, "invalid", "Send en Observation med samme id som i adressen.", "Observation.id")
    try:
        return UUID(wanted)
    except ValueError:
        raise Refused(404, "not-found", "") from None


def _if_match(text: str) -> int:
    if not text:
        raise Refused(428, "required", 'Send If-Match med versjonen du rettet, for eksempel W/"1".')
    found = _VERSION.fullmatch(text.strip())
    return int(found.group(1)) if found else -1
