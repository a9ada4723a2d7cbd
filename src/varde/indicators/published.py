"""What pages may ask this room for: sources, frozen reports, and figures after disclosure control."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from varde.indicators import areas, counts, disclosure, dividing, snapshots
from varde.indicators.figures import Level, Shown, level_of
from varde.indicators.models import (
    ExternalFigure,
    ExternalFile,
    FrozenTable,
    MeasureReport,
    MeasureReportQuerySet,
    Source,
)


def reports() -> MeasureReportQuerySet:
    """Frozen reports that others made, with their sources and figures, the latest first."""
    return MeasureReport.objects.imported().select_related("source").prefetch_related("figures").latest_first()


def sources() -> QuerySet[Source]:
    return Source.objects.order_by("publisher", "title")


def table(slug: str, *, level: Level, within: str | None = None, as_of: date | None = None) -> list[Shown]:
    """For those with a login: a measure for every place of a level, counted now, or as of a day as it was frozen."""
    wanted = areas.read().places(level, within)
    return [shown for shown in everywhere(slug, as_of=as_of) if shown.place in wanted]


def everywhere(slug: str, *, as_of: date | None = None) -> list[Shown]:
    """A measure at every place of every level. What is hidden at one place depends on all the others."""
    if frozen := _frozen(slug, as_of):
        return frozen.cells
    cells = counts.everywhere(slug, as_of=as_of)
    return disclosure.protect(cells, partitions=dividing.partitions(), lately=_hidden_lately(slug) if not as_of else ())


def trend(slug: str, *, place: str, months: int = 36) -> list[Shown]:
    """A measure for one place month by month, the present one last, with what may not be shown hidden.

    A place smaller than the nation has the months that are frozen: what is hidden in one depends on all the others.
    """
    counted = counts.trend(slug, place=place, months=months)
    if level_of(place) == Level.NATION:
        country = dividing.partitions()
        return [one for cell in counted for one in disclosure.protect([cell], partitions=country)]
    since = min((cell.as_of for cell in counted), default=None)
    months_frozen = tables(slug).filter(report__as_of__gte=since) if since else tables(slug)
    frozen = [cell for table in months_frozen for cell in snapshots.read(table).cells if cell.place == place]
    return [*frozen, *(cell for cell in everywhere(slug) if cell.place == place)]


def snapshot(as_of: date | None = None) -> MeasureReport | None:
    """The frozen report of a day (or the latest), published or not, unless it was withdrawn."""
    found = MeasureReport.objects.counted().standing().latest_first()
    return (found.filter(as_of=as_of) if as_of else found).first()


def publications() -> MeasureReportQuerySet:
    """What anybody may read, the latest day first."""
    return MeasureReport.objects.public().prefetch_related("steps").latest_first()


def frozen() -> MeasureReportQuerySet:
    """Every report counted here, withdrawn ones too, the latest day first."""
    return MeasureReport.objects.counted().prefetch_related("steps").latest_first()


def told(slug: str, *, as_of: date | None = None) -> snapshots.Table | None:
    """For anybody: a measure at every place as it was last published (as of a day). None when it was not."""
    found = publications().filter(tables__measure=slug)
    report = (found.filter(as_of=as_of) if as_of else found).first()
    return snapshots.read(report.tables.get(measure=slug)) if report else None


def tables(slug: str) -> QuerySet[FrozenTable]:
    """Every month's frozen table of a measure that stands, the first month first."""
    standing = MeasureReport.objects.counted().standing()
    return (
        FrozenTable.objects.filter(measure=slug, report__in=standing).select_related("report").order_by("report__as_of")
    )


def published_tables() -> QuerySet[FrozenTable]:
    """For anybody: every table that is published and not withdrawn, the latest month first, then by measure."""
    found = FrozenTable.objects.filter(report__in=MeasureReport.objects.public())
    return found.select_related("report").prefetch_related("report__steps").order_by("-report__as_of", "measure")


def external(slug: str) -> QuerySet[ExternalFigure]:
    """What others have collected about a measure, with source, date and their definition."""
    return ExternalFigure.objects.filter(measure=slug).select_related("file")


def external_files() -> QuerySet[ExternalFile]:
    """Files of such figures, the latest first."""
    return ExternalFile.objects.order_by("-imported_at")


def _frozen(slug: str, as_of: date | None) -> snapshots.Table | None:
    table = tables(slug).filter(report__as_of=as_of).first() if as_of else None
    return snapshots.read(table) if table else None


def _hidden_lately(slug: str) -> Iterable[str]:
    latest = tables(slug).last()
    return sorted(snapshots.hidden_in([latest])) if latest else ()
