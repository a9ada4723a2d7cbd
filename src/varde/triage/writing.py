"""Writing what judging found, for a whole batch: a handful of statements in one round trip, whatever its size."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

import msgspec

from varde.lib.arrays import Array, columns
from varde.lib.statements import Connection, execute
from varde.lib.uuid7 import uuid7
from varde.triage.file import BaselineKey, CardEventRow, CardRow, Judged, PatientFile, WindowRow
from varde.triage.judging import RULES_VERSION
from varde.triage.reading import CARD_COLUMNS
from varde.triage.submissions import Reason

Row = Sequence[Any]
Part = tuple[str, Mapping[str, str], Sequence[Row]]
"""A statement, the types of its columns, and the rows to send."""


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
    statements: list[tuple[str, dict[str, Any]]] = field(default_factory=list)


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


def _insert(table: str, columns: dict[str, str], tail: str = "") -> str:
    casts = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    names = ", ".join(f'"{name}"' for name in columns)
    return f"INSERT INTO {table} ({names}) SELECT * FROM unnest({casts}) {tail}"


_INSERT_OBSERVATIONS = _insert("measurements_observation", OBSERVATIONS)
_INSERT_ANSWERS = _insert("questionnaires_questionnaireresponse", ANSWERS)
_INSERT_JUDGEMENTS = _insert("triage_judgement", JUDGEMENTS)
_INSERT_KEYS = _insert("triage_submissionkey", KEYS)
_INSERT_EVENTS = _insert("triage_cardevent", EVENTS)
_INSERT_BASELINES = _insert(
    "measurements_baseline",
    BASELINES,
    "ON CONFLICT (patient_id, metric, day, window_days, exclude_days)"
    " DO UPDATE SET n = excluded.n, median = excluded.median, scatter = excluded.scatter",
)
# Only the windows of the next day were read: when none of them is open, the earliest later one counts.
_OVERDUE = """coalesce(n.overdue_at, (SELECT min(w.overdue_at) FROM triage_window w
                                     WHERE w.patient_id = c.patient_id AND w.state = 'open'))"""
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
    "patient_id": "uuid", "zone_now": "int2", "overdue_at": "timestamptz", "last_heard_at": "timestamptz",
    "latest": "text",
}  # fmt: skip
_UPDATE_QUIET_CARDS = f"""
UPDATE triage_card c SET zone_now = n.zone_now, overdue_at = {_OVERDUE}, last_heard_at = n.last_heard_at,
       latest = n.latest
FROM unnest(%s::uuid[], %s::int2[], %s::timestamptz[], %s::timestamptz[], %s::text[])
    AS n (patient_id, zone_now, overdue_at, last_heard_at, latest)
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
    """Everything the batch changes, in one pipeline; superseding comes first so that one judgement stays current."""
    superseded = [judged.supersedes for _, judged in batch.judged if judged.supersedes]
    with connection.pipeline():
        if superseded:
            execute(connection, _SUPERSEDE, [Array("uuid", superseded)])
        if batch.replaced:
            execute(connection, _REPLACE, [Array("uuid", batch.replaced)])
        if superseded:
            _rezone(connection, batch)
        windows = [(w.id, w.state, w.filled_at, w.subject_id) for w in batch.windows]
        _send(connection, [(_UPDATE_WINDOWS, _WINDOW_TYPES, windows)])
        _send(connection, _parts(batch, now))
        for statement, parameters in batch.statements:
            execute(connection, statement, parameters)
        moved = {patient for patient, _ in batch.events}
        units = {file.card.unit_id for file in batch.files if file.patient_id in moved and file.card.unit_id}
        if units:
            execute(connection, _NOTIFY, [Array("uuid", list(units))])


def _parts(batch: Batch, now: datetime) -> list[Part]:
    """New rows, and the cards: those on which nothing happened change in five columns, the others wholly."""
    moved = {patient for patient, _ in batch.events}
    quiet = [file.card for file in batch.files if file.patient_id not in moved]
    changed = [file.card for file in batch.files if file.patient_id in moved]
    return [
        (_INSERT_OBSERVATIONS, OBSERVATIONS, batch.observations),
        (_INSERT_ANSWERS, ANSWERS, batch.answers),
        (_INSERT_KEYS, KEYS, batch.keys),
        (_INSERT_JUDGEMENTS, JUDGEMENTS, [judgement_row(p, j, now) for p, j in batch.judged]),
        (_INSERT_BASELINES, BASELINES, [baseline_row(*kept) for kept in batch.baselines]),
        (_INSERT_EVENTS, EVENTS, [event_row(p, e) for p, e in batch.events]),
        (_UPDATE_QUIET_CARDS, _QUIET_TYPES, [_quiet_row(card) for card in quiet]),
        (_UPDATE_CARDS, _CARD_TYPES, [card_row(card) for card in changed]),
    ]


def _quiet_row(card: CardRow) -> Row:
    return card.patient_id, card.zone_now, card.overdue_at, card.last_heard_at, latest_text(card)


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


def _rezone(connection: Connection, batch: Batch) -> None:
    """A subject judged again keeps its newest zone beside the value, where charts read it."""
    again = [judged for _, judged in batch.judged if judged.supersedes]
    readings = [(j.subject_id, j.worst, j.denied) for j in again if j.subject_kind == "observation"]
    answers = [(j.subject_id, j.worst) for j in again if j.subject_kind == "answers"]
    types = {"id": "uuid", "zone": "int2", "denied": "bool"}
    _send(connection, [(_REZONE_OBSERVATIONS, types, readings)])
    _send(connection, [(_REZONE_ANSWERS, {"id": "uuid", "zone": "int2"}, answers)])


def _send(connection: Connection, parts: Sequence[Part]) -> None:
    """The parts that have rows, as one statement: what each costs beside its rows is paid once."""
    given = [part for part in parts if part[2]]
    if given:
        statement = _together(tuple(statement for statement, _, _ in given))
        parameters = [array for _, types, rows in given for array in columns(rows, *types.values())]
        execute(connection, statement, parameters)


@cache
def _together(statements: tuple[str, ...]) -> str:
    if len(statements) == 1:
        return statements[0]
    parts = ", ".join(f"part{number} AS ({statement})" for number, statement in enumerate(statements))
    return f"WITH {parts} SELECT 1"
