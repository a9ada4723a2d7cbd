"""The one verb of the log: write down a disclosure or a change, in the transaction that makes it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.arrays import Array
from varde.lib.context import Actor
from varde.lib.statements import Statement, execute, raw, together
from varde.lib.uuid7 import uuid7

# An unchanged card shown again to the same login within this time is the same disclosure.
SAME_DISCLOSURE = timedelta(minutes=10)

_EVENT = (
    "id, recorded_at, action, what, purpose, actor_kind, actor_id, actor_display, actor_role, organization_id,"
    " organization_display, request_id, resources"
)
_SUBJECT = "id, event_id, patient_id, recorded_at, action, what, basis, actor_id, actor_line, resources"
_SUBJECTS = "unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[]) AS s (id, patient_id, resources, basis)"
_WRITE_EVENT = f"INSERT INTO audit_auditevent ({_EVENT}) VALUES ({', '.join(['%s'] * 13)})"
_WRITE_SUBJECTS = f"""
INSERT INTO audit_auditsubject ({_SUBJECT})
SELECT s.id, %s, s.patient_id, %s, %s, %s, s.basis, %s, %s, s.resources FROM {_SUBJECTS}
"""
# One statement: the subjects that are news, the event if there is any, and the subject rows.
_WRITE_NEWS = f"""
WITH fresh AS (
    SELECT s.* FROM {_SUBJECTS} WHERE NOT EXISTS (
        SELECT FROM audit_auditsubject a WHERE a.patient_id = s.patient_id AND a.recorded_at > %s
        AND a.actor_id = %s AND a.action = %s AND a.what = %s AND a.resources = s.resources)
), event AS (
    INSERT INTO audit_auditevent ({_EVENT}) SELECT {", ".join(["%s"] * 13)} WHERE EXISTS (SELECT FROM fresh)
)
INSERT INTO audit_auditsubject ({_SUBJECT})
SELECT f.id, %s, f.patient_id, %s, %s, %s, f.basis, %s, %s, f.resources FROM fresh f
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is written of one event, as columns."""

    event: list[Any]
    common: list[Any]
    subjects: list[Array]

    @property
    def statements(self) -> list[Statement]:
        subjects = [(_WRITE_SUBJECTS, [*self.common, *self.subjects])] if self.subjects[0].values else []
        return [(_WRITE_EVENT, self.event), *subjects]

    def news(self, since: datetime) -> Statement:
        _, _, action, what, actor_id, _ = self.common
        return _WRITE_NEWS, [*self.subjects, since, actor_id, action, what, *self.event, *self.common]


def record(
    *,
    by: Actor,
    action: Action,
    what: str,
    subjects: Mapping[UUID, Iterable[str]],
    basis: str | Mapping[UUID, str] = "",
    purpose: str = "behandling",
    request_id: str = "",
    asked_for: str = "",
    same_within: timedelta | None = None,
    using: str = "default",
) -> None:
    """Log one event about `subjects`, {patient id: ["Observation/<id>/<version>", …]}, in one round trip.

    `basis` says why the actor may (one text for all, or one per patient). With `same_within`, subjects shown to the same
    login with the same content within that time are left out, and the event too when none is left.
    """
    entry = _entry(by, action, what, subjects, basis, purpose, request_id, asked_for)
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        if same_within is not None and subjects:
            execute(raw(using), *entry.news(clock.now() - same_within))
        else:
            together(raw(using), entry.statements)


def recording(
    *,
    by: Actor,
    action: Action,
    what: str,
    subjects: Mapping[UUID, Iterable[str]],
    basis: str | Mapping[UUID, str] = "",
) -> list[Statement]:
    """The statements of `record`, for a caller that sends them together with what is logged."""
    return _entry(by, action, what, subjects, basis, "behandling", "", "").statements


def _entry(
    by: Actor,
    action: Action,
    what: str,
    subjects: Mapping[UUID, Iterable[str]],
    basis: str | Mapping[UUID, str],
    purpose: str,
    request_id: str,
    asked_for: str,
) -> Entry:
    at, event_id = clock.now(), uuid7()
    line = ", ".join(filter(None, (by.display, by.role_display, by.organization_display)))
    return Entry(
        [
            event_id, at, str(action), what, purpose, by.kind, by.id, by.display, by.role, by.organization_id,
            by.organization_display, request_id, asked_for,
        ],
        [event_id, at, str(action), what, by.id, line],
        _columns(subjects, basis),
    )  # fmt: skip


def _columns(subjects: Mapping[UUID, Iterable[str]], basis: str | Mapping[UUID, str]) -> list[Array]:
    patients = list(subjects)
    bases = [(basis if isinstance(basis, str) else basis.get(patient, ""))[:200] for patient in patients]
    shown = [" ".join(subjects[patient]) for patient in patients]
    return [
        Array("uuid", [uuid7() for _ in patients]),
        Array("uuid", patients),
        Array("text", shown),
        Array("text", bases),
    ]


def record_denied(*, by: Actor, what: str, asked_for: str, request_id: str = "", using: str = "default") -> None:
    """Log that `asked_for` ("Patient/<id>") was refused. Call it outside the transaction that was rolled back."""
    record(by=by, action=Action.DENIED, what=what, subjects={}, asked_for=asked_for, request_id=request_id, using=using)
