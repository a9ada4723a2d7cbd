"""Public pages, no login: what Varde is, where the country stands, the projects, the initiatives, the definitions."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from varde.geography import published as geography
from varde.indicators import counts
from varde.indicators import published as indicators
from varde.indicators.definitions import MEASURES
from varde.lib import clock
from varde.portals.management import figures, initiatives, projects
from varde.portfolio import published as portfolio
from varde.projects import published as programme


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    report, live = indicators.reports().first(), counts.live()
    listed = projects.listed(programme.projects().with_participants())
    return render(
        request,
        "management/front.html",
        {
            "headline": figures.headline(report, live),
            "rows": figures.rows(report, live),
            "report": report,
            "counted_at": next(iter(live.values())).counted_at,
            "projects": listed,
            "coverage": projects.coverage(listed, of=geography.helsefellesskap_count()),
            "map": projects.drawing(listed),
            "initiatives": portfolio.initiatives(),
        },
    )


@require_safe
def measures(request: HttpRequest) -> HttpResponse:
    report, live = indicators.reports().first(), counts.live()
    return render(request, "management/measures.html", {"rows": figures.rows(report, live), "report": report})


@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in MEASURES:
        raise Http404
    reports = list(indicators.reports().about(slug))
    live = counts.live().get(slug)
    return render(
        request,
        "management/measure.html",
        {
            "measure": MEASURES[slug],
            "title": figures.sentence(MEASURES[slug], reports, live),
            "reports": [(report, figures.reported(report, slug), report.quote_of(slug)) for report in reports],
            "counted": figures.counted(live),
            "counted_at": live.counted_at if live else None,
        },
    )


@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    listed = projects.listed(programme.projects().in_full())
    shown = next((one for one in listed if one.project.slug == slug), None)
    if shown is None:
        raise Http404
    return render(
        request,
        "management/project.html",
        {
            "shown": shown,
            "participants": projects.participants(shown, counts.municipalities_with_enough_patients()),
            "statements": projects.statements(shown),
            "map": projects.drawing(listed),
        },
    )


@require_safe
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(portfolio.initiatives().in_full(), slug=slug)
    return render(
        request,
        "management/initiative.html",
        {
            "initiative": shown,
            "report": shown.latest_report,
            "facts": initiatives.information_block(shown),
            "description": initiatives.blocks(shown.description),
            "deliveries": initiatives.deliveries(shown, on=timezone.localdate(clock.now())),
        },
    )


@require_safe
def municipalities(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("q", "").strip()[:80]
    found = geography.municipalities().called(asked).prefetch_related("helsefellesskap__projects")
    return render(request, "management/municipalities.html", {"asked": asked, "found": found})


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "management/about.html", {"sources": indicators.sources()})
