"""Public pages, no login: what Varde is, where the country stands, the projects, the initiatives, the definitions."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from varde.geography import published as geography
from varde.indicators import counts, wording
from varde.indicators import published as indicators
from varde.indicators.definitions import MEASURES, NYNORSK
from varde.indicators.figures import Level
from varde.lib import clock
from varde.portals.management import collected, figures, frozen, places, potential, projects
from varde.portals.management.board.mapping import bubble_map
from varde.portals.management.effects import public as effects
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
    return render(
        request, "management/measures.html", {"groups": figures.groups(indicators.reports().first(), counts.live())}
    )


@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in MEASURES:
        raise Http404
    reports = list(indicators.reports().about(slug))
    live, table = counts.live().get(slug), indicators.told(slug)
    return render(
        request,
        "management/measure.html",
        {
            "measure": MEASURES[slug],
            "nynorsk": NYNORSK[slug],
            "title": figures.sentence(MEASURES[slug], reports, live),
            "reports": [(report, figures.reported(report, slug), report.quote_of(slug)) for report in reports],
            "counted": figures.counted(live) if live else figures.now(MEASURES[slug]),
            "counted_at": live.counted_at if live else clock.now(),
            "waits_for": figures.waits_for(MEASURES[slug]),
            "only_now": figures.ONLY_NOW if counts.is_only_now(slug) else "",
            "external": collected.chosen(slug, request.GET.get("teknologi", ""), request.GET.get("aar", "")),
            "published": table,
            "nation": figures.nationwide(MEASURES[slug], table.cells if table else ()),
            "note": wording.NOTE,
            "calculator": potential.asked(request.GET.get("liste", "")) if slug == potential.SLUG else None,
        },
    )


@require_safe
def place(request: HttpRequest, key: str) -> HttpResponse:
    """A place for anybody: what it is part of and made of, its project, and no live number of its patients (ADR 0010)."""
    spot = places.find(key)
    if spot is None:
        raise Http404
    if spot.level == Level.PROJECT:
        return HttpResponsePermanentRedirect(reverse("management:project", args=[spot.project]))
    number = key.partition(":")[2]
    is_active = spot.level == Level.MUNICIPALITY and number in counts.municipalities_with_enough_patients()
    told = frozen.told(spot)
    on_map = bubble_map(told.parts.values()) if spot.level == Level.NATION else None
    parts = [(link, told.parts.get(link.key)) for link in spot.parts]
    about = {
        "spot": spot,
        "is_active": is_active,
        "told": told,
        "parts": parts,
        "bubbles": on_map,
        "note": wording.NOTE,
    }
    return render(request, "management/place.html", about)


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
            "effects": effects.about(shown.project),
            "map": projects.drawing(listed),
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
