"""What anybody may ask this room for, without logging in."""

from varde.portfolio.models import Agency, Change, Initiative, InitiativeQuerySet
from varde.portfolio.models.changes import ChangeQuerySet


def initiatives() -> InitiativeQuerySet:
    """Initiatives with their latest status and their progress."""
    return Initiative.objects.in_order().with_progress()


def changes(initiative: Initiative) -> ChangeQuerySet:
    """What was changed here about an initiative and its deliverables, the latest first. Private ones hold names."""
    return Change.objects.of(initiative)


def agencies() -> list[Agency]:
    """Those that may own an initiative: every one that has not been merged into another."""
    return list(Agency.objects.filter(merged_into=None).order_by("name"))
