"""Which follow-up unit an organisation is, and who may read its list."""

from uuid import UUID

from django.db import connections

from varde.care_teams.models import Unit
from varde.lib.context import Actor, opened


def of_organization(organization_id: UUID | None) -> Unit | None:
    if organization_id is None:
        return None
    return Unit.objects.select_related("organization").filter(organization_id=organization_id).first()


def listed_by(actor: Actor, *, using: str = "default") -> Unit | None:
    """The unit whose list `actor` may read at this moment, if any; opens and closes a context of its own."""
    unit = of_organization(actor.organization_id) if actor.kind == "personnel" else None
    if unit is None:
        return None
    with opened(actor, using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT varde.may_list_unit(%s)", [unit.id])
        return unit if cursor.fetchone()[0] else None
