"""The spread projects, and what is known of what they do: services, effects, benefits, patient cases, registers."""

from varde.projects.models.benefits import Benefit, BenefitCategory, Design, Measurement, Wanted
from varde.projects.models.cases import AgeBand, Approval, PatientCase
from varde.projects.models.effects import Category, Direction, Effect, Intention, Outcome, Party, Polarity
from varde.projects.models.evidence import Evidence, EvidenceKind
from varde.projects.models.inventory import (
    DevelopmentPlan,
    HealthcareService,
    Involved,
    Involvement,
    PlanLevel,
    Provider,
    ServiceState,
)
from varde.projects.models.recorded import PUBLIC, STANDING, Recorded
from varde.projects.models.registers import Entry
from varde.projects.models.spread import (
    Coverage,
    Participation,
    Project,
    ProjectQuerySet,
    Role,
    Statement,
    StatementKind,
)

__all__ = [
    "PUBLIC", "STANDING", "AgeBand", "Approval", "Benefit", "BenefitCategory", "Category", "Coverage", "Design",
    "DevelopmentPlan", "Direction", "Effect", "Entry", "Evidence", "EvidenceKind", "HealthcareService", "Intention",
    "Involved", "Involvement", "Measurement", "Outcome", "Participation", "Party", "PatientCase", "PlanLevel",
    "Polarity", "Project", "ProjectQuerySet", "Provider", "Recorded", "Role", "ServiceState", "Statement",
    "StatementKind", "Wanted",
]  # fmt: skip
