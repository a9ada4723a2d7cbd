"""The nouns of the portfolio, one module for each kind of paper they come from."""

from varde.portfolio.models.agencies import Agency, AgencyRole, Involvement, Ownership, Stakeholder
from varde.portfolio.models.assignments import Assignment, Document, Order
from varde.portfolio.models.changes import Change, Explanation
from varde.portfolio.models.claims import Claim, Precision
from varde.portfolio.models.deliverables import (
    Deliverable,
    DeliverableKind,
    Delivery,
    Recommendation,
    RecommendationStep,
    StepKind,
)
from varde.portfolio.models.goals import Goal, GoalContribution, GoalKind, GoalMeasure, Policy, PolicyAnchor
from varde.portfolio.models.initiatives import (
    Initiative,
    InitiativeQuerySet,
    Level,
    RiskLevel,
    Status,
    StatusReport,
    StrategyGoal,
    latest_reports,
)
from varde.portfolio.models.programmes import Programme, ProgrammeArea
from varde.portfolio.models.risks import Escalation, Risk
from varde.portfolio.models.surroundings import Dependency, Handover, PriorityChange

__all__ = [
    "Agency",
    "AgencyRole",
    "Assignment",
    "Change",
    "Claim",
    "Deliverable",
    "DeliverableKind",
    "Delivery",
    "Dependency",
    "Document",
    "Escalation",
    "Explanation",
    "Goal",
    "GoalContribution",
    "GoalKind",
    "GoalMeasure",
    "Handover",
    "Initiative",
    "InitiativeQuerySet",
    "Involvement",
    "Level",
    "Order",
    "Ownership",
    "Policy",
    "PolicyAnchor",
    "Precision",
    "PriorityChange",
    "Programme",
    "ProgrammeArea",
    "Recommendation",
    "RecommendationStep",
    "Risk",
    "RiskLevel",
    "Stakeholder",
    "Status",
    "StatusReport",
    "StepKind",
    "StrategyGoal",
    "latest_reports",
]
