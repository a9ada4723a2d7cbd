"""From counts per place to networks: one for the whole country, or one star per level where municipalities are not known."""

from collections.abc import Callable, Iterator, Mapping

from varde.indicators.figures import NATION, Level, level_of
from varde.indicators.network import ENDLESS, Arc, Network
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import FEWEST

# Hiding one more municipality is worth less than a total, and the nation is the last to be said less about.
_PRICES = {Level.DISTRICT: 1, Level.MUNICIPALITY: 1, Level.COUNTY: 6, Level.HELSEFELLESSKAP: 8, Level.NATION: 1000}
_PRICE_UNIT = 1_000_000
Known = Callable[[str, int], tuple[int, int]]


def networks(values: Mapping[str, int], partitions: Partitions, known: Known) -> list[Network]:
    """`values` is {place: count} for the places with data; `known(place, count)` what a reader of a shown one knows."""
    arcs = list(_municipalities(values, partitions, known))
    if arcs:
        return [Network([*arcs, *_totals(arcs, values, partitions, known)])]
    levels = (Level.HELSEFELLESSKAP, Level.COUNTY)
    stars = [[p for p in sorted(values) if level_of(p) == level] for level in levels]
    nation = values.get(NATION)
    return [_star({place: values[place] for place in places}, nation, known) for places in stars if places]


def groups(values: Mapping[str, int], known: Known) -> Network:
    """Groups of people whose sum is told exactly, by another figure."""
    whole = sum(values.values())
    parts = [_arc(key, "S", "T", value, known, Level.MUNICIPALITY) for key, value in values.items()]
    return Network([*parts, Arc("", "T", "S", whole, whole, whole)])


def _star(values: Mapping[str, int], nation: int | None, known: Known) -> Network:
    parts = [_arc(key, "S", "T", value, known, Level.MUNICIPALITY) for key, value in values.items()]
    whole = sum(values.values())
    return Network([*parts, *_nation(whole, whole if nation is None else nation, None if nation is None else known)])


def _municipalities(values: Mapping[str, int], partitions: Partitions, known: Known) -> Iterator[Arc]:
    parts: dict[str, dict[str, int]] = {}
    for district, place in partitions.districts.items():
        if district in values:
            parts.setdefault(place, {})[district] = values[district]
    for place, (area, county) in partitions.municipalities.items():
        districts = parts.get(place, {})
        if place not in values and not districts:
            continue
        whole = max(values.get(place, 0), sum(districts.values()))
        yield _arc(place, place if districts else area, county, whole, known, Level.MUNICIPALITY)
        for district, value in districts.items():
            yield _arc(district, area, place, value, known, Level.DISTRICT)
        if rest := whole - sum(districts.values()) if districts else 0:
            yield Arc("", area, place, rest, 0, ENDLESS)


def _totals(leaves: list[Arc], values: Mapping[str, int], partitions: Partitions, known: Known) -> Iterator[Arc]:
    areas, counties = (
        {a for a, _ in partitions.municipalities.values()},
        {c for _, c in partitions.municipalities.values()},
    )
    for area in sorted(areas):
        total = sum(arc.value for arc in leaves if arc.tail == area)
        yield _published(area, "S", area, total, values, known, Level.HELSEFELLESSKAP)
    for county in sorted(counties):
        total = sum(arc.value for arc in leaves if arc.head == county)
        yield _published(county, county, "T", total, values, known, Level.COUNTY)
    whole = sum(arc.value for arc in leaves if arc.head in counties)
    yield from _nation(whole, values.get(NATION, whole), known if NATION in values else None)


def _nation(parts: int, whole: int, known: Known | None) -> Iterator[Arc]:
    """The nation is told exactly when it is told. People without a known place are a part that nobody publishes."""
    whole = max(parts, whole)
    if whole > parts:
        yield Arc("", "S", "T", whole - parts, 0, ENDLESS)
    if known is None:
        yield Arc("", "T", "S", whole, 0, ENDLESS)
        return
    price = _PRICES[Level.NATION] * _PRICE_UNIT
    yield Arc(NATION, "T", "S", whole, whole, whole, price, softer=_softer(whole, known))


def _softer(whole: int, known: Known) -> tuple[int, int] | None:
    if whole < FEWEST:
        return None
    low, high = known(NATION, whole)
    return min(low, whole), max(high, whole)


def _published(
    place: str, tail: str, head: str, total: int, values: Mapping[str, int], known: Known, level: Level
) -> Arc:
    return _arc(place, tail, head, total, known, level) if place in values else Arc("", tail, head, total, 0, ENDLESS)


def _arc(place: str, tail: str, head: str, value: int, known: Known, level: Level) -> Arc:
    low, high = known(place, value) if value == 0 or value >= FEWEST else (value, value)
    price = _PRICES[level] * _PRICE_UNIT + min(value, _PRICE_UNIT - 1)
    return Arc(place, tail, head, value, min(low, value), max(high, value), price)
