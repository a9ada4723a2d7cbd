"""What anybody may ask this room for, without logging in."""

from varde.portfolio.models import Initiative, InitiativeQuerySet


def initiatives() -> InitiativeQuerySet:
    """Initiatives with their latest status and their progress."""
    return Initiative.objects.in_order().with_progress()
