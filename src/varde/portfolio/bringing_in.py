"""A data file becomes rows: what is not there yet is made, and what is there is left alone."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.db.models import Model

from varde.indicators.models import Source
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio import models, papers


def registers(portfolio: papers.PortfolioFile) -> None:
    """Everything initiatives point to, in the order in which the rows point to each other."""
    _keep(Source, portfolio.sources)
    _keep(models.StrategyGoal, portfolio.strategy_goals)
    _keep(models.Programme, portfolio.programmes, references=("source", "follows"))
    _keep(models.ProgrammeArea, portfolio.areas, references=("source", "programme"))
    _keep(models.Agency, portfolio.agencies, references=("merged_into",))
    _keep(models.Policy, portfolio.policies, references=("source",))
    _keep(models.Claim, portfolio.claims, references=("source",))
    known = set(models.Goal.objects.values_list("slug", flat=True))
    for place, goal in enumerate(portfolio.goals, 1):
        if goal.slug not in known:
            made = models.Goal.objects.create(position=place, **_fields(goal, ("source", "parent"), ("measured_by",)))
            _make(models.GoalMeasure, goal.measured_by, goal=made)


def deliverables(portfolio: papers.PortfolioFile) -> None:
    """Recommendations and deliverables, after the orders they answer."""
    known = set(models.Recommendation.objects.values_list("slug", flat=True))
    for advice in portfolio.recommendations:
        if advice.slug not in known:
            row = models.Recommendation.objects.create(**_fields(advice, ("source",), ("steps", "initiatives")))
            row.initiatives.set(models.Initiative.objects.filter(slug__in=advice.initiatives))
            _make(models.RecommendationStep, advice.steps, ("source",), numbered=True, recommendation=row)
    models.Deliverable.objects.bulk_create(
        [
            models.Deliverable(first_due_on=item.due_on, **_fields(item, ("source", "answers", "recommendation")))
            for item in portfolio.deliverables
        ],
        ignore_conflicts=True,
    )


def initiative(item: papers.InitiativeFile, place: int) -> models.Initiative:
    """The initiative with what was ordered and what surrounds it; its deliveries come when the deliverables are there."""
    parts = ("description", "owner", "report", "deliverables", "policies", "agencies", "stakeholders", "dependencies",
             "goals", "assignments", "documents", "risks", "priority_changes", "handovers")  # fmt: skip
    references = ("source", "strategy_goal", "programme", "area", "follows")
    made = models.Initiative.objects.create(
        position=place,
        description="\n".join(item.description),
        contact_source_id=item.source if item.contact else None,
        **_fields(item, references, parts),
    )
    here: dict[str, Any] = {"initiative": made, "source_id": item.source}
    if item.owner:
        agency, _ = models.Agency.objects.get_or_create(name=item.owner, defaults={"slug": f"eier-{item.slug}"})
        models.Ownership.objects.create(agency=agency, **here)
    _assignments(item, made)
    _surroundings(item, here)
    _papers(item, made)
    return made


def under(item: papers.InitiativeFile, made: models.Initiative, by: Actor) -> None:
    """What needs the deliverables and the other initiatives: deliveries, dependencies, and the status report."""
    _make(models.Delivery, item.deliverables, ("deliverable",), numbered=True, initiative=made, source_id=item.source)
    slugs = [one.on for one in item.dependencies if one.on]
    others = {one.slug: one for one in models.Initiative.objects.filter(slug__in=slugs)}
    for number, dependency in enumerate(item.dependencies, 1):
        models.Dependency.objects.create(
            initiative=made,
            position=number,
            text=dependency.text,
            on=others[dependency.on] if dependency.on else None,
            source_id=item.source,
        )
    if item.report:
        models.StatusReport.objects.create(
            initiative=made,
            source_id=item.source,
            recorded_at=clock.now(),
            recorded_by=by.display,
            **(_fields(item.report) | {"risk_level": item.report.risk_level or ""}),
        )


def _surroundings(item: papers.InitiativeFile, here: dict[str, Any]) -> None:
    """Who is with, what may go wrong, what changed and what goes on; `here` is the initiative and its source."""
    _make(models.AgencyRole, item.agencies, ("agency",), **here)
    _make(models.Stakeholder, item.stakeholders, numbered=True, **here)
    _make(models.PriorityChange, item.priority_changes, **here)
    for number, risk in enumerate(item.risks, 1):
        levels = {"level": risk.level or "", "residual_level": risk.residual_level or ""}
        models.Risk.objects.create(number=number, **here, **(_fields(risk) | levels))
    for number, handover in enumerate(item.handovers, 1):
        models.Handover.objects.create(number=number, **here, **_fields(handover))


def _papers(item: papers.InitiativeFile, made: models.Initiative) -> None:
    """The goals it works for, the policies it stands on, and other papers: each may have a source of its own."""
    _make(models.GoalContribution, item.goals, ("goal", "source"), initiative=made)
    for number, policy in enumerate(item.policies, 1):
        models.PolicyAnchor.objects.create(initiative=made, policy_id=policy, position=number)
    for paper in item.documents:
        fields = _fields(paper, (), ("source",))
        models.Document.objects.create(initiative=made, source_id=paper.source or item.source, **fields)


def _assignments(item: papers.InitiativeFile, made: models.Initiative) -> None:
    for place, assignment in enumerate(item.assignments, 1):
        row = models.Assignment.objects.create(
            initiative=made, position=place, source_id=item.source, **_fields(assignment, ("revises",), ("orders",))
        )
        for number, order in enumerate(assignment.orders, 1):
            fields = _fields(order, (), ("parts",))
            models.Order.objects.create(assignment=row, position=number, parts="\n".join(order.parts), **fields)


def _keep(kind: type[Model], items: Iterable[msgspec.Struct], references: tuple[str, ...] = ()) -> None:
    """Rows with keys of their own; those that are there stay as they are."""
    kind._default_manager.bulk_create([kind(**_fields(one, references)) for one in items], ignore_conflicts=True)


def _make(
    kind: type[Model],
    items: Iterable[msgspec.Struct],
    references: tuple[str, ...] = (),
    *,
    numbered: bool = False,
    **common: Any,
) -> None:
    rows = [(number, {**common, **_fields(one, references)}) for number, one in enumerate(items, 1)]
    kind._default_manager.bulk_create(kind(**fields, **({"position": at} if numbered else {})) for at, fields in rows)


def _fields(item: msgspec.Struct, references: tuple[str, ...] = (), without: tuple[str, ...] = ()) -> dict[str, Any]:
    """The item as a row's fields; `references` name rows by key."""
    fields = {name: value for name, value in msgspec.structs.asdict(item).items() if name not in without}
    return {f"{name}_id" if name in references else name: value for name, value in fields.items()}
