"""A form, one question at a time. What is answered so far travels in the page itself, so nothing is kept on the server until it is sent."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from varde.portals.patient import sending
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.acute import acute_answers, acute_rules, is_acute
from varde.portals.patient.presenters.tasks import title
from varde.questionnaires.forms import FORMS, Form, FormError, Item, clean, validate
from varde.triage.submissions import Answers

SENT_ALREADY = gettext_noop("Du har alt sendt svar fra denne siden. Trykk Send en gang til hvis du vil sende på nytt.")


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def form(request: HttpRequest, own: Own, form_id: str) -> HttpResponse:
    """GET shows the first question; each POST carries the answers so far; the last one sends them."""
    known = FORMS.get(form_id)
    if known is None:
        raise Http404
    answers = {item.id: request.POST[item.id] for item in known.items if request.POST.get(item.id)}
    at = _position(known, request.POST.get("question", ""))
    if request.method != "POST":
        return _ask(request, own, known, 0, {})
    if "back" in request.POST:
        return _ask(request, own, known, max(at - 1, 0), answers)
    if problem := _problem(known.items[at], answers):
        return _ask(request, own, known, at, answers, problem=problem, status=422)
    if at + 1 < len(known.items):
        return _ask(request, own, known, at + 1, answers)
    return _send(request, own, known, answers)


def _send(request: HttpRequest, own: Own, known: Form, answers: dict[str, str]) -> HttpResponse:
    try:
        clean = validate(known.id, answers)
    except FormError as wrong:
        return _ask(request, own, known, _position(known, wrong.item), answers, problem=str(wrong), status=422)
    outcome = sending.send(
        own,
        Answers(
            patient_id=own.id,
            source_key=sending.source_key(request),
            form=known.id,
            effective_at=sending.happened_at(request),
            answers=clean,
        ),
    )
    if outcome.status in {"stored", "already"}:
        return HttpResponseRedirect(f"/min/sendt/{outcome.subject_id}/")
    return _ask(
        request, own, known, len(known.items) - 1, answers, problem=outcome.problem or _(SENT_ALREADY), status=409
    )


def _ask(
    request: HttpRequest,
    own: Own,
    known: Form,
    at: int,
    answers: dict[str, str],
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    item = known.items[at]
    others = {name: answer for name, answer in answers.items() if name != item.id}
    context: dict[str, Any] = {
        "here": "",
        "form": known,
        "title": title(known.id),
        "item": item,
        "number": at + 1,
        "count": len(known.items),
        "is_last": at + 1 == len(known.items),
        "answer": answers.get(item.id, ""),
        "others": others.items(),
        **_acute(own, known, item, answers, others),
        "problem": problem,
        "worse": "verre" in request.GET,
        # One key for the whole round, so that the form sent twice is stored once. After a conflict it is a new round.
        "source_key": sending.source_key(request) if status != 409 else sending.new_key(),
    }
    return own.show("form.html", "Skjema", context, status=status)


def _acute(own: Own, known: Form, item: Item, answers: dict[str, str], others: dict[str, str]) -> dict[str, Any]:
    """What the page needs to say 113 at once: whether it stands already, and which answers to this question raise it."""
    rules = acute_rules(own.plan)
    return {
        "plan": own.plan,
        "is_acute": is_acute(rules, known, answers),
        "stands": is_acute(rules, known, others),
        "acute_answers": json.dumps(acute_answers(rules, known, item, others), ensure_ascii=False),
    }


def _problem(item: Item, answers: dict[str, str]) -> str:
    try:
        clean(item, answers.get(item.id))
    except FormError as wrong:
        return str(wrong)
    return ""


def _position(known: Form, item_id: str) -> int:
    return next((at for at, item in enumerate(known.items) if item.id == item_id), 0)
