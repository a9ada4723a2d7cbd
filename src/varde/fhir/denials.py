"""Asking for somebody who is not there or not yours is answered alike, and logged alike."""

from collections.abc import Callable, Iterable, Sequence

from varde.audit import actions as audit
from varde.care_teams.scope import PatientNotFound
from varde.exchange.strict import Tree
from varde.fhir import reading_threads
from varde.fhir.flusher import Flusher, NotWhole
from varde.lib.context import Actor
from varde.triage.submissions import Outcome, Submission


async def read(by: Actor, what: str, asked_for: str, question: Callable[[], Tree]) -> Tree:
    """What the question gives, asked in another thread; logged when it is PatientNotFound."""
    try:
        return await reading_threads.run(question)
    except PatientNotFound:
        await _log(by, what, [asked_for])
        raise


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
        await _log(by, "FHIR skriving", unknown)


async def _log(by: Actor, what: str, asked_for: Iterable[str]) -> None:
    text = " ".join(sorted(asked_for))
    await reading_threads.run(lambda: audit.record_denied(by=by, what=what, asked_for=text))
