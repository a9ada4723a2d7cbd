"""The shape of a portfolio's data file. Strict: a field nobody knows is refused; only what must be there must be there."""

from datetime import date

import msgspec

from varde.indicators.actions import SourceFile
from varde.portfolio.models import (
    DeliverableKind,
    GoalKind,
    Involvement,
    Level,
    Precision,
    RiskLevel,
    Status,
    StepKind,
)


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of the file is: frozen and strict."""


class GoalNumberFile(Paper, frozen=True):
    number: int
    name: str


class ProgrammeFile(Paper, frozen=True):
    slug: str
    name: str
    source: str
    short_name: str = ""
    period: str = ""
    follows: str | None = None


class AreaFile(Paper, frozen=True):
    slug: str
    programme: str
    number: int
    name: str
    source: str


class AgencyFile(Paper, frozen=True):
    slug: str
    name: str
    short_name: str = ""
    merged_into: str | None = None
    note: str = ""


class MeasuredByFile(Paper, frozen=True):
    measure: str
    data_source: str


class GoalFile(Paper, frozen=True):
    slug: str
    kind: GoalKind
    text: str
    source: str
    parent: str | None = None
    target: int | None = None
    deadline: date | None = None
    measured_by: list[MeasuredByFile] = []


class PolicyFile(Paper, frozen=True):
    slug: str
    name: str
    source: str
    period: str = ""
    text: str = ""


class StepFile(Paper, frozen=True):
    kind: StepKind
    quote: str
    source: str
    on: date | None = None
    on_is_month: bool = False
    is_planned: bool = False


class RecommendationFile(Paper, frozen=True):
    slug: str
    title: str
    source: str
    gate: str = ""
    levels: list[Level] = []
    initiatives: list[str] = []
    steps: list[StepFile] = []


class ClaimFile(Paper, frozen=True):
    subject_kind: str
    subject: str
    predicate: str
    quote: str
    source: str
    value: str = ""
    number: int | None = None
    on: date | None = None
    precision: Precision = Precision.DAY
    as_of: date | None = None
    concerns: str = ""
    note: str = ""


class DeliverableFile(Paper, frozen=True):
    slug: str
    title: str
    source: str
    names: list[str] = []
    kind: DeliverableKind = DeliverableKind.REPORT
    due_on: date | None = None
    submit_on: date | None = None
    is_tentative: bool = False
    is_delivered: bool = False
    delivered_on: date | None = None
    gate: str = ""
    agreed_form: str = ""
    answers: str | None = None
    recommendation: str | None = None


class DeliveryFile(Paper, frozen=True):
    deliverable: str
    description: str = ""
    title: str = ""


class ReportFile(Paper, frozen=True):
    status: Status
    status_text: str = ""
    risk_level: RiskLevel | None = None
    risk_text: str = ""
    as_of: date | None = None


class AgencyRoleFile(Paper, frozen=True):
    agency: str
    involvement: Involvement


class StakeholderFile(Paper, frozen=True):
    name: str
    role: str
    involvement: str


class DependencyFile(Paper, frozen=True):
    text: str
    on: str | None = None


class ContributionFile(Paper, frozen=True):
    goal: str
    source: str
    is_direct: bool = True


class OrderFile(Paper, frozen=True):
    slug: str
    text: str
    parts: list[str] = []
    due_on: date | None = None
    due_text: str = ""
    is_tentative: bool = False
    agreed_form: str = ""


class AssignmentFile(Paper, frozen=True):
    slug: str
    title: str
    issuer: str
    text: str
    letter: str = ""
    issued_on: date | None = None
    issued_text: str = ""
    conditions: str = ""
    revises: str | None = None
    orders: list[OrderFile] = []


class DocumentFile(Paper, frozen=True):
    on: date
    title: str
    on_text: str = ""
    source: str = ""


class RiskFile(Paper, frozen=True):
    title: str
    level: RiskLevel | None = None
    cause: str = ""
    scope_impact: str = ""
    progress_impact: str = ""
    mitigation: str = ""
    owner: str = ""
    residual_level: RiskLevel | None = None
    measure: str = ""


class HandoverFile(Paper, frozen=True):
    what: str
    receiver: str = ""
    due_on: date | None = None


class PriorityChangeFile(Paper, frozen=True):
    on: date
    what: str
    experience: str
    decided_by: str


class InitiativeFile(Paper, frozen=True):
    """Only slug, name and source must be there; `description` is paragraphs, bullets beginning with • or ·."""

    slug: str
    name: str
    source: str
    prefix: str = ""
    short_name: str = ""
    aliases: list[str] = []
    purpose: str = ""
    description: list[str] = []
    owner: str = ""
    contact: str = ""
    segment: str = ""
    strategy_goal: int | None = None
    programme: str | None = None
    area: str | None = None
    follows: str | None = None
    levels: list[Level] = []
    policies: list[str] = []
    report: ReportFile | None = None
    deliverables: list[DeliveryFile] = []
    agencies: list[AgencyRoleFile] = []
    stakeholders: list[StakeholderFile] = []
    dependencies: list[DependencyFile] = []
    goals: list[ContributionFile] = []
    assignments: list[AssignmentFile] = []
    documents: list[DocumentFile] = []
    risks: list[RiskFile] = []
    priority_changes: list[PriorityChangeFile] = []
    handovers: list[HandoverFile] = []


class PortfolioFile(Paper, frozen=True):
    strategy_goals: list[GoalNumberFile]
    deliverables: list[DeliverableFile]
    initiatives: list[InitiativeFile]
    sources: list[SourceFile] = []
    programmes: list[ProgrammeFile] = []
    areas: list[AreaFile] = []
    agencies: list[AgencyFile] = []
    goals: list[GoalFile] = []
    policies: list[PolicyFile] = []
    recommendations: list[RecommendationFile] = []
    claims: list[ClaimFile] = []
