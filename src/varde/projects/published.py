"""What anybody may ask this room for, without logging in. What is invented for the demo says so (`is_synthetic`)."""

from varde.projects.models import (
    PUBLIC,
    Benefit,
    DevelopmentPlan,
    Effect,
    Entry,
    Evidence,
    HealthcareService,
    Involvement,
    PatientCase,
    Project,
    ProjectQuerySet,
)
from varde.projects.models.benefits import BenefitQuerySet
from varde.projects.models.cases import PatientCaseQuerySet
from varde.projects.models.effects import EffectQuerySet
from varde.projects.models.evidence import EvidenceQuerySet
from varde.projects.models.inventory import DevelopmentPlanQuerySet, HealthcareServiceQuerySet, InvolvementQuerySet
from varde.projects.models.registers import EntryQuerySet


def projects() -> ProjectQuerySet:
    return Project.objects.by_name()


def evidence() -> EvidenceQuerySet:
    return Evidence.objects.filter(PUBLIC).strongest_first()


def effects() -> EffectQuerySet:
    """Effects and experiences, those about the same outcome next to each other; `.controlled()` are the effects."""
    return Effect.objects.filter(PUBLIC, evidence__is_public=True).in_full().side_by_side()


def services() -> HealthcareServiceQuerySet:
    """Specialist services in or near the home; `.jointly_planned()` those planned in the helsefellesskap."""
    return HealthcareService.objects.filter(PUBLIC).in_full().order_by("helsefellesskap__name", "state", "name")


def plans() -> DevelopmentPlanQuerySet:
    return DevelopmentPlan.objects.filter(PUBLIC).order_by("level", "title")


def involvements() -> InvolvementQuerySet:
    return Involvement.objects.filter(PUBLIC).select_related("project", "plan").order_by("-on")


def benefits() -> BenefitQuerySet:
    """Planned benefits with measurements; what may be said of each is `progress.progress(benefit, measurements)`."""
    return Benefit.objects.filter(PUBLIC).in_full().order_by("project__name", "category", "name")


def cases() -> PatientCaseQuerySet:
    """Patient cases that two have approved."""
    return PatientCase.objects.filter(PUBLIC).in_full().order_by("-published_at")


def entries(*registers: str) -> EntryQuerySet:
    """Standing facts of these registers, or of all; not those about a fact that is not public itself."""
    found = Entry.objects.standing().filter(is_public=True).exclude(about__is_public=False).in_full()
    return found.of(*registers) if registers else found
