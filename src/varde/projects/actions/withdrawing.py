"""Withdrawing what was recorded, with a reason, and putting it back."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from varde.lib.context import Actor
from varde.projects import rights
from varde.projects.actions import writing
from varde.projects.models import (
    Benefit,
    DevelopmentPlan,
    Effect,
    Entry,
    Evidence,
    HealthcareService,
    Involvement,
    Measurement,
    PatientCase,
    Recorded,
)
from varde.projects.refusals import NotYours, refuse

KINDS: Mapping[str, type[Recorded]] = {
    "evidence": Evidence,
    "effect": Effect,
    "service": HealthcareService,
    "plan": DevelopmentPlan,
    "involvement": Involvement,
    "benefit": Benefit,
    "measurement": Measurement,
    "case": PatientCase,
}


@transaction.atomic
def withdraw(*, by: Actor, kind: str, row_id: UUID, version: int, why: str) -> Recorded:
    """It leaves every page but the one where it was written. Raises Refused without a reason, or for evidence that
    something standing rests on; SomebodyChanged, NotYours."""
    row = _mine(by, kind, row_id)
    if isinstance(row, Evidence):
        resting = row.effects.filter(withdrawn_at=None).count() + Entry.objects.standing().filter(evidence=row).count()
        refuse(why=f"{resting} påstander bygger på dette. Trekk dem først." if resting else "")
    return writing.withdraw(row, by=by, version=version, why=why)


@transaction.atomic
def put_back(*, by: Actor, kind: str, row_id: UUID, version: int) -> Recorded:
    """Undo. A patient case comes back as a draft, to be approved anew. Raises SomebodyChanged, NotYours."""
    row = _mine(by, kind, row_id)
    if isinstance(row, PatientCase):
        PatientCase.objects.filter(pk=row.pk).update(is_public=False, published_at=None)
    return writing.put_back(row, by=by, version=version)


def _mine(by: Actor, kind: str, row_id: UUID) -> Recorded:
    row = writing.standing(KINDS[kind], row_id)
    if isinstance(row, Evidence | DevelopmentPlan):
        if not rights.writes_about_all(by) and row.recorded_by_id != by.id:
            raise NotYours
    else:
        owner = row.benefit if isinstance(row, Measurement) else row
        rights.ensure(by, getattr(owner, "project", None))
    return row
