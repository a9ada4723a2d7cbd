"""A new dated status. The earlier ones are kept as they were written."""

from datetime import date
from uuid import UUID

from django.db import transaction

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.actions import recording
from varde.portfolio.models import Initiative, RiskLevel, Status, StatusReport


@transaction.atomic
def write_status(
    *,
    by: Actor,
    slug: str,
    seen: UUID | None,
    as_of: date,
    status: Status,
    status_text: str,
    risk_level: RiskLevel | None = None,
    risk_text: str = "",
) -> StatusReport:
    """Write the status of initiative `slug` as of a day. `seen` is the id of the latest status that was read first."""
    initiative = _held(slug, seen, as_of, status_text)
    made = StatusReport.objects.create(
        initiative=initiative,
        as_of=as_of,
        status=status,
        status_text=status_text.strip(),
        risk_level=risk_level or "",
        risk_text=risk_text.strip(),
        recorded_at=clock.now(),
        recorded_by=by.display,
    )
    recording.log(by=by, what="Status for tiltak", which=slug, action=Action.CREATE)
    return made


def _held(slug: str, seen: UUID | None, as_of: date, status_text: str) -> Initiative:
    """The initiative locked, when its latest status is the one that was seen and is no younger than the new one."""
    initiative = Initiative.objects.select_for_update().get(slug=slug)
    latest = Initiative.objects.in_order().get(slug=slug).latest_report
    if (latest.id if latest else None) != seen:
        raise recording.SomebodyElseChanged
    if not status_text.strip():
        raise recording.NotPossible("Skriv hvordan det går: en status uten ord sier ingen noe.")
    if as_of > recording.today():
        raise recording.NotPossible("Datoen er i framtiden. En status gjelder i dag eller en dag før.")
    if latest and latest.as_of and as_of < latest.as_of:
        raise recording.NotPossible(f"Datoen er før forrige status, som er fra {latest.as_of:%d.%m.%Y}.")
    return initiative
