"""Disclosure control: no published figure about people may point at fewer than five of them, alone or put together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from varde.indicators import across, rounding
from varde.indicators.country import Known, groups, networks
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import NATION, Cell, Level, Shown, level_of
from varde.indicators.network import Network
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import bounds, coarse_bounds, is_small, share_box
from varde.indicators.securing import secured
from varde.indicators.telling import as_it_is, hidden, no_data, told

FEWEST = rounding.FEWEST
RULE = "1"
"""The version of the rule, kept with every publication."""

WELL_PAST = 8
"""A place that was hidden is told again from this on, so that two months' numbers are not two sides of the limit."""


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier publications hid: of the same day, and of the day before it."""

    held: frozenset[str]
    lately: frozenset[str]


Quantity = Callable[[Cell], int | None]


def is_shown(people: int) -> bool:
    """Whether a count of people may be published. Nobody at all is a fact about a place, not about a person."""
    return people == 0 or people >= FEWEST


def protect(
    cells: Sequence[Cell],
    *,
    partitions: Partitions,
    measure: Measure | None = None,
    held: Iterable[str] = (),
    lately: Iterable[str] = (),
) -> list[Shown]:
    """What may be shown of the cells of one measure on one day, in their order.

    Give every level there is, also those that will not be shown: what is hidden depends on all that is published.
    `held` are places that an earlier publication of the same figure on the same day hid, and stay so; `lately` those that
    the one before hid, which come back when they are well past five. The same input gives the same output.
    """
    if not cells:
        return []
    measure = measure or MEASURES[cells[0].measure]
    if not measure.counts_people or measure.kind != "counted":
        return [as_it_is(cell, measure, partitions) for cell in cells]
    kept, rounds_nation = _hidden(cells, partitions, measure, Before(frozenset(held), frozenset(lately)))
    shown = [_shown(cell, measure, partitions, kept, rounds_nation) for cell in cells]
    return across.told(shown, measure, partitions)


def _shown(cell: Cell, measure: Measure, partitions: Partitions, kept: frozenset[str], rounds_nation: bool) -> Shown:
    if cell.value is None:
        return no_data(cell, partitions)
    if key(cell) in kept:
        return hidden(cell, partitions)
    is_exact = level_of(cell.place) == Level.NATION and not rounds_nation and not cell.cut
    return as_it_is(cell, measure, partitions) if is_exact else told(cell, measure, partitions)


def key(cell: Cell | Shown) -> str:
    """A place, or a group of the people there."""
    return f"{cell.place}|{cell.cut}" if cell.cut else cell.place


def quantities(measure: Measure) -> tuple[Quantity, ...]:
    """The numbers behind a figure of this kind that a reader could try to work out. Inhabitants are known to everybody."""
    if measure.formula == "share":
        return _numerator, _rest
    if measure.formula == "count" or measure.has_public_denominator:
        return (_numerator,)
    return (_numerator, _denominator) if measure.formula == "rate" else (_denominator,)


def _numerator(cell: Cell) -> int | None:
    return cell.numerator


def _denominator(cell: Cell) -> int | None:
    return cell.denominator


def _rest(cell: Cell) -> int | None:
    return None if cell.numerator is None or cell.denominator is None else cell.denominator - cell.numerator


def _hidden(
    cells: Sequence[Cell], partitions: Partitions, measure: Measure, before: Before
) -> tuple[frozenset[str], bool]:
    """Hide until every quantity is safe: what one makes hidden is hidden for all, and that never makes another less safe."""
    counted = [cell for cell in cells if cell.value is not None]
    kept, rounds = frozenset(key(c) for c in counted if _must_hide(c, measure, before)), False
    few = frozenset(key(cell) for cell in counted if is_small(cell.people))
    while True:
        so_far = kept
        for quantity in quantities(measure):
            for network in _networks(counted, partitions, quantity, measure):
                more, softened = secured(network, kept, few)
                kept, rounds = kept | more, rounds or softened
        if kept == so_far:
            return kept, rounds


def _must_hide(cell: Cell, measure: Measure, before: Before) -> bool:
    """Few people, few of them in any part of the figure, once hidden, or outside the fixed partitions."""
    if cell.people == 0:
        return False
    level = level_of(cell.place)
    if level == Level.PROJECT or (cell.cut and level != Level.NATION):
        return True
    numbers = [cell.people, *(quantity(cell) for quantity in quantities(measure))]
    if key(cell) in before.held or any(map(is_small, numbers)):
        return True
    return key(cell) in before.lately and any(number is not None and 0 < number < WELL_PAST for number in numbers)


def _networks(cells: Sequence[Cell], partitions: Partitions, quantity: Quantity, measure: Measure) -> list[Network]:
    whole = {key(cell): cell for cell in cells if not cell.cut and level_of(cell.place) != Level.PROJECT}
    values = {place: n for place, cell in whole.items() if (n := quantity(cell)) is not None}
    grouped = {key(c): n for c in cells if c.cut and c.place == NATION and (n := quantity(c)) is not None}
    found = networks(values, partitions, _known(whole, quantity, measure))
    cut = {key(cell): cell for cell in cells if cell.cut}
    return [*found, *([groups(grouped, _known(cut, quantity, measure))] if grouped else [])]


def _known(cells: dict[str, Cell], quantity: Quantity, measure: Measure) -> Known:
    def known(place: str, value: int) -> tuple[int, int]:
        cell = cells[place]
        if measure.formula != "share":
            return coarse_bounds(value) if quantity is _denominator else bounds(value)
        parts, rests = share_box(cell.numerator or 0, cell.denominator or 0)
        return parts if quantity is _numerator else rests

    return known
