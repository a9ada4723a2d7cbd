"""Reports that are asked for: of which kind, about which place and day, and by when."""

from datetime import date
from importlib.resources import files

import msgspec
from django.db import transaction

from varde.audit.models import Action
from varde.indicators.figures import NATION
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects import published as programme
from varde.reports import people, periods
from varde.reports.models import Report
from varde.reports.recording import NotPossible, log
from varde.reports.templates import TEMPLATES


@transaction.atomic
def ask_for(
    *,
    by: Actor,
    kind: str,
    place: str,
    as_of: date | None = None,
    internal_due_on: date | None = None,
    due_on: date | None = None,
) -> Report:
    """The report of a kind about a place with figures as of a day (December 31 for a year), with its deadlines.

    Asking again gives the one that is there, with new deadlines when some are given. Raises NotPossible for a place or
    a day the kind cannot have, and people.NotYours.
    """
    people.must_work_on(by, place)
    period = _period(kind, as_of)
    asked = period._replace(internal_due_on=internal_due_on or period.internal_due_on, due_on=due_on or period.due_on)
    report, is_new = _asked(kind, place, asked, by=by)
    if not is_new and (internal_due_on or due_on):
        report.internal_due_on = internal_due_on or report.internal_due_on
        report.due_on = due_on or report.due_on
        report.save(update_fields=["internal_due_on", "due_on"])
        log(by, Action.UPDATE, report, "deadline")
    return report


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report that a public source says was asked for, with the deadline it gives."""

    kind: str
    as_of: date
    source: str
    internal_due_on: date | None = None
    due_on: date | None = None
    deliverable: str = ""


@transaction.atomic
def load(*, by: Actor) -> None:
    """Ask for the reports that the programme's public sources say are due; loading again changes nothing."""
    duties = files("varde.reports").joinpath("data", "duties.json").read_bytes()
    for duty in msgspec.json.decode(duties, type=list[Duty]):
        period = _period(duty.kind, duty.as_of)
        asked = period._replace(internal_due_on=duty.internal_due_on, due_on=duty.due_on)
        _asked(duty.kind, NATION, asked, by=by, deliverable=duty.deliverable)


def _period(kind: str, as_of: date | None) -> periods.Period:
    try:
        return periods.of(TEMPLATES[kind], as_of)
    except periods.NoSuchPeriod as problem:
        raise NotPossible(str(problem)) from None


def _asked(kind: str, place: str, period: periods.Period, *, by: Actor, deliverable: str = "") -> tuple[Report, bool]:
    template = TEMPLATES[kind]
    try:
        name = periods.place_name(template, place)
    except periods.NoSuchPeriod as problem:
        raise NotPossible(str(problem)) from None
    report, is_new = Report.objects.get_or_create(
        kind=kind,
        place=place,
        as_of=period.as_of,
        defaults={
            "slug": periods.slug(template, place, name, period),
            "place_name": name,
            "period_from": period.start,
            "internal_due_on": period.internal_due_on,
            "due_on": period.due_on,
            "deliverable": deliverable or template.deliverable,
            "created_at": clock.now(),
            "created_by": by.display,
        },
    )
    if is_new:
        log(by, Action.CREATE, report)
    return report, is_new


@transaction.atomic
def ask_all_projects(*, by: Actor, kind: str, as_of: date, internal_due_on: date) -> list[Report]:
    """Ask every project for its report by a deadline; those that have been asked already get the new deadline."""
    places = [f"P:{slug}" for slug in programme.projects().values_list("slug", flat=True)]
    return [ask_for(by=by, kind=kind, place=place, as_of=as_of, internal_due_on=internal_due_on) for place in places]
