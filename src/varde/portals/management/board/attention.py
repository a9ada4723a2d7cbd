"""What the programme lead must look at: targets against deadlines, risks, what is overdue, and what does not fit together."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import NATION, Shown
from varde.portals.management.board.reading import Figures
from varde.portfolio.models import Deliverable, Goal, Initiative, RiskLevel

GRAVEST_FIRST = (RiskLevel.HIGH, RiskLevel.MEDIUM, RiskLevel.LOW)


@dataclass(frozen=True, slots=True)
class Target:
    """A goal that is counted against a date, with the figure that counts it as it is now."""

    goal: Goal
    measure: Measure
    shown: Shown

    @property
    def says(self) -> str:
        return f"{self.shown.text} av {self.goal.target}" if self.shown.value is not None else self.shown.text

    @property
    def is_reached(self) -> bool:
        return self.shown.value is not None and self.goal.target is not None and self.shown.value >= self.goal.target


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal that has a measure but no number to reach."""

    goal: Goal
    figures: list[tuple[Measure, Shown | None]]


@dataclass(frozen=True, slots=True)
class Late:
    """An overdue deliverable with the initiatives it stands under, and how many days it is late."""

    deliverable: Deliverable
    initiatives: list[Initiative]
    days: int


def goals(initiatives: Iterable[Initiative]) -> list[Goal]:
    """Every goal an initiative works for, once, in the order they are met."""
    found = {one.goal.slug: one.goal for initiative in initiatives for one in initiative.contributions.all()}
    return list(found.values())


def targets(goals: Iterable[Goal], figures: Figures) -> list[Target]:
    return [
        Target(goal, MEASURES[one.measure], shown)
        for goal in goals
        if goal.target is not None
        for one in goal.measures.all()
        if one.is_defined and (shown := figures.at(one.measure, NATION)) is not None
    ]


def aims(goals: Iterable[Goal], figures: Figures) -> list[Aim]:
    return [
        Aim(goal, [(MEASURES[one.measure], figures.at(one.measure, NATION)) for one in measured])
        for goal in goals
        if goal.target is None and (measured := [one for one in goal.measures.all() if one.is_defined])
    ]


def late(initiatives: Iterable[Initiative], *, on: date) -> list[Late]:
    """Overdue deliverables, the longest overdue first; one that stands under several initiatives is told once."""
    under: dict[str, tuple[Deliverable, list[Initiative]]] = {}
    for initiative in initiatives:
        for delivery in initiative.deliveries.all():
            if delivery.deliverable.is_overdue(on):
                under.setdefault(delivery.deliverable.slug, (delivery.deliverable, []))[1].append(initiative)
    made = [Late(one, where, (on - one.due_on).days) for one, where in under.values() if one.due_on is not None]
    return sorted(made, key=lambda one: -one.days)


def by_risk(initiatives: Iterable[Initiative]) -> list[Initiative]:
    """The initiatives with the gravest overall risk first; those without a level last."""
    return sorted(initiatives, key=_gravity)


def _gravity(initiative: Initiative) -> int:
    report = initiative.latest_report
    level = report.risk_level if report else ""
    return GRAVEST_FIRST.index(RiskLevel(level)) if level in RiskLevel.values else len(GRAVEST_FIRST)
