"""Bringing in initiatives, status reports and deliverables from this room's data file."""

from datetime import date
from importlib.resources import files

import msgspec
from django.db import transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.indicators import actions as indicators
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.models import Deliverable, Delivery, Initiative, RiskLevel, Status, StatusReport, StrategyGoal


class GoalFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    number: int
    name: str


class DeliverableFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slug: str
    title: str
    source: str
    due_on: date | None = None
    is_delivered: bool = False
    gate: str = ""


class DeliveryFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    deliverable: str
    description: str = ""
    title: str = ""


class ReportFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    status: Status
    status_text: str = ""
    risk_level: RiskLevel | None = None
    risk_text: str = ""
    as_of: date | None = None


class InitiativeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Only slug, name and source must be there; `description` is paragraphs, bullets beginning with • or ·."""

    slug: str
    name: str
    source: str
    prefix: str = ""
    short_name: str = ""
    purpose: str = ""
    description: list[str] = []
    owner: str = ""
    contact: str = ""
    segment: str = ""
    strategy_goal: int | None = None
    report: ReportFile | None = None
    deliverables: list[DeliveryFile] = []


class PortfolioFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    strategy_goals: list[GoalFile]
    deliverables: list[DeliverableFile]
    initiatives: list[InitiativeFile]


def load(*, by: Actor) -> None:
    """Bring in the portfolio of this room's data file; loading again changes nothing."""
    bring_in(read("portfolio.json"), by=by)


def read(name: str) -> PortfolioFile:
    """A portfolio in this room's data folder, decoded strictly."""
    return msgspec.json.decode(files("varde.portfolio").joinpath("data", name).read_bytes(), type=PortfolioFile)


@transaction.atomic
def bring_in(portfolio: PortfolioFile, *, by: Actor) -> None:
    """Make what is not there yet. What is there is left alone: people may have written new status since."""
    indicators.load_sources(by=by)
    StrategyGoal.objects.bulk_create(
        [StrategyGoal(number=goal.number, name=goal.name) for goal in portfolio.strategy_goals], ignore_conflicts=True
    )
    Deliverable.objects.bulk_create(
        [Deliverable(**_fields(item, "source"), source_id=item.source) for item in portfolio.deliverables],
        ignore_conflicts=True,
    )
    known = set(Initiative.objects.values_list("slug", flat=True))
    new = [(place, item) for place, item in enumerate(portfolio.initiatives, 1) if item.slug not in known]
    for place, item in new:
        _make(item, place, by)
    if new:
        audit.record(by=by, action=Action.CREATE, what="Tiltaksportefølje", subjects={}, purpose="programstyring")


def _make(item: InitiativeFile, place: int, by: Actor) -> None:
    initiative = Initiative.objects.create(
        **_fields(item, "source", "description", "strategy_goal", "report", "deliverables"),
        position=place,
        source_id=item.source,
        strategy_goal_id=item.strategy_goal,
        description="\n".join(item.description),
    )
    if item.report:
        StatusReport.objects.create(
            initiative=initiative,
            **_fields(item.report, "risk_level"),
            risk_level=item.report.risk_level or "",
            source_id=item.source,
            recorded_at=clock.now(),
            recorded_by=by.display,
        )
    Delivery.objects.bulk_create(
        Delivery(initiative=initiative, position=number, **_fields(one, "deliverable"), deliverable_id=one.deliverable)
        for number, one in enumerate(item.deliverables, 1)
    )


def _fields(item: msgspec.Struct, *without: str) -> dict[str, object]:
    return {name: value for name, value in msgspec.structs.asdict(item).items() if name not in without}
