"""What a reader knows about the numbers of each place, from everything that the figures of a family tell together."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Literal

from varde.indicators.country import REST, Edge, Layout, price
from varde.indicators.definitions import Measure
from varde.indicators.figures import NATION
from varde.indicators.linked import Family, Form, Move, among, left_by, numbers
from varde.indicators.network import ENDLESS, Arc, Network
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import FEWEST, bounds, coarse_bounds, room

Status = Literal["exact", "rounded", "hidden", "nobody"]
Room = tuple[int, int]
"""How much less and how much more."""
ANY: Room = (ENDLESS, ENDLESS)
NONE: Room = (0, 0)


@dataclass(slots=True)
class Told:
    """What one figure tells: how, at each place, and the part and the whole that it is told from (0 for one it has not).

    `few` are places with one to four people behind numbers that count something else, such as their measurements.
    """

    measure: Measure
    pairs: dict[str, tuple[int, int]]
    status: dict[str, Status]
    few: frozenset[str] = frozenset()

    def room(self, place: str, move: Move, status: Status | None = None) -> Room:
        """How often the numbers of a place could be `move` less, and more, and this figure be told as it is."""
        how, names = status or self.status[place], numbers(self.measure)
        by = (move.get(names.part or "", 0), move.get(names.whole or "", 0))
        if by == (0, 0):
            return ANY
        if how in {"exact", "nobody"}:
            return NONE
        part, whole = self.pairs[place]
        if how == "hidden":
            least = (0, 1) if self.measure.formula == "share" else (min(1, part), min(1, whole))
            return _within([(part, least[0], ENDLESS, by[0]), (whole, least[1], ENDLESS, by[1])])
        if self.measure.formula == "share":
            return room(part, whole, (-by[0], -by[1])), room(part, whole, by)
        return _within(
            [(part, *bounds(part), by[0])] * bool(by[0]) + [(whole, *coarse_bounds(whole), by[1])] * bool(by[1])
        )

    def otherwise(self, place: str, move: Move, times: int) -> tuple[int, int]:
        """The part and the whole of a place, so many times more in one way."""
        names, (part, whole) = numbers(self.measure), self.pairs[place]
        return part + move.get(names.part or "", 0) * times, whole + move.get(names.whole or "", 0) * times

    def less(self, place: str) -> Status | None:
        """The next step of saying less about a place, while there is one."""
        steps: dict[Status, Status] = {"exact": "rounded", "rounded": "hidden"}
        return steps.get(self.status[place]) if place in self.pairs else None


@dataclass(slots=True)
class Reader:
    """Figures are added one by one; what may still be said less about is the one added last."""

    family: Family
    layout: Layout
    partitions: Partitions
    told: list[Told] = field(default_factory=list)
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    _networks: dict[int, Network] = field(default_factory=dict)
    _edges: dict[str, Edge] = field(default_factory=dict)
    _fixed: str | None = None
    _supposed_of: "Reader | None" = None
    _supposed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._edges = {edge.place: edge for edge in self.layout}

    def add(self, told: Told) -> None:
        self.told.append(told)
        names = numbers(told.measure)
        for which, name in enumerate((names.part, names.whole)):
            if name:
                self.values.setdefault(name, {}).update({place: pair[which] for place, pair in told.pairs.items()})
        self._rests()
        self.moves = among(self.family.moves, frozenset(self.values))
        self._networks = {}

    def network(self, number: int) -> Network:
        """The country as far as it could be otherwise in one way."""
        if number not in self._networks:
            if self._supposed_of is None:
                self._networks[number] = Network(self._arc(edge, self.moves[number]) for edge in self.layout)
            else:
                self._networks[number] = self._supposed_of.network(number).copy()
                self._redraw(self._supposed, [number])
        return self._networks[number]

    def branch(self) -> "Reader":
        """The same knowledge, to try what else could be the case."""
        told = [replace(one, pairs=dict(one.pairs)) for one in self.told]
        values = {name: dict(places) for name, places in self.values.items()}
        return replace(self, told=told, values=values, _networks={}, _supposed_of=self, _supposed=set())

    def suppose(self, number: int, more: Mapping[str, int]) -> None:
        """Let the numbers of these places be so many times more in one way."""
        move = self.moves[number]
        self._supposed.update(more)
        for place, times in more.items():
            for name, by in move.items():
                if place in self.values[name]:
                    self.values[name][place] += by * times
            for told in self.told:
                if place in told.pairs:
                    told.pairs[place] = told.otherwise(place, move, times)
        self._redraw(more)

    @contextmanager
    def fixed(self, place: str) -> Iterator[None]:
        """While the numbers of one place are not to be otherwise."""
        self._fixed = place
        self._supposed.add(place)
        self._redraw([place])
        yield
        self._fixed = None
        self._redraw([place])

    def value(self, form: Form, place: str) -> int | None:
        """None where it is not counted."""
        total = 0
        for name, sign in form.items():
            if place not in self.values[name]:
                return None
            total += sign * self.values[name][place]
        return total

    def say_less(self, places: Collection[str]) -> None:
        """One step less about the figure added last."""
        last = self.told[-1]
        for place in set(places):
            if how := last.less(place):
                last.status[place] = how
        self._redraw(places)

    def _redraw(self, places: Collection[str], numbers: Collection[int] | None = None) -> None:
        for number in self._networks if numbers is None else numbers:
            for place in places:
                self._networks[number].replace(self._arc(self._edges[place], self.moves[number]))

    def say_nothing(self) -> None:
        """The figure added last is told nowhere that anybody is."""
        while places := [edge.place for edge in self.layout if self.told[-1].less(edge.place)]:
            self.say_less(places)

    def obstacles(self, number: int, place: str, *, up: bool) -> list[Arc]:
        """Where only what can be at all, and nothing told, keeps a place from being otherwise in one way."""
        network = self.network(number)
        loose = [self._loose(arc, self.moves[number]) for arc in network.arcs.values()]
        return Network(loose).cheapest(place, up=up)

    def could(self, number: int, place: str, *, up: bool) -> bool:
        """Whether the place itself could be otherwise, but nobody else lets it."""
        network = self.network(number)
        arc = network.arcs[place]
        return (arc.up if up else arc.down) > 0 and not (network.raised(place, 1) if up else network.lowered(place, 1))

    def limited(self, number: int, place: str) -> Room:
        return self._limited(place, self.moves[number])

    def _loose(self, arc: Arc, move: Move) -> Arc:
        is_told = bool(arc.place) and not arc.place.startswith(REST)
        wider = self._by_what_is_told(arc.place, move, self.told) if is_told else None
        return Arc(arc.place, arc.tail, arc.head, arc.down, arc.up, price=1, wider=wider)

    def _by_what_is_told(self, place: str, move: Move, figures: Iterable[Told]) -> Room:
        found = ANY
        for told in figures:
            if place in told.pairs:
                found = _both(found, self._told_room(told, place, move))
                if found == NONE:
                    break
        return found

    def _told_room(self, told: Told, place: str, move: Move, status: Status | None = None) -> Room:
        names, how = numbers(told.measure), status or told.status[place]
        if not names.at_least_of:
            return told.room(place, move, how)
        form = self._left_by(names.includes, place) if how == "nobody" else names.at_least_of
        least = 0 if how == "nobody" else 1 if how == "hidden" else FEWEST
        value = self.value(form, place) if form and form.keys() <= self.values.keys() else None
        by = sum(sign * move.get(name, 0) for name, sign in form.items())
        return ANY if value is None else _within([(value, least, ENDLESS, by)])

    def _left_by(self, included: str | None, place: str) -> Form:
        """What figures that have nobody at a place leave of a number that they would include."""
        none = frozenset(one.measure.slug for one in self.told if one.status.get(place) == "nobody")
        return left_by(included, none) if included else {}

    def _arc(self, edge: Edge, move: Move) -> Arc:
        place, last = edge.place, self.told[-1]
        if place == self._fixed:
            return Arc(place, edge.tail, edge.head, *NONE)
        before = self._by_what_is_told(place, move, self.told[:-1])
        if before != NONE:
            before = _both(before, self._limited(place, move))
        if before == NONE or place not in last.pairs:
            return Arc(place, edge.tail, edge.head, *before)
        now, how = _both(before, self._told_room(last, place, move)), last.less(place)
        if how is None:
            return Arc(place, edge.tail, edge.head, *now)
        wider = _both(before, self._told_room(last, place, move, how))
        return Arc(place, edge.tail, edge.head, *now, price=price(place, max(last.pairs[place])), wider=wider)

    def _limited(self, place: str, move: Move) -> Room:
        """By what can be at all: the sum of groups is as it is, and where all have a place there is no rest."""
        if not place or (place.startswith(REST) and any(self.values[n].get(place) == 0 for n in move)):
            return NONE
        limits = [*({name: 1} for name in move if name in self.values), *self.family.limits]
        known = [(form, sum(sign * move.get(name, 0) for name, sign in form.items())) for form in limits]
        return _within(
            (value, 0, ENDLESS, by) for form, by in known
            if by and form.keys() <= self.values.keys() and (value := self.value(form, place)) is not None
        )  # fmt: skip

    def _rests(self) -> None:
        """Of the nation those without a known place, of a municipality those without a known district."""
        inside = {edge.place for edge in self.layout}
        for values in self.values.values():
            leaves = [place for place in self.partitions.municipalities if place in inside] or [
                edge.place for edge in self.layout if edge.tail == "S" and edge.head == "T" and edge.place[:1] != REST
            ]
            if NATION in values:
                values[REST + NATION] = max(0, values[NATION] - sum(values.get(place, 0) for place in leaves))
            for place in self.partitions.divided() & inside:
                of_it = [values[d] for d, whole in self.partitions.districts.items() if whole == place and d in values]
                if of_it:
                    values[REST + place] = max(0, values.get(place, 0) - sum(of_it))


def _both(one: Room, other: Room) -> Room:
    return min(one[0], other[0]), min(one[1], other[1])


def _within(numbers: Iterable[tuple[int, int, int, int]]) -> Room:
    """Of numbers (value, least, most, how much of it a step is)."""
    down, up = ANY
    for value, least, most, by in numbers:
        if by:
            less, more = max(0, value - least) // abs(by), max(0, most - value) // abs(by)
            down, up = min(down, less if by > 0 else more), min(up, more if by > 0 else less)
    return down, up
