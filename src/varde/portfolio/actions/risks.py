"""Risks one by one, and taking one to a steering meeting."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Max

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.actions import recording
from varde.portfolio.models import Escalation, Initiative, Risk, RiskLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskFields:
    """What is known of a risk. Levels are values of `RiskLevel`, or empty."""

    title: str
    level: str = ""
    cause: str = ""
    scope_impact: str = ""
    progress_impact: str = ""
    mitigation: str = ""
    owner: str = ""
    residual_level: str = ""

    def must_hold_together(self) -> None:
        order = list(RiskLevel.values)
        if not self.title.strip():
            raise recording.NotPossible("Gi risikoen et navn.")
        if self.residual_level and not (self.level and self.mitigation.strip()):
            raise recording.NotPossible("Restrisiko er det som er igjen etter et tiltak: skriv både nivå og tiltak.")
        if self.residual_level and order.index(self.residual_level) > order.index(self.level):
            raise recording.NotPossible("Restrisikoen er høyere enn risikoen før tiltak.")


@transaction.atomic
def add_risk(*, by: Actor, slug: str, fields: RiskFields) -> Risk:
    """A new risk of initiative `slug`, with the next number."""
    fields.must_hold_together()
    initiative = Initiative.objects.select_for_update().get(slug=slug)
    number = (initiative.risks.aggregate(last=Max("number"))["last"] or 0) + 1
    at = clock.now()
    made = Risk.objects.create(
        initiative=initiative, number=number, changed_at=at, changed_by=by.display, **asdict(fields)
    )
    recording.keep(
        {"risk": ("", fields.title)}, by=by, at=at, subject=fields.title, about=initiative, reason="Ny risiko"
    )
    recording.log(by=by, what="Risiko", which=f"{slug}/{number}", action=Action.CREATE)
    return made


@transaction.atomic
def change_risk(
    *, by: Actor, slug: str, number: int, version: int, fields: RiskFields, is_closed: bool = False, reason: str = ""
) -> Risk:
    """Change a risk, or close it (which needs a reason)."""
    fields.must_hold_together()
    row = Risk.objects.select_for_update(of=("self",)).select_related("initiative").get(
        initiative__slug=slug, number=number
    )  # fmt: skip
    if row.version != version:
        raise recording.SomebodyElseChanged
    if is_closed and not row.is_closed and not reason.strip():
        raise recording.NotPossible("Skriv hvorfor risikoen lukkes.")
    changed = recording.differing(row, new := {**asdict(fields), "is_closed": is_closed})
    if not changed:
        raise recording.NotPossible("Ingenting er endret.")
    at = clock.now()
    Risk.objects.filter(pk=row.pk).update(**new, version=F("version") + 1, changed_at=at, changed_by=by.display)
    recording.keep(changed, by=by, at=at, subject=row.title, about=row.initiative, reason=reason.strip())
    recording.log(by=by, what="Risiko", which=f"{slug}/{number}")
    row.refresh_from_db()
    return row


@transaction.atomic
def log_escalation(
    *, by: Actor, slug: str, meeting: str, meeting_on: date, matter: str, decision: str = "", risk: int | None = None
) -> Escalation:
    """Log that a matter was taken to a steering meeting, and what was decided if it has been. Never rewritten."""
    if not meeting.strip() or not matter.strip():
        raise recording.NotPossible("Skriv hvilket møte saken ble tatt opp i, og hva saken er.")
    if decision.strip() and meeting_on > recording.today():
        raise recording.NotPossible("Et møte i framtiden har ikke besluttet noe ennå.")
    initiative = Initiative.objects.get(slug=slug)
    made = Escalation.objects.create(
        initiative=initiative,
        risk=initiative.risks.get(number=risk) if risk else None,
        meeting=meeting.strip(),
        meeting_on=meeting_on,
        matter=matter.strip(),
        decision=decision.strip(),
        recorded_at=clock.now(),
        recorded_by=by.display,
    )
    recording.log(by=by, what="Sak til styringsmøte", which=slug, action=Action.CREATE)
    return made
