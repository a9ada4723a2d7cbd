"""Which counts must be hidden besides the small ones, so that nothing published gives a small one away."""

from collections.abc import Collection, Iterable

from varde.indicators.figures import NATION
from varde.indicators.network import Arc, Network
from varde.indicators.rounding import FEWEST, is_small

PROTECTION = 4
"""A reader who puts everything together can come no nearer to a small count than this, and not below five."""
PART_OF_IT = 4
"""Nor nearer than a fourth part to what few people have done, when that is many."""
LEAST_WIDTH = 2
"""Nor nearer than this to any other place's: two months' intervals then differ by more than one to four."""


def secured(network: Network, hidden: Iterable[str], few: Collection[str] = ()) -> tuple[frozenset[str], bool]:
    """The places to hide, those in `hidden` and the small ones among them, and whether the nation must be rounded.

    `few` are places with one to four people behind a number that counts something else, such as their measurements.
    """
    wanted = frozenset(hidden)
    network.say_less(
        _all_the_way(arc for arc in network.arcs if arc.place in wanted or (is_small(arc.value) and arc.price))
    )
    for arc in sorted(network.arcs, key=lambda one: (one.value, one.place)):
        if arc.price and arc.value:
            _secure(network, arc, few)
    nation = next((arc for arc in network.arcs if arc.place == NATION), None)
    return frozenset(a.place for a in network.arcs if a.hidden and a.place), bool(nation and nation.softened)


def _all_the_way(arcs: Iterable[Arc]) -> list[Arc]:
    chosen = [arc for arc in arcs if arc.value]
    for arc in chosen:
        arc.softer = None
    return chosen


def _secure(network: Network, arc: Arc, few: Collection[str]) -> None:
    """Say less about others, the cheapest first, until a reader can no longer tell enough about `arc`."""
    if not arc.hidden and arc.place != NATION and arc.high - arc.low < LEAST_WIDTH:
        network.say_less([arc])
    while missing := _missing(network, arc, few):
        up, reached = missing
        others = network.cheapest(arc, up=up, already=reached)
        if not others:
            others = [arc] if arc.may_say_less else []
        if not others:
            return
        network.say_less(others)


def _missing(network: Network, arc: Arc, few: Collection[str]) -> tuple[bool, int] | None:
    """None when `arc` is safe, else the direction in which it needs more room and how much it has there."""
    if not is_small(arc.value):
        if arc.place == NATION:
            return None
        width = max(PROTECTION, arc.value // PART_OF_IT) if arc.place in few else LEAST_WIDTH
        up = network.raised(arc, width)
        down = network.lowered(arc, width - up) if up < width else 0
        return None if up + down >= width else _easier(network, arc, up, down)
    down = network.lowered(arc, FEWEST)
    needed = max(FEWEST - arc.value, PROTECTION - down)
    up = network.raised(arc, needed)
    return None if up >= needed else (True, up)


def _easier(network: Network, arc: Arc, up: int, down: int) -> tuple[bool, int]:
    """A shown number can be raised or lowered only inside what it says; ask for the direction that has room left."""
    if up < arc.high - arc.value and network.cheapest(arc, up=True, already=up):
        return True, up
    return False, down
