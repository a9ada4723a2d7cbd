"""The two buttons on every page: *Jeg føler meg dårligere* and *Jeg vil bli kontaktet*."""

from typing import Literal

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from varde.lib import clock
from varde.portals.patient import sending
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.promise import reading_promise
from varde.portals.patient.presenters.seen import seen_after
from varde.questionnaires.forms import FORMS
from varde.triage.models import CardEvent
from varde.triage.submissions import ContactRequest

LONGEST_TEXT = 1000


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def contact(request: HttpRequest, own: Own) -> HttpResponse:
    if request.method == "POST":
        return _ask_for(request, own, "contact") or HttpResponseRedirect("/min/kontakt/sendt/")
    return own.show(
        "contact.html", "Be om kontakt", {"here": "contact", "wish": "contact", "source_key": sending.new_key()}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def worse(request: HttpRequest, own: Own) -> HttpResponse:
    """Sent at once, before any question: what follows can be left without losing the message."""
    if request.method == "POST":
        form = symptom_form(own)
        after = f"/min/skjema/{form}/?verre" if form else "/min/kontakt/sendt/"
        return _ask_for(request, own, "worse") or HttpResponseRedirect(after)
    return own.show(
        "worse.html",
        "Føler meg dårligere",
        {"here": "worse", "wish": "worse", "plan": own.plan, "source_key": sending.new_key()},
    )


@require_safe
@own_page
def contact_sent(request: HttpRequest, own: Own) -> HttpResponse:
    card = own.card
    asked_at = max(filter(None, (card.wants_contact_at, card.feels_worse_at)), default=None) if card else None
    events = own.scope.rows(CardEvent).filter(at__gte=asked_at) if asked_at else []
    return own.show(
        "contact_sent.html",
        "Kvittering for kontakt",
        {
            "here": "",
            "asked_at": asked_at,
            "feels_worse": bool(card and card.feels_worse_at and card.feels_worse_at == asked_at),
            "promise": reading_promise(card.zone if card else 0, card, own.unit, asked=True),
            "seen": seen_after(asked_at, events) if asked_at else None,
            "plan": own.plan,
        },
    )


def symptom_form(own: Own) -> str | None:
    """The daily form of the patient's own plan."""
    items = [line.item for line in own.plan.schedule] if own.plan else []
    return next((item for item in items if item in FORMS and item.endswith("_daglig")), None)


def _ask_for(request: HttpRequest, own: Own, wish: Literal["contact", "worse"]) -> HttpResponse | None:
    """Send it; None when it was received, else a page that says what to do instead."""
    outcome = sending.send(
        own,
        ContactRequest(
            patient_id=own.id,
            source_key=sending.source_key(request),
            wish=wish,
            at=min(sending.happened_at(request), clock.now()),
            text=request.POST.get("text", "").strip()[:LONGEST_TEXT],
        ),
    )
    if outcome.status in {"stored", "already"}:
        return None
    template = "worse.html" if wish == "worse" else "contact.html"
    return own.show(
        template,
        "Be om kontakt",
        {
            "here": wish,
            "wish": wish,
            "plan": own.plan,
            "source_key": sending.new_key(),
            "problem": outcome.problem or "conflict",
        },
        status=409,
    )
