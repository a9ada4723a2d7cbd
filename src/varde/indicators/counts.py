"""The one place where a figure is computed: from the fact views, through the login that can read nothing else."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connections

from varde.indicators import disclosure
from varde.indicators.definitions import MEASURES
from varde.lib import clock

# One scalar query per definition. The fact views hold no names and no keys of persons.
COUNTED: dict[str, str] = {
    "helsefellesskap": "SELECT count(DISTINCT helsefellesskap) FROM fact_project_area",
    "kommuner": "SELECT count(DISTINCT municipality_number) FROM fact_project_participation",
    "kommuner-med-aktive-pasienter": (
        "SELECT count(DISTINCT municipality_number) FROM fact_active_by_municipality WHERE active > 0"
    ),
    "aktive-pasienter": "SELECT coalesce(sum(active), 0) FROM fact_active_by_municipality",
}


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A figure counted now. `value` is None when there are too few people behind it to show it."""

    measure: str
    value: int | None
    counted_at: datetime


def live() -> dict[str, LiveFigure]:
    """Every figure counted at one moment, by the slug of its definition."""
    statement = "SELECT " + ", ".join(f"({query})" for query in COUNTED.values())
    with connections["report"].cursor() as cursor:
        cursor.execute(statement)
        values = cursor.fetchone()
    at = clock.now()
    return {slug: LiveFigure(slug, _shown(slug, int(value)), at) for slug, value in zip(COUNTED, values, strict=True)}


def municipalities_with_enough_patients() -> frozenset[str]:
    """Numbers of the municipalities that may be named as active: those with at least five active patients.

    None to four look alike, also over time: the day a municipality appears here it has five (docs/adr).
    """
    with connections["report"].cursor() as cursor:
        cursor.execute(
            "SELECT municipality_number FROM fact_active_by_municipality"
            " GROUP BY municipality_number HAVING sum(active) >= %s",
            [disclosure.FEWEST],
        )
        return frozenset(number for (number,) in cursor.fetchall())


def _shown(slug: str, value: int) -> int | None:
    return value if not MEASURES[slug].counts_people or disclosure.is_shown(value) else None
