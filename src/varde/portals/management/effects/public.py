"""What anybody may read: effects and experiences side by side, the knowledge behind them, and a project's own part."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varde.indicators import disclosure
from varde.indicators.definitions import MEASURES
from varde.portals.components.templatetags.varde import thousands
from varde.portals.management.effects.facts import by_register
from varde.portals.management.effects.needs import common_needs
from varde.projects import published, watch
from varde.projects.comparing import compare
from varde.projects.models import Benefit, HealthcareService, Party, Project
from varde.projects.progress import Progress, progress
from varde.projects.wording import REGRESSION

HIDDEN = "skjult (færre enn 5)"
SERVICE_PARTIES = (Party.MUNICIPALITY, Party.GP, Party.SPECIALIST)


@dataclass(frozen=True, slots=True)
class Planned:
    """A benefit with what may be said of it."""

    benefit: Benefit
    progress: Progress
    measured: str


@dataclass(frozen=True, slots=True)
class Offered:
    """A service with its volume in words."""

    service: HealthcareService
    volume: str


@require_safe
def effects(request: HttpRequest) -> HttpResponse:
    everything = published.effects()
    services = list(published.services())
    return render(
        request,
        "management/effects/public.html",
        {
            "for_services": compare(everything.of_parties(*SERVICE_PARTIES)),
            "for_people": compare(everything.of_parties(Party.PATIENT, Party.RELATIVE)),
            "services": [offered(one) for one in services],
            "existing": sum(one.state == "existing" for one in services),
            "planned": sum(one.state == "planned" for one in services),
            "joint": sum(bool(one.is_jointly_planned) for one in services),
            "plans": published.plans(),
            "involvements": published.involvements(),
            "not_involved": published.involvements().missing(),
            "cases": published.cases(),
        },
    )


@require_safe
def knowledge(request: HttpRequest) -> HttpResponse:
    tag = request.GET.get("emne", "").strip().lower()[:40]
    found = published.evidence()
    context = {
        "evidence": found.tagged(tag) if tag else found,
        "tag": tag,
        "tags": sorted({word for one in found for word in one.words}),
        "needs": common_needs(published.entries("need-answer")),
        "facts": by_register(
            published.entries()
            .filter(Q(project=None) | Q(register__in=("example", "mini-hta")))
            .exclude(register="need-answer")
        ),
    }
    return render(request, "management/effects/knowledge.html", context)


def about(project: Project) -> dict[str, Any]:
    """For the project's own page."""
    planned = [_planned(one) for one in published.benefits().filter(project=project)]
    involvements = published.involvements().filter(project=project)
    return {
        "compared": compare(published.effects().filter(project=project)),
        "benefits": planned,
        "regression": REGRESSION if any(not one.benefit.has_control for one in planned) else "",
        "is_without_plan": not planned and any(one.pk == project.pk for one in watch.without_benefit_plan()),
        "services": [offered(one) for one in published.services().filter(project=project)],
        "involvements": involvements,
        "not_involved": involvements.missing() if involvements else [],
        "cases": published.cases().filter(project=project),
        "facts": by_register(published.entries().filter(project=project).with_reuse()),
    }


def offered(service: HealthcareService) -> Offered:
    if service.volume is None:
        return Offered(service, "")
    if service.volume_is_people and not disclosure.is_shown(service.volume):
        return Offered(service, HIDDEN)
    return Offered(service, f"{thousands(service.volume)} {service.volume_unit}")


def _planned(benefit: Benefit) -> Planned:
    measured = MEASURES[benefit.measure].name if benefit.measure in MEASURES else benefit.measured_as
    return Planned(benefit, progress(benefit, list(benefit.measurements.all())), measured)
