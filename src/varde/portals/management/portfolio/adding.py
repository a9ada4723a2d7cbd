"""The programme lead adds: a deliverable, a priority, something to hand over, and why a finding stands."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from varde.portals.access import actor_of
from varde.portals.management.portfolio import attention
from varde.portals.management.portfolio import forms as papers
from varde.portals.management.portfolio.editing import filled, initiative_of
from varde.portals.management.portfolio.lead import lead_only
from varde.portals.management.portfolio.views import today
from varde.portfolio import actions, watch
from varde.portfolio import published as portfolio
from varde.portfolio.models import DeliverableKind


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def deliverable(request: HttpRequest, slug: str) -> HttpResponse:
    shown = initiative_of(slug)
    form = papers.NewDeliverableForm(request.POST or None, initial={"answers": request.GET.get("svar", "")})
    form.among(portfolio.open_orders(shown), portfolio.wholes(shown))

    def add(said: dict[str, Any]) -> object:
        outside = {name: said.pop(name) for name in ("description", "answers", "part_of")}
        fields = actions.NewDeliverable(**said | {"kind": DeliverableKind(said["kind"])})
        return actions.add_deliverable(by=actor_of(request), slug=slug, fields=fields, **outside)

    return filled(request, shown, form, add, title="Ny leveranse", done="Leveransen er lagt til.", now={})


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def priority(request: HttpRequest, slug: str) -> HttpResponse:
    form = papers.PriorityForm(request.POST or None, initial={"on": today()})

    def write(said: dict[str, Any]) -> object:
        return actions.log_priority(by=actor_of(request), slug=slug, **said)

    done = "Endringen er ført i loggen."
    return filled(request, initiative_of(slug), form, write, title="Endret prioritering", done=done, now={})


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: HttpRequest, slug: str) -> HttpResponse:
    form = papers.HandoverForm(request.POST or None)

    def add(said: dict[str, Any]) -> object:
        return actions.add_handover(by=actor_of(request), slug=slug, **said)

    done = "Lagt til i overleveringsplanen."
    return filled(request, initiative_of(slug), form, add, title="Dette må videreføres", done=done, now={})


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    shown = initiative_of(slug)
    row = get_object_or_404(shown.handovers.all(), number=number, done_on=None)
    form = papers.FinishForm(request.POST or None, initial={"receiver": row.receiver})

    def hand_over(said: dict[str, Any]) -> object:
        return actions.finish_handover(by=actor_of(request), slug=slug, number=number, **said)

    return filled(request, shown, form, hand_over, title="Overlevert", done="Overlevert.", now={}, lead=row.what)


@lead_only
@require_http_methods(["GET", "HEAD", "POST"])
def explanation(request: HttpRequest, slug: str, digest: str) -> HttpResponse:
    shown = initiative_of(slug)
    found = next((one for one in watch.of(watch.findings(today()), slug) if one.digest == digest), None)
    if found is None:
        raise Http404
    (told,) = attention.told([found])
    form = papers.ExplanationForm(request.POST or None, initial={"text": told.explanation and told.explanation.text})

    def write(said: dict[str, Any]) -> object:
        return actions.explain(by=actor_of(request), digest=digest, **said)

    more = {"lead": found.sentence, "finding": told}
    return filled(
        request, shown, form, write, title="Forklar motsigelsen", done="Forklaringen er lagret.", now={}, **more
    )
