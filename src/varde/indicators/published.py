"""What anybody may ask this room for, without logging in."""

from django.db.models import QuerySet

from varde.indicators.models import MeasureReport, MeasureReportQuerySet, Source


def reports() -> MeasureReportQuerySet:
    """Frozen reports with their sources and figures, the latest first."""
    return MeasureReport.objects.select_related("source").prefetch_related("figures").latest_first()


def sources() -> QuerySet[Source]:
    return Source.objects.order_by("publisher", "title")
