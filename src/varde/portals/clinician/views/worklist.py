"""The nurse's list: one row a patient, worst first, with the reason in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from varde.care_teams import units
from varde.care_teams.scope import scope_for
from varde.portals.access import actor_of, clinician_only
from varde.portals.clinician.presenters import worklist as presenter
from varde.triage import worklist


@require_safe
@clinician_only
def show(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    unit = units.of_organization(actor.organization_id)
    chosen = request.GET.get("vis", "alle")
    chosen = chosen if chosen in presenter.FILTERS else "alle"
    classes = presenter.FILTERS[chosen][1]
    after = _place(request.GET.get("fra", ""))
    if unit is None:
        return render(request, "clinician/no_unit.html", {"here": "worklist"})
    try:
        with scope_for(actor) as scope:
            page = worklist.page(scope, unit.id, classes=classes, after=after, limit=presenter.PER_PAGE)
            scope.record_read(
                what="Arbeidsliste", resources={row.patient_id: [f"Card/{row.card_id}"] for row in page.rows}
            )
            listed = presenter.present(page, actor, chosen=chosen, after=after)
            template = (
                "clinician/worklist_list.html" if request.headers.get("HX-Request") else "clinician/worklist.html"
            )
            return HttpResponse(
                render_to_string(template, {"list": listed, "our_unit": unit, "here": "worklist"}, request)
            )
    except worklist.NotYourUnit:
        return render(request, "clinician/no_unit.html", {"here": "worklist"})


def _place(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else presenter.FIRST
