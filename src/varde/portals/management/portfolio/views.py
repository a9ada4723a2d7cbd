"""Reading initiatives: the public page and its history, and the programme lead's overview and desk."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from varde.lib import clock
from varde.portals.management.portfolio import attention, showing, timeline
from varde.portals.management.portfolio.lead import is_lead, lead_only
from varde.portals.management.templatetags.sourcing import Sources
from varde.portfolio import published as portfolio
from varde.portfolio import watch
from varde.portfolio.models import Initiative


@require_safe
def initiative(request: HttpRequest, slug: str) -> HttpResponse:
    shown = get_object_or_404(portfolio.initiatives().in_full(), slug=slug)
    found = watch.unexplained(watch.of(watch.findings(today()), slug)) if is_lead(request) else []
    findings = attention.told(found) if found else []
    return render(request, "management/portfolio/initiative.html", {**_page(shown), "findings": findings})


@require_safe
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """What was said before, and what has been changed here. Names of persons are not in it."""
    shown = get_object_or_404(portfolio.initiatives().in_full(), slug=slug)
    context = {
        "initiative": shown,
        "sources": Sources(),
        "steps": timeline.steps(portfolio.changes(shown), with_names=False),
    }
    return render(request, "management/portfolio/history.html", context)


@lead_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    found = watch.findings(today())
    still = watch.unexplained(found)
    rows = attention.rows(portfolio.initiatives().in_full(), still, on=today())
    context = {"rows": rows, "groups": attention.by_severity(found), "title": attention.title(rows, still)}
    return render(request, "management/portfolio/overview.html", context)


@lead_only
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything of one initiative that can be changed, and what does not fit."""
    shown = get_object_or_404(portfolio.initiatives().in_full(), slug=slug)
    told = attention.told(watch.of(watch.findings(today()), slug))
    context = {
        **_page(shown),
        "findings": [one for one in told if one.explanation is None],
        "explained": [one for one in told if one.explanation],
        "steps": timeline.steps(portfolio.changes(shown)[:20], with_names=True),
    }
    return render(request, "management/portfolio/desk.html", context)


def _page(shown: Initiative) -> dict[str, Any]:
    return {
        "initiative": shown,
        "report": shown.latest_report,
        "facts": showing.information_block(shown),
        "description": showing.blocks(shown.description),
        "deliveries": showing.deliveries(shown, on=today()),
        "goals": showing.goal_tree(shown.contributions.all()),
        "rounds": showing.rounds(portfolio.round_claims(shown)),
        "papers": timeline.papers(shown),
        "sources": Sources(),
    }


def today() -> date:
    return timezone.localdate(clock.now())
