"""The programme lead's forms: each one verb, post and then back to the initiative's desk."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from varde.portals.access import actor_of
from varde.portals.management.portfolio import forms as papers
from varde.portals.management.portfolio.lead import lead_only
from varde.portals.management.portfolio.views import today
from varde.portfolio import actions
from varde.portfolio import published as portfolio
from varde.portfolio.models import Deliverable, Initiative, Risk, RiskLevel, Status

CONFLICT = "Noen andre har endret dette siden du åpnet siden. Ingenting er lagret. Se hva som står nå, og lagre på nytt hvis ditt skal gjelde."
DONE = 302
Verb = Callable[[dict[str, Any]], object]


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, slug: str) -> HttpResponse:
    shown = initiative_of(slug)
    latest = shown.latest_report
    now = {"seen": latest.id if latest else None}
    initial = now | {
        "as_of": today(),
        "status": latest.status if latest else Status.UNDER_CONTROL,
        "risk_level": latest.risk_level if latest else "",
        "risk_text": latest.risk_text if latest else "",
    }

    def write(said: dict[str, Any]) -> object:
        said["risk_level"] = RiskLevel(said["risk_level"]) if said["risk_level"] else None
        return actions.write_status(by=actor_of(request), slug=slug, **said)

    form = papers.StatusForm(request.POST or None, initial=initial)
    return filled(request, shown, form, write, title="Skriv ny status", done="Ny status er lagret.", now=now)


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def deliverable(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    shown = initiative_of(slug)
    delivery = get_object_or_404(shown.deliveries.all(), deliverable=what)
    row = delivery.deliverable
    names = ("due_on", "is_delivered", "delivered_on", "gate_passed_on")
    now = {"version": row.version}
    form = papers.DeliverableForm(request.POST or None, initial=now | {name: getattr(row, name) for name in names})
    form.with_gate(row.gate)

    def change(said: dict[str, Any]) -> object:
        return actions.change_deliverable(by=actor_of(request), slug=what, **said)

    more = {"lead": _shared(row, shown), "undo": row.changed_at is not None and row.version}
    return filled(request, shown, form, change, title=delivery.heading, done="Leveransen er endret.", now=now, **more)


@lead_only
@require_POST
def undo(request: HttpRequest, slug: str, what: str) -> HttpResponse:
    """Take back the last step on a deliverable."""
    get_object_or_404(initiative_of(slug).deliveries.all(), deliverable=what)
    text = request.POST.get("version", "")
    version = int(text) if text.isdecimal() and len(text) < 9 else -1
    try:
        actions.undo_deliverable(by=actor_of(request), slug=what, version=version)
        messages.success(request, "Endringen er angret. Begge trinn står i historikken.")
    except (actions.NotPossible, actions.SomebodyElseChanged) as refusal:
        messages.warning(request, str(refusal))
    return HttpResponseRedirect(reverse("management:portfolio_initiative", args=[slug]))


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def new_risk(request: HttpRequest, slug: str) -> HttpResponse:
    shown = initiative_of(slug)
    form = papers.RiskForm(request.POST or None)
    form.for_a_new_one()

    def add(said: dict[str, Any]) -> object:
        said.pop("version")
        return actions.add_risk(by=actor_of(request), slug=slug, fields=actions.RiskFields(**said))

    return filled(request, shown, form, add, title="Ny risiko", done="Risikoen er lagt til.", now={})


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def risk(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = initiative_of(slug)
    row: Risk = get_object_or_404(shown.risks.all(), number=number)
    now = {"version": row.version}
    form = papers.RiskForm(
        request.POST or None, initial={name: getattr(row, name, "") for name in papers.RiskForm.base_fields}
    )

    def change(said: dict[str, Any]) -> object:
        outside = {name: said.pop(name) for name in ("version", "is_closed", "reason")}
        fields = actions.RiskFields(**said)
        return actions.change_risk(by=actor_of(request), slug=slug, number=number, fields=fields, **outside)

    return filled(request, shown, form, change, title=f"Risiko: {row.title}", done="Risikoen er endret.", now=now)


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def escalation(request: HttpRequest, slug: str) -> HttpResponse:
    shown = initiative_of(slug)
    form = papers.EscalationForm(request.POST or None, initial={"meeting_on": today()})
    form.about(shown)

    def write(said: dict[str, Any]) -> object:
        said["risk"] = int(said["risk"]) if said["risk"] else None
        return actions.log_escalation(by=actor_of(request), slug=slug, **said)

    return filled(request, shown, form, write, title="Ta opp i styringsmøte", done="Saken er ført i loggen.", now={})


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    shown = initiative_of(slug)
    now = {"version": shown.version}
    initial = now | {"contact": shown.contact, "is_public": shown.contact_is_public}
    form = papers.ContactForm(request.POST or None, initial=initial)

    def change(said: dict[str, Any]) -> object:
        return actions.change_contact(by=actor_of(request), slug=slug, **said)

    return filled(request, shown, form, change, title="Kontaktperson", done="Kontaktpersonen er endret.", now=now)


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def owner(request: HttpRequest, slug: str) -> HttpResponse:
    shown = initiative_of(slug)
    now = {"version": shown.version}
    form = papers.OwnerForm(request.POST or None, initial=now | {"since": today()})
    form.among(portfolio.agencies())

    def change(said: dict[str, Any]) -> object:
        return actions.change_owner(by=actor_of(request), slug=slug, **said)

    return filled(request, shown, form, change, title="Eier", done="Eieren er endret.", now=now)


def filled(
    request: HttpRequest,
    initiative: Initiative,
    form: forms.Form,
    verb: Verb,
    *,
    title: str,
    done: str,
    now: dict[str, Any],
    **more: Any,
) -> HttpResponse:
    """The form, or its verb done and back to the desk. Refused: the form again, with what was written.

    `now` is the version as it stands: after a conflict it is sent along, so that saving again is a choice.
    """
    code = _attempted(request, form, verb, now) if request.method == "POST" else 200
    if code == DONE:
        messages.success(request, done, extra_tags="good")
        return HttpResponseRedirect(reverse("management:portfolio_initiative", args=[initiative.slug]))
    context = {"initiative": initiative, "form": form, "title": title, **more}
    return render(request, "management/portfolio/form.html", context, status=code)


def _attempted(request: HttpRequest, form: forms.Form, verb: Verb, now: dict[str, Any]) -> int:
    """`DONE`, or the status of the refusal, which then stands in the form."""
    try:
        if form.is_valid():
            verb(dict(form.cleaned_data))
            return DONE
    except actions.NotPossible as refusal:
        form.add_error(None, str(refusal))
    except actions.SomebodyElseChanged:
        form.add_error(None, CONFLICT)
        form.data = {**request.POST.dict(), **{name: str(value or "") for name, value in now.items()}}
        return 409
    return 400


def initiative_of(slug: str) -> Initiative:
    return get_object_or_404(portfolio.initiatives().in_full(), slug=slug)


def _shared(row: Deliverable, shown: Initiative) -> str:
    """A change under one initiative is a change under all: said before it is made."""
    others = [str(one.initiative) for one in row.deliveries.all() if one.initiative_id != shown.id]
    return f"Leveransen står også under {' og '.join(others)}. Endringen gjelder begge steder." if others else ""
