"""The one verb of the log: write down a disclosure or a change, in the transaction that makes it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connections

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.arrays import Array
from varde.lib.context import Actor
from varde.lib.statements import execute, raw
from varde.lib.uuid7 import uuid7

# An unchanged card shown again to the same login within this time is the same disclosure.
SAME_DISCLOSURE = timedelta(minutes=10)

# One statement: the subjects that are news, the event if there is any, and the subject rows.
_RECORD = """
WITH fresh AS (
    SELECT s.* FROM unnest(%(ids)s::uuid[], %(patients)s::uuid[], %(resources)s::text[], %(bases)s::text[])
        AS s(id, patient_id, resources, basis)
    WHERE %(since)s::timestamptz IS NULL OR NOT EXISTS (
        SELECT FROM audit_auditsubject a WHERE a.patient_id = s.patient_id AND a.recorded_at > %(since)s
        AND a.actor_id = %(actor_id)s AND a.action = %(action)s AND a.what = %(what)s AND a.resources = s.resources)
), event AS (
    INSERT INTO audit_auditevent (id, recorded_at, action, what, purpose, actor_kind, actor_id, actor_display,
        actor_role, organization_id, organization_display, request_id, resources)
    SELECT %(event_id)s, %(at)s, %(action)s, %(what)s, %(purpose)s, %(actor_kind)s, %(actor_id)s, %(actor_display)s,
        %(actor_role)s, %(organization_id)s, %(organization_display)s, %(request_id)s, %(asked_for)s
    WHERE cardinality(%(ids)s::uuid[]) = 0 OR EXISTS (SELECT FROM fresh)
)
INSERT INTO audit_auditsubject (id, event_id, patient_id, recorded_at, action, what, basis, actor_id, actor_line, resources)
SELECT f.id, %(event_id)s, f.patient_id, %(at)s, %(action)s, %(what)s, f.basis, %(actor_id)s, %(actor_line)s, f.resources
FROM fresh f
"""


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
    """Log one event about `subjects`, {patient id: ["Observation/<id>/<version>", …]}, in one statement.

    `basis` says why the actor may (one text for all, or one per patient). With `same_within`, subjects shown to the same
    login with the same content within that time are left out, and the event too when none is left.
    """
    statement = recording(
        by=by,
        action=action,
        what=what,
        subjects=subjects,
        basis=basis,
        purpose=purpose,
        request_id=request_id,
        asked_for=asked_for,
        same_within=same_within,
    )
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        execute(raw(using), *statement)


def recording(
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
) -> tuple[str, dict[str, Any]]:
    """The statement and parameters of `record`, for a caller that sends several statements in one round trip."""
    at = clock.now()
    patients = list(subjects)
    return _RECORD, {
        "ids": Array("uuid", [uuid7() for _ in patients]),
        "patients": Array("uuid", patients),
        "resources": Array("text", [" ".join(subjects[patient]) for patient in patients]),
        "bases": Array(
            "text", [(basis if isinstance(basis, str) else basis.get(patient, ""))[:200] for patient in patients]
        ),
        "since": at - same_within if same_within else None,
        "event_id": uuid7(),
        "at": at,
        "action": str(action),
        "what": what,
        "purpose": purpose,
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_display": by.display,
        "actor_role": by.role,
        "organization_id": by.organization_id,
        "organization_display": by.organization_display,
        "actor_line": ", ".join(filter(None, (by.display, by.role_display, by.organization_display))),
        "request_id": request_id,
        "asked_for": asked_for,
    }


def record_denied(*, by: Actor, what: str, asked_for: str, request_id: str = "", using: str = "default") -> None:
    """Log that `asked_for` ("Patient/<id>") was refused. Call it outside the transaction that was rolled back."""
    record(by=by, action=Action.DENIED, what=what, subjects={}, asked_for=asked_for, request_id=request_id, using=using)
