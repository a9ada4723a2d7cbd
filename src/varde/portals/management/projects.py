"""The spread projects as a table, a map and a page."""

from collections.abc import Iterable
from dataclasses import dataclass

from varde.geography.models import Municipality
from varde.portals.management.map import Drawing, Place, draw
from varde.projects.models import Participation, Project, Statement


@dataclass(frozen=True, slots=True)
class Listed:
    """A project in a table: `named` of the `members` municipalities in its area are registered with a source."""

    project: Project
    named: int
    members: int

    @property
    def everyone(self) -> bool:
        return self.named == self.members


@dataclass(frozen=True, slots=True)
class Participant:
    """`is_active` is true from five active patients on; otherwise nothing is said."""

    participation: Participation
    is_active: bool

    @property
    def is_synthetic(self) -> bool:
        return self.participation.is_synthetic


@dataclass(frozen=True, slots=True)
class Said:
    """What the sources say about one thing; `disagree` when they give different dates or numbers."""

    heading: str
    statements: list[Statement]
    disagree: bool


def listed(projects: Iterable[Project]) -> list[Listed]:
    return [Listed(one, _named(one), len(_members(one))) for one in projects]


def coverage(listed: list[Listed], *, of: int) -> str:
    """The heading over the projects, counted."""
    areas = {area.name for one in listed for area in one.project.helsefellesskap.all()}
    if not listed:
        return "Ingen prosjekter er registrert ennå"
    reach = f"alle {of}" if len(areas) == of else f"{len(areas)} av {of}"
    return f"{len(listed)} samarbeidsprosjekter dekker {reach} helsefellesskap"


def drawing(listed: list[Listed]) -> Drawing | None:
    """The map, or nothing when there is no project to put on it."""
    return draw(tuple(_place(one.project) for one in listed)) if listed else None


def participants(shown: Listed, active: frozenset[str]) -> list[Participant]:
    """The owner first, the others by name."""
    everyone = [shown.project.owner, *shown.project.others]
    return [Participant(one, one.municipality_id in active) for one in everyone]


def statements(shown: Listed) -> list[Said]:
    """What the sources say, by kind."""
    kinds: dict[str, list[Statement]] = {}
    for one in shown.project.statements.all():
        kinds.setdefault(one.get_kind_display(), []).append(one)
    return [Said(heading, said, len({(s.on, s.number) for s in said}) > 1) for heading, said in kinds.items()]


def _named(project: Project) -> int:
    return sum(not one.is_synthetic for one in project.participations.all())


def _place(project: Project) -> Place:
    owner = project.owner.municipality
    points = tuple((place.longitude, place.latitude) for place in _members(project))
    return Place(project.slug, project.name, owner.name, (owner.longitude, owner.latitude), points)


def _members(project: Project) -> list[Municipality]:
    return [place for area in project.helsefellesskap.all() for place in area.municipalities.all()]
