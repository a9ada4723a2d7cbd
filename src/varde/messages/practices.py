"""Which patients a GP practice follows together with a follow-up unit."""

from uuid import UUID

from django.db import connections

from varde.lib import clock
from varde.lib.context import Actor


def patient_ids(by: Actor, *, using: str = "default") -> list[UUID]:
    """The patients of the actor's own practice, inside an open context; nobody when it is not a practice or not hers.

    Ids only: narrow the focus to them, and read everything else under it.
    """
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT varde.practice_ids(%s, %s)", [by.organization_id, clock.now()])
        return [row[0] for row in cursor.fetchall()]
