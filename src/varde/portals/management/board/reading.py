"""Figures for one page: each measure is counted and protected once, for all places together, and looked up from there."""

from collections.abc import Iterable

from varde.indicators import published, wording
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import Level, Shown, level_of
from varde.indicators.now import Now
from varde.portals.management.charts.trend import Month, filled
from varde.portals.management.glossary.terms import norwegian_order

MONTHS = 36
NOT_FROZEN = "ikke låst"


class Figures:
    """What may be shown now. Everything has passed disclosure control."""

    def __init__(self) -> None:
        self._now = Now()
        self._kept: dict[str, dict[str, Shown]] = {}
        self._months: dict[tuple[str, str], list[Month]] = {}

    def at(self, slug: str, place: str) -> Shown | None:
        """The figure of a place; None when the measure does not exist at that level."""
        return self._all(slug).get(place)

    def among(self, slug: str, places: Iterable[str]) -> list[Shown]:
        """Those of the places that have a figure, by name."""
        every = self._all(slug)
        found = [every[place] for place in places if place in every]
        return sorted(found, key=lambda one: norwegian_order(one.place_name))

    def level(self, slug: str, level: Level) -> list[Shown]:
        return self.among(slug, [place for place in self._all(slug) if level_of(place) == level])

    def months(self, slug: str, place: str) -> list[Month]:
        """Month by month, the present one last; nothing when the measure is not counted at that level."""
        if level_of(place) not in MEASURES[slug].levels:
            return []
        if (slug, place) not in self._months:
            told = [one for one in published.trend(slug, place=place, months=MONTHS, now=self._now) if not one.cut]
            self._months[slug, place] = filled([_month(one) for one in told], NOT_FROZEN)
        return self._months[slug, place]

    def _all(self, slug: str) -> dict[str, Shown]:
        if slug not in self._kept:
            self._kept[slug] = {one.place: one for one in published.everywhere(slug, now=self._now) if not one.cut}
        return self._kept[slug]


def _month(shown: Shown) -> Month:
    return Month(shown.as_of, wording.on_a_line(shown.value, shown.text), shown.text)
