"""Disclosure control: no published figure about people may point at fewer than five of them."""

from collections.abc import Sequence

from varde.indicators import wording
from varde.indicators.areas import names_of
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import Cell, Shown

FEWEST = 5


def is_shown(people: int) -> bool:
    """Whether a count of people may be published. Nobody at all is a fact about a place, not about a person."""
    return people == 0 or people >= FEWEST


def protect(cells: Sequence[Cell]) -> list[Shown]:
    """What a page may show of these cells: fewer than five people behind one hides it."""
    names = names_of({cell.place for cell in cells})
    return [_shown(cell, names[cell.place]) for cell in cells]


def _shown(cell: Cell, name: str) -> Shown:
    if cell.value is None:
        return Shown(cell.measure, cell.place, name, cell.as_of, None, wording.NO_DATA, "no_data", cut=cell.cut)
    if cell.people is not None and not is_shown(cell.people):
        return Shown(cell.measure, cell.place, name, cell.as_of, None, wording.HIDDEN, "hidden", cut=cell.cut)
    text = wording.value(MEASURES[cell.measure], cell.value)
    return Shown(
        cell.measure,
        cell.place,
        name,
        cell.as_of,
        cell.value,
        text,
        "shown",
        cell.numerator,
        cell.denominator,
        cell.lower,
        cell.upper,
        cell.cut,
    )
