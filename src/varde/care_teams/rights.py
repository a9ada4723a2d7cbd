"""The first net: which of some patients an actor has a right to, and why. One prepared statement at most.

Written apart from `policies.sql`, which says the same in the database: each must hold when the other is away, and a random
test compares both with a third telling. As SQL and not as a QuerySet because composing that cost nine milliseconds a page, and this costs 0.2.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from varde.lib.arrays import Array
from varde.lib.context import Actor
from varde.lib.statements import Rows, Statement, execute, raw

Reasons = dict[UUID, str]

_LIVE = "{0}.valid_from <= %(at)s AND ({0}.valid_to IS NULL OR {0}.valid_to > %(at)s)"

# An organisation with the two levels it is part of: a block against the whole holds for the part, a relation never does.
_WITHIN = "identity_organization o LEFT JOIN identity_organization whole ON whole.id = o.part_of_id"

_PERSONNEL = f"""
WITH role AS (
    SELECT r.code, r.practitioner_id, o.id AS organization_id, ARRAY[o.id, o.part_of_id, whole.part_of_id] AS within
    FROM identity_practitionerrole r JOIN ({_WITHIN}) ON o.id = r.organization_id
    WHERE r.id = %(actor)s AND r.code NOT IN ('programme_lead', 'county_coordinator', 'project_lead')
    AND {_LIVE.format("r")}
), blocked AS (
    SELECT b.patient_id FROM care_teams_block b, role
    WHERE b.patient_id = ANY(%(focus)s::uuid[]) AND {_LIVE.format("b")}
    AND (b.organization_id = ANY(role.within) OR b.role = role.code OR b.practitioner_id = role.practitioner_id)
)
SELECT e.patient_id, 'Nødtilgang: ' || e.reason, 1 FROM care_teams_emergencyaccess e, role
WHERE e.practitioner_id = role.practitioner_id AND e.patient_id = ANY(%(focus)s::uuid[]) AND {_LIVE.format("e")}
AND (e.despite_block OR NOT EXISTS (SELECT FROM blocked WHERE blocked.patient_id = e.patient_id))
UNION ALL
SELECT c.patient_id, c.basis, 2 FROM care_teams_carerelation c, role
WHERE c.organization_id = role.organization_id AND c.patient_id = ANY(%(focus)s::uuid[]) AND {_LIVE.format("c")}
AND NOT EXISTS (SELECT FROM blocked WHERE blocked.patient_id = c.patient_id)
ORDER BY 3
"""

_CLIENT = f"""
WITH client AS (
    SELECT o.id AS organization_id, ARRAY[o.id, o.part_of_id, whole.part_of_id] AS within
    FROM identity_systemclient s JOIN ({_WITHIN}) ON o.id = s.organization_id
    WHERE s.id = %(actor)s AND s.is_active
)
SELECT c.patient_id, c.basis, 1 FROM care_teams_carerelation c, client
WHERE c.organization_id = client.organization_id AND c.patient_id = ANY(%(focus)s::uuid[]) AND {_LIVE.format("c")}
AND NOT EXISTS (SELECT FROM care_teams_block b WHERE b.patient_id = c.patient_id AND {_LIVE.format("b")}
                AND b.organization_id = ANY(client.within))
"""

_RELATED = """
SELECT r.patient_id, 'På vegne av pasienten (' || r.relationship || ')', 1 FROM identity_relatedperson r
WHERE r.id = %(actor)s AND r.may_see AND r.patient_id = ANY(%(focus)s::uuid[])
"""

_STATEMENTS = {"personnel": _PERSONNEL, "client": _CLIENT, "related": _RELATED}


def reasons(actor: Actor, focus: Iterable[UUID], at: datetime, *, using: str = "default") -> Reasons:
    """{patient id: why, in Norwegian} for the patients in `focus` the actor has a right to at `at`."""
    patients = list(focus)
    if not patients:
        return {}
    asked = question(actor, patients, at)
    return answered(execute(raw(using), *asked)) if asked else without_asking(actor, patients)


def question(actor: Actor, patients: Sequence[UUID], at: datetime) -> Statement | None:
    """What to ask the database, for whoever asks more in the same round trip; None when `without_asking` knows."""
    asked = _STATEMENTS.get(actor.kind)
    return (asked, {"actor": actor.id, "focus": Array("uuid", patients), "at": at}) if asked else None


def answered(rows: Rows) -> Reasons:
    return {patient_id: why for patient_id, why, _ in rows.fetchall()}


def without_asking(actor: Actor, patients: Sequence[UUID]) -> Reasons:
    if actor.kind == "patient":
        return {actor.id: "Egen journal"} if actor.id in patients else {}
    return dict.fromkeys(patients, "Automatisk oppgave") if actor.kind == "worker" else {}
