"""What a project ought to have by now. Warnings only: nothing is stopped by them."""

from varde.indicators import counts
from varde.projects.models import STANDING, Benefit, Project


def without_benefit_plan() -> list[Project]:
    """Projects with a municipality that has at least five active patients, and no benefit planned.

    With fewer nothing is said: who has one to four patients is not told, not even by a warning.
    """
    active = counts.municipalities_with_enough_patients()
    planned = Benefit.objects.filter(STANDING).values("project")
    with_patients = Project.objects.filter(participations__municipality__in=active).exclude(pk__in=planned)
    return list(with_patients.distinct().by_name())
