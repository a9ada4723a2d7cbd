"""Questions about logins. A login is read before any patient is in focus."""

from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from varde.identity.models import Account


def demo_accounts() -> QuerySet[Account]:
    """The persons anybody may choose to be, patients first; nobody where the demo login is not allowed."""
    people = Account.objects.select_related("user", "practitioner_role__organization").order_by(
        "practitioner_role", "id"
    )
    return people.filter(is_demo=True) if settings.DEMO_LOGIN_ALLOWED else people.none()


def demo_account(account_id: UUID) -> Account | None:
    return demo_accounts().filter(pk=account_id).first()
