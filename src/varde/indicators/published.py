"""What anybody may ask this room for, without logging in."""

from varde.indicators.models import MeasureReport, MeasureReportQuerySet


def reports() -> MeasureReportQuerySet:
    """Frozen reports with their sources and figures, the latest first."""
    return MeasureReport.objects.select_related("source").prefetch_related("figures").latest_first()
