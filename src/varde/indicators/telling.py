"""A cell as it is told: exactly, rounded, hidden, or without data."""

from dataclasses import replace
from decimal import Decimal
from math import sqrt

from varde.indicators import wording
from varde.indicators.definitions import Measure
from varde.indicators.figures import Cell, Shown
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import coarse, rounded, share

Z95 = 1.96


def no_data(cell: Cell, partitions: Partitions) -> Shown:
    return replace(_blank(cell, partitions), text=wording.NO_DATA, state="no_data")


def hidden(cell: Cell, partitions: Partitions) -> Shown:
    return replace(_blank(cell, partitions), text=wording.HIDDEN, state="hidden")


def as_it_is(cell: Cell, measure: Measure, partitions: Partitions) -> Shown:
    """Exactly: figures of the whole nation, and figures that are not about people.

    What a median or a mean is of is told nowhere: it would say more about other figures than it helps.
    """
    if cell.value is None:
        return no_data(cell, partitions)
    part, whole = (cell.numerator, cell.denominator) if measure.formula not in {"median", "mean"} else (None, None)
    lower, upper = (
        (cell.lower, cell.upper) if cell.lower is not None else _span(cell.numerator, cell.denominator, measure)
    )
    return replace(
        _blank(cell, partitions),
        value=cell.value,
        text=wording.value(measure, cell.value),
        state="shown",
        numerator=part,
        denominator=whole,
        lower=lower,
        upper=upper,
    )


def told(cell: Cell, measure: Measure, partitions: Partitions) -> Shown:
    """A figure of a place: everything in it is worked out from rounded numbers."""
    part, whole = _rounded(cell, measure)
    value = _value(cell, measure, part, whole)
    lower, upper = _span(part, whole, measure)
    return replace(
        _blank(cell, partitions),
        value=value,
        text=wording.value(measure, value),
        state="shown",
        numerator=part,
        denominator=whole,
        lower=lower,
        upper=upper,
        is_rounded=value != 0,
    )


def _rounded(cell: Cell, measure: Measure) -> tuple[int | None, int | None]:
    if measure.formula == "share":
        whole = coarse(cell.denominator or 0)
        return round(share(cell.numerator or 0, cell.denominator or 0) * whole / 100), whole
    if measure.formula == "rate":
        whole = cell.denominator or 0
        return rounded(cell.numerator or 0), whole if measure.has_public_denominator else coarse(whole)
    if measure.formula == "count":
        return rounded(cell.numerator or 0), None
    return None, None


def _value(cell: Cell, measure: Measure, part: int | None, whole: int | None) -> Decimal:
    assert cell.value is not None
    if measure.formula == "share":
        return share(cell.numerator or 0, cell.denominator or 0)
    if measure.formula == "count":
        return Decimal(part or 0)
    if measure.formula == "rate":
        if not cell.numerator or not cell.denominator or not whole:
            return cell.value
        return cell.value * (part or 0) / cell.numerator * cell.denominator / whole
    return cell.value


def _span(part: int | None, whole: int | None, measure: Measure) -> tuple[Decimal | None, Decimal | None]:
    """The 95 % interval of a share after Wilson, in percent; other figures have none here."""
    if measure.formula != "share" or part is None or not whole:
        return None, None
    p, z2 = part / whole, Z95**2
    middle, half = p + z2 / (2 * whole), Z95 * sqrt(p * (1 - p) / whole + z2 / (4 * whole**2))
    ends = [(middle + sign * half) / (1 + z2 / whole) for sign in (-1, 1)]
    lower, upper = (Decimal(str(round(100 * min(max(end, 0.0), 1.0), 1))) for end in ends)
    return lower, upper


def _blank(cell: Cell, partitions: Partitions) -> Shown:
    return Shown(
        measure=cell.measure,
        place=cell.place,
        place_name=partitions.name(cell.place),
        as_of=cell.as_of,
        value=None,
        text=wording.NO_DATA,
        state="no_data",
        cut=cell.cut,
    )
