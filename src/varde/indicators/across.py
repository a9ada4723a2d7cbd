"""Projects cut across the partitions: what is told of one is put together from what is told of its municipalities.

Nothing new is said, so nothing new can be worked out.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from varde.indicators import wording
from varde.indicators.definitions import Measure
from varde.indicators.figures import Level, Shown, level_of
from varde.indicators.partitions import Partitions


def told(cells: Sequence[Shown], measure: Measure, partitions: Partitions) -> list[Shown]:
    """The cells with each hidden project replaced: by the area it is the whole of, or for a count by "minst 45"."""
    by_place = {cell.place: cell for cell in cells if not cell.cut}
    areas = _areas(partitions)
    return [
        _project(cell, by_place, areas, measure, partitions) if _is_hidden_project(cell) else cell for cell in cells
    ]


def _is_hidden_project(cell: Shown) -> bool:
    return cell.state == "hidden" and not cell.cut and level_of(cell.place) == Level.PROJECT


def _areas(partitions: Partitions) -> dict[frozenset[str], str]:
    members: dict[str, set[str]] = {}
    for municipality, (area, _) in partitions.municipalities.items():
        members.setdefault(area, set()).add(municipality)
    return {frozenset(some): area for area, some in members.items()}


def _project(
    cell: Shown, by_place: dict[str, Shown], areas: dict[frozenset[str], str], measure: Measure, partitions: Partitions
) -> Shown:
    members = partitions.projects.get(cell.place, frozenset())
    whole = by_place.get(areas.get(members, ""))
    if whole is not None:
        return replace(whole, place=cell.place, place_name=cell.place_name)
    parts = [by_place[one] for one in members if one in by_place]
    if measure.formula != "count" or not parts:
        return cell
    return _at_least(cell, parts, measure)


def _at_least(cell: Shown, parts: Sequence[Shown], measure: Measure) -> Shown:
    """A sum of rounded numbers; "minst" when one of them is hidden. Nothing when all that is told is nobody."""
    total = sum((part.value for part in parts if part.value is not None), Decimal(0))
    is_all = all(part.state == "shown" for part in parts)
    if not total and not is_all:
        return cell
    text = wording.value(measure, total) if is_all else f"{wording.AT_LEAST}{wording.value(measure, total)}"
    return replace(cell, state="shown", value=total, numerator=int(total), text=text, is_rounded=bool(total))
