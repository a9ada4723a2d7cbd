"""The numbers of the helsefellesskap put on the map."""

from collections.abc import Iterable

from varde.geography import published as geography
from varde.indicators.figures import Shown
from varde.portals.management.charts.bubbles import Area, BubbleMap, draw

LABELS = {"hidden": "skjult", "no_data": "–"}


def bubble_map(shown: Iterable[Shown]) -> BubbleMap | None:
    """One bubble for each helsefellesskap that has a figure, shown, hidden or without data."""
    points = {
        f"HF:{area.slug}": tuple(sorted((one.longitude, one.latitude) for one in area.municipalities.all()))
        for area in geography.helsefellesskap().prefetch_related("municipalities")
    }
    return draw(tuple(_area(one, points.get(one.place, ())) for one in shown))


def _area(shown: Shown, points: tuple[tuple[float, float], ...]) -> Area:
    value = None if shown.value is None else float(shown.value)
    label = LABELS.get(shown.state, shown.text)
    return Area(shown.place, shown.place_name, points, value, shown.state, shown.text, label)
