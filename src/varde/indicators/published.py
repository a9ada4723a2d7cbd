"""What pages may ask this room for: sources, frozen reports, and figures after disclosure control."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet

from varde.indicators import areas, counts, disclosure, dividing, snapshots
from varde.indicators.definitions import MEASURES
from varde.indicators.disclosure import Counted
from varde.indicators.figures import Cell, Level, Shown, level_of
from varde.indicators.linked import family_of
from varde.indicators.models import (
    ExternalFigure,
    ExternalFile,
    FrozenTable,
    MeasureReport,
    MeasureReportQuerySet,
    Source,
)
from varde.indicators.now import Now
from varde.indicators.partitions import Partitions


def reports() -> MeasureReportQuerySet:
    """Frozen reports that others made, with their sources and figures, the latest first."""
    return MeasureReport.objects.imported().select_related("source").prefetch_related("figures").latest_first()


def sources() -> QuerySet[Source]:
    return Source.objects.order_by("publisher", "title")


def table(slug: str, *, level: Level, within: str | None = None, as_of: date | None = None) -> list[Shown]:
    """For those with a login: a measure for every place of a level, counted now, or as of a day as it was frozen."""
    wanted = areas.read().places(level, within)
    return [shown for shown in everywhere(slug, as_of=as_of) if shown.place in wanted]


def everywhere(slug: str, *, as_of: date | None = None, now: Now | None = None) -> list[Shown]:
    """A measure at every place of every level. What is hidden at one place depends on all the others.

    Give the same `now` for several measures of one page: they are counted in one reading.
    """
    if as_of is None:
        return (now or Now([slug])).everywhere(slug)
    if frozen := _frozen(slug, as_of):
        return frozen.cells
    cells = counts.together(family_of(MEASURES[slug]).measures, as_of=as_of)
    counted = [Counted(MEASURES[one], some) for one, some in cells.items()]
    return disclosure.protect_all(counted, dividing.partitions())[slug]


def trend(slug: str, *, place: str, months: int = 36, now: Now | None = None) -> list[Shown]:
    """A measure for one place month by month, the present one last, with what may not be shown hidden.

    A place smaller than the nation has the months that are frozen: what is hidden in one depends on all the others.
    """
    past = counts.past(slug, place=place, months=months)
    present = [cell for cell in everywhere(slug, now=now) if cell.place == place]
    since = min([*(cell.as_of for cell in past), *(cell.as_of for cell in present)], default=None)
    months_frozen = tables(slug).filter(report__as_of__gte=since) if since else tables(slug)
    frozen = [cell for table in months_frozen for cell in snapshots.read(table).cells if cell.place == place]
    if level_of(place) != Level.NATION:
        return [*frozen, *present]
    return [*_filled(past, frozen, Partitions({}, names=areas.names_of([place]))), *present]


def _filled(past: Iterable[Cell], frozen: Iterable[Shown], country: Partitions) -> Iterator[Shown]:
    """The months of the nation: as they are frozen, and those that are not as they were."""
    months: dict[date, list[Cell]] = {}
    for cell in past:
        months.setdefault(cell.as_of, []).append(cell)
    kept: dict[date, list[Shown]] = {}
    for shown in frozen:
        kept.setdefault(shown.as_of, []).append(shown)
    for day, cells in months.items():
        yield from kept.get(day) or disclosure.protect(cells, partitions=country)


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
