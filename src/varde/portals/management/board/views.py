"""The board and what lies under it: places, variation, a county, a project. Only figures, never a patient."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varde.indicators import published as indicators
from varde.indicators import wording
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Level
from varde.indicators.variation import SAME_PEOPLE
from varde.lib import clock
from varde.portals.access import actor_of, management_only, programme_only
from varde.portals.management.board import attention, coverage, keyfigures, local, notes, territory, variation
from varde.portals.management.board.mapping import bubble_map
from varde.portals.management.board.reading import Figures
from varde.portals.management.charts import trend
from varde.portals.management.charts.trend import Note
from varde.portals.management.places import Spot, find
from varde.portfolio import published as portfolio
from varde.portfolio import watch
from varde.portfolio.models import Initiative
from varde.projects import published as programme
from varde.reports import published as reports

PATIENTS = "aktive-pasienter"
TRENDS = ("aktive-pasienter", "plandekning", "etterlevelse", "rod-til-sett")


@programme_only
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    _must_be_everywhere(request)
    nation = find(NATION)
    assert nation is not None
    figures, initiatives = Figures(), list(portfolio.initiatives().in_full())
    return render(
        request,
        "management/board/board.html",
        {**_spread(figures, nation, initiatives), **_followed_up(figures, initiatives)},
    )


def _spread(figures: Figures, nation: Spot, initiatives: list[Initiative]) -> dict[str, object]:
    """How far the offer has come, on the map, in key figures and over the months."""
    covered = {area.name: one for one in programme.projects().with_participants() for area in one.helsefellesskap.all()}
    patients = figures.level(PATIENTS, Level.HELSEFELLESSKAP)
    return {
        "areas": coverage.areas(
            nation.parts, covered, figures.level("helsefellesskap-etablert", Level.HELSEFELLESSKAP), patients
        ),
        "bubbles": bubble_map(patients),
        "tiles": keyfigures.tiles(figures),
        "quality": keyfigures.quality(figures, NATION),
        "spot": nation,
        "trends": _trends(figures, nation, _in_the_nation(initiatives)),
        "rounding_note": wording.NOTE,
        "now": clock.now(),
    }


def _followed_up(figures: Figures, initiatives: list[Initiative]) -> dict[str, object]:
    """Goals, deadlines, risks and what does not fit together."""
    today = timezone.localdate(clock.now())
    goals = attention.goals(initiatives)
    late, late_reports = attention.late(initiatives, on=today), reports.overdue(today)
    return {
        "deadline": coverage.Deadline(coverage.deadline_of(goals), today),
        "targets": attention.targets(goals, figures),
        "aims": attention.aims(goals, figures),
        "late": late,
        "late_reports": late_reports,
        "overdue": len(late) + len(late_reports),
        "initiatives": attention.by_risk(initiatives),
        "findings": watch.unexplained(watch.findings(today)),
    }


@management_only
@require_safe
def place(request: HttpRequest, key: str) -> HttpResponse:
    spot = find(key)
    if spot is None or not territory.of(actor_of(request)).holds(spot):
        raise Http404
    figures = Figures()
    return render(request, "management/board/place.html", _place(figures, spot))


def _place(figures: Figures, spot: Spot) -> dict[str, object]:
    """What a place's page shows, also inside the pages of a county and a project."""
    return {
        "spot": spot,
        "compared": keyfigures.compared(figures, spot),
        "quality": keyfigures.quality(figures, spot.key),
        "parts": local.parts(figures, spot),
        "part_measures": local.measures(spot),
        "trends": _trends(figures, spot, _happened(spot)),
        "rounding_note": wording.NOTE,
        "now": clock.now(),
    }


def _trends(figures: Figures, spot: Spot, happened: list[Note]) -> list[tuple[str, trend.Trend]]:
    """The months of the figures that have any here, with what happened meanwhile."""
    drawn = []
    for slug in TRENDS:
        measure = MEASURES[slug]
        suffix, top = (" %", 100.0) if measure.formula == "share" else ("", None)
        about = notes.one_a_day([*happened, *notes.about(measure)])
        months = figures.months(slug, spot.key)
        made = trend.draw(measure.name, months, notes=about, suffix=suffix, at_most=top)
        if made is not None and made.has_line:
            drawn.append((slug, made))
    return drawn


def _happened(spot: Spot) -> list[Note]:
    """What happened to the programme, or to the place's own project."""
    if spot.level != Level.NATION:
        return notes.joined(one for one in programme.projects().in_full() if one.slug == spot.project)
    return _in_the_nation(list(portfolio.initiatives().in_full()))


def _in_the_nation(initiatives: list[Initiative]) -> list[Note]:
    told = [*notes.deadlines(initiatives), *notes.delivered(initiatives), *notes.frozen(indicators.reports())]
    return [*notes.joined(programme.projects().prefetch_related("statements")), *told]


@programme_only
@require_safe
def variation_list(request: HttpRequest) -> HttpResponse:
    _must_be_everywhere(request)
    figures = Figures()
    plots = [(one, variation.plot(one, figures.level(one.slug, Level.HELSEFELLESSKAP))) for one in variation.choices()]
    said = [(one, drawn, variation.says(drawn) if drawn else "") for one, drawn in plots]
    return render(request, "management/board/variation_list.html", {"plots": said, "now": clock.now()})


@programme_only
@require_safe
def variation_of(request: HttpRequest, slug: str) -> HttpResponse:
    _must_be_everywhere(request)
    measure = MEASURES.get(slug)
    if measure is None or measure not in variation.choices():
        raise Http404
    levels = [level for level in variation.LEVELS if level in measure.levels]
    asked = request.GET.get("niva", "")
    level = next((one for one in levels if one.value == asked), levels[0])
    figures = Figures()
    drawn = variation.plot(measure, figures.level(slug, level))
    return render(
        request,
        "management/board/variation.html",
        {
            "measure": measure,
            "funnel": drawn,
            "says": variation.says(drawn) if drawn else "",
            "level": level,
            "levels": [(one, variation.LEVELS[one]) for one in levels],
            "same_people": slug in SAME_PEOPLE,
            "quality": keyfigures.quality(figures, NATION) if slug in keyfigures.MADE_OF_MEASUREMENTS else [],
            "rounding_note": wording.NOTE,
            "now": clock.now(),
        },
    )


@management_only
@require_safe
def county(request: HttpRequest) -> HttpResponse:
    spot = _own(request, Level.COUNTY)
    figures = Figures()
    return render(request, "management/board/county.html", _answered_for(figures, spot))


@management_only
@require_safe
def own_project(request: HttpRequest) -> HttpResponse:
    """To the project lead's own project."""
    spot = _own(request, Level.PROJECT)
    return HttpResponseRedirect(reverse("management:board_project", args=[spot.project]))


@management_only
@require_safe
def project(request: HttpRequest, slug: str) -> HttpResponse:
    spot = find(f"P:{slug}")
    if spot is None or not territory.of(actor_of(request)).holds(spot):
        raise Http404
    figures = Figures()
    about = {**_answered_for(figures, spot), "meetings": local.meetings(actor_of(request), slug)}
    return render(request, "management/board/project.html", about)


def _answered_for(figures: Figures, spot: Spot) -> dict[str, object]:
    """A place with what its coordinator or project lead reports on: introduction, quality and benefits."""
    introduced = local.introduction(spot)
    taking_part = sum(bool(one.participations) for one in introduced)
    told = {"introduction": introduced, "taking_part": taking_part, "benefits": local.benefits(spot)}
    return {**_place(figures, spot), **told}


def _own(request: HttpRequest, level: Level) -> Spot:
    """The first place of this level the visitor answers for; not found for somebody who answers for none."""
    own = [spot for spot in territory.of(actor_of(request)).own if spot.level == level]
    if not own:
        raise Http404
    return own[0]


def _must_be_everywhere(request: HttpRequest) -> None:
    """A role that has ended opens nothing."""
    if not territory.of(actor_of(request)).everywhere:
        raise Http404
