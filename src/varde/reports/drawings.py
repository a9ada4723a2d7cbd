"""What a section says by drawing: found when the figures are fetched and kept with them, so that it stays as it was said."""

from collections.abc import Iterator

from varde.geography import published as geography
from varde.indicators import variation, wording
from varde.indicators.definitions import MEASURES
from varde.reports.content import Area, Funnel, Kind, Map, Month, Number, Trend
from varde.reports.templates import Part


def of(part: Part, told: list[Number]) -> Iterator[Trend | Funnel | Map]:
    """One drawing of each measure that has enough to draw."""
    makers = {Kind.TREND: _trend, Kind.FUNNEL: _funnel, Kind.MAP: _map}
    maker = makers.get(part.kind)
    for slug in part.measures if maker else ():
        made = maker(slug, [one for one in told if one.measure == slug]) if maker else None
        if made is not None:
            yield made


def _trend(slug: str, told: list[Number]) -> Trend | None:
    months = [Month(one.as_of, wording.on_a_line(one.value, one.text), one.text) for one in told]
    return Trend(slug, months) if any(one.value is not None for one in months) else None


def _funnel(slug: str, told: list[Number]) -> Funnel | None:
    found = variation.of(MEASURES[slug], told)
    return Funnel(slug, found) if found else None


def _map(slug: str, told: list[Number]) -> Map | None:
    """Helsefellesskap only: an area is where its municipalities are."""
    points = {
        f"HF:{area.slug}": sorted((one.longitude, one.latitude) for one in area.municipalities.all())
        for area in geography.helsefellesskap().prefetch_related("municipalities")
    }
    areas = [
        Area(
            one.place,
            one.place_name,
            points[one.place],
            None if one.value is None else float(one.value),
            one.state,
            one.text,
        )
        for one in told
        if points.get(one.place)
    ]
    return Map(slug, areas) if areas else None
