"""What may be done with the portfolio. Every verb is one transaction with its log row inside, and keeps what was."""

from varde.portfolio.actions.adding import NewDeliverable, add_deliverable, add_handover, finish_handover, log_priority
from varde.portfolio.actions.contacts import change_contact, change_owner
from varde.portfolio.actions.deliverables import change_deliverable, undo_deliverable
from varde.portfolio.actions.explaining import explain
from varde.portfolio.actions.loading import bring_in, load, read
from varde.portfolio.actions.recording import NotPossible, SomebodyElseChanged
from varde.portfolio.actions.risks import RiskFields, add_risk, change_risk, log_escalation
from varde.portfolio.actions.status import write_status

__all__ = [
    "NewDeliverable",
    "NotPossible",
    "RiskFields",
    "SomebodyElseChanged",
    "add_deliverable",
    "add_handover",
    "add_risk",
    "bring_in",
    "change_contact",
    "change_deliverable",
    "change_owner",
    "change_risk",
    "explain",
    "finish_handover",
    "load",
    "log_escalation",
    "log_priority",
    "read",
    "undo_deliverable",
    "write_status",
]
