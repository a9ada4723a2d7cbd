"""A measure as a file. Everybody gets what is published; who may see the board may ask for what is counted now."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from varde.identity.models import FIGURES_ONLY
from varde.indicators import exports, wording
from varde.indicators import published as indicators
from varde.indicators.definitions import MEASURES
from varde.indicators.exports import Download
from varde.indicators.figures import Level, Shown, level_of
from varde.indicators.models import ExternalFigure
from varde.lib import clock
from varde.portals.access import actor_or_none

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def as_csv(request: HttpRequest, slug: str) -> HttpResponse:
    download, as_of = _asked(request, slug)
    content = exports.to_csv(download, decimal="." if request.GET.get("desimal") == "punktum" else ",")
    return _file(content, f"{slug}-{as_of}.csv", "text/csv; charset=utf-8")


@require_safe
def as_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    download, as_of = _asked(request, slug)
    return _file(exports.to_xlsx(download), f"{slug}-{as_of}.xlsx", XLSX)


def _asked(request: HttpRequest, slug: str) -> tuple[Download, date]:
    """`?per=2026-10-31` another month, `?niva=county` one level, `?naa=1` what is counted now (with a login)."""
    if slug not in MEASURES:
        raise Http404
    if MEASURES[slug].formula == "external":
        return _external(slug)
    if "naa" in request.GET and _may_see_the_board(request):
        today = timezone.localdate(clock.now())
        source = f"Varde, talt {wording.day(today)}, ikke publisert"
        return Download(MEASURES[slug], _level(request, indicators.everywhere(slug)), source), today
    table = indicators.told(slug, as_of=_day(request))
    if table is None:
        raise Http404
    step = table.report.published_step
    assert step is not None
    source = f"Varde, per {wording.day(table.report.as_of)}, publisert {wording.day(timezone.localdate(step.at))}"
    return Download(table.definition, _level(request, table.cells), source), table.report.as_of


def _external(slug: str) -> tuple[Download, date]:
    figures = list(indicators.external(slug))
    if not figures:
        raise Http404
    cells = [
        Shown(slug, one.place, one.place_name, one.as_of, one.value, one.text, "shown", cut=_group(one))
        for one in figures
    ]
    sources = sorted({f"{one.source} ({wording.day(one.source_updated_on)})" for one in figures})
    notes = [f"{one.source}: {one.definition}" for one in {one.source: one for one in figures}.values()]
    return Download(MEASURES[slug], cells, "; ".join(sources), notes), max(one.as_of for one in figures)


def _group(one: ExternalFigure) -> str:
    """Source and, when it tells them apart, technology: what keeps figures of one place and day from each other."""
    return f"{one.technology} · {one.source}" if one.technology else one.source


def _may_see_the_board(request: HttpRequest) -> bool:
    actor = actor_or_none(request)
    return actor is not None and actor.role in FIGURES_ONLY


def _level(request: HttpRequest, cells: list[Shown]) -> list[Shown]:
    wanted = request.GET.get("niva")
    if wanted is None:
        return cells
    if wanted not in set(Level):
        raise Http404
    return [cell for cell in cells if level_of(cell.place) == wanted]


def _day(request: HttpRequest) -> date | None:
    try:
        return date.fromisoformat(request.GET["per"]) if "per" in request.GET else None
    except ValueError:
        raise Http404 from None


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type=kind, headers=headers)
