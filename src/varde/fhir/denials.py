"""Asking for somebody who is not there or not yours is answered alike, and logged alike."""

import re
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
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


@asynccontextmanager
async def noted(by: Actor, what: str, asked_for: Iterable[str]) -> AsyncIterator[None]:
    """Whatever is answered "not found" inside is logged."""
    try:
        yield
    except (PatientNotFound, Refused) as refusal:
        if isinstance(refusal, PatientNotFound) or refusal.status == 404:
            await log(by, what, asked_for)
        raise


def named(text: bytes) -> list[str]:
    """The patients a message points to, as they stand in it."""
    return [found.decode() for found in list(dict.fromkeys(_PATIENT.findall(text)))[:MOST_NAMED]]


async def commit(
    flusher: Flusher, by: Actor, submissions: Sequence[Submission], *, is_whole: bool = False
) -> list[Outcome]:
    """Store and judge; patients out of the sender's reach are logged. Raises what `Flusher.commit` raises."""
    try:
        outcomes = await flusher.commit(by, submissions, is_whole=is_whole)
    except NotWhole as error:
        await _log_unknown(by, submissions, error.outcomes)
        raise
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
