"""Who may work on which report, and whether somebody else can approve it."""

from uuid import UUID

from django.db.models import Q

from varde.identity.accounts import municipality_of
from varde.identity.models import PractitionerRole
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects import published as programme
from varde.projects.models import Role
from varde.reports.models import Report, ReportQuerySet, StepKind

PROGRAMME, COUNTY, PROJECT = "programme_lead", "county_coordinator", "project_lead"
AUTHORS = frozenset({PROGRAMME, COUNTY, PROJECT})
EVERYWHERE = frozenset({"*"})


class NotYours(PermissionError):
    """The actor may not do this to this report."""


def places_of(by: Actor) -> frozenset[str]:
    """The places whose reports the actor works on: `EVERYWHERE`, the own county, or the projects the own municipality owns."""
    number = municipality_of(by)
    if by.role == PROGRAMME and number is not None:
        return EVERYWHERE
    if by.role == COUNTY and number:
        return frozenset({f"F:{number[:2]}"})
    if by.role == PROJECT and number:
        owned = programme.projects().filter(participations__municipality=number, participations__role=Role.OWNER)
        return frozenset(f"P:{slug}" for slug in owned.values_list("slug", flat=True))
    return frozenset()


def works_on(by: Actor, reports: ReportQuerySet) -> ReportQuerySet:
    places = places_of(by)
    return reports if places == EVERYWHERE else reports.of_places(places)


def must_work_on(by: Actor, place: str) -> None:
    places = places_of(by)
    if places != EVERYWHERE and place not in places:
        raise NotYours(f"{by.display} arbeider ikke med rapporter om {place}.")


def may_approve(by: Actor, report: Report) -> bool:
    """The programme lead approves every report; a county's own coordinators approve theirs."""
    if places_of(by) == EVERYWHERE:
        return True
    return by.role == COUNTY and report.place in places_of(by)


def practitioner_of(by: Actor) -> UUID | None:
    """The person behind the role."""
    return PractitionerRole.objects.filter(id=by.id).values_list("practitioner_id", flat=True).first()


def is_same_person(by: Actor, report: Report, edition_id: UUID) -> bool:
    """Whether the actor has started, written or submitted this edition."""
    mine = [StepKind.STARTED, StepKind.WRITTEN, StepKind.SUBMITTED]
    steps = report.steps.filter(edition_id=edition_id, kind__in=mine)
    person = practitioner_of(by)
    return person is not None and steps.filter(practitioner_id=person).exists()


def others_who_approve(by: Actor) -> bool:
    """Whether another person has the actor's role now, at the same place when it is a county's."""
    now = clock.now()
    roles = PractitionerRole.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now), valid_from__lte=now)
    if by.role == COUNTY:
        roles = roles.filter(organization__municipality_number__startswith=(municipality_of(by) or "")[:2])
    mine = PractitionerRole.objects.filter(id=by.id).values("practitioner_id")
    return roles.filter(code=by.role).exclude(practitioner_id__in=mine).exists()
