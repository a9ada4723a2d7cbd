"""How far the offer has spread: tildelt and etablert of all helsefellesskap, against the deadline."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from varde.indicators.figures import Shown
from varde.portals.management.places import Link
from varde.portfolio.models import Goal
from varde.projects.models import Project

DEADLINE = date(2024, 12, 31)


@dataclass(frozen=True, slots=True)
class Area:
    """One helsefellesskap: its project if it is tildelt, whether it is etablert (None: no data), and its patients as shown."""

    key: str
    name: str
    project: Project | None
    is_established: bool | None
    patients: Shown | None


@dataclass(frozen=True, slots=True)
class Coverage:
    areas: tuple[Area, ...]

    @property
    def awarded(self) -> int:
        return sum(area.project is not None for area in self.areas)

    @property
    def established(self) -> int | None:
        """None when nobody can say for any of them yet."""
        known = [area.is_established for area in self.areas if area.is_established is not None]
        return sum(known) if known else None

    @property
    def missing(self) -> int | None:
        return None if self.established is None else len(self.areas) - self.established

    @property
    def title(self) -> str:
        total = len(self.areas)
        built = "etableringen kan ikke telles ennå" if self.established is None else f"etablert i {self.established}"
        return f"Tildelt i {self.awarded} av {total} helsefellesskap, {built}"


@dataclass(frozen=True, slots=True)
class Deadline:
    """The day all were to be etablert, seen from another day."""

    day: date
    on: date

    @property
    def says(self) -> str:
        passed = (self.on - self.day).days
        when = f"gikk ut for {passed} dager siden" if passed > 0 else f"er om {-passed} dager" if passed else "er i dag"
        return f"Fristen {self.day:%d.%m.%Y} {when}"


def deadline_of(goals: Iterable[Goal]) -> date:
    """The day the goal for all helsefellesskap names; the programme's own where no goal does."""
    return next((goal.deadline for goal in goals if goal.target and goal.deadline), DEADLINE)


def areas(
    places: Iterable[Link], projects: Mapping[str, Project], established: Iterable[Shown], patients: Iterable[Shown]
) -> Coverage:
    """`projects` by the name of the helsefellesskap they cover."""
    built = {one.place: None if one.value is None else bool(one.value) for one in established}
    followed = {one.place: one for one in patients}
    return Coverage(
        tuple(
            Area(link.key, link.name, projects.get(link.name), built.get(link.key), followed.get(link.key))
            for link in places
        )
    )
