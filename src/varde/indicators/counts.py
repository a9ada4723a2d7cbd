"""The one place where a figure is computed: from the fact views, through the login that can read nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connections
from django.utils import timezone

from varde.indicators import areas, disclosure
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import Cell, Level, level_of
from varde.lib import clock

# One scalar query per definition. The fact views hold no names and no keys of persons.
COUNTED: dict[str, str] = {
    "helsefellesskap": "SELECT count(DISTINCT helsefellesskap) FROM fact_project_area",
    "kommuner": "SELECT count(DISTINCT municipality_number) FROM fact_project_participation WHERE NOT is_synthetic",
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


def cells(slug: str, *, level: Level, as_of: date | None = None, within: str | None = None) -> list[Cell]:
    """One cell for each place of a level, `as_of` a day (a month's last day) or now. Not disclosure-controlled.

    A measure that is not counted at that level, or has nothing to count from yet, gives cells without a value.
    """
    counted = _BY_MUNICIPALITY.get(slug) if level in MEASURES[slug].levels and as_of is None else None
    day = as_of or timezone.localdate(clock.now())
    numbers = counted() if counted else None
    return [_cell(slug, place, some, day, numbers) for place, some in areas.read().places(level, within).items()]


def trend(slug: str, *, place: str, months: int = 36) -> list[Cell]:
    """The cells of one place month by month, the present one last."""
    return [cell for cell in cells(slug, level=level_of(place)) if cell.place == place]


def _cell(slug: str, place: str, some: frozenset[str], day: date, numbers: dict[str, int] | None) -> Cell:
    if numbers is None:
        return Cell(slug, place, day, None, None, None, None)
    total = sum(number for municipality, number in numbers.items() if municipality in some)
    return Cell(slug, place, day, total, None, total if MEASURES[slug].counts_people else None, Decimal(total))


def _numbers(query: str) -> Callable[[], dict[str, int]]:
    def read() -> dict[str, int]:
        with connections["report"].cursor() as cursor:
            cursor.execute(query)
            return {municipality: int(number) for municipality, number in cursor.fetchall()}

    return read


_BY_MUNICIPALITY = {
    "kommuner": _numbers(
        "SELECT DISTINCT municipality_number, 1 FROM fact_project_participation WHERE NOT is_synthetic"
    ),
    "kommuner-med-aktive-pasienter": _numbers(
        "SELECT DISTINCT municipality_number, 1 FROM fact_active_by_municipality WHERE active > 0"
    ),
    "aktive-pasienter": _numbers(
        "SELECT municipality_number, sum(active) FROM fact_active_by_municipality GROUP BY municipality_number"
    ),
}
