"""One series: the drawing's data for any stretch, and all its values as a table."""

from datetime import datetime, timedelta
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from varde.lib import clock
from varde.measurements import series
from varde.measurements.kinds import KINDS
from varde.portals.access import personnel_only
from varde.portals.clinician.presenters import series as presenter
from varde.portals.clinician.views.gathering import setting_of
from varde.portals.clinician.views.opening import opened_patient

ROWS_ON_PAGE = 200
FUTURE = timedelta(days=3650)  # a clock that runs fast must not hide a value


@require_safe
@personnel_only
def data(request: HttpRequest, patient_id: UUID, kind: str) -> HttpResponse:
    """What the drawing reads, thinned to the pixels it has; every value in it is logged as shown."""
    with opened_patient(request, patient_id, what="Kurve") as (_, scope, _patient):
        _known(kind)
        setting = setting_of(scope, presenter.range_asked(request.GET.get("dager", "")))
        points = series.thinned(
            patient_id, kind, since=setting.since, until=setting.until, columns=presenter.PIXEL_COLUMNS
        )
        scope.record_read(what=f"Kurve: {KINDS[kind].name_no}", resources={patient_id: presenter.refs(points)})
        return JsonResponse(presenter.figure(kind, points, setting).data)


@require_safe
@personnel_only
def table(request: HttpRequest, patient_id: UUID, kind: str) -> HttpResponse:
    """Every value, newest first, a page at a time."""
    with opened_patient(request, patient_id, what="Måletabell") as (_, scope, patient):
        _known(kind)
        until = _moment(request.GET.get("til", "")) or clock.now() + FUTURE
        points = series.before(patient_id, kind, until=until, limit=ROWS_ON_PAGE)
        scope.record_read(what=f"Tabell: {KINDS[kind].name_no}", resources={patient_id: presenter.refs(points)})
        shown = {
            "patient": patient,
            "kind": KINDS[kind],
            "rows": [(point, presenter.drawn_point(point)) for point in points],
            "older": points[-1].effective_at if len(points) == ROWS_ON_PAGE else None,
        }
        return HttpResponse(render_to_string("clinician/series_table.html", shown, request))


def _known(kind: str) -> None:
    if kind not in KINDS:
        raise Http404


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
