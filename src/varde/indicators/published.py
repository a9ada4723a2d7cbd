"""What pages may ask this room for: sources, frozen reports, and figures after disclosure control."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from varde.indicators import areas, counts, disclosure, dividing
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import Cell, Level, Shown
from varde.indicators.models import MeasureReport, MeasureReportQuerySet, Source


def reports() -> MeasureReportQuerySet:
    """Frozen reports with their sources and figures, the latest first."""
    return MeasureReport.objects.select_related("source").prefetch_related("figures").latest_first()


def sources() -> QuerySet[Source]:
    return Source.objects.order_by("publisher", "title")


def table(slug: str, *, level: Level, within: str | None = None, as_of: date | None = None) -> list[Shown]:
    """A measure for every place of a level, counted now or as of a day, with what may not be shown hidden."""
    wanted = areas.read().places(level, within)
    return [shown for shown in everywhere(slug, as_of=as_of) if shown.place in wanted]


def trend(slug: str, *, place: str, months: int = 36) -> list[Shown]:
    """A measure for one place month by month, the present one last, with what may not be shown hidden."""
    country = dividing.partitions()
    return [
        one
        for cell in counts.trend(slug, place=place, months=months)
        for one in disclosure.protect([cell], partitions=country)
    ]


def everywhere(slug: str, *, as_of: date | None = None, held: Iterable[str] = ()) -> list[Shown]:
    """A measure at every place of every level. What is hidden at one place depends on all the others."""
    return disclosure.protect(whole_country(slug, as_of=as_of), partitions=dividing.partitions(), held=held)


def whole_country(slug: str, *, as_of: date | None = None) -> list[Cell]:
    """The cells of every level, before disclosure control."""
    return [cell for level in MEASURES[slug].levels for cell in counts.cells(slug, level=level, as_of=as_of)]
