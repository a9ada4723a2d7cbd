"""Following a plan: which version the patient's card goes by, and the windows it expects."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.lib.statements import Connection, execute, raw
from varde.lib.uuid7 import uuid7
from varde.plans import actions as plans
from varde.plans.content import PlanContent
from varde.plans.definitions import DEFINITIONS
from varde.plans.models import CarePlanVersion
from varde.triage import locking
from varde.triage.file import PatientFile
from varde.triage.rules import RuleSet, compile_rules
from varde.triage.windows import EARLY, HORIZON, ExpectedWindow, expected_windows

_PLAN = """
SELECT v.id, v.content, v.valid_from, u.id FROM plans_careplanversion v
LEFT JOIN care_teams_carerelation r ON r.patient_id = v.patient_id AND r.is_lead AND r.valid_to IS NULL
LEFT JOIN care_teams_unit u ON u.organization_id = r.organization_id
WHERE v.patient_id = %s AND v.status = 'active'
"""
_FOLLOW = """
UPDATE triage_card SET plan_version_id = %s, unit_id = %s, programme = %s, windows_until = %s, version = version + 1,
       overdue_at = (SELECT min(w.overdue_at) FROM triage_window w
                     WHERE w.patient_id = triage_card.patient_id AND w.state = 'open')
WHERE patient_id = %s
"""
_CANCEL = "UPDATE triage_window SET state = 'cancelled' WHERE patient_id = %s AND state = 'open'"
_EXPECT = """
INSERT INTO triage_window (id, patient_id, item, opens_at, due_at, overdue_at, state)
SELECT e.id, %s, e.item, e.opens_at, e.due_at, e.overdue_at, 'open'
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::timestamptz[], %s::timestamptz[])
    AS e (id, item, opens_at, due_at, overdue_at)
ON CONFLICT (patient_id, item, opens_at) DO UPDATE SET
    state = CASE WHEN triage_window.state = 'cancelled' THEN 'open' ELSE triage_window.state END,
    due_at = excluded.due_at, overdue_at = excluded.overdue_at
"""


# A loop that stood still makes windows for days that have passed: what was measured then fills them after all.
_FILL = """
WITH found AS (
    SELECT w.id, s.id AS subject_id, s.at FROM triage_window w
    CROSS JOIN LATERAL (
        SELECT o.id, o.effective_at AS at FROM measurements_observation o
        WHERE o.patient_id = w.patient_id AND o.kind = w.item AND o.is_current
          AND o.effective_at BETWEEN w.opens_at - %s::interval AND w.opens_at + interval '20 hours'
        UNION ALL
        SELECT q.id, q.effective_at FROM questionnaires_questionnaireresponse q
        WHERE q.patient_id = w.patient_id AND q.form = w.item AND q.is_current
          AND q.effective_at BETWEEN w.opens_at - %s::interval AND w.opens_at + interval '20 hours'
        ORDER BY at LIMIT 1) s
    WHERE w.patient_id = %s AND w.state = 'open' AND w.opens_at < %s
)
UPDATE triage_window w SET state = 'filled', filled_at = found.at, subject_id = found.subject_id
FROM found WHERE w.id = found.id
"""
_MISS = """
UPDATE triage_window w SET state = 'missed'
WHERE w.patient_id = %s AND w.state = 'open' AND EXISTS (
    SELECT FROM triage_window later WHERE later.patient_id = w.patient_id AND later.item = w.item
      AND later.state = 'filled' AND later.opens_at > w.opens_at)
"""


def activate_plan(
    *, patient_id: UUID, number: int, by: Actor, review_due: date | None = None, using: str = "default"
) -> CarePlanVersion:
    """Take an approved plan version into use and let the card follow it: one step, under the patient's lock.

    Raises `plans.actions.PlanRefused` when the version may not be used, or its rules cannot be compiled.
    """
    locking.lock(raw(using), [patient_id])
    version = plans.activate(patient_id=patient_id, number=number, by=by, compiled_by=compiled, review_due=review_due)
    follow_plan(patient_id=patient_id, by=by, using=using)
    return version


def compiled(content: PlanContent) -> RuleSet:
    """The plan's rules, ready to judge by; RuleError says what to do about one that cannot be."""
    return compile_rules(content.rules, content.values)


def follow_plan(*, patient_id: UUID, by: Actor, using: str = "default") -> None:
    """The card goes by the plan version in force now and by the lead unit; what was expected before is cancelled.

    Call it in the transaction that put the version in force. An open card stays as it is: a rule change closes nothing.
    """
    connection = raw(using)
    file = locking.lock(connection, [patient_id])[patient_id]
    found = execute(connection, _PLAN, [patient_id]).fetchone()
    execute(connection, _CANCEL, [patient_id])
    if found is None:
        execute(connection, _FOLLOW, [None, None, "", None, patient_id])
    else:
        version_id, content, valid_from, unit_id = found
        plan = PlanContent.read(content)
        now = clock.now()
        until = now + HORIZON
        start = max(valid_from, now - timedelta(days=1))
        expect(connection, file, plan, start, until)
        execute(
            connection,
            _FOLLOW,
            [
                version_id,
                unit_id,
                " og ".join(DEFINITIONS[name].title.lower() for name in plan.definitions).capitalize(),
                until,
                patient_id,
            ],
        )
    audit.record(
        by=by,
        action=Action.UPDATE,
        what="Plan tatt i bruk",
        subjects={patient_id: [f"CarePlan/{found[0] if found else ''}"]},
        basis="Egenbehandlingsplan",
        using=using,
    )


def expect(
    connection: Connection,
    file: PatientFile,
    plan: PlanContent,
    start: datetime,
    until: datetime,
) -> None:
    """Write the windows that open in [start, until); those of the past are filled by what was measured."""
    _insert(connection, file.patient_id, expected_windows(plan.schedule, start, until, file.zone))
    now = clock.now()
    if start < now:
        execute(connection, _FILL, [EARLY, EARLY, file.patient_id, now])
        execute(connection, _MISS, [file.patient_id])


def _insert(connection: Connection, patient_id: UUID, windows: Iterable[ExpectedWindow]) -> None:
    rows = [(uuid7(), w.item, w.opens_at, w.due_at, w.overdue_at) for w in windows]
    if rows:
        execute(connection, _EXPECT, [patient_id, *map(list, zip(*rows, strict=True))])
