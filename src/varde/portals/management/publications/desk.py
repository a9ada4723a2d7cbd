"""Where the programme lead freezes a month, looks at what will be published and what is hidden, and publishes it."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from varde.indicators import actions, snapshots, wording
from varde.indicators import published as indicators
from varde.indicators.models import MeasureReport
from varde.lib import clock
from varde.portals.access import actor_of, programme_only
from varde.portals.management.publications import showing


@programme_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    reports = list(indicators.frozen())
    months = showing.months(reports, timezone.localdate(clock.now()))
    context = {
        "reports": [(report, showing.month_name(report.as_of), showing.state(report)) for report in reports],
        "months": [month for month in months if month.report is None],
    }
    return render(request, "management/publications/list.html", context)


@programme_only
@require_POST
def freeze(request: HttpRequest) -> HttpResponseRedirect:
    try:
        as_of = date.fromisoformat(request.POST.get("dag", ""))
        report = actions.freeze_month(by=actor_of(request), as_of=as_of)
    except actions.CannotPublish as error:
        messages.error(request, str(error))
    except ValueError:
        messages.error(request, "Velg en måned fra listen.")
    else:
        return redirect("management:publishing-desk", report.pk)
    return redirect("management:publishing")


@programme_only
@require_safe
def desk(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = _found(report_id)
    rows = showing.rows(snapshots.read(table) for table in report.tables.all())
    context = {
        "report": report,
        "month": showing.month_name(report.as_of),
        "state": showing.state(report),
        "rows": [row for row in rows if row.has_data],
        "empty": [row.measure for row in rows if not row.has_data],
        "hidden": sum(row.hidden_count for row in rows),
        "note": wording.NOTE,
    }
    return render(request, "management/publications/desk.html", context)


@programme_only
@require_POST
def publish(request: HttpRequest, report_id: UUID) -> HttpResponseRedirect:
    report = _found(report_id)
    try:
        actions.publish(by=actor_of(request), report=report)
        messages.success(request, f"Tallene for {showing.month_name(report.as_of)} er publisert. Alle kan lese dem nå.")
    except actions.CannotPublish as error:
        messages.error(request, str(error))
    return redirect("management:publishing-desk", report.pk)


@programme_only
@require_POST
def withdraw(request: HttpRequest, report_id: UUID) -> HttpResponseRedirect:
    report = _found(report_id)
    try:
        actions.withdraw(by=actor_of(request), report=report, reason=request.POST.get("grunn", "")[:2000])
        messages.success(
            request, "Trukket tilbake. Grunnen står på den offentlige siden, og måneden kan fryses på nytt."
        )
    except actions.CannotPublish as error:
        messages.error(request, str(error))
    return redirect("management:publishing-desk", report.pk)


def _found(report_id: UUID) -> MeasureReport:
    report = indicators.frozen().filter(pk=report_id).first()
    if report is None:
        raise Http404
    return report
