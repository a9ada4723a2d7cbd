"""Asking for somebody who is not there or not yours is answered alike, and logged alike."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from varde.audit import actions as audit
from varde.care_teams.scope import PatientNotFound
from varde.exchange.problems import Refused
from varde.fhir import reading_threads
from varde.fhir.flusher import Flusher, NotWhole
from varde.lib.context import Actor
from varde.triage.submissions import Outcome, Submission

WRITING = "FHIR skriving"
MOST_NAMED = 20
_PATIENT = re.compile(rb"Patient/[0-9a-fA-F-]{36}")
Answer = TypeVar("Answer")


async def read(by: Actor, what: str, asked_for: str, question: Callable[[], Answer]) -> Answer:
    """What the question gives, asked in another thread; logged when the answer is "not found"."""
    async with noted(by, what, [asked_for]):
        return await reading_threads.run(question)


class noted:
    """Whatever is answered "not found" inside is logged; what was asked for is looked up only then."""

    __slots__ = ("_asked_for", "_by", "_what")

    def __init__(self, by: Actor, what: str, asked_for: Iterable[str]) -> None:
        self._by, self._what, self._asked_for = by, what, asked_for

    async def __aenter__(self) -> None:
        pass

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PatientNotFound) or (isinstance(error, Refused) and error.status == 404):
            await log(self._by, self._what, self._asked_for)


def named(text: bytes) -> Iterator[str]:
    """The patients a message points to, as they stand in it; read when they are asked for."""
    yield from (found.decode() for found in list(dict.fromkeys(_PATIENT.findall(text)))[:MOST_NAMED])


async def commit(
    flusher: Flusher, by: Actor, submissions: Sequence[Submission], *, is_whole: bool = False
) -> list[Outcome]:
    """Store and judge; patients out of the sender's reach are logged. Raises what `Flusher.commit` raises."""
    try:
        outcomes = await flusher.commit(by, submissions, is_whole=is_whole)
    except NotWhole as error:
        await _log_unknown(by, submissions, error.outcomes)
        raise
    if any(outcome.status == "unknown_patient" for outcome in outcomes):
        await _log_unknown(by, submissions, outcomes)
    return outcomes


async def _log_unknown(by: Actor, submissions: Sequence[Submission], outcomes: Sequence[Outcome]) -> None:
    unknown = {
        f"Patient/{submission.patient_id}"
        for submission, outcome in zip(submissions, outcomes, strict=True)
        if outcome.status == "unknown_patient"
    }
    if unknown:
        await log(by, WRITING, unknown)


async def log(by: Actor, what: str, asked_for: Iterable[str]) -> None:
    text = " ".join(sorted(asked_for))
    await reading_threads.run(lambda: audit.record_denied(by=by, what=what, asked_for=text))
