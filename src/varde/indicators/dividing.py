"""The fixed partitions as the geography has them today."""

from varde.indicators import areas
from varde.indicators.figures import Level
from varde.indicators.partitions import Partitions

NOWHERE = ""


def partitions(known: areas.Areas | None = None) -> Partitions:
    country = known or areas.read()
    area = _parents(country, Level.HELSEFELLESSKAP)
    county = _parents(country, Level.COUNTY)
    places = [place for level in country.by_level.values() for place in level]
    return Partitions(
        municipalities={
            place: (area.get(place, NOWHERE), county.get(place, NOWHERE))
            for place in sorted(country.by_level[Level.MUNICIPALITY])
        },
        districts={place: f"K:{place[2:6]}" for place in sorted(country.by_level.get(Level.DISTRICT, {}))},
        names=areas.names_of(places),
        projects={
            place: frozenset(f"K:{number}" for number in numbers)
            for place, numbers in country.by_level.get(Level.PROJECT, {}).items()
        },
    )


def _parents(country: areas.Areas, level: Level) -> dict[str, str]:
    """{municipality: the place of this level it lies in}."""
    return {f"K:{number}": place for place, numbers in country.by_level[level].items() for number in numbers}
