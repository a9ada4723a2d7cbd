"""What one must know to read a line over the months: when projects joined, deadlines, frozen reports, changed definitions."""

from collections.abc import Iterable, Sequence
from datetime import date

from varde.indicators.definitions import Measure
from varde.indicators.models import MeasureReport
from varde.portals.management.charts.trend import Note
from varde.portfolio.models import Initiative
from varde.projects.models import Project

FIRST_VERSION = "1"


def about(measure: Measure) -> list[Note]:
    """A changed definition: from that day the line means something else."""
    if measure.version == FIRST_VERSION:
        return []
    return [Note(measure.updated_on, f"Definisjonen ble endret (versjon {measure.version})")]


def frozen(reports: Iterable[MeasureReport]) -> list[Note]:
    return [Note(report.as_of, "Tallene for landet ble låst i en rapport") for report in reports]


def joined(projects: Iterable[Project]) -> list[Note]:
    """When the sources say that a project began; several on one day are one note."""
    by_day: dict[date, list[str]] = {}
    for project in projects:
        for statement in project.statements.all():
            if statement.kind == "joined" and statement.on and project.name not in by_day.setdefault(statement.on, []):
                by_day[statement.on].append(project.name)
    return [Note(day, f"{_named(names)} ble med i spredningen") for day, names in by_day.items()]


def delivered(initiatives: Iterable[Initiative]) -> list[Note]:
    """What the programme delivered, by the day it was delivered."""
    found = {
        one.deliverable.slug: Note(one.deliverable.delivered_on, f"Levert: {one.deliverable.title}")
        for initiative in initiatives
        for one in initiative.deliveries.all()
        if one.deliverable.delivered_on
    }
    return list(found.values())


def deadlines(initiatives: Iterable[Initiative]) -> list[Note]:
    """The days goals were to be reached."""
    goals = {one.goal.slug: one.goal for initiative in initiatives for one in initiative.contributions.all()}
    return [Note(goal.deadline, f"Fristen for målet: {goal.target}") for goal in goals.values() if goal.deadline]


def one_a_day(notes: Iterable[Note]) -> list[Note]:
    """Several on one day are one flag."""
    days: dict[date, list[str]] = {}
    for note in notes:
        days.setdefault(note.at, []).append(note.text)
    return [Note(day, "; ".join(texts)) for day, texts in sorted(days.items())]


def _named(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} og {names[-1]}"
