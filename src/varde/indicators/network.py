"""A country's counts as a flow from nation through helsefellesskap, municipalities and counties: what each number can be.

Every published or hidden count is an arc; a place's total is the sum of its parts because flow is kept at every node.
What a reader can work out about one arc is how far its flow can be raised and lowered while every published arc stays
within what its published number says: a cycle in the residual graph. This is exact, not an estimate (Cox 1995).
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

ENDLESS = 10**9
Caps = dict[str, dict[str, int]]


@dataclass(slots=True)
class Arc:
    """The count of one place. A reader knows that it is from `low` to `high`; `price` is what it costs to say less.

    `softer` is what a reader knows when the number is rounded first, where that is a step before hiding it.
    """

    place: str
    tail: str
    head: str
    value: int
    low: int
    high: int
    price: int = 0
    softer: tuple[int, int] | None = None
    hidden: bool = False
    softened: bool = False

    def say_less(self) -> None:
        """Round it if that is still to be done, else hide it. Hidden means more than none: none is always shown."""
        if self.softer is None:
            self.hidden, self.low, self.high = True, min(1, self.value), ENDLESS
        else:
            self.softened, (self.low, self.high), self.softer = True, self.softer, None

    @property
    def may_say_less(self) -> bool:
        return not self.hidden and self.value > 0 and self.price > 0


class Network:
    def __init__(self, arcs: Iterable[Arc]) -> None:
        self.arcs = list(arcs)
        self._free: Caps | None = None

    def say_less(self, arcs: Iterable[Arc]) -> None:
        for arc in arcs:
            arc.say_less()
        self._free = None

    def caps(self, without: Arc) -> Caps:
        """Free capacity between nodes: more along an arc, or less, which is the other way."""
        if self._free is None:
            self._free = {}
            for arc in self.arcs:
                _add(self._free, arc.tail, arc.head, arc.high - arc.value)
                _add(self._free, arc.head, arc.tail, arc.value - arc.low)
        free = {node: dict(row) for node, row in self._free.items()}
        free[without.tail][without.head] -= without.high - without.value
        free[without.head][without.tail] -= without.value - without.low
        return free

    def raised(self, arc: Arc, most: int) -> int:
        """How much more than it is `arc` can be, as far as a reader knows; not looked for past `most`."""
        return _flow(self.caps(arc), arc.head, arc.tail, min(most, arc.high - arc.value))

    def lowered(self, arc: Arc, most: int) -> int:
        return _flow(self.caps(arc), arc.tail, arc.head, min(most, arc.value - arc.low))

    def cheapest(self, arc: Arc, *, up: bool, already: int) -> list[Arc]:
        """The arcs to say less about so that `arc` can be one more (or less) than `already` more; none when there is no way."""
        source, target = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        free = self.caps(arc)
        _flow(free, source, target, already)
        return _path(free, _hideable(a for a in self.arcs if a is not arc), source, target)


def _add(free: Caps, tail: str, head: str, more: int) -> None:
    row = free.setdefault(tail, {})
    row[head] = row.get(head, 0) + more
    free.setdefault(head, {})


def _flow(free: Caps, source: str, target: str, most: int) -> int:
    """Push up to `most` from source to target, changing `free`. Everything, when they are the same node."""
    if source == target:
        return most
    pushed = 0
    while pushed < most:
        came_from = _reach(free, source, target)
        if target not in came_from:
            break
        way = _way(came_from, source, target)
        amount = min([most - pushed, *(free[a][b] for a, b in way)])
        for a, b in way:
            free[a][b] -= amount
            _add(free, b, a, amount)
        pushed += amount
    return pushed


def _reach(free: Caps, source: str, target: str) -> dict[str, str]:
    came_from, waiting = {source: source}, deque([source])
    while waiting and target not in came_from:
        node = waiting.popleft()
        for head, amount in free.get(node, {}).items():
            if amount > 0 and head not in came_from:
                came_from[head] = node
                waiting.append(head)
    return came_from


def _way(came_from: Mapping[str, str], source: str, target: str) -> list[tuple[str, str]]:
    way, node = [], target
    while node != source:
        way.append((came_from[node], node))
        node = came_from[node]
    return way


Hideable = dict[tuple[str, str], Arc]


def _hideable(arcs: Iterable[Arc]) -> Hideable:
    """The cheapest arc between two nodes that, when hidden, could be more (or, the other way, less) than now."""
    found: Hideable = {}
    for arc in arcs:
        if arc.may_say_less:
            ways = [(arc.tail, arc.head)] + ([(arc.head, arc.tail)] if arc.low > 1 else [])
            for way in ways:
                if way not in found or (arc.price, arc.place) < (found[way].price, found[way].place):
                    found[way] = arc
    return found


def _path(free: Caps, hideable: Hideable, source: str, target: str) -> list[Arc]:
    """Dijkstra: free capacity costs nothing, a hideable arc its price."""
    best, waiting = {source: 0}, [(0, source)]
    came_by: dict[str, tuple[str, Arc | None]] = {}
    while waiting:
        cost, node = heappop(waiting)
        if node == target:
            break
        if cost == best[node]:
            for price, head, arc in _steps(free, hideable, node):
                if head not in best or cost + price < best[head]:
                    best[head], came_by[head] = cost + price, (node, arc)
                    heappush(waiting, (cost + price, head))
    hidden, node = [], target
    while node != source:
        if node not in came_by:
            return []
        node, arc = came_by[node]
        hidden += [arc] if arc else []
    return hidden


def _steps(free: Caps, hideable: Hideable, node: str) -> list[tuple[int, str, Arc | None]]:
    steps: list[tuple[int, str, Arc | None]] = [
        (0, head, None) for head, n in sorted(free.get(node, {}).items()) if n > 0
    ]
    return steps + [(arc.price, head, arc) for (tail, head), arc in hideable.items() if tail == node]
