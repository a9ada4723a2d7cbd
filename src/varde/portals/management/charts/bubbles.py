"""The map of bubbles: a municipality is a dot, a helsefellesskap a bubble whose area is its number, with the number beside.

A hidden number is a dashed ring of one fixed size, so that its size tells nothing; no data is a small hollow ring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Literal

from varde.portals.management.charts.scale import text
from varde.portals.management.map import MARGIN, WIDTH, Box, Point, boxes, edge_of, on_page

State = Literal["shown", "hidden", "no_data"]
LARGEST, HIDDEN, NOTHING = 20.0, 6.0, 4.0


@dataclass(frozen=True, slots=True)
class Area:
    """One helsefellesskap: the points of its municipalities (lon, lat), and its number as it may be shown."""

    key: str
    name: str
    points: tuple[Point, ...]
    value: float | None
    state: State
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Bubble:
    key: str
    name: str
    text: str
    label: str
    state: State
    x: str
    y: str
    radius: str
    box: Box
    anchor: str
    leader: str

    @property
    def text_x(self) -> str:
        return text(self.box.left + 3 if self.anchor == "start" else self.box.right - 3)

    @property
    def text_y(self) -> str:
        return text(self.box.bottom - 8)

    @property
    def rectangle(self) -> tuple[str, str, str]:
        return text(self.box.left), text(self.box.top), text(self.box.right - self.box.left)


@dataclass(frozen=True, slots=True)
class BubbleMap:
    """`dots` is the path of all municipalities; the largest bubbles come first, so that small ones lie on top."""

    dots: str
    bubbles: tuple[Bubble, ...]
    height: str
    width: str = text(WIDTH)


@lru_cache(maxsize=8)
def draw(areas: tuple[Area, ...]) -> BubbleMap | None:
    """The map, or nothing without areas. Kept: the same numbers always give the same drawing."""
    areas = tuple(area for area in areas if area.points)
    if not areas:
        return None
    places = on_page([point for area in areas for point in area.points])
    centres = [_centre([places[point] for point in area.points]) for area in areas]
    height = max(y for _, y in places.values()) + 2 * MARGIN
    largest = max((area.value or 0.0 for area in areas), default=0.0)
    labels = [(area.label.center(3, "\u2007"), centre) for area, centre in zip(areas, centres, strict=True)]
    placed = boxes(labels, list(places.values()), height)
    made = [
        (_radius(area, largest), _bubble(area, centre, box, largest))
        for area, centre, box in zip(areas, centres, placed, strict=True)
    ]
    dots = "".join(f"M{text(x)} {text(y)}h0" for x, y in places.values())
    return BubbleMap(dots, tuple(bubble for _, bubble in sorted(made, key=lambda one: -one[0])), text(height))


def _centre(points: Sequence[Point]) -> Point:
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def _radius(area: Area, largest: float) -> float:
    """Area in proportion to the number; never so small that it cannot be seen."""
    if area.state != "shown" or area.value is None:
        return HIDDEN if area.state == "hidden" else NOTHING
    return max(NOTHING, LARGEST * sqrt(area.value / largest)) if largest else NOTHING


def _bubble(area: Area, centre: Point, box: Box, largest: float) -> Bubble:
    edge, middle = edge_of(centre, box)
    radius = _radius(area, largest)
    far = (edge - centre[0]) ** 2 + (middle - centre[1]) ** 2 > (radius + 8) ** 2
    return Bubble(
        area.key,
        area.name,
        area.text,
        area.label,
        area.state,
        text(centre[0]),
        text(centre[1]),
        text(radius),
        box,
        "start" if edge > centre[0] else "end",
        f"M{text(centre[0])} {text(centre[1])}L{text(edge)} {text(middle)}" if far else "",
    )
