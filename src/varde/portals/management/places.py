"""Where one can look: nation, helsefellesskap, county, municipality, district and project, and the ways between them."""

from collections.abc import Sequence
from dataclasses import dataclass

from varde.geography import published as geography
from varde.indicators.figures import NATION, Level, level_of
from varde.portals.management.glossary.terms import norwegian_order
from varde.projects import published as programme

WORDS = {
    Level.NATION: "Hele landet",
    Level.HELSEFELLESSKAP: "Helsefellesskap",
    Level.COUNTY: "Fylke",
    Level.MUNICIPALITY: "Kommune",
    Level.DISTRICT: "Bydel",
    Level.PROJECT: "Prosjekt",
}
WHOLE_COUNTRY = "Hele landet"


@dataclass(frozen=True, slots=True)
class Link:
    """Another place and what it is called."""

    key: str
    name: str

    @property
    def level(self) -> Level:
        return level_of(self.key)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on its page. `group` is what it is compared with besides the nation; `parts` are the places inside, by name."""

    key: str
    name: str
    level: Level
    above: tuple[Link, ...] = ()
    group: Link | None = None
    parts: tuple[Link, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    project: str = ""

    @property
    def what(self) -> str:
        return WORDS[self.level]

    @property
    def heading(self) -> str:
        """The place over a column; with its level where the group beside it has the same name, as Oslo has."""
        return f"{self.name} ({self.what.lower()})" if self._shares_its_name else self.name

    @property
    def group_heading(self) -> str:
        if self.group is None:
            return ""
        return f"{self.group.name} ({WORDS[self.group.level].lower()})" if self._shares_its_name else self.group.name

    @property
    def _shares_its_name(self) -> bool:
        return self.group is not None and self.group.name == self.name

    @property
    def part_level(self) -> Level | None:
        return self.parts[0].level if self.parts else None

    @property
    def parts_are(self) -> str:
        words = {
            Level.HELSEFELLESSKAP: "helsefellesskap",
            Level.MUNICIPALITY: "kommuner",
            Level.DISTRICT: "bydeler",
        }
        return words.get(self.part_level, "") if self.part_level else ""


def find(key: str) -> Spot | None:
    """The place with this key, or None."""
    try:
        level = level_of(key)
    except ValueError:
        return None
    number = key.partition(":")[2]
    finders = {
        Level.NATION: _nation,
        Level.HELSEFELLESSKAP: _helsefellesskap,
        Level.COUNTY: _county,
        Level.MUNICIPALITY: _municipality,
        Level.DISTRICT: _district,
        Level.PROJECT: _project,
    }
    return finders[level](number)


NO = Link(NATION, WHOLE_COUNTRY)


def _nation(_: str) -> Spot:
    areas = [Link(f"HF:{area.slug}", area.name) for area in geography.helsefellesskap()]
    return Spot(NATION, WHOLE_COUNTRY, Level.NATION, parts=tuple(areas))


def _helsefellesskap(slug: str) -> Spot | None:
    area = geography.helsefellesskap().filter(slug=slug).prefetch_related("municipalities", "projects").first()
    if area is None:
        return None
    parts = [Link(f"K:{one.number}", one.name) for one in area.municipalities.all()]
    projects = list(area.projects.all())
    return Spot(
        f"HF:{slug}",
        area.name,
        Level.HELSEFELLESSKAP,
        above=(NO,),
        parts=by_name(parts),
        facts=(("Helseforetak", area.health_trust), ("Prosjekt", ", ".join(one.name for one in projects) or "Ingen")),
        project=projects[0].slug if projects else "",
    )


def _county(number: str) -> Spot | None:
    county = geography.counties().filter(number=number).first()
    if county is None:
        return None
    parts = [Link(f"K:{one.number}", one.name) for one in geography.municipalities().filter(county=county)]
    return Spot(f"F:{number}", county.name, Level.COUNTY, above=(NO,), parts=tuple(parts))


def _municipality(number: str) -> Spot | None:
    found = geography.municipalities().filter(number=number).prefetch_related("helsefellesskap__projects").first()
    if found is None:
        return None
    areas = list(found.helsefellesskap.all())
    group = Link(f"HF:{areas[0].slug}", areas[0].name) if areas else None
    county = Link(f"F:{found.county.number}", found.county.name)
    projects = [project for area in areas for project in area.projects.all()]
    facts = [("Fylke", county.name), ("Helsefellesskap", ", ".join(area.name for area in areas) or "Ikke kjent")]
    if found.other_name:
        facts.insert(0, ("Andre navn", found.other_name))
    return Spot(
        f"K:{number}",
        found.name,
        Level.MUNICIPALITY,
        above=tuple(link for link in (NO, group) if link),
        group=group or county,
        parts=tuple(Link(f"B:{one.number}", one.name) for one in geography.districts().filter(municipality=found)),
        facts=(*facts, ("Prosjekt i området", ", ".join(one.name for one in projects) or "Ingen")),
        project=projects[0].slug if projects else "",
    )


def _district(number: str) -> Spot | None:
    found = geography.districts().filter(number=number).first()
    if found is None:
        return None
    municipality = Link(f"K:{found.municipality.number}", found.municipality.name)
    return Spot(f"B:{number}", found.name, Level.DISTRICT, above=(NO, municipality), group=municipality)


def _project(slug: str) -> Spot | None:
    found = programme.projects().with_participants().filter(slug=slug).first()
    if found is None:
        return None
    parts = [Link(f"K:{one.municipality.number}", one.municipality.name) for one in found.participations.all()]
    areas = ", ".join(area.name for area in found.helsefellesskap.all())
    owner = found.owner.municipality.name
    return Spot(
        f"P:{slug}",
        found.name,
        Level.PROJECT,
        above=(NO,),
        parts=by_name(parts),
        facts=(("Eierkommune", owner), ("Helsefellesskap", areas)),
        project=slug,
    )


def by_name(links: Sequence[Link]) -> tuple[Link, ...]:
    """In Norwegian order: never by value, so that no list becomes a league table."""
    return tuple(sorted(links, key=lambda link: norwegian_order(link.name)))
