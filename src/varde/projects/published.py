"""What anybody may ask this room for, without logging in."""

from varde.projects.models import Project, ProjectQuerySet


def projects() -> ProjectQuerySet:
    return Project.objects.by_name()
