"""The frozen figures an edition stands on: counted by Varde as of the report's day, and public before the report is."""

from varde.indicators import published as indicators
from varde.indicators import publishing
from varde.indicators.models import MeasureReport
from varde.lib.context import Actor
from varde.reports import people
from varde.reports.models import Report


class NotPublic(ValueError):
    """The figures of the report's day have not been published; says who must do it, in Norwegian."""


def bound_to(report: Report, *, by: Actor) -> MeasureReport | None:
    """The standing snapshot of the report's day, frozen now when there is none. None for a day that cannot be frozen."""
    found = indicators.snapshot(report.as_of)
    if found is not None:
        return found
    try:
        return publishing.freeze_month(by=by, as_of=report.as_of)
    except publishing.CannotPublish:
        return None


def make_public(snapshot: MeasureReport | None, *, by: Actor) -> None:
    """A report never tells figures that are not published themselves: that is where what may be told is decided and logged.

    The programme lead publishes them with the report; for others they must be public already. Raises NotPublic.
    """
    if snapshot is None or indicators.publications().filter(id=snapshot.id).exists():
        return
    if by.role != people.PROGRAMME:
        raise NotPublic(
            f"Tallene per {snapshot.as_of:%d.%m.%Y} er ikke publisert ennå. Programlederen må publisere dem først."
        )
    try:
        publishing.publish(by=by, report=snapshot)
    except publishing.CannotPublish:
        raise NotPublic(
            "Tallene rapporten bygger på, er trukket tilbake. Send rapporten tilbake, og hent tallene på nytt."
        ) from None
