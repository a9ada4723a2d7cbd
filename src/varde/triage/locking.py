"""The card row is the patient's lock: `FOR UPDATE` in the order of ids, before any history is read.

Two simultaneous transactions for one patient therefore judge one after the other, and neither misses what the other stored.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from varde.lib.arrays import Array
from varde.lib.statements import Connection, Rows, Statement, execute
from varde.triage.file import CardRow, PatientFile

CARD_COLUMNS = (
    "patient_id", "unit_id", "plan_version_id", "state", "episode", "zone", "pending_zone", "stands_at", "zone_now",
    "acute", "reason", "risk", "since", "promised_at", "outside_hours", "wants_contact_at", "feels_worse_at",
    "unreadable", "overdue_at", "last_heard_at", "latest", "taken_by", "taken_by_display", "follow_up_at", "version",
    "id",
)  # fmt: skip

assert tuple(column.name for column in fields(CardRow)) == CARD_COLUMNS
_LATEST = 1 + CARD_COLUMNS.index("latest")
_latest = msgspec.json.Decoder(dict[str, tuple[int, datetime, datetime | None]])

_LOCK = f"""
SELECT p.timezone, {", ".join(f"c.{column}" for column in CARD_COLUMNS)}
FROM triage_card c JOIN identity_patient p ON p.patient_id = c.patient_id
WHERE c.patient_id = ANY(%s) ORDER BY c.patient_id FOR UPDATE OF c
"""

_NEW_CARDS = """
INSERT INTO triage_card (id, patient_id, unit_id, state, episode, zone, pending_zone, zone_now, acute, reason, risk,
                         outside_hours, unreadable, latest, taken_by_display, version, programme)
SELECT gen_random_uuid(), p.patient_id, u.id, 'quiet', 0, 0, 0, 0, false, '', 0, false, 0, '{}', '', 0, ''
FROM identity_patient p
LEFT JOIN care_teams_carerelation r ON r.patient_id = p.patient_id AND r.is_lead AND r.valid_to IS NULL
LEFT JOIN care_teams_unit u ON u.organization_id = r.organization_id
WHERE p.patient_id = ANY(%s)
ON CONFLICT DO NOTHING
"""


def locking(patients: Iterable[UUID]) -> Statement:
    """What locks the card rows of the patients that this context may touch; `locked` reads its answer."""
    return _LOCK, [Array("uuid", sorted(set(patients)))]


def locked(connection: Connection, rows: Rows, reached: Collection[UUID]) -> dict[UUID, PatientFile]:
    """The locked files of the patients `reached`; one without a card gets one."""
    files = {file.patient_id: file for file in map(_file, rows.fetchall()) if file.patient_id in reached}
    if len(files) == len(reached):
        return files
    execute(connection, _NEW_CARDS, [Array("uuid", sorted(set(reached) - files.keys()))])
    again = execute(connection, *locking(reached)).fetchall()
    return {file.patient_id: file for file in map(_file, again)}


def lock(connection: Connection, patients: Collection[UUID]) -> dict[UUID, PatientFile]:
    """The card rows of the patients this context may touch, locked; a patient without a card gets one."""
    return locked(connection, execute(connection, *locking(patients)), set(patients))


def _file(row: Sequence[Any]) -> PatientFile:
    card = CardRow(*row[1:])
    card.latest = _latest.decode(row[_LATEST])
    return PatientFile(card.patient_id, ZoneInfo(row[0]), card)
