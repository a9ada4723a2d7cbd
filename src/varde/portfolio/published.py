"""What anybody may ask this room for, without logging in."""

from varde.portfolio.models import (
    Agency,
    Change,
    Claim,
    Deliverable,
    Explanation,
    Initiative,
    InitiativeQuerySet,
    Order,
)
from varde.portfolio.models.changes import ChangeQuerySet


def initiatives() -> InitiativeQuerySet:
    """Initiatives with their latest status and their progress."""
    return Initiative.objects.in_order().with_progress()


def round_claims(initiative: Initiative) -> list[Claim]:
    """What sources say of the grant rounds an initiative rests on, round by round."""
    return list(
        Claim.objects.filter(subject_kind="round", concerns=initiative.slug)
        .select_related("source")
        .order_by("subject", "on", "value", "source__short")
    )


def changes(initiative: Initiative) -> ChangeQuerySet:
    """What was changed here about an initiative and its deliverables, the latest first. Private ones hold names."""
    return Change.objects.of(initiative)


def explanations() -> dict[str, Explanation]:
    """{digest of a finding: why it stands}, the latest of each; those that were opened again are left out."""
    latest = {one.digest: one for one in Explanation.objects.all()}
    return {digest: one for digest, one in latest.items() if one.text}


def open_orders(initiative: Initiative) -> list[Order]:
    """What was ordered of an initiative and no deliverable answers yet."""
    return list(Order.objects.filter(assignment__initiative=initiative, answers=None))


def wholes(initiative: Initiative) -> list[Deliverable]:
    """The initiative's deliverables that may have a new part: not delivered, and no part themselves."""
    found = Deliverable.objects.filter(deliveries__initiative=initiative, part_of=None, is_delivered=False)
    return list(found.order_by("due_on", "slug"))


def agencies() -> list[Agency]:
    """Those that may own an initiative: every one that has not been merged into another."""
    return list(Agency.objects.filter(merged_into=None).order_by("name"))
