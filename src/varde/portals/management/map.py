"""The map of Norway as plain numbers for an SVG: one dot a municipality, one label a project, none of them colliding.

Transverse Mercator on a sphere about 12° E, one unit a pixel at 360 wide. A label is 25 units high, so
that a finger can hit it on a phone; a line leads from a label that had to move to its dot.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product
from math import atan2, atanh, cos, hypot, radians, sin, tan

WIDTH, MARGIN_LEFT, MARGIN, LAND = 360.0, 76.0, 12.0, 272.0
CENTRAL_MERIDIAN = 12.0
LETTER, LINE = 6.9, 25.0
CLEAR_OF_DOT = 7.0
REACHES = (0, 12, 24, 38, 54, 72, 92)
DROPS = (0, -12, 12, -24, 24, -36, 36, -50, 50, -66, 66)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """What one project puts on the map: its owner's point and those of all municipalities in its area (lon, lat)."""

    slug: str
    name: str
    label: str
    owner: Point
    area: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def holds(self, point: Point, by: float = 0) -> bool:
        return self.left - by < point[0] < self.right + by and self.top - by < point[1] < self.bottom + by


@dataclass(frozen=True, slots=True)
class Mark:
    """A project drawn: `area` is the path of its dots, `box` the label's, `leader` the path of its line, if any."""

    slug: str
    name: str
    label: str
    x: float
    y: float
    area: str
    box: Box
    anchor: str
    leader: str

    @property
    def text_x(self) -> float:
        return round(self.box.left + 3 if self.anchor == "start" else self.box.right - 3, 1)

    @property
    def text_y(self) -> float:
        return round(self.box.bottom - 8, 1)

    @property
    def rectangle(self) -> tuple[float, float, float]:
        return round(self.box.left, 1), round(self.box.top, 1), round(self.box.right - self.box.left, 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    width: float
    height: float
    marks: tuple[Mark, ...]


@lru_cache(maxsize=4)
def draw(places: tuple[Place, ...]) -> Drawing:
    """The whole map, north to south. Kept: the same projects always give the same drawing."""
    found = on_page([point for place in places for point in (*place.area, place.owner)])
    height = max(y for _, y in found.values()) + 2 * MARGIN
    ordered = sorted(places, key=lambda place: found[place.owner][1])
    labels = [(place.label, found[place.owner]) for place in ordered]
    placed = boxes(labels, list(found.values()), height)
    return Drawing(WIDTH, round(height), tuple(_mark(*each, found) for each in zip(ordered, placed, strict=True)))


def on_page(points: Sequence[Point]) -> dict[Point, Point]:
    """Where each point of the earth (lon, lat) stands on the drawing."""
    found = {point: flat(point) for point in points}
    west, north = min(x for x, _ in found.values()), min(y for _, y in found.values())
    scale = LAND / ((max(x for x, _ in found.values()) - west) or 1.0)
    return {p: ((x - west) * scale + MARGIN_LEFT, (y - north) * scale + MARGIN) for p, (x, y) in found.items()}


def flat(point: Point) -> Point:
    longitude, latitude = radians(point[0] - CENTRAL_MERIDIAN), radians(point[1])
    return atanh(cos(latitude) * sin(longitude)), -atan2(tan(latitude), cos(longitude))


def boxes(labels: list[tuple[str, Point]], dots: list[Point], height: float) -> list[Box]:
    """A free box for each label; the crowded ones choose first, and each takes the cheapest of its candidates."""
    owners = [at for _, at in labels]
    crowded = sorted(range(len(labels)), key=lambda i: sorted(hypot(*_apart(owners[i], o)) for o in owners)[:3][-1])
    placed: dict[int, Box] = {}
    for i in crowded:
        text, at = labels[i]
        taken = [(box, leader_of(labels[n][1], box)) for n, box in placed.items()]
        others = [owner for owner in owners if owner != at]
        candidates = list(_candidates(text, at, height))
        free = [c for c in candidates if _is_free(c[1], leader_of(at, c[1]), taken, others)]
        alone = [c for c in candidates if not any(c[1].meets(other) for other in placed.values())]
        _, placed[i] = min(free or alone, key=partial(_cost, dots), default=_stacked(at))
    return [placed[i] for i in range(len(labels))]


def _cost(dots: list[Point], candidate: tuple[float, Box]) -> float:
    away, box = candidate
    return away + 5 * sum(box.holds(dot) for dot in dots)


def _candidates(text: str, at: Point, height: float) -> Iterator[tuple[float, Box]]:
    width = len(text) * LETTER + 6
    for reach, drop, side in product(REACHES, DROPS, (1, -1)):
        near = at[0] + side * (CLEAR_OF_DOT + reach)
        left, top = (near if side > 0 else near - width), at[1] + drop - LINE / 2
        if left >= 0 and left + width <= WIDTH and top >= 0 and top + LINE <= height:
            yield 1.5 * hypot(reach, drop), Box(left, top, left + width, top + LINE)


def _is_free(box: Box, leader: list[Point], taken: list[tuple[Box, list[Point]]], owners: list[Point]) -> bool:
    """Whether neither the label nor its line touches another label, another line or another project's dot."""
    return not (
        any(box.holds(owner, by=4) or any(hypot(*_apart(owner, p)) < 7 for p in leader) for owner in owners)
        or any(
            box.meets(other) or any(other.holds(p) for p in leader) or any(box.holds(p) for p in line)
            for other, line in taken
        )
    )


def edge_of(at: Point, box: Box) -> Point:
    """Where the line from the dot meets the label."""
    return box.left if box.left > at[0] else box.right, (box.top + box.bottom) / 2


def leader_of(at: Point, box: Box) -> list[Point]:
    """The line from dot to label as a row of points."""
    x, y = edge_of(at, box)
    return [(at[0] + (x - at[0]) * step / 8, at[1] + (y - at[1]) * step / 8) for step in range(8)]


def _stacked(at: Point) -> tuple[float, Box]:
    """Where a label goes when nothing is free: on its dot. It never happens with the projects of today (tested)."""
    return 0.0, Box(at[0], at[1] - LINE / 2, at[0] + LINE, at[1] + LINE / 2)


def _mark(place: Place, box: Box, on_page: dict[Point, Point]) -> Mark:
    x, y = on_page[place.owner]
    edge, middle = edge_of((x, y), box)
    anchor = "start" if edge > x else "end"
    far = hypot(edge - x, middle - y) > CLEAR_OF_DOT + 6
    dots = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in (on_page[point] for point in place.area))
    leader = f"M{x:.1f} {y:.1f}L{edge:.1f} {middle:.1f}" if far else ""
    return Mark(place.slug, place.name, place.label, round(x, 1), round(y, 1), dots, box, anchor, leader)


def _apart(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]
