"""Questions about logins. A login is read before any patient is in focus."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from varde.identity.models import FIGURES_ONLY, Account, PractitionerRole
from varde.lib import clock
from varde.lib.context import Actor


def demo_accounts() -> QuerySet[Account]:
    """The persons anybody may choose to be, patients first; nobody where the demo login is not allowed."""
    people = Account.objects.select_related("user", "practitioner_role__organization").order_by(
        "practitioner_role", "id"
    )
    return people.filter(is_demo=True) if settings.DEMO_LOGIN_ALLOWED else people.none()


def municipality_of(by: Actor) -> str | None:
    """The number of the municipality that a person who sees figures works for ("" outside any); None without a live such role."""
    now = clock.now()
    roles = PractitionerRole.objects.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=now), valid_from__lte=now)
    mine = roles.filter(pk=by.id, code__in=FIGURES_ONLY) if by.kind == "personnel" else roles.none()
    return mine.values_list("organization__municipality_number", flat=True).first()


def demo_account(account_id: UUID) -> Account | None:
    return demo_accounts().filter(pk=account_id).first()
