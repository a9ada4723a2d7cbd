"""Writing what judging found, for a whole batch: a handful of statements in one round trip, whatever its size."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

import msgspec

from varde.lib.arrays import Array, columns
from varde.lib.statements import Connection, Statement, finish
from varde.lib.uuid7 import uuid7
from varde.triage.file import BaselineKey, CardEventRow, CardRow, Judged, PatientFile, WindowRow
from varde.triage.inserting import Row, Table, insert
from varde.triage.judging import RULES_VERSION
from varde.triage.locking import CARD_COLUMNS
from varde.triage.submissions import Reason


@dataclass(slots=True)
class Batch:
    """Rows to write. Observation and answer rows are in the order of OBSERVATIONS and ANSWERS."""

    observations: list[Row] = field(default_factory=list)
    answers: list[Row] = field(default_factory=list)
    keys: list[Row] = field(default_factory=list)
    judged: list[tuple[UUID, Judged]] = field(default_factory=list)
    events: list[tuple[UUID, CardEventRow]] = field(default_factory=list)
    windows: list[WindowRow] = field(default_factory=list)
    baselines: list[tuple[UUID, BaselineKey, tuple[int, float | None, float | None]]] = field(default_factory=list)
    replaced: list[UUID] = field(default_factory=list)
    files: list[PatientFile] = field(default_factory=list)
    log: list[Statement] = field(default_factory=list)


OBSERVATIONS = {
    "id": "uuid", "patient_id": "uuid", "kind": "text", "effective_at": "timestamptz", "value": "float8",
    "value2": "float8", "decimal": "text", "decimal2": "text", "unit": "text", "status": "text", "version": "int2",
    "replaces": "uuid", "is_current": "bool", "remeasure_of": "uuid", "entry_mode": "text", "flag": "text",
    "zone": "int2", "note": "text", "body": "text", "received_at": "timestamptz", "source": "uuid",
    "controller_org": "uuid", "source_org": "uuid",
}  # fmt: skip
ANSWERS = {
    "id": "uuid", "patient_id": "uuid", "form": "text", "form_version": "text", "effective_at": "timestamptz",
    "answers": "text", "score": "float8", "zone": "int2", "version": "int2", "replaces": "uuid", "is_current": "bool",
    "received_at": "timestamptz", "source": "uuid", "controller_org": "uuid", "source_org": "uuid",
}  # fmt: skip
JUDGEMENTS = {
    "id": "uuid", "patient_id": "uuid", "subject_kind": "text", "subject_id": "uuid", "plan_version_id": "uuid",
    "effective_at": "timestamptz", "zone": "int2", "waiting": "int2", "acute": "bool", "verdict": "text", "stands_at": "timestamptz",
    "fired": "text", "digest": "bytea", "rules_version": "text", "revision": "int2", "supersedes": "uuid",
    "is_current": "bool", "judged_at": "timestamptz",
}  # fmt: skip
KEYS = {
    "id": "uuid", "patient_id": "uuid", "source": "uuid", "source_key": "text", "subject_id": "uuid",
    "body_hash": "bytea",
}  # fmt: skip
EVENTS = {
    "id": "uuid", "patient_id": "uuid", "episode": "int4", "kind": "text", "at": "timestamptz", "by": "uuid",
    "by_display": "text", "zone": "int2", "text": "text", "outcome": "text", "next_check_at": "timestamptz",
    "undoes": "uuid", "before": "text",
}  # fmt: skip
BASELINES = {
    "id": "uuid", "patient_id": "uuid", "metric": "text", "day": "date", "window_days": "int2", "exclude_days": "int2",
    "n": "int4", "median": "float8", "scatter": "float8",
}  # fmt: skip
_CARD_TYPES = {
    "patient_id": "uuid", "unit_id": "uuid", "plan_version_id": "uuid", "state": "text", "episode": "int4",
    "zone": "int2", "pending_zone": "int2", "stands_at": "timestamptz", "zone_now": "int2", "acute": "bool",
    "reason": "text", "risk": "float8", "since": "timestamptz", "promised_at": "timestamptz", "outside_hours": "bool",
    "wants_contact_at": "timestamptz", "feels_worse_at": "timestamptz", "unreadable": "int2",
    "overdue_at": "timestamptz", "last_heard_at": "timestamptz", "latest": "text", "taken_by": "uuid",
    "taken_by_display": "text", "follow_up_at": "timestamptz", "version": "int4", "id": "uuid",
}  # fmt: skip


_ONE_SENDER = {"received_at", "source", "controller_org", "source_org"}
_OBSERVATIONS = Table(
    "measurements_observation",
    OBSERVATIONS,
    alike=frozenset(
        {"value2", "decimal2", "status", "version", "replaces", "is_current", "remeasure_of", "flag", *_ONE_SENDER}
    ),
)
_ANSWERS = Table("questionnaires_questionnaireresponse", ANSWERS)
_JUDGEMENTS = Table(
    "triage_judgement",
    JUDGEMENTS,
    alike=frozenset(
        {"subject_kind", "waiting", "acute", "verdict", "stands_at", "fired", "rules_version", "revision", "supersedes",
         "is_current", "judged_at"}
    ),
)  # fmt: skip
_KEYS = Table("triage_submissionkey", KEYS, alike=frozenset({"source"}))
_EVENTS = Table("triage_cardevent", EVENTS)
_BASELINES = Table(
    "measurements_baseline",
    BASELINES,
    tail="ON CONFLICT (patient_id, metric, day, window_days, exclude_days)"
    " DO UPDATE SET n = excluded.n, median = excluded.median, scatter = excluded.scatter",
)
# What was not measured by then makes the patient overdue: from the rows, since few of them were read.
_OVERDUE = "(SELECT min(w.overdue_at) FROM triage_window w WHERE w.patient_id = c.patient_id AND w.state = 'open')"
_SET_CARD = ", ".join(
    f'"{name}" = {_OVERDUE}' if name == "overdue_at" else f'"{name}" = n."{name}"'
    for name in CARD_COLUMNS
    if name not in {"id", "patient_id"}
)
_UPDATE_CARDS = f"""
UPDATE triage_card c SET {_SET_CARD}
FROM unnest({", ".join(f"%s::{_CARD_TYPES[name]}[]" for name in CARD_COLUMNS)}) AS n ({", ".join(f'"{n}"' for n in CARD_COLUMNS)})
WHERE c.patient_id = n.patient_id
"""
_QUIET_TYPES = {
    "patient_id": "uuid", "zone_now": "int2", "last_heard_at": "timestamptz", "latest": "text",
}  # fmt: skip
_UPDATE_QUIET_CARDS = f"""
UPDATE triage_card c SET zone_now = n.zone_now, overdue_at = {_OVERDUE}, last_heard_at = n.last_heard_at,
       latest = n.latest
FROM unnest(%s::uuid[], %s::int2[], %s::timestamptz[], %s::text[]) AS n (patient_id, zone_now, last_heard_at, latest)
WHERE c.patient_id = n.patient_id
"""
_NOTIFY = "SELECT pg_notify('varde_cards', u::text) FROM unnest(%s::uuid[]) u"
_WINDOW_TYPES = {"id": "uuid", "state": "text", "filled_at": "timestamptz", "subject_id": "uuid"}
_UPDATE_WINDOWS = """
UPDATE triage_window w SET state = n.state, filled_at = n.filled_at, subject_id = n.subject_id
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::uuid[]) AS n (id, state, filled_at, subject_id)
WHERE w.id = n.id
"""
_SUPERSEDE = "UPDATE triage_judgement SET is_current = false WHERE id = ANY(%s)"
_REPLACE = "UPDATE measurements_observation SET is_current = false WHERE id = ANY(%s)"
_REZONE_OBSERVATIONS = """
UPDATE measurements_observation o SET zone = n.zone, flag = CASE WHEN n.denied THEN 'denied' ELSE o.flag END
FROM unnest(%s::uuid[], %s::int2[], %s::bool[]) AS n (id, zone, denied) WHERE o.id = n.id
"""
_REZONE_ANSWERS = """
UPDATE questionnaires_questionnaireresponse q SET zone = n.zone
FROM unnest(%s::uuid[], %s::int2[]) AS n (id, zone) WHERE q.id = n.id
"""


def write(connection: Connection, batch: Batch, now: datetime) -> None:
    """Everything the batch changes, in one round trip; superseding comes first so that one judgement stays current."""
    superseded = [judged.supersedes for _, judged in batch.judged if judged.supersedes]
    sent: list[Statement] = []
    if superseded:
        sent.append((_SUPERSEDE, [Array("uuid", superseded)]))
    if batch.replaced:
        sent.append((_REPLACE, [Array("uuid", batch.replaced)]))
    if superseded:
        sent += _rezoned(batch)
    windows = [(w.id, w.state, w.filled_at, w.subject_id) for w in batch.windows]
    sent += _update(_UPDATE_WINDOWS, _WINDOW_TYPES, windows)
    sent += _as_one([*_changes(batch, now), *batch.log])
    moved = {patient for patient, _ in batch.events}
    units = {file.card.unit_id for file in batch.files if file.patient_id in moved and file.card.unit_id}
    if units:
        sent.append((_NOTIFY, [Array("uuid", list(units))]))
    finish(connection, sent)


def _changes(batch: Batch, now: datetime) -> list[Statement]:
    """New rows, and the cards: those on which nothing happened change in five columns, the others wholly."""
    moved = {patient for patient, _ in batch.events}
    quiet = [_quiet_row(file.card) for file in batch.files if file.patient_id not in moved]
    changed = [card_row(file.card) for file in batch.files if file.patient_id in moved]
    new: list[tuple[Table, list[Row]]] = [
        (_OBSERVATIONS, batch.observations),
        (_ANSWERS, batch.answers),
        (_KEYS, batch.keys),
        (_JUDGEMENTS, [judgement_row(p, j, now) for p, j in batch.judged]),
        (_BASELINES, [baseline_row(*kept) for kept in batch.baselines]),
        (_EVENTS, [event_row(p, e) for p, e in batch.events]),
    ]
    return [
        *(insert(table, rows) for table, rows in new if rows),
        *_update(_UPDATE_QUIET_CARDS, _QUIET_TYPES, quiet),
        *_update(_UPDATE_CARDS, _CARD_TYPES, changed),
    ]


def _quiet_row(card: CardRow) -> Row:
    return card.patient_id, card.zone_now, card.last_heard_at, latest_text(card)


def card_row(card: CardRow) -> Row:
    """The card in the order of CARD_COLUMNS, as the database takes it."""
    return tuple(latest_text(card) if name == "latest" else getattr(card, name) for name in CARD_COLUMNS)


def latest_text(card: CardRow) -> str:
    return msgspec.json.encode(card.latest).decode()


def reasons_text(reasons: Iterable[Reason]) -> str:
    return json.dumps(
        [{"rule": r.rule, "zone": r.zone, "why": r.why, "metric": r.metric} for r in reasons], ensure_ascii=False
    )


def judgement_row(patient_id: UUID, judged: Judged, now: datetime) -> Row:
    return (
        judged.id, patient_id, judged.subject_kind, judged.subject_id, judged.plan_version_id, judged.at, judged.zone,
        judged.waiting, judged.acute, judged.verdict, judged.stands_at, reasons_text(judged.reasons) if judged.reasons else "[]",
        judged.digest, RULES_VERSION, judged.revision, judged.supersedes, True, now,
    )  # fmt: skip


def baseline_row(patient_id: UUID, key: BaselineKey, held: tuple[int, float | None, float | None]) -> Row:
    metric, day, window, left_out = key
    return (uuid7(), patient_id, metric, day, window, left_out, *held)


def event_row(patient_id: UUID, event: CardEventRow) -> Row:
    return (
        event.id, patient_id, event.episode, event.kind, event.at, event.by, event.by_display, event.zone, event.text,
        event.outcome, event.next_check_at, event.undoes, event.before,
    )  # fmt: skip


def _rezoned(batch: Batch) -> list[Statement]:
    """A subject judged again keeps its newest zone beside the value, where charts read it."""
    again = [judged for _, judged in batch.judged if judged.supersedes]
    readings = [(j.subject_id, j.worst, j.denied) for j in again if j.subject_kind == "observation"]
    answers = [(j.subject_id, j.worst) for j in again if j.subject_kind == "answers"]
    types = {"id": "uuid", "zone": "int2", "denied": "bool"}
    return [
        *_update(_REZONE_OBSERVATIONS, types, readings),
        *_update(_REZONE_ANSWERS, {"id": "uuid", "zone": "int2"}, answers),
    ]


def _update(statement: str, types: Mapping[str, str], rows: Sequence[Row]) -> list[Statement]:
    return [(statement, columns(rows, *types.values()))] if rows else []


def _as_one(statements: Sequence[Statement]) -> list[Statement]:
    """One statement for all: what each costs beside its rows is paid once. None of them sees what another changes."""
    if not statements:
        return []
    parameters = [parameter for _, given in statements for parameter in given]
    return [(_together(tuple(statement for statement, _ in statements)), parameters)]


@cache
def _together(statements: tuple[str, ...]) -> str:
    if len(statements) == 1:
        return statements[0]
    parts = ", ".join(f"part{number} AS ({statement})" for number, statement in enumerate(statements))
    return f"WITH {parts} SELECT 1"
