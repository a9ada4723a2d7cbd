"""The verbs of the room. Each is one transaction with its audit row inside."""

from varde.projects.actions.benefits import change_benefit, measure_benefit, plan_benefit
from varde.projects.actions.cases import approve_case, change_case, write_case
from varde.projects.actions.effects import change_effect, change_evidence, record_effect, record_evidence
from varde.projects.actions.entries import enter, withdraw_entry
from varde.projects.actions.inventory import (
    change_involvement,
    change_plan,
    change_service,
    record_involvement,
    record_plan,
    record_service,
)
from varde.projects.actions.knowing import load_demo_effects
from varde.projects.actions.loading import load
from varde.projects.actions.taking_part import take_part
from varde.projects.actions.withdrawing import put_back, withdraw

__all__ = [
    "approve_case", "change_benefit", "change_case", "change_effect", "change_evidence", "change_involvement",
    "change_plan", "change_service", "enter", "load", "load_demo_effects", "measure_benefit", "plan_benefit", "put_back",
    "record_effect", "record_evidence", "record_involvement", "record_plan", "record_service", "take_part", "withdraw",
    "withdraw_entry", "write_case",
]  # fmt: skip
