"""From submissions to rows: what is stored of a measurement, an answered form, a correction, something unreadable."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from varde.lib import crypto
from varde.lib.context import Actor
from varde.lib.statements import Connection, execute
from varde.triage.file import Judged
from varde.triage.inserting import Row
from varde.triage.submissions import Answers, Correction, Measurement, Submission, Unreadable
from varde.triage.writing import ANSWERS, OBSERVATIONS, Batch

ZONE_OF_OBSERVATION = list(OBSERVATIONS).index("zone")
ZONE_OF_ANSWERS = list(ANSWERS).index("zone")
FLAG = list(OBSERVATIONS).index("flag")


def observation(sent: Measurement, flag: str, now: datetime, by: Actor, controller: UUID) -> list[Any]:
    """In the order of `writing.OBSERVATIONS`; the zone is filled in when judged."""
    return [
        sent.id, sent.patient_id, sent.kind, sent.effective_at, sent.value, sent.value2, sent.decimal, sent.decimal2,
        sent.unit, sent.status, 1, None, True, sent.remeasure_of, sent.entry_mode, flag, 0, sent.note, sent.body, now,
        by.id, controller, by.organization_id or controller,
    ]  # fmt: skip


def answered(sent: Answers, version: str, score: float | None, now: datetime, by: Actor, controller: UUID) -> list[Any]:
    """In the order of `writing.ANSWERS`; the zone is filled in when judged."""
    return [
        sent.id, sent.patient_id, sent.form, version, sent.effective_at,
        json.dumps(dict(sent.answers), ensure_ascii=False), score, 0, 1, None, True, now, by.id, controller,
        by.organization_id or controller,
    ]  # fmt: skip


def add_judged(batch: Batch, sent: Submission, row: list[Any] | None, judged: Judged | None) -> None:
    """Put the row among those to write, with the zone the rules found beside it."""
    if row is None:
        return
    is_form = isinstance(sent, Answers)
    zone = ZONE_OF_ANSWERS if is_form else ZONE_OF_OBSERVATION
    if judged is not None:
        row[zone] = judged.worst
        if judged.denied and not is_form:
            row[FLAG] = "denied"
    (batch.answers if is_form else batch.observations).append(row)


def key(sent: Submission, source: UUID, content: bytes) -> Row:
    return (sent.id, sent.patient_id, source, sent.source_key, sent.id, content)


_TO_CORRECT = f"""
SELECT {", ".join(OBSERVATIONS)} FROM measurements_observation WHERE patient_id = %s AND id = %s AND is_current
"""


def to_correct(connection: Connection, sent: Correction) -> dict[str, Any] | None:
    """The current version of the value to correct; None when there is none (already corrected, or not this patient's)."""
    found = execute(connection, _TO_CORRECT, [sent.patient_id, sent.corrects]).fetchone()
    return dict(zip(OBSERVATIONS, found, strict=True)) if found else None


def correction(old: dict[str, Any], sent: Correction, now: datetime) -> tuple[Measurement, list[Any]]:
    """The corrected value as a measurement at the old one's time, and its row: version + 1, the reason as note."""
    is_withdrawn = sent.value is None
    new = {
        **old,
        "id": sent.id,
        "value": sent.value,
        "value2": sent.value2,
        "decimal": sent.decimal,
        "decimal2": sent.decimal2,
        "status": "entered-in-error" if is_withdrawn else "amended",
        "version": old["version"] + 1,
        "replaces": sent.corrects,
        "flag": "",
        "zone": 0,
        "note": sent.reason,
        "body": sent.body,
        "received_at": now,
    }
    measurement = Measurement(
        sent.patient_id, sent.source_key, old["kind"], old["effective_at"], sent.value, sent.decimal, old["unit"],
        sent.value2, sent.decimal2, old["entry_mode"], status=new["status"], note=sent.reason, id=sent.id,
    )  # fmt: skip
    return measurement, [new[name] for name in OBSERVATIONS]


_REFUSED = """
INSERT INTO triage_refusedsubmission
    (id, patient_id, received_at, source, source_display, reason, ciphertext, resolved_by)
VALUES (%s, %s, %s, %s, %s, %s, %s, '')
"""


def refused(connection: Connection, sent: Unreadable, by: Actor, now: datetime) -> None:
    """Keep what could not be read, sealed to its own row."""
    sealed = crypto.seal(sent.body, bound_to=f"triage_refusedsubmission/{sent.id}")
    execute(connection, _REFUSED, [sent.id, sent.patient_id, now, by.id, by.display, sent.reason[:300], sealed])


def references(sent: Sequence[tuple[int, Submission]]) -> list[str]:
    """What was written, for the log: `Observation/<id>/1`."""
    return [f"{_NOUNS.get(type(submission), 'Submission')}/{submission.id}" for _, submission in sent]


_NOUNS = {Measurement: "Observation", Correction: "Observation", Answers: "QuestionnaireResponse"}
