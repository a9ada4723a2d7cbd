"""What lies inside a place: its parts with their figures, and how far each municipality has come. By name, never by value."""

from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt

from django.utils import timezone

from varde.geography import published as geography
from varde.geography.models import Municipality
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import Level, Shown
from varde.indicators.wording import HIDDEN
from varde.lib import clock
from varde.lib.context import Actor
from varde.portals.components.templatetags.varde import decimal
from varde.portals.management.board.reading import Figures
from varde.portals.management.effects.facts import Told, told
from varde.portals.management.places import Link, Spot
from varde.projects import desk, progress
from varde.projects import published as programme
from varde.projects.models import Benefit, Participation, Project
from varde.projects.registers import REGISTERS

IN_PARTS = ("aktive-pasienter", "aktive-per-1000", "potensial", "plandekning", "etterlevelse", "rod-til-sett")
EARTH_KM = 6371.0
STATES = {"not_measured": "ikke målt ennå", "hidden": HIDDEN, "shown": ""}


@dataclass(frozen=True, slots=True)
class Part:
    """One row: a place inside this one, its figures in the order of the columns, and its size where somebody has said."""

    link: Link
    figures: list[Shown | None]
    people: int | None
    size: str


@dataclass(frozen=True, slots=True)
class Introduced:
    """How far one municipality has come, from the register: its part in a project, since or until when, and its distance."""

    municipality: Municipality
    participations: list[tuple[Project, Participation]]
    kilometres: int | None

    @property
    def key(self) -> str:
        return f"K:{self.municipality.number}"


def measures(spot: Spot) -> list[Measure]:
    """The columns: what exists at the level of the parts."""
    level = spot.part_level
    return [MEASURES[slug] for slug in IN_PARTS if level in MEASURES[slug].levels] if level else []


def parts(figures: Figures, spot: Spot) -> list[Part]:
    columns = measures(spot)
    people = geography.population(timezone.localdate(clock.now())) if spot.parts else {}
    return [_part(figures, link, columns, people) for link in spot.parts]


def meetings(by: Actor, project: str) -> list[Told]:
    """The reporting meetings of a project that `by` works with, the latest first, with who was missing."""
    rows = desk.entries(by, "reporting-meeting").filter(project__slug=project).order_by("-on")
    return [told(REGISTERS["reporting-meeting"], one) for one in rows]


def introduction(spot: Spot) -> list[Introduced]:
    """Every municipality of the place, with or without a project."""
    wanted = {link.key.removeprefix("K:") for link in spot.parts if link.level == Level.MUNICIPALITY}
    projects = list(programme.projects().with_participants())
    taking = {
        number: [(one, part) for one in projects for part in one.participations.all() if part.municipality_id == number]
        for number in wanted
    }
    places = [one for one in geography.municipalities() if one.number in wanted]
    return [Introduced(one, taking[one.number], _to_owner(one, taking[one.number])) for one in places]


def _part(figures: Figures, link: Link, columns: list[Measure], people: dict[str, int]) -> Part:
    count = people.get(link.key.partition(":")[2])
    size = geography.size_class(count) if count is not None and link.level == Level.MUNICIPALITY else ""
    return Part(link, [figures.at(measure.slug, link.key) for measure in columns], count, size)


def _to_owner(place: Municipality, taking: list[tuple[Project, Participation]]) -> int | None:
    """Kilometres in a straight line to the owner municipality of the first project; None without one."""
    if not taking:
        return None
    owner = taking[0][0].owner.municipality
    return round(distance((place.longitude, place.latitude), (owner.longitude, owner.latitude)))


def distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Kilometres between two points (lon, lat) on a sphere."""
    (lon_a, lat_a), (lon_b, lat_b) = ((radians(x), radians(y)) for x, y in (a, b))
    half = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


@dataclass(frozen=True, slots=True)
class Gained:
    """A planned benefit of a project here, in words: its baseline and what has changed since."""

    project: str
    name: str
    kind: str
    baseline: str
    change: str


def benefits(spot: Spot) -> list[Gained]:
    """Those of the projects that take in a municipality of the place."""
    numbers = {link.key.removeprefix("K:") for link in spot.parts if link.level == Level.MUNICIPALITY}
    here = {spot.project} if spot.level == Level.PROJECT else _covering(numbers)
    return [_gained(one) for one in programme.benefits() if one.project.slug in here]


def _covering(numbers: set[str]) -> set[str]:
    return {
        one.slug
        for one in programme.projects().with_participants()
        if any(part.municipality_id in numbers for part in one.participations.all())
    }


def _gained(benefit: Benefit) -> Gained:
    told = progress.progress(benefit, list(benefit.measurements.all()))
    unit = benefit.unit
    baseline = HIDDEN if told.baseline is None else f"{decimal(told.baseline)} {unit}"
    change = f"{decimal(told.change)} {unit}" if told.change is not None else STATES[told.state]
    return Gained(benefit.project.name, benefit.name, benefit.get_category_display(), baseline, change)
