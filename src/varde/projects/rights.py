"""Who may write about which project: the programme lead about all, a project lead about her own, loaders at set-up."""

from varde.identity.models import Organization
from varde.lib.context import Actor
from varde.projects.models import Project, ProjectQuerySet, Role
from varde.projects.refusals import NotYours

PROGRAMME_LEAD, PROJECT_LEAD = "programme_lead", "project_lead"


def writes_about_all(by: Actor) -> bool:
    return by.kind == "worker" or by.role == PROGRAMME_LEAD


def projects_of(by: Actor) -> ProjectQuerySet:
    """The projects `by` may write about: a project lead's are those owned by the municipality she works in."""
    if writes_about_all(by):
        return Project.objects.by_name()
    if by.role != PROJECT_LEAD or by.organization_id is None:
        return Project.objects.none()
    number = Organization.objects.values_list("municipality_number", flat=True).get(id=by.organization_id)
    owned = Project.objects.filter(participations__municipality_id=number, participations__role=Role.OWNER)
    return owned.by_name() if number else Project.objects.none()


def ensure(by: Actor, *projects: Project | None) -> None:
    """Raise NotYours unless `by` may write about each; None is the whole programme."""
    if writes_about_all(by):
        return
    wanted = {project.id if project else None for project in projects}
    if not wanted <= set(projects_of(by).values_list("id", flat=True)):
        raise NotYours
