"""What others have collected, as pages show it: never added up, one technology and year at a time when there are several."""

from collections.abc import Iterable
from dataclasses import dataclass

from varde.indicators import published
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.models import ExternalFigure

MOST_ROWS = 400
MOST_EARLIER = 5


@dataclass(frozen=True, slots=True)
class Chosen:
    """Figures of one measure in one technology and year; `of` is how many there are in all."""

    rows: list[ExternalFigure]
    of: int
    technologies: list[str]
    years: list[int]
    technology: str
    year: int

    @property
    def may_choose(self) -> bool:
        return len(self.technologies) > 1 or len(self.years) > 1


@dataclass(frozen=True, slots=True)
class AtPlace:
    """The newest of one measure, technology and source at a place, and what the same source said before."""

    measure: Measure
    newest: ExternalFigure
    earlier: list[ExternalFigure]


def chosen(slug: str, technology: str, year: str) -> Chosen | None:
    """For the page of a measure; the newest year of the first technology unless others are asked for."""
    everything = published.external(slug)
    technologies = list(everything.order_by("technology").values_list("technology", flat=True).distinct())
    if not technologies:
        return None
    wanted = technology if technology in technologies else technologies[0]
    of_it = everything.filter(technology=wanted)
    years = [day.year for day in of_it.order_by().dates("as_of", "year", order="DESC")]
    when = int(year) if year.isdecimal() and len(year) == 4 and int(year) in years else years[0]
    rows = of_it.filter(as_of__year=when).order_by("place_name", "place", "source")
    return Chosen(list(rows[:MOST_ROWS]), everything.count(), technologies, years, wanted, when)


def at_place(place: str) -> list[AtPlace]:
    """By measure, then technology."""
    found = []
    for slug, measure in MEASURES.items():
        if measure.kind == "external":
            found += _by_technology(measure, published.external(slug).filter(place=place))
    return found


def _by_technology(measure: Measure, figures: Iterable[ExternalFigure]) -> list[AtPlace]:
    """`figures` have the newest first."""
    series: dict[tuple[str, str], list[ExternalFigure]] = {}
    for one in figures:
        series.setdefault((one.technology, one.source), []).append(one)
    return [AtPlace(measure, rows[0], rows[1 : MOST_EARLIER + 1]) for _, rows in sorted(series.items())]
