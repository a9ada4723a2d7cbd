"""What doors may ask this room for."""

from dataclasses import dataclass
from datetime import date

from varde.lib.context import Actor
from varde.portfolio import published as portfolio
from varde.portfolio.models import Delivery
from varde.reports import people, periods
from varde.reports.models import Edition, Report, ReportQuerySet
from varde.reports.templates import TEMPLATES, Template


@dataclass(frozen=True, slots=True)
class Overdue:
    """A report whose deadline has passed. `what` is "levert" or "publisert": which of the two deadlines."""

    report: Report
    due_on: date
    what: str
    days: int


def reports() -> ReportQuerySet:
    """The reports anybody may read, the latest published first."""
    return Report.objects.published().in_full()


def edition(slug: str, number: int | None = None) -> Edition:
    """A published edition, the latest when no number is given. Raises Edition.DoesNotExist."""
    found = Edition.objects.in_full().filter(report__slug=slug, published_at__isnull=False).order_by("-number")
    return found.filter(number=number).get() if number is not None else found[:1].get()


def worked_on(by: Actor) -> ReportQuerySet:
    """The reports the actor works on, those due first."""
    return people.works_on(by, Report.objects.in_full().prefetch_related("steps")).due_first()


def choices(by: Actor) -> list[tuple[Template, list[tuple[str, str]]]]:
    """The kinds of report the actor may make, each with the places (key, name) it may be about."""
    mine = people.places_of(by)
    found = []
    for template in TEMPLATES.values():
        places = [one for one in periods.places(template) if mine == people.EVERYWHERE or one[0] in mine]
        if places:
            found.append((template, places))
    return found


def overdue(on: date | None = None) -> list[Overdue]:
    """Reports whose deadline has passed without delivery or publication, the oldest deadline first.

    A report that is a deliverable of the portfolio is followed there: it is overdue or delivered once, not twice.
    """
    day = on or periods.today()
    followed_there = {one.deliverable_id for one in _deliveries()}
    found = []
    for report in Report.objects.with_editions():
        if report.deliverable in followed_there:
            continue
        if report.internal_due_on and report.internal_due_on < day and not report.delivered_on:
            found.append(Overdue(report, report.internal_due_on, "levert", (day - report.internal_due_on).days))
        if report.due_on and report.due_on < day and report.published_edition is None:
            found.append(Overdue(report, report.due_on, "publisert", (day - report.due_on).days))
    return sorted(found, key=lambda one: (one.due_on, one.report.slug))


def undelivered(report: Report) -> Delivery | None:
    """The portfolio's deliverable that this report is, under the first initiative it stands under, while it is not delivered."""
    return next(
        (
            one
            for one in _deliveries()
            if report.deliverable and one.deliverable_id == report.deliverable and not one.deliverable.is_delivered
        ),
        None,
    )


def _deliveries() -> list[Delivery]:
    told = portfolio.initiatives().prefetch_related("deliveries__deliverable")
    return [delivery for initiative in told for delivery in initiative.deliveries.all()]
