"""Which figures must be hidden besides the small ones, so that nothing published gives a small number away."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from varde.indicators.country import is_place
from varde.indicators.figures import NATION
from varde.indicators.knowledge import Reader
from varde.indicators.linked import Form, numbers, quantities
from varde.indicators.network import Arc
from varde.indicators.rounding import FEWEST, is_small

PROTECTION = 4
"""A reader who puts everything together can come no nearer to a small number than this, and not below five."""
PART_OF_IT = 4
"""Nor nearer than a fourth part to what few people have done, when that is many."""
LEAST_WIDTH = 2
"""Nor nearer than this to any other number of a place: two months' intervals then differ by more than one to four."""

FEW_MOVES = 8
"""With more, it is only tried whether a number can be otherwise, not whether it could if others elsewhere were first."""


def secure(reader: Reader) -> None:
    """Say less about the figure added last, until nothing that it or those before it tell gives a number away.

    Where no way is found it is told nowhere: then a reader knows no more than before it was added.
    """
    for target in [*_numbers(reader), *_under_medians(reader)]:
        if not target.is_secured():
            reader.say_nothing()
            return


def _numbers(reader: Reader) -> Iterator["_Target"]:
    """Every number that a figure is made of, at every place, the smallest first."""
    forms: dict[tuple[tuple[str, int], ...], tuple[Form, frozenset[str]]] = {}
    for told in reader.told:
        for form in quantities(told.measure):
            few = forms.get(tuple(form.items()), (form, frozenset[str]()))[1] | told.few
            forms[tuple(form.items())] = (form, few)
    for form, few in forms.values():
        values = {edge.place: reader.value(form, edge.place) for edge in reader.layout if is_place(edge.place)}
        for place, value in sorted(values.items(), key=lambda one: (one[1] or 0, one[0])):
            if value:
                yield _Target(reader, form, place, value, is_of_few=place in few)


def _under_medians(reader: Reader) -> Iterator["_Target"]:
    """What a hidden median is of is known only by what it is a part of: that must leave it room, where it is counted.

    As much as is asked of a small number, from what it is: then it has that room in every area that the place lies in.
    """
    for told in reader.told:
        form = numbers(told.measure).at_least_of
        if form and form.keys() <= reader.values.keys():
            for edge in reader.layout:
                if told.status.get(edge.place) == "hidden" and edge.place in reader.partitions.municipalities:
                    value, whole = reader.value(form, edge.place) or 0, told.pairs[edge.place][1]
                    needed = max(FEWEST, whole + PROTECTION) - value
                    yield _Target(reader, form, edge.place, value, up=max(0, needed))


class Reach(Protocol):
    def __call__(self, most: int, *, is_up: bool) -> tuple[int, Reader]: ...


class Others(Protocol):
    def __call__(self, most: int, *, is_up: bool) -> list[list[Arc]]: ...


class _Missing(NamedTuple):
    """How far up and down (when not nought) it should be able to be, and how far both together."""

    up: int
    down: int
    width: int


class _Target:
    """One number of one place, and how near a reader comes to it."""

    def __init__(
        self, reader: Reader, form: Form, place: str, value: int, *, is_of_few: bool = False, up: int | None = None
    ) -> None:
        self.reader, self.form, self.place, self.value, self.up = reader, form, place, value, up
        self.width = max(PROTECTION, value // PART_OF_IT) if is_of_few else LEAST_WIDTH
        self.ways = [
            (number, by)
            for number, move in enumerate(reader.moves)
            if (by := sum(sign * move.get(name, 0) for name, sign in form.items()))
        ]

    def is_secured(self) -> bool:
        """Say less about others, the cheapest first, until a reader can no longer tell enough about it; False if that fails."""
        while (missing := self._missing(self._reach)) is not None:
            if self._say_less(missing, self._others):
                continue
            if len(self.reader.moves) > FEW_MOVES:
                return False
            if self._missing(self._reach_after_others) is None:
                return True
            if not self._say_less(missing, self._others_of_others):
                return False
        return True

    def _missing(self, reach: Reach) -> _Missing | None:
        if (self.place == NATION and not is_small(self.value)) or self._is_plainly_safe():
            return None
        if self.up is not None:
            return None if reach(self.up, is_up=True)[0] >= self.up else _Missing(self.up, 0, self.up)
        if is_small(self.value):
            down = reach(FEWEST, is_up=False)[0]
            needed = max(FEWEST - self.value, PROTECTION - down)
            return None if reach(needed, is_up=True)[0] >= needed else _Missing(needed, 0, needed)
        up = reach(self.width, is_up=True)[0]
        down = reach(self.width - up, is_up=False)[0] if up < self.width else 0
        return None if up + down >= self.width else _Missing(up + 1, down + 1, self.width)

    def _is_plainly_safe(self) -> bool:
        """Far enough up in one way (and down in one): nearly always, and quickly seen."""
        is_upwards = is_small(self.value) or self.up is not None
        most = self.up if self.up is not None else max(FEWEST - self.value, PROTECTION) if is_upwards else self.width
        up = self._plainly(most, is_up=True)
        return up >= most or (not is_upwards and up + self._plainly(most - up, is_up=False) >= most)

    def _plainly(self, most: int, *, is_up: bool) -> int:
        best = 0
        for number, by in self.ways:
            network = self.reader.network(number)
            reach = network.raised if is_up == (by > 0) else network.lowered
            best = max(best, reach(self.place, most))
            if best >= most:
                break
        return best

    def _reach(self, most: int, *, is_up: bool) -> tuple[int, Reader]:
        """How far, up to `most`, it can be from what it is: in one way, else in one after the other; and how it is then."""
        if self._plainly(most, is_up=is_up) >= most:
            return most, self.reader
        world = self.reader.branch()
        return self._push(world, most, is_up=is_up), world

    def _reach_after_others(self, most: int, *, is_up: bool) -> tuple[int, Reader]:
        """As `_reach`, when other numbers elsewhere are otherwise first, where only they are in the way."""
        reached, world = self._reach(most, is_up=is_up)
        while reached < most and self._make_way(world, is_up=is_up):
            before, reached = reached, self._push(world, most, is_up=is_up)
            if reached <= before:
                break
        return reached, world

    def _push(self, world: Reader, most: int, *, is_up: bool) -> int:
        for number, by in self.ways:
            left = most - self._distance(world, is_up=is_up)
            more = world.network(number).push(self.place, left, up=is_up == (by > 0)) if left > 0 else {}
            world.suppose(number, more)
        return self._distance(world, is_up=is_up)

    def _distance(self, world: Reader, *, is_up: bool) -> int:
        now = world.value(self.form, self.place) or 0
        return now - self.value if is_up else self.value - now

    def _make_way(self, world: Reader, *, is_up: bool) -> bool:
        for number, by in self.ways:
            obstacles = world.obstacles(number, self.place, up=is_up == (by > 0))
            with world.fixed(self.place):
                if obstacles and all(_moved(world, number, arc) for arc in obstacles):
                    return True
        return False

    def _say_less(self, missing: _Missing, others: Others) -> bool:
        """The cheapest step towards what is missing; False when there is none."""
        options = [
            (sum(one.price for one in arcs), sorted(one.place for one in arcs))
            for is_up, most in ((True, missing.up), (False, missing.down))
            for arcs in others(most, is_up=is_up)
            if arcs
        ]
        is_too_near = self._own_width(has_down=missing.down > 0) < missing.width
        if self.reader.told[-1].less(self.place) and (not options or is_too_near):
            options = [(0, [self.place])]
        if options:
            self.reader.say_less(min(options)[1])
        return bool(options)

    def _own_width(self, *, has_down: bool) -> int:
        """How far its own figures would let it be from what it is, whatever the others say."""
        found = [(self.reader.network(number).arcs[self.place], by > 0) for number, by in self.ways]
        up = max((arc.up if is_same else arc.down for arc, is_same in found), default=0)
        return up + max((arc.down if is_same else arc.up for arc, is_same in found), default=0) * has_down

    def _others(self, most: int, *, is_up: bool) -> list[list[Arc]]:
        """In each way where it could be further from what it is, those about whom less must be said first."""
        reached, world = self._reach(most, is_up=is_up)
        found = []
        for number, by in self.ways if reached < most else ():
            network, is_more = world.network(number), is_up == (by > 0)
            arc = network.arcs[self.place]
            if arc.up if is_more else arc.down:
                found.append(network.cheapest(self.place, up=is_more))
        return found

    def _others_of_others(self, most: int, *, is_up: bool) -> list[list[Arc]]:
        """Those about whom less must be said before what is in the way can be otherwise."""
        reached, world = self._reach_after_others(most, is_up=is_up)
        found = []
        for number, by in self.ways if reached < most else ():
            obstacles = world.obstacles(number, self.place, up=is_up == (by > 0))
            with world.fixed(self.place):
                found += [
                    world.network(other).cheapest(arc.place, up=up)
                    for arc in obstacles
                    for other in range(len(world.moves))
                    for up in (True, False)
                    if other != number and world.could(other, arc.place, up=up)
                ]
        return found


def _moved(world: Reader, number: int, arc: Arc) -> bool:
    """Whether something else can be otherwise at a place, so that it could be otherwise in this way too."""
    had = world.limited(number, arc.place)
    for other in range(len(world.moves)):
        for up in (True, False) if other != number else ():
            more = world.network(other).push(arc.place, 1, up=up)
            world.suppose(other, more)
            has = world.limited(number, arc.place)
            if (has[0] > had[0] and arc.down == 0) or (has[1] > had[1] and arc.up == 0):
                return True
            world.suppose(other, {place: -times for place, times in more.items()})
    return False
