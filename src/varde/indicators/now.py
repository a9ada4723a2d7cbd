"""Every measure as it may be shown now: counted in one reading, and protected together where they tell of the same people."""

from collections.abc import Collection
from functools import cached_property

from varde.indicators import areas, counts, disclosure, dividing, snapshots
from varde.indicators.definitions import MEASURES
from varde.indicators.disclosure import Before, Counted
from varde.indicators.figures import Cell, Shown
from varde.indicators.linked import family_of
from varde.indicators.models import MeasureReport
from varde.indicators.partitions import Partitions


class Now:
    """One moment. Give `only` when a few measures are wanted; those that they are protected with come by themselves."""

    def __init__(self, only: Collection[str] = tuple(MEASURES)) -> None:
        self._wanted = {member for slug in only for member in family_of(MEASURES[slug]).measures}
        self._shown: dict[str, list[Shown]] = {}

    def everywhere(self, slug: str) -> list[Shown]:
        """A measure at every place of every level."""
        if slug not in self._shown:
            members = family_of(MEASURES[slug]).measures
            counted = [Counted(MEASURES[one], self._cells[one], Before(lately=self._lately(one))) for one in members]
            self._shown |= _protected(counted, self._partitions)
        return self._shown[slug]

    @cached_property
    def _country(self) -> areas.Areas:
        return areas.read()

    @cached_property
    def _cells(self) -> dict[str, list[Cell]]:
        return counts.together(sorted(self._wanted), country=self._country)

    @cached_property
    def _partitions(self) -> Partitions:
        return dividing.partitions(self._country)

    @cached_property
    def _latest(self) -> dict[str, frozenset[str]]:
        """What the month that was frozen last hides of each measure."""
        report = MeasureReport.objects.counted().standing().latest_first().first()
        tables = report.tables.filter(measure__in=self._wanted) if report else ()
        return {table.measure: snapshots.hidden_in([table]) for table in tables}

    def _lately(self, slug: str) -> frozenset[str]:
        return self._latest.get(slug, frozenset())


_remembered: dict[tuple[str, ...], tuple[list[Counted], Partitions, dict[str, list[Shown]]]] = {}
"""Of each family what was last protected: the same numbers are told in the same way, and most pages find the same numbers."""


def _protected(counted: list[Counted], partitions: Partitions) -> dict[str, list[Shown]]:
    family = tuple(one.measure.slug for one in counted)
    remembered = _remembered.get(family)
    if remembered is None or remembered[:2] != (counted, partitions):
        remembered = _remembered[family] = counted, partitions, disclosure.protect_all(counted, partitions)
    return remembered[2]
