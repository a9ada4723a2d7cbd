"""*Jeg skrev feil*: a new version of a value with a reason. The first one is kept, and the nurse sees both."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from varde.measurements.kinds import KINDS
from varde.measurements.models import Observation
from varde.portals.patient import sending
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.values import observation_said, wording
from varde.portals.patient.views.measure import Field, usual_said
from varde.triage.submissions import Correction


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def correct(request: HttpRequest, own: Own, observation_id: UUID) -> HttpResponse:
    wrong = own.scope.rows(Observation).filter(pk=observation_id, is_current=True).first()
    if wrong is None or wrong.kind not in KINDS:
        raise Http404
    if request.method != "POST":
        return _ask(request, own, wrong)
    takes_back = request.POST.get("reason") == "not_mine"
    try:
        literals = [] if takes_back else sending.typed_values(request, KINDS[wrong.kind])
    except sending.NotANumber as mistyped:
        return _ask(request, own, wrong, mistyped=mistyped.field, status=422)
    outcome = sending.send(own, _correction(request, own, wrong, literals))
    if outcome.status not in {"stored", "already"}:
        return _ask(request, own, wrong, problem=outcome.problem or str(_("Dette er alt rettet.")), status=409)
    return HttpResponseRedirect("/min/" if takes_back else f"/min/sendt/{outcome.subject_id}/")


def _correction(request: HttpRequest, own: Own, wrong: Observation, literals: list[str]) -> Correction:
    reason = "Ikke min måling" if not literals else "Skrev feil tall"
    return Correction(
        patient_id=own.id,
        source_key=sending.source_key(request),
        corrects=wrong.pk,
        reason=reason,
        value=float(literals[0]) if literals else None,
        decimal=literals[0] if literals else "",
        value2=float(literals[1]) if len(literals) > 1 else None,
        decimal2=literals[1] if len(literals) > 1 else "",
    )


def _ask(
    request: HttpRequest, own: Own, wrong: Observation, *, mistyped: str = "", problem: str = "", status: int = 200
) -> HttpResponse:
    kind = KINDS[wrong.kind]
    words = wording(kind.key)
    own.disclose([f"Observation/{wrong.pk}/{wrong.version}"])
    return own.show(
        "correct.html",
        "Rette måling",
        {
            "here": "",
            "wrong": wrong,
            "wrong_said": observation_said(wrong),
            "kind": kind,
            "words": words,
            "fields": [
                Field(name, label, request.POST.get(name, ""), name == mistyped)
                for name, label in zip(sending.FIELDS, words.parts or (words.name,), strict=False)
            ],
            "mistyped": mistyped,
            "problem": problem,
            "usual": usual_said(own, kind),
            "source_key": sending.new_key(),
        },
        status=status,
    )
