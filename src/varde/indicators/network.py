"""A country's counts as a flow from nation through helsefellesskap, municipalities and counties: what each could be.

Every published or hidden count is an arc; a place's total is the sum of its parts because flow is kept at every node.
What a reader can work out about one arc is how far its flow can be raised and lowered while every other arc stays within
what is told of it: a cycle in the residual graph. This is exact, not an estimate (Cox 1995).
"""

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from heapq import heappop, heappush

ENDLESS = 10**9
Caps = dict[str, dict[str, int]]


@dataclass(slots=True)
class Arc:
    """The count of one place: as far as a reader knows it could be `down` less or `up` more.

    `wider` is what it would be when less is said about the place, at the price `price`; None when nothing can be.
    """

    place: str
    tail: str
    head: str
    down: int
    up: int
    price: int = 0
    wider: tuple[int, int] | None = None


class Network:
    def __init__(self, arcs: Iterable[Arc]) -> None:
        self.arcs = {arc.place: arc for arc in arcs}
        self._free: Caps = {}
        for arc in self.arcs.values():
            _add(self._free, arc.tail, arc.head, arc.up)
            _add(self._free, arc.head, arc.tail, arc.down)

    def replace(self, arc: Arc) -> None:
        """Something else is now known about the place of an arc."""
        was = self.arcs[arc.place]
        self._free[arc.tail][arc.head] += arc.up - was.up
        self._free[arc.head][arc.tail] += arc.down - was.down
        self.arcs[arc.place] = arc

    def raised(self, place: str, most: int) -> int:
        """How much more than it is the count of a place can be, as far as a reader knows; not looked for past `most`."""
        arc = self.arcs[place]
        return self._around(arc, arc.head, arc.tail, min(most, arc.up))

    def lowered(self, place: str, most: int) -> int:
        arc = self.arcs[place]
        return self._around(arc, arc.tail, arc.head, min(most, arc.down))

    def push(self, place: str, most: int, *, up: bool) -> dict[str, int]:
        """One way to have up to `most` more (or less) at a place: {place: how much more there}, also of those around it."""
        arc = self.arcs[place]
        source, target = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        free = self._without(arc)
        pushed = _flow(free, source, target, min(most, arc.up if up else arc.down))
        return {**self._carried(arc, free), place: pushed if up else -pushed} if pushed else {}

    def cheapest(self, place: str, *, up: bool) -> list[Arc]:
        """Where to say less so that a place can have one more (or less); nowhere when there is no way."""
        arc = self.arcs[place]
        source, target = (arc.head, arc.tail) if up else (arc.tail, arc.head)
        return _path(self._without(arc), _ways(one for one in self.arcs.values() if one is not arc), source, target)

    def copy(self) -> "Network":
        other = Network(())
        other.arcs, other._free = dict(self.arcs), {node: dict(row) for node, row in self._free.items()}
        return other

    def _around(self, arc: Arc, source: str, target: str, most: int) -> int:
        if most <= 0 or source == target or self._has_way(arc, source, target, most):
            return max(most, 0)
        return _flow(self._without(arc), source, target, most)

    def _has_way(self, arc: Arc, source: str, target: str, least: int) -> bool:
        """Whether one single way round has the room. Only the first step can be along the arc itself."""
        straight = self._free[source].get(target, 0) - (arc.down if source == arc.head else arc.up)
        if straight >= least:
            return True
        seen, waiting = {source}, deque([source])
        while waiting:
            node = waiting.popleft()
            for head, amount in self._free[node].items():
                if amount >= least and head not in seen and not (node == source and head == target):
                    if head == target:
                        return True
                    seen.add(head)
                    waiting.append(head)
        return False

    def _carried(self, without: Arc, left: Caps) -> dict[str, int]:
        """What the arcs carry when `left` is what is left of the room between the nodes."""
        had, found = self._without(without), dict[str, int]()
        flows = {(a, b): n - left[a][b] for a, row in had.items() for b, n in row.items() if n > left[a][b]}
        for arc in self.arcs.values() if flows else ():
            for way, room, sign in (((arc.tail, arc.head), arc.up, 1), ((arc.head, arc.tail), arc.down, -1)):
                if arc is not without and (some := min(room, flows.get(way, 0))):
                    found[arc.place] = sign * some
                    flows[way] -= some
        return found

    def _without(self, arc: Arc) -> Caps:
        free = {node: dict(row) for node, row in self._free.items()}
        free[arc.tail][arc.head] -= arc.up
        free[arc.head][arc.tail] -= arc.down
        return free


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


Ways = dict[str, dict[str, Arc]]


def _ways(arcs: Iterable[Arc]) -> Ways:
    """{from: {to: the cheapest arc that could carry more that way if less were said about its place}}."""
    found: Ways = {}
    for arc in arcs:
        if arc.wider is not None:
            down, up = arc.wider
            ways = [(arc.tail, arc.head)] if up > arc.up else []
            for tail, head in ways + ([(arc.head, arc.tail)] if down > arc.down else []):
                there = found.setdefault(tail, {})
                if head not in there or (arc.price, arc.place) < (there[head].price, there[head].place):
                    there[head] = arc
    return found


def _path(free: Caps, ways: Ways, source: str, target: str) -> list[Arc]:
    """Dijkstra: free capacity costs nothing, saying less about a place its price."""
    best, waiting = {source: 0}, [(0, source)]
    came_by: dict[str, tuple[str, Arc | None]] = {}
    while waiting:
        cost, node = heappop(waiting)
        if node == target:
            break
        if cost == best[node]:
            for price, head, arc in _steps(free, ways, node):
                if head not in best or cost + price < best[head]:
                    best[head], came_by[head] = cost + price, (node, arc)
                    heappush(waiting, (cost + price, head))
    found, node = [], target
    while node != source:
        if node not in came_by:
            return []
        node, arc = came_by[node]
        found += [arc] if arc else []
    return found


def _steps(free: Caps, ways: Ways, node: str) -> list[tuple[int, str, Arc | None]]:
    steps: list[tuple[int, str, Arc | None]] = [
        (0, head, None) for head, n in sorted(free.get(node, {}).items()) if n > 0
    ]
    return steps + [(arc.price, head, arc) for head, arc in sorted(ways.get(node, {}).items(), key=lambda way: way[0])]
