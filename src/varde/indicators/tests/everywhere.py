"""Stands in for the counting: so many people in each municipality, at every level, whatever the day."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from varde.indicators import areas
from varde.indicators.figures import Cell, Level

LEVELS = (Level.NATION, Level.HELSEFELLESSKAP, Level.COUNTY, Level.MUNICIPALITY)


def stand_in(patch, people: Mapping[str, int], day: date) -> None:
    """Put it in the place of the counting: `patch` is a MonkeyPatch."""
    everywhere = counting(people, day)

    def together(slugs, *, as_of=None, country=None, from_rows=False):
        return {slug: everywhere(slug, as_of=as_of) for slug in slugs}

    patch.setattr("varde.indicators.counts.everywhere", everywhere)
    patch.setattr("varde.indicators.counts.together", together)


def counting(people: Mapping[str, int], day: date):
    """As `counts.everywhere`, for two measures; the others have no data."""

    def everywhere(slug, *, levels=LEVELS, as_of=None, within=None, from_rows=False):
        country, on = areas.read(), as_of or day
        found = []
        for place, numbers in ((p, n) for level in levels or LEVELS for p, n in country.places(level, within).items()):
            total = sum(people.get(number, 0) for number in numbers)
            if slug == "aktive-pasienter":
                found.append(Cell(slug, place, on, total, None, total, Decimal(total)))
            elif slug == "plandekning" and total:
                found.append(Cell(slug, place, on, total // 2, total, total, Decimal(100 * (total // 2)) / total))
            else:
                found.append(Cell(slug, place, on, None, None, None, None))
        return found

    return everywhere
