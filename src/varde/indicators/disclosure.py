"""Disclosure control: no published figure about people may point at fewer than five of them, alone or put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from varde.indicators import across, rounding
from varde.indicators.country import group_layout, layouts
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import NATION, Cell, Level, Shown, level_of
from varde.indicators.knowledge import Reader, Status, Told
from varde.indicators.linked import Family, family_of, numbers
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import is_small
from varde.indicators.securing import secure
from varde.indicators.telling import as_it_is, hidden, no_data, told

FEWEST = rounding.FEWEST
RULE = "3"
"""The version of the rule, kept with every publication."""

WELL_PAST = 8
"""A place that was hidden is told again from this on, so that two months' numbers are not two sides of the limit."""


ROUNDED = "≈"
"""After a place: told, but rounded where it could have been told exactly."""


@dataclass(frozen=True, slots=True)
class Before:
    """What earlier publications hid: of the same day, and of the day before it."""

    held: frozenset[str] = frozenset()
    lately: frozenset[str] = frozenset()


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
    """What may be shown of the cells of one measure on one day, in their order, when no other measure tells of the same.

    See `protect_all`.
    """
    if not cells:
        return []
    measure = measure or MEASURES[cells[0].measure]
    before = Before(frozenset(held), frozenset(lately))
    return protect_all([Counted(measure, cells, before)], partitions)[measure.slug]


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure as it was counted on a day, before disclosure control.

    Give every level there is, also those that will not be shown: what is hidden depends on all that is published.
    """

    measure: Measure
    cells: Sequence[Cell]
    before: Before = Before()


def protect_all(counted: Iterable[Counted], partitions: Partitions) -> dict[str, list[Shown]]:
    """What may be shown of several measures of one day together, in the order of their cells; same input, same output.

    What a measure tells depends on those before it in its family (`linked`), and never on those after it.
    """
    given = {one.measure.slug: one for one in counted}
    found: dict[str, list[Shown]] = {}
    for slug, one in given.items():
        if not _is_of_people(one.measure):
            found[slug] = [as_it_is(cell, one.measure, partitions) for cell in one.cells]
        elif slug not in found:
            family = family_of(one.measure)
            members = [given[member] for member in family.measures if member in given]
            found |= _family(family, [member for member in members if member.cells], partitions)
            found |= {member.measure.slug: [] for member in members if not member.cells}
    return found


def _is_of_people(measure: Measure) -> bool:
    return measure.counts_people and measure.kind == "counted"


def _family(family: Family, members: Sequence[Counted], partitions: Partitions) -> dict[str, list[Shown]]:
    places = {cell.place for one in members for cell in one.cells if cell.value is not None and _is_whole(cell)}
    readers = [Reader(family, layout, partitions) for layout in layouts(places, partitions)]
    found: dict[str, list[Shown]] = {}
    for one in members:
        status = _secured(one, readers, partitions)
        shown = [_shown(cell, one.measure, partitions, status) for cell in one.cells]
        found[one.measure.slug] = across.told(shown, one.measure, partitions)
    return found


def _secured(one: Counted, readers: Sequence[Reader], partitions: Partitions) -> dict[str, Status]:
    """How each cell is told."""
    status = {key(cell): _how(cell, one) for cell in one.cells if cell.value is not None or _tells_of_nobody(one)}
    _no_more_than_parts(one, status, partitions)
    for reader in readers:
        _as_counted(reader, one.measure, status)
        reader.add(_told(one, [cell for cell in one.cells if _is_whole(cell)], status))
    groups = [cell for cell in one.cells if cell.cut and cell.place == NATION and cell.value is not None]
    if groups:
        readers = [*readers, Reader(family_of(one.measure), group_layout([key(cell) for cell in groups]), partitions)]
        readers[-1].add(_told(one, groups, status))
    for reader in readers:
        secure(reader)
    return status


def _told(one: Counted, cells: Iterable[Cell], status: dict[str, Status]) -> Told:
    pairs = {key(cell): _pair(cell, one.measure) for cell in cells if key(cell) in status}
    few = frozenset(key(cell) for cell in one.cells if is_small(cell.people))
    return Told(one.measure, pairs, status, few)


def _pair(cell: Cell, measure: Measure) -> tuple[int, int]:
    part, whole = (cell.numerator or 0), 0 if measure.has_public_denominator else (cell.denominator or 0)
    return part if measure.formula in {"count", "share", "rate"} else 0, whole


def _as_counted(reader: Reader, measure: Measure, status: dict[str, Status]) -> None:
    """What is hidden where it is counted is hidden where it is a part or a whole of something; so is what is rounded."""
    names = numbers(measure)
    for counted in reader.told:
        if counted.measure.formula == "count" and numbers(counted.measure).part in {names.part, names.whole}:
            for place, how in counted.status.items():
                if place in status and (how == "hidden" or (how == "rounded" and status[place] == "exact")):
                    status[place] = how if status[place] != "nobody" else "nobody"


def _no_more_than_parts(one: Counted, status: dict[str, Status], partitions: Partitions) -> None:
    """That an area has enough for a median is not told unless its municipalities tell it: five where shown, one where hidden."""
    if one.measure.formula != "median" or not partitions.municipalities.keys() & status.keys():
        return
    least: dict[str, int] = {}
    for place, parents in partitions.municipalities.items():
        told = {"nobody": 0, "hidden": 1}.get(status.get(place, "nobody"), FEWEST)
        for whole in (NATION, *parents):
            least[whole] = least.get(whole, 0) + told
    for place, enough in least.items():
        if status.get(place) in {"exact", "rounded"} and enough < FEWEST:
            status[place] = "hidden"


def _tells_of_nobody(one: Counted) -> bool:
    """Whether a place without a figure is one without anybody: not where few answers, or no population, are the reason."""
    is_told = any(cell.value is not None for cell in one.cells)
    return is_told and one.measure.formula != "mean" and not one.measure.has_public_denominator


def _how(cell: Cell, one: Counted) -> Status:
    """How a cell is told before it is seen what that gives away elsewhere."""
    if cell.value is None or not any(_pair(cell, one.measure)):
        return "nobody"
    if _must_hide(cell, one.measure, one.before):
        return "hidden"
    is_exact = cell.place == NATION and not cell.cut and NATION + ROUNDED not in one.before.held
    return "exact" if is_exact else "rounded"


def _must_hide(cell: Cell, measure: Measure, before: Before) -> bool:
    """Few people, few of them in any part of the figure, once hidden, or outside the fixed partitions."""
    if cell.people == 0:
        return False
    level = level_of(cell.place)
    if level == Level.PROJECT or (cell.cut and level != Level.NATION):
        return True
    counted = _numbers(cell, measure)
    if key(cell) in before.held or any(map(is_small, counted)):
        return True
    return key(cell) in before.lately and any(number is not None and 0 < number < WELL_PAST for number in counted)


def _numbers(cell: Cell, measure: Measure) -> list[int | None]:
    """The people, and the numbers of the figure that a reader could try to work out."""
    part, whole = cell.numerator, None if measure.has_public_denominator else cell.denominator
    rest = whole - part if measure.formula == "share" and whole is not None and part is not None else None
    return [cell.people, part, whole, rest]


def _shown(cell: Cell, measure: Measure, partitions: Partitions, status: Mapping[str, Status]) -> Shown:
    if cell.value is None:
        return no_data(cell, partitions)
    how = status[key(cell)]
    if how == "hidden":
        return hidden(cell, partitions)
    return as_it_is(cell, measure, partitions) if how in {"exact", "nobody"} else told(cell, measure, partitions)


def _is_whole(cell: Cell) -> bool:
    return not cell.cut and level_of(cell.place) != Level.PROJECT


def key(cell: Cell | Shown) -> str:
    """A place, or a group of the people there."""
    return f"{cell.place}|{cell.cut}" if cell.cut else cell.place
