"""What anybody may read about a place: figures as they were published per a date, and what others have collected."""

from dataclasses import dataclass

from varde.indicators import counts, published
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import NATION, Shown
from varde.portals.management.collected import AtPlace, at_place
from varde.portals.management.figures import unit_beside
from varde.portals.management.places import Spot

IN_PARTS = "aktive-pasienter"


@dataclass(frozen=True, slots=True)
class Published:
    """One measure as it was published: at the place, at its group, and in the nation."""

    measure: Measure
    own: Shown
    group: Shown | None
    nation: Shown | None

    @property
    def unit(self) -> str:
        return unit_beside(self.measure)


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of a place, and how many active patients each of its parts had (by key)."""

    figures: list[Published]
    parts: dict[str, Shown]
    external: list[AtPlace]
    only_now: list[Measure]
    by_group: list[Measure]

    @property
    def headline(self) -> str:
        """The number of active patients as a sentence, when there is one to tell."""
        patients = next((one.own for one in self.figures if one.measure.slug == IN_PARTS), None)
        if patients is None or patients.state != "shown":
            return ""
        return f"{patients.place_name}: {patients.text} aktive pasienter per {patients.as_of:%d.%m.%Y}"

    @property
    def with_parts(self) -> bool:
        return bool(self.parts)


def told(spot: Spot) -> Told:
    rows, parts, by_group = [], {}, []
    here = [one for one in MEASURES.values() if one.kind != "external" and spot.level in one.levels]
    for measure in here:
        slug = measure.slug
        if counts.is_only_now(slug):
            continue
        table = published.told(slug)
        cells = {cell.place: cell for cell in table.cells if not cell.cut} if table else {}
        if spot.key in cells:
            group = cells.get(spot.group.key) if spot.group else None
            rows.append(Published(measure, cells[spot.key], group, cells.get(NATION)))
        elif table and any(cell.cut and cell.place == spot.key == NATION for cell in table.cells):
            by_group.append(measure)
        if slug == IN_PARTS:
            parts = {link.key: cells[link.key] for link in spot.parts if link.key in cells}
    return Told(rows, parts, at_place(spot.key), [one for one in here if counts.is_only_now(one.slug)], by_group)
