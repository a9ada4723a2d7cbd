"""What pages may ask this room for: sources, frozen reports, and figures after disclosure control."""

from datetime import date

from django.db.models import QuerySet

from varde.indicators import counts, disclosure
from varde.indicators.figures import Level, Shown
from varde.indicators.models import MeasureReport, MeasureReportQuerySet, Source


def reports() -> MeasureReportQuerySet:
    """Frozen reports with their sources and figures, the latest first."""
    return MeasureReport.objects.select_related("source").prefetch_related("figures").latest_first()


def sources() -> QuerySet[Source]:
    return Source.objects.order_by("publisher", "title")


def table(slug: str, *, level: Level, within: str | None = None, as_of: date | None = None) -> list[Shown]:
    """A measure for every place of a level, counted now or as of a day, with what may not be shown hidden."""
    return disclosure.protect(counts.cells(slug, level=level, within=within, as_of=as_of))


def trend(slug: str, *, place: str, months: int = 36) -> list[Shown]:
    """A measure for one place month by month, the present one last, with what may not be shown hidden."""
    return disclosure.protect(counts.trend(slug, place=place, months=months))
