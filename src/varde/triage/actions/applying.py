"""Applying one patient's submissions: take in, complete what judging needs, judge, and fill windows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from varde.lib.context import Actor
from varde.lib.statements import Connection
from varde.measurements import baseline
from varde.measurements.kinds import KIND_OF_METRIC, KINDS
from varde.questionnaires.forms import FORMS
from varde.triage import episodes, judging, plan_cache, reading, writing
from varde.triage.actions import rows
from varde.triage.file import BaselineKey, CardEventRow, PatientFile
from varde.triage.submissions import (
    Answers,
    ContactRequest,
    Correction,
    Measurement,
    Outcome,
    Submission,
    Unreadable,
)
from varde.triage.windows import EARLY


@dataclass(slots=True)
class Taken:
    """One patient's part of a call, between taking in and answering."""

    file: PatientFile
    sent: Sequence[tuple[int, Submission]]
    since: datetime
    kinds: set[str] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    subjects: dict[int, UUID] = field(default_factory=dict)
    events: list[CardEventRow] = field(default_factory=list)
    rows: dict[int, list[Any]] = field(default_factory=dict)
    problems: dict[int, str] = field(default_factory=dict)
    is_late: bool = False
    touches_baselines: bool = False


def take_in(
    connection: Connection,
    file: PatientFile,
    sent: Sequence[tuple[int, Submission]],
    by: Actor,
    now: datetime,
    batch: writing.Batch,
) -> Taken:
    """Add what was sent to the patient's file and to the rows to write; nothing is judged yet."""
    known_until = max([at for _, at, _ in file.card.latest.values()], default=None)
    taken = Taken(file, sent, now)
    for place, submission in sent:
        match submission:
            case Measurement():
                _take_measurement(taken, place, submission, by, now)
            case Answers():
                _take_answers(taken, place, submission, by, now)
            case Correction():
                _take_correction(connection, taken, place, submission, now, batch)
            case ContactRequest():
                taken.subjects[place] = submission.id
                taken.events += episodes.wish(
                    file.card, submission.wish, submission.at, now, file.hours, submission.text
                )
            case Unreadable():
                taken.subjects[place] = submission.id
                _take_unreadable(connection, taken, submission, by, now)
    taken.is_late = known_until is not None and taken.since < known_until
    return taken


def _take_measurement(taken: Taken, place: int, sent: Measurement, by: Actor, now: datetime) -> None:
    file = taken.file
    flag = judging.flag_of(sent, file, now)
    read = judging.reading_of(sent, now, flag)
    judging.add_reading(file, read)
    _touch(taken, read.at, kind=sent.kind)
    taken.subjects[place] = sent.id
    taken.rows[place] = rows.observation(sent, flag, now, by, _controller(file, by))
    fill_window(file, sent.kind, read.at, sent.id)


def _take_answers(taken: Taken, place: int, sent: Answers, by: Actor, now: datetime) -> None:
    form = FORMS[sent.form]
    score = form.score(sent.answers)
    answered = judging.answered_form(sent, now, score)
    judging.add_answers(taken.file, answered)
    _touch(taken, answered.at, form=sent.form)
    taken.subjects[place] = sent.id
    taken.rows[place] = rows.answered(sent, form.version, score, now, by, _controller(taken.file, by))
    fill_window(taken.file, sent.form, answered.at, sent.id)


def _take_correction(
    connection: Connection, taken: Taken, place: int, sent: Correction, now: datetime, batch: writing.Batch
) -> None:
    """A new version of the value, same time; the old one stays, no longer current. What stood on the card stays."""
    old = rows.to_correct(connection, sent)
    if old is None:
        taken.problems[place] = "Verdien som skal rettes finnes ikke, eller er rettet allerede. Hent verdien på nytt."
        return
    corrected, row = rows.correction(old, sent, now)
    batch.replaced.append(sent.corrects)
    judging.remove_reading(taken.file, sent.corrects)
    if corrected.value is not None:
        judging.add_reading(taken.file, judging.reading_of(corrected, now, judging.flag_of(corrected, taken.file, now)))
    taken.rows[place] = row
    taken.subjects[place] = sent.id
    _touch(taken, judging.judged_time(corrected.effective_at, now), kind=corrected.kind)
    taken.touches_baselines = True
    taken.events.append(CardEventRow(taken.file.card.episode, "corrected", now, 0, sent.reason))


def _take_unreadable(connection: Connection, taken: Taken, sent: Unreadable, by: Actor, now: datetime) -> None:
    rows.refused(connection, sent, by, now)
    taken.events += episodes.unreadable(taken.file.card, sent.reason, now, taken.file.hours)


def _touch(taken: Taken, at: datetime, *, kind: str = "", form: str = "") -> None:
    taken.since = min(taken.since, at)
    if kind:
        taken.kinds.add(kind)
    if form:
        taken.forms.add(form)


def _controller(file: PatientFile, by: Actor) -> UUID:
    organization = file.hours.organization_id if file.hours else by.organization_id
    return organization or by.id


def complete(connection: Connection, work: Iterable[Taken], now: datetime, batch: writing.Batch) -> None:
    """Read what the fast path did not: neighbours awaiting confirmation, late values' surroundings, missing baselines."""
    work = list(work)
    missing: list[tuple[UUID, BaselineKey]] = []
    for taken in work:
        file = taken.file
        start = _read_around(connection, taken, batch.replaced)
        wanted = judging.baseline_keys(file, start, taken.kinds)
        missing += [(file.patient_id, key) for key in wanted if key not in file.baselines]
    if missing:
        files = {taken.file.patient_id: taken.file for taken in work}
        for patient_id, key, summary in make_baselines(connection, files, missing, batch.replaced):
            files[patient_id].baselines[key] = summary
            batch.baselines.append((patient_id, key, summary))


def _read_around(connection: Connection, taken: Taken, replaced: Sequence[UUID]) -> datetime:
    """What the values taken in are judged together with; returns since when readings are judged again."""
    file = taken.file
    if not all(plan.is_in_force(taken.since) for plan in file.plans):
        plan_cache.fill_history(connection, file)
    if taken.is_late or taken.touches_baselines:
        _read_surroundings(connection, taken)
        for id_ in replaced:  # still current in the database: it must not confirm its own correction
            judging.remove_reading(file, id_)
        return judging.run_starts(file, taken.kinds, taken.since)
    start = judging.run_starts(file, taken.kinds, taken.since)
    if judging.is_judged_again(file, start, taken.kinds, taken.forms):
        reading.read_current(connection, {file.patient_id: file}, start)
    return start


def _read_surroundings(connection: Connection, taken: Taken) -> None:
    """A late value or a correction: everything from its time on is judged again, and the baselines it touches are remade."""
    file = taken.file
    taken.kinds |= {item for item in file.card.latest if item in KINDS}
    taken.forms |= {item for item in file.card.latest if item in FORMS}
    reading.read_all_since(connection, file, taken.since, taken.kinds)
    start = judging.run_starts(file, taken.kinds, taken.since)
    reading.read_current(connection, {file.patient_id: file}, start)
    file.baselines.clear()
    reading.forget_baselines(connection, file.patient_id, taken.since.astimezone(file.zone).date())


def make_baselines(
    connection: Connection,
    files: Mapping[UUID, PatientFile],
    missing: Iterable[tuple[UUID, BaselineKey]],
    replaced: Sequence[UUID],
) -> Iterator[tuple[UUID, BaselineKey, tuple[int, float | None, float | None]]]:
    """Baselines made on first need from the rows stored and the new ones; implausible and denied values are left out."""
    wanted = list(missing)
    spans = [
        baseline.window(date.fromisoformat(key[1]), key[2], key[3], files[patient].zone) for patient, key in wanted
    ]
    stored = reading.values_between(connection, wanted, spans, replaced)
    for (patient, key), (since, until), values in zip(wanted, spans, stored, strict=True):
        new = files[patient].readings.get(KIND_OF_METRIC[key[0]].key, [])
        values += [
            r.values[key[0]] for r in new if r.is_new and r.is_trusted and since <= r.at < until and key[0] in r.values
        ]
        yield patient, key, baseline.summarise(key[0], values)


def judge(taken: Taken, now: datetime, batch: writing.Batch) -> None:
    """Judge, move the card, and complete the rows with the zones found."""
    file, card = taken.file, taken.file.card
    judged = judging.rejudge(file, taken.since, taken.kinds, taken.forms)
    taken.events = [*taken.events, *episodes.advance(card, judged, now, file.hours)]
    card.last_heard_at = now if card.last_heard_at is None else max(card.last_heard_at, now)
    card.version += bool(taken.events)
    batch.judged += [(file.patient_id, item) for item in judged]
    batch.events += [(file.patient_id, event) for event in taken.events]
    batch.windows += [window for window in file.windows if window.state != "open"]
    for place, submission in taken.sent:
        if place in taken.subjects:
            rows.add_judged(batch, submission, taken.rows.get(place), file.current.get(submission.id))


def fill_window(file: PatientFile, item: str, at: datetime, subject_id: UUID) -> None:
    """The newest open window that had opened (or nearly) is filled; earlier open ones of the item are missed for good."""
    until = at + EARLY
    mine = [w for w in file.windows if w.item == item and w.state == "open" and w.opens_at <= until]
    for window in mine[:-1]:
        window.state = "missed"
    for window in mine[-1:]:
        window.state, window.filled_at, window.subject_id = "filled", at, subject_id


def outcomes(taken: Taken) -> Iterable[tuple[int, Outcome]]:
    for place, submission in taken.sent:
        if place in taken.problems:
            yield place, Outcome("refused", submission.id, problem=taken.problems[place])
            continue
        judged = taken.file.current.get(taken.subjects[place])
        if judged is None:
            yield place, Outcome("stored", submission.id)
        else:
            yield (
                place,
                Outcome(
                    "stored",
                    submission.id,
                    judged.worst,
                    judged.acute,
                    judged.stands_at,
                    judged.verdict,
                    judged.reasons,
                ),
            )
