"""The pages one reads: my plan, my curves, and who has seen my record."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from varde.audit.models import AuditSubject
from varde.lib import clock
from varde.portals.patient import series
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.disclosure import Disclosure, disclosures
from varde.portals.patient.presenters.plan import plan_page

SPANS = (30, 90, 365)
LOG_ROWS = 100


@require_safe
@own_page
def plan(request: HttpRequest, own: Own) -> HttpResponse:
    page = plan_page(own.plan, own.plan_version) if own.plan and own.plan_version else None
    return own.show("plan.html", "Egenbehandlingsplan", {"here": "plan", "page": page})


@require_safe
@own_page
def curve(request: HttpRequest, own: Own) -> HttpResponse:
    now = clock.now()
    asked = request.GET.get("dager", "")
    days = int(asked) if asked.isdigit() and int(asked) in SPANS else SPANS[0]
    since = now - timedelta(days=days)
    charts = [series.chart(own, kind, since, now) for kind in series.kinds_measured(own, since)]
    return own.show("curve.html", "Kurver", {"here": "curve", "charts": charts, "days": days, "spans": SPANS})


@require_safe
@own_page
def access_log(request: HttpRequest, own: Own) -> HttpResponse:
    """Who has seen or changed what, newest first; the patient's own visits only when she asks for them."""
    rows = own.scope.rows(AuditSubject)
    shows_own = "meg" in request.GET
    if not shows_own:
        rows = rows.exclude(actor_id=own.id)
    entries: list[Disclosure] = disclosures(rows.order_by("-recorded_at")[:LOG_ROWS], own.id)
    return own.show(
        "access_log.html", "Innsynslogg", {"here": "", "entries": entries, "shows_own": shows_own, "limit": LOG_ROWS}
    )
