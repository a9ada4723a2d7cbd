"""One way in, one transaction: lock → store → judge → card → audit. An answer means *stored and judged*."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import connections, transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.care_teams import rights
from varde.lib import clock
from varde.lib.context import Actor
from varde.lib.statements import Connection, Rows, Statement, raw, together
from varde.measurements.kinds import KINDS
from varde.triage import foreseeing, judging, locking, plan_cache, reading, unit_hours, writing
from varde.triage.actions import applying, rows
from varde.triage.file import PatientFile
from varde.triage.submissions import (
    Answers,
    ContactRequest,
    Correction,
    Measurement,
    Outcome,
    Submission,
    Unreadable,
)

BASIS = {
    "patient": "Egen journal",
    "related": "På vegne av pasienten",
    "personnel": "Registrert av helsepersonell",
    "client": "Måledata fra utstyr",
    "worker": "Automatisk oppgave",
}


Held = dict[tuple[UUID, str], tuple[UUID, bytes]]
"""{(patient, key): (subject, body hash)} of what was sent before."""


@dataclass(slots=True)
class Received:
    """What one call works on: the submissions by patient, and the answers so far by place in the call."""

    now: datetime
    by: Actor
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    fresh: dict[UUID, list[tuple[int, Submission]]] = field(default_factory=lambda: defaultdict(list))
    hashes: dict[int, bytes] = field(default_factory=dict)


def receive(submissions: Sequence[Submission], *, by: Actor, using: str = "default") -> list[Outcome]:
    """Store and judge a batch about the patients in the open context's focus; one Outcome per submission, in order.

    Call it inside `lib.context.opened(...)`. A patient the context does not reach, or `by` has no right to, gives
    `unknown_patient`; the same key with another content gives `conflict`; the same again gives `already`. Nothing is
    written for those.
    """
    if not connections[using].in_atomic_block:
        raise transaction.TransactionManagementError("receive() needs an open context: see varde.lib.context.opened.")
    connection = raw(using)
    call = Received(clock.now(), by)
    files, held = _locked_and_read(connection, submissions, call)
    _sort_out(submissions, files, held, call)
    if call.fresh:
        _judge_and_write(connection, {p: files[p] for p in call.fresh}, call)
    return [call.outcomes[place] for place in range(len(submissions))]


def _locked_and_read(
    connection: Connection, submissions: Sequence[Submission], call: Received
) -> tuple[dict[UUID, PatientFile], Held]:
    """The locked files of the patients the sender has a right to, filled, and the submission keys already held.

    One round trip when what must be read was foreseen, and two otherwise.
    """
    named = list({submission.patient_id for submission in submissions})
    foreseen = _foreseen(named, submissions, call)
    asked = _asking(foreseen, submissions, call) if foreseen else None
    files, answers = _reached(connection, call, named, asked.statements if asked else [])
    if not files:
        return files, {}
    plan_cache.fill(connection, files.values())
    if foreseen is None or asked is None or not foreseeing.holds(foreseen, files):
        foreseeing.remember(call.by.id, files.values())
        asked = _asking(files, [submission for submission in submissions if submission.patient_id in files], call)
        answers = together(connection, asked.statements)
    return files, reading.answered(files, asked, answers)


def _foreseen(
    named: Collection[UUID], submissions: Iterable[Submission], call: Received
) -> dict[UUID, PatientFile] | None:
    """Forms are left out: what is read for them depends on what the patient has sent before."""
    is_plain = all(isinstance(submission, Measurement) for submission in submissions)
    return foreseeing.likely(call.by.id, named) if is_plain else None


def _reached(
    connection: Connection, call: Received, named: Sequence[UUID], more: Sequence[Statement]
) -> tuple[dict[UUID, PatientFile], list[Rows]]:
    """The locked files of the patients the sender has a right to, and the answers to `more`: all in one round trip."""
    asked = rights.question(call.by, named, call.now)
    if asked is None:
        mine = rights.without_asking(call.by, named)
        locked, *answers = together(connection, [locking.locking(mine), *more])
        return locking.locked(connection, locked, mine), answers
    told, locked, *answers = together(connection, [asked, locking.locking(named), *more])
    return locking.locked(connection, locked, rights.answered(told)), answers


def _asking(files: Mapping[UUID, PatientFile], submissions: Sequence[Submission], call: Received) -> reading.Asked:
    wanted = {patient: reading.Wanted() for patient in files}
    for (patient_id, item, is_form), at in _earliest(submissions, call.now).items():
        _want(wanted[patient_id], files[patient_id], item, at, is_form=is_form)
    keys = [(submission.patient_id, submission.source_key) for submission in submissions]
    return reading.asking(files, wanted, keys=keys, source=call.by.id, now=call.now)


def _earliest(submissions: Iterable[Submission], now: datetime) -> dict[tuple[UUID, str, bool], datetime]:
    """The first time of each patient's kind, and of each form (True), among what was sent."""
    first: dict[tuple[UUID, str, bool], datetime] = {}
    for sent in submissions:
        if isinstance(sent, Measurement):
            key = (sent.patient_id, sent.kind, False)
        elif isinstance(sent, Answers):
            key = (sent.patient_id, sent.form, True)
        else:
            continue
        first[key] = min(sent.effective_at, first.get(key, now))
    return first


def _want(wanted: reading.Wanted, file: PatientFile, item: str, at: datetime, *, is_form: bool) -> None:
    """A rule may combine an answer with a value: whichever of the two comes last must find the other."""
    is_combined = judging.combined(file, [item])
    if is_form or is_combined:
        wanted.answers(at)
    if not is_form:
        wanted.kind(item, at, judging.lookback(item, file.plans))
    elif is_combined:
        for kind in file.card.latest.keys() & KINDS.keys():
            wanted.kind(kind, at, max(judging.lookback(kind, file.plans), reading.COMBINED_WITHIN))


def _sort_out(
    submissions: Sequence[Submission],
    files: dict[UUID, PatientFile],
    held: Held,
    call: Received,
) -> None:
    """Answer at once what needs no judging: unknown patients, repeats, conflicts."""
    for place, submission in enumerate(submissions):
        key = (submission.patient_id, submission.source_key)
        if submission.patient_id not in files:
            call.outcomes[place] = Outcome("unknown_patient", submission.id)
        elif key in held:
            subject, body_hash = held[key]
            same = body_hash == content_hash(submission)
            call.outcomes[place] = Outcome("already" if same else "conflict", subject)
        else:
            call.hashes[place] = content_hash(submission)
            held[key] = (submission.id, call.hashes[place])
            call.fresh[submission.patient_id].append((place, submission))


def _judge_and_write(connection: Connection, files: dict[UUID, PatientFile], call: Received) -> None:
    batch = writing.Batch()
    unit_hours.fill(files.values())
    work = [applying.take_in(connection, files[p], s, call.by, call.now, batch) for p, s in call.fresh.items()]
    applying.complete(connection, work, call.now, batch)
    for taken in work:
        applying.judge(taken, call.now, batch)
    for sent in call.fresh.values():
        batch.keys.extend(rows.key(s, call.by.id, call.hashes[place]) for place, s in sent)
    for taken in work:
        call.outcomes.update(applying.outcomes(taken))
        batch.files.append(taken.file)
    batch.log = audit.recording(
        by=call.by,
        action=Action.CREATE,
        what="Innsending",
        subjects={patient: rows.references(sent) for patient, sent in call.fresh.items()},
        basis=BASIS[call.by.kind],
    )
    writing.write(connection, batch, call.now)


def content_hash(submission: Submission) -> bytes:
    """SHA-256 over what was said, without the id we give it."""
    match submission:
        case Measurement(body=body) if body is not None:
            said: tuple[object, ...] = (body,)
        case Measurement():
            said = (
                submission.kind, submission.effective_at, submission.decimal, submission.decimal2, submission.unit,
                submission.status, submission.note,
            )  # fmt: skip
        case Answers():
            said = (submission.form, submission.effective_at, sorted(submission.answers.items()))
        case Correction():
            said = (submission.corrects, submission.decimal, submission.decimal2, submission.reason)
        case ContactRequest():
            said = (submission.wish, submission.at, submission.text)
        case Unreadable():
            said = (submission.body,)
    return hashlib.sha256(repr(said).encode()).digest()
