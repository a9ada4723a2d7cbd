"""How the places of the country lie in each other: one network for the whole, or a star per level without municipalities."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from varde.indicators.figures import NATION, Level, level_of
from varde.indicators.partitions import Partitions

# Hiding one more municipality is worth less than a total, and the nation is the last to be said less about.
_PRICES = {Level.DISTRICT: 1, Level.MUNICIPALITY: 1, Level.COUNTY: 6, Level.HELSEFELLESSKAP: 8, Level.NATION: 1000}
_PRICE_UNIT = 1_000_000
REST = "?"
"""Before the place it is a rest of: people whom the parts of a place do not hold. Nothing is ever told of them."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A place as a flow from one node to another."""

    place: str
    tail: str
    head: str


Layout = list[Edge]


def layouts(places: Collection[str], partitions: Partitions) -> list[Layout]:
    """`places` are those with data; helsefellesskap and counties come by themselves where municipalities are known."""
    leaves = list(_municipalities(places, partitions))
    if leaves:
        return [[*leaves, *_totals(places, partitions)]]
    stars = [[p for p in sorted(places) if level_of(p) == level] for level in (Level.HELSEFELLESSKAP, Level.COUNTY)]
    found = [[*(Edge(place, "S", "T") for place in star), *_nation()] for star in stars if star]
    return found or ([list(_nation())] if NATION in places else [])


def group_layout(keys: Collection[str]) -> Layout:
    """Groups of people whose sum is told exactly, by another figure."""
    return [*(Edge(key, "S", "T") for key in sorted(keys)), Edge("", "T", "S")]


def is_place(key: str) -> bool:
    """Not a rest, nor the sum of groups."""
    return bool(key) and not key.startswith(REST)


def price(place: str, value: int) -> int:
    """What it costs to say less about a place with so many people."""
    level = Level.NATION if place == NATION else level_of(place.partition("|")[0])
    return _PRICES.get(level if "|" not in place else Level.MUNICIPALITY, 1) * _PRICE_UNIT + min(value, _PRICE_UNIT - 1)


def _municipalities(places: Collection[str], partitions: Partitions) -> Iterator[Edge]:
    parts: dict[str, list[str]] = {}
    for district, place in partitions.districts.items():
        if district in places:
            parts.setdefault(place, []).append(district)
    for place, (area, county) in partitions.municipalities.items():
        if place in parts:
            yield Edge(place, place, county)
            yield from (Edge(district, area, place) for district in parts[place])
            yield Edge(REST + place, area, place)
        elif place in places:
            yield Edge(place, area, county)


def _totals(places: Collection[str], partitions: Partitions) -> Iterator[Edge]:
    of = partitions.municipalities
    held = {place for place in of if place in places} | {
        of_it for d, of_it in partitions.districts.items() if d in places
    }
    for area in sorted({of[place][0] for place in held}):
        yield Edge(area, "S", area)
    for county in sorted({of[place][1] for place in held}):
        yield Edge(county, county, "T")
    yield from _nation()


def _nation() -> Iterator[Edge]:
    yield Edge(REST + NATION, "S", "T")
    yield Edge(NATION, "T", "S")
