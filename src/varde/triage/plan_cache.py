"""Compiled plans. A plan version never changes, so its rules are compiled once in each process."""

from collections import OrderedDict
from collections.abc import Iterable
from datetime import datetime
from threading import Lock
from uuid import UUID

from varde.lib.arrays import Array
from varde.lib.statements import Connection, execute
from varde.plans.content import PlanContent
from varde.triage.file import PatientFile, Plan
from varde.triage.rules import RuleSet, compile_rules

KEPT = 4096
_changing = Lock()
_compiled: OrderedDict[UUID, tuple[RuleSet, datetime]] = OrderedDict()

_BY_ID = "SELECT id, content, valid_from FROM plans_careplanversion WHERE id = ANY(%s)"
_OF_PATIENT = """
SELECT id, content, valid_from, valid_to FROM plans_careplanversion
WHERE patient_id = %s AND valid_from IS NOT NULL ORDER BY valid_from
"""


def fill(connection: Connection, files: Iterable[PatientFile]) -> None:
    """The plan in force now, for every patient that has one."""
    with_plan = [(file, file.card.plan_version_id) for file in files if file.card.plan_version_id]
    # Taken out once: another thread may forget any of them at any time.
    held = {plan_id: kept for _, plan_id in with_plan if (kept := _compiled.get(plan_id))}
    missing = [plan_id for _, plan_id in with_plan if plan_id not in held]
    if missing:
        for id_, content, valid_from in execute(connection, _BY_ID, [Array("uuid", missing)]).fetchall():
            held[id_] = (_keep(id_, content, valid_from), valid_from)
    for file, plan_id in with_plan:
        file.plans = [Plan(plan_id, *held[plan_id])]


def fill_history(connection: Connection, file: PatientFile) -> None:
    """Every version that was ever in force: for values from before the present one."""
    file.plans = [
        Plan(id_, _keep(id_, content, valid_from), valid_from, valid_to)
        for id_, content, valid_from, valid_to in execute(connection, _OF_PATIENT, [file.patient_id]).fetchall()
    ]


def _keep(id_: UUID, content: str, valid_from: datetime) -> RuleSet:
    held = _compiled.get(id_)
    if held is not None:
        return held[0]
    plan = PlanContent.read(content)
    rules = compile_rules(plan.rules, plan.values)
    with _changing:
        _compiled[id_] = (rules, valid_from)
        if len(_compiled) > KEPT:
            _compiled.popitem(last=False)
    return rules
