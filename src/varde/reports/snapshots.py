"""The frozen figures an edition stands on."""

from varde.indicators import published as indicators
from varde.indicators.models import MeasureReport
from varde.lib.context import Actor
from varde.reports.models import Report


def bound_to(report: Report, *, by: Actor) -> MeasureReport | None:
    """The snapshot of the report's day."""
    return indicators.reports().filter(as_of=report.as_of).first()
