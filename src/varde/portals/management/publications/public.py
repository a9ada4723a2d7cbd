"""Publications for everybody: which months are published, what is in them, and what was taken back and why."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varde.indicators import published as indicators
from varde.indicators import snapshots, wording
from varde.portals.management.publications import showing


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    reports = [report for report in indicators.frozen() if report.published_step]
    context = {"reports": [(report, showing.month_name(report.as_of)) for report in reports]}
    return render(request, "management/publications/public_list.html", context)


@require_safe
def publication(request: HttpRequest, report_id: UUID) -> HttpResponse:
    report = next((one for one in indicators.frozen().filter(pk=report_id) if one.published_step), None)
    if report is None:
        raise Http404
    tables = [] if report.withdrawn_step else [snapshots.read(table) for table in report.tables.all()]
    rows = [row for row in showing.rows(tables) if row.has_data]
    return render(
        request,
        "management/publications/public.html",
        {"report": report, "month": showing.month_name(report.as_of), "rows": rows, "note": wording.NOTE},
    )
