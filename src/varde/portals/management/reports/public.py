"""The published reports, for anybody: the list, a report, an earlier edition of it, and its PDF."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from varde.portals.management.reports import document, pdf
from varde.reports import published
from varde.reports.content import Language
from varde.reports.models import Edition, Report
from varde.reports.templates import TEMPLATES


@dataclass(frozen=True, slots=True)
class Listed:
    slug: str
    title: str
    kind_name: str
    as_of: date
    published_edition: Edition


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    listed = [_listed(report, edition) for report in published.reports() if (edition := report.published_edition)]
    return render(request, "management/reports/public_list.html", {"reports": listed})


@require_safe
def report(request: HttpRequest, slug: str, number: int | None = None) -> HttpResponse:
    edition = _found(slug, number)
    editions = [one for one in edition.report.editions.all() if one.is_published]
    newer = next((one for one in editions if one.number > edition.number), None)
    shown = document.of(edition, language_of(request))
    return render(
        request,
        "management/reports/report.html",
        {
            "document": shown,
            "editions": editions if len(editions) > 1 else [],
            "newer": newer,
            "pdf_problem": pdf.problem(),
            "pdf_address": reverse("management:report-pdf", args=[slug, edition.number, shown.language]),
        },
    )


@require_safe
def report_pdf(request: HttpRequest, slug: str, number: int, language: str) -> HttpResponse:
    if language not in set(Language):
        raise Http404
    return pdf_answer(_found(slug, number), language)


def pdf_answer(edition: Edition, language: str) -> HttpResponse:
    try:
        made = pdf.of(edition, language)
    except pdf.NotAvailable as problem:
        return HttpResponse(str(problem), status=503, content_type="text/plain; charset=utf-8")
    name = f"{edition.report.slug}-utgave-{edition.number}-{language}.pdf"
    return HttpResponse(
        made, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def language_of(request: HttpRequest) -> str:
    asked = request.GET.get("sprak", "")
    return asked if asked in set(Language) else Language.BOKMAAL


def _found(slug: str, number: int | None) -> Edition:
    try:
        return published.edition(slug, number)
    except Edition.DoesNotExist:
        raise Http404 from None


def _listed(report: Report, edition: Edition) -> Listed:
    return Listed(report.slug, report.title(), TEMPLATES[report.kind].name.nb, report.as_of, edition)
