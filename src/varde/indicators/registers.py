"""Numbers of a place that come from registers, not from what happens to patients: who takes part, how many live there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connections

from varde.indicators.figures import Level, place_at
from varde.indicators.folding import today

RESIDENTS, LISTED = "residents", "listed"


@dataclass(frozen=True, slots=True)
class Place:
    """`areas` are helsefellesskap with a project; None for a day gone by when no award has a year.

    Populations are None when nobody has supplied them for all of it.
    """

    municipalities: int = 0
    participants: int = 0
    named_participants: int = 0
    areas: int | None = 0
    residents: int | None = None
    listed: int | None = None
    nurses: int = 0


@dataclass(frozen=True, slots=True)
class Registers:
    participants: frozenset[str]
    named: frozenset[str]
    covered_by: Mapping[str, frozenset[str]]
    areas: int | None
    nurses: int
    population: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, place: str, level: Level, inside: frozenset[str]) -> Place:
        """What is known about a place made of the municipalities `inside`."""
        members = self.covered_by.get(place, inside) if level == Level.PROJECT else inside
        districts = frozenset({place.partition(":")[2]}) if level == Level.DISTRICT else inside
        return Place(
            municipalities=len(members),
            participants=len(inside & self.participants),
            named_participants=len(inside & self.named),
            areas=self.areas if level == Level.NATION else 0,
            residents=self._people(RESIDENTS, districts),
            listed=self._people(LISTED, districts),
            nurses=self.nurses if level == Level.NATION else 0,
        )

    def _people(self, counted: str, places: frozenset[str]) -> int | None:
        known = self.population.get(counted, {})
        return sum(known[place] for place in places) if places and places <= known.keys() else None


def read(day: date) -> Registers:
    """The registers as they are; of population the newest file up to `day`, or the first there is.

    Helsefellesskap with a project are those of today, and on a day gone by those awarded money in a year that was over.
    """
    participants = dict(_rows(_PARTICIPANTS))
    covered: dict[str, set[str]] = {}
    for project, number in _rows(_COVERED):
        covered.setdefault(place_at(Level.PROJECT, project), set()).add(number)
    people: dict[str, dict[str, int]] = {}
    for counted, place, number in _rows(_POPULATION, day, day):
        people.setdefault(counted, {})[place] = number
    ((areas, nurses),) = _rows(_SCALARS, day, today(), day)
    return Registers(
        frozenset(participants),
        frozenset(number for number, is_synthetic in participants.items() if not is_synthetic),
        {project: frozenset(numbers) for project, numbers in covered.items()},
        areas,
        nurses,
        people,
    )


NONE_NEEDED = Registers(frozenset(), frozenset(), {}, 0, 0)


def _rows(query: str, *parameters: date) -> list[tuple[Any, ...]]:
    with connections["report"].cursor() as cursor:
        cursor.execute(query, parameters or None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


_PARTICIPANTS = "SELECT municipality_number, bool_and(is_synthetic) FROM fact_project_participation GROUP BY 1"
_COVERED = "SELECT DISTINCT project, municipality_number FROM fact_project_municipality"
_SCALARS = """
SELECT (SELECT CASE WHEN %s >= %s THEN count(DISTINCT helsefellesskap) WHEN count(awarded_year) > 0
        THEN count(DISTINCT helsefellesskap) FILTER (WHERE make_date(awarded_year, 12, 31) <= %s) END FROM fact_project_area),
    (SELECT nurses FROM fact_nurses)
"""
_POPULATION = """
SELECT p.counted, p.place, p.people FROM fact_population p
JOIN (SELECT DISTINCT ON (counted) counted, as_of FROM fact_population
      ORDER BY counted, as_of > %s, CASE WHEN as_of <= %s THEN as_of END DESC, as_of) newest USING (counted, as_of)
"""
