"""Which municipalities a place is made of, read through the login that can read facts and nothing else."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db import connections

from varde.indicators.figures import NATION, Level, level_of, place_at

_MUNICIPALITIES = "SELECT number, county_number, helsefellesskap FROM fact_municipality"
_DISTRICTS = "SELECT number, municipality_number FROM fact_district"
_PARTICIPANTS = "SELECT project, municipality_number FROM fact_project_participation"


@dataclass(frozen=True, slots=True)
class Areas:
    """The country as it is divided today. `by_level` gives {place: its municipalities} for each level above them."""

    by_level: Mapping[Level, Mapping[str, frozenset[str]]]

    def places(self, level: Level, within: str | None = None) -> dict[str, frozenset[str]]:
        """The places of a level; with `within`, those that lie wholly in that place."""
        inside = self.municipalities(within) if within else None
        found = self.by_level.get(level, {})
        return {place: some for place, some in found.items() if inside is None or (some and some <= inside)}

    def municipalities(self, place: str) -> frozenset[str]:
        """Numbers of the municipalities of a place. Raises KeyError for a place that is not there."""
        return self.by_level[level_of(place)][place]


def read() -> Areas:
    with connections["report"].cursor() as cursor:
        cursor.execute(_MUNICIPALITIES)
        rows: list[tuple[str, str, str | None]] = cursor.fetchall()
        cursor.execute(_PARTICIPANTS)
        participants: list[tuple[str, str]] = cursor.fetchall()
        cursor.execute(_DISTRICTS)
        districts: list[tuple[str, str]] = cursor.fetchall()
    return Areas(
        {
            Level.NATION: {NATION: frozenset(number for number, _, _ in rows)},
            Level.HELSEFELLESSKAP: _grouped(
                Level.HELSEFELLESSKAP, [(area, number) for number, _, area in rows if area]
            ),
            Level.COUNTY: _grouped(Level.COUNTY, [(county, number) for number, county, _ in rows]),
            Level.MUNICIPALITY: _grouped(Level.MUNICIPALITY, [(number, number) for number, _, _ in rows]),
            Level.DISTRICT: _grouped(Level.DISTRICT, districts),
            Level.PROJECT: _grouped(Level.PROJECT, participants),
        }
    )


def names_of(places: Collection[str]) -> dict[str, str]:
    """What each place is called on a page; a place nobody has named is called by its key."""
    names: dict[str, str] = {NATION: "Hele landet"}
    if {level_of(place) for place in places} - {Level.NATION}:
        with connections["report"].cursor() as cursor:
            cursor.execute("SELECT place, name FROM fact_place_name WHERE place = ANY(%s)", [list(places)])
            names |= dict(cursor.fetchall())
    return {place: names.get(place, place) for place in places}


def _grouped(level: Level, pairs: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for key, number in pairs:
        groups.setdefault(place_at(level, key), set()).add(number)
    return {place: frozenset(groups[place]) for place in sorted(groups)}
