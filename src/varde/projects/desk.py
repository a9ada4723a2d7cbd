"""What those who write about the programme work with: their own projects' rows, also what is not public or is withdrawn."""

from django.db.models import Q, QuerySet

from varde.geography.models import Municipality, MunicipalityQuerySet
from varde.lib.context import Actor
from varde.projects import rights
from varde.projects.models import (
    STANDING,
    Benefit,
    DevelopmentPlan,
    Effect,
    Entry,
    Evidence,
    HealthcareService,
    Involvement,
    Outcome,
    PatientCase,
    ProjectQuerySet,
)
from varde.projects.models.benefits import BenefitQuerySet
from varde.projects.models.cases import PatientCaseQuerySet
from varde.projects.models.effects import EffectQuerySet
from varde.projects.models.evidence import EvidenceQuerySet
from varde.projects.models.inventory import DevelopmentPlanQuerySet, HealthcareServiceQuerySet, InvolvementQuerySet
from varde.projects.models.registers import EntryQuerySet

NEWEST_FIRST = "-recorded_at"


def mine(by: Actor, field: str = "project") -> Q:
    """Rows about the projects of `by`, and for the programme lead those about the whole programme."""
    return Q() if rights.writes_about_all(by) else Q(**{f"{field}__in": rights.projects_of(by)})


def projects(by: Actor) -> ProjectQuerySet:
    return rights.projects_of(by)


def evidence() -> EvidenceQuerySet:
    return Evidence.objects.strongest_first()


def outcomes() -> "QuerySet[Outcome]":
    return Outcome.objects.order_by("name")


def effects(by: Actor) -> EffectQuerySet:
    return Effect.objects.filter(mine(by)).in_full().order_by(NEWEST_FIRST)


def services(by: Actor) -> HealthcareServiceQuerySet:
    return HealthcareService.objects.filter(mine(by)).in_full().order_by(NEWEST_FIRST)


def plans() -> DevelopmentPlanQuerySet:
    return DevelopmentPlan.objects.order_by(NEWEST_FIRST)


def involvements(by: Actor) -> InvolvementQuerySet:
    return Involvement.objects.filter(mine(by)).select_related("project", "plan").order_by("-on")


def benefits(by: Actor) -> BenefitQuerySet:
    return Benefit.objects.filter(mine(by)).in_full().order_by(NEWEST_FIRST)


def cases(by: Actor) -> PatientCaseQuerySet:
    return PatientCase.objects.filter(mine(by)).in_full().order_by(NEWEST_FIRST)


def entries(by: Actor, register: str) -> EntryQuerySet:
    """Standing facts of a register that `by` may write about."""
    return Entry.objects.standing().of(register).filter(mine(by)).in_full()


def earlier(entry: Entry) -> list[Entry]:
    """What an entry replaced, the newest first."""
    found: list[Entry] = []
    while entry.replaces is not None:
        entry = entry.replaces
        found.append(entry)
    return found


def shared(register: str) -> EntryQuerySet:
    """What any project has entered in a register that others refer to: routines to use, needs to answer."""
    return Entry.objects.standing().of(register).in_full()


def municipalities(by: Actor) -> MunicipalityQuerySet:
    """Those in the areas of the projects of `by`."""
    return Municipality.objects.filter(helsefellesskap__projects__in=rights.projects_of(by)).distinct().by_name()


def waiting(by: Actor) -> int:
    """How many patient cases `by` could approve now."""
    drafts = PatientCase.objects.filter(STANDING, mine(by), is_public=False).exclude(recorded_by_id=by.id)
    return sum(by.id not in {one.approved_by_id for one in case.approvals_now} for case in drafts.in_full())
