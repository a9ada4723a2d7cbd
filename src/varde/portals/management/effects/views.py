"""Writing about effects, benefits, services and the registers: for the programme lead, and a project lead about her own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from varde.lib.context import Actor
from varde.portals.access import actor_of, only
from varde.portals.management.effects import fields
from varde.portals.management.effects.sections import SECTIONS, Section
from varde.projects import actions, desk, rights, watch
from varde.projects.drafts import MeasurementDraft
from varde.projects.models import Benefit, PatientCase, Recorded
from varde.projects.progress import progress
from varde.projects.refusals import NotYours, Refused, SomebodyChanged
from varde.projects.registers import REGISTERS

leads_only = only("personnel", roles=frozenset({rights.PROGRAMME_LEAD, rights.PROJECT_LEAD}))


@require_safe
@leads_only
def overview(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    mine = {project.pk for project in desk.projects(by)}
    return render(
        request,
        "management/effects/overview.html",
        {
            "sections": [(one, one.rows(by).filter(withdrawn_at=None).count()) for one in SECTIONS.values()],
            "registers": len(REGISTERS),
            "leads_programme": rights.writes_about_all(by),
            "waiting": desk.waiting(by),
            "unplanned": [project for project in watch.without_benefit_plan() if project.pk in mine],
        },
    )


@require_safe
@leads_only
def listing(request: HttpRequest, section: str) -> HttpResponse:
    shown = _section(section)
    rows = [(row, *shown.says(row)) for row in shown.rows(actor_of(request))]
    return render(request, "management/effects/list.html", {"section": shown, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def new(request: HttpRequest, section: str) -> HttpResponse:
    shown, by = _section(section), actor_of(request)
    form = form_of(shown.fields(by), request.POST or None, {"project": request.GET.get("prosjekt", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = shown.make(by, form.cleaned_data)
        except (Refused, NotYours) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, "Lagret.")
            return HttpResponseRedirect(reverse("management:effects_row", args=[section, row.pk]))
    return _form_page(request, shown, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def row(request: HttpRequest, section: str, row_id: UUID) -> HttpResponse:
    shown, by = _section(section), actor_of(request)
    current = get_object_or_404(shown.rows(by), pk=row_id)
    form = form_of(shown.fields(by), request.POST or None, shown.initial(current))
    if request.method == "POST" and form.is_valid():
        try:
            shown.put(by, row_id, version_of(request), form.cleaned_data)
        except (Refused, NotYours, SomebodyChanged) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, "Endringen er lagret.")
            return HttpResponseRedirect(request.path)
    return _form_page(request, shown, form, current)


@require_POST
@leads_only
def withdraw(request: HttpRequest, section: str, row_id: UUID) -> HttpResponse:
    shown, by = _section(section), actor_of(request)
    why = request.POST.get("why", "")
    return _step(
        request,
        section,
        row_id,
        "Trukket. Den vises ikke lenger, og kan settes tilbake.",
        lambda: actions.withdraw(by=by, kind=shown.kind, row_id=row_id, version=version_of(request), why=why),
    )


@require_POST
@leads_only
def put_back(request: HttpRequest, section: str, row_id: UUID) -> HttpResponse:
    shown, by = _section(section), actor_of(request)
    return _step(
        request,
        section,
        row_id,
        "Satt tilbake.",
        lambda: actions.put_back(by=by, kind=shown.kind, row_id=row_id, version=version_of(request)),
    )


@require_POST
@leads_only
def approve(request: HttpRequest, row_id: UUID) -> HttpResponse:
    by = actor_of(request)
    return _step(
        request,
        "pasienthistorier",
        row_id,
        "Du har godkjent teksten.",
        lambda: actions.approve_case(by=by, case_id=row_id, version=version_of(request)),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def measure(request: HttpRequest, row_id: UUID) -> HttpResponse:
    by = actor_of(request)
    benefit = get_object_or_404(desk.benefits(by), pk=row_id)
    form = form_of(fields.measurement(benefit.has_control), request.POST or None, {})
    if request.method == "POST" and form.is_valid():
        try:
            actions.measure_benefit(by=by, benefit_id=row_id, draft=MeasurementDraft(**form.cleaned_data))
        except (Refused, NotYours) as refusal:
            _tell(form, refusal)
        else:
            messages.success(request, "Målingen er lagret.")
            return HttpResponseRedirect(reverse("management:effects_row", args=["gevinster", row_id]))
    return render(request, "management/effects/measure.html", {"benefit": benefit, "form": form})


@require_POST
@leads_only
def withdraw_measurement(request: HttpRequest, row_id: UUID, measurement_id: UUID) -> HttpResponse:
    by, why = actor_of(request), request.POST.get("why", "")
    version = version_of(request)
    return _step(
        request,
        "gevinster",
        row_id,
        "Målingen er trukket.",
        lambda: actions.withdraw(by=by, kind="measurement", row_id=measurement_id, version=version, why=why),
    )


def form_of(named: fields.Fields, data: Mapping[str, Any] | None, initial: Mapping[str, object]) -> forms.Form:
    """A form of these fields; what is refused is read out with the field it is about."""
    made = type("WrittenForm", (forms.Form,), dict(named))
    form: forms.Form = made(data, initial=dict(initial), label_suffix="")
    return form


def version_of(request: HttpRequest) -> int:
    """The version on the page the form came from; one that never was when it says nothing readable."""
    written = request.POST.get("version", "")
    return int(written) if written.isdecimal() and len(written) < 9 else -1


def _section(slug: str) -> Section:
    if slug not in SECTIONS:
        raise Http404
    return SECTIONS[slug]


def _tell(form: forms.Form, refusal: Exception) -> None:
    reasons = refusal.reasons if isinstance(refusal, Refused) else {"": str(refusal)}
    for name, reason in reasons.items():
        form.add_error(name if name in form.fields else None, reason)


def _step(request: HttpRequest, section: str, row_id: UUID, said: str, verb: Any) -> HttpResponse:
    """One verb on one row of the one who asks, then back to its page, with what came of it."""
    get_object_or_404(_section(section).rows(actor_of(request)), pk=row_id)
    try:
        verb()
    except (Refused, NotYours, SomebodyChanged) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(reverse("management:effects_row", args=[section, row_id]))


def _form_page(request: HttpRequest, section: Section, form: forms.Form, current: Recorded | None) -> HttpResponse:
    context: dict[str, Any] = {"section": section, "form": form, "row": current, "by": actor_of(request)}
    if isinstance(current, Benefit):
        context["progress"] = progress(current, list(current.measurements.all()))
        context["measurements"] = current.measurements.all()
    if isinstance(current, PatientCase):
        context["may_approve"] = _may_approve(current, actor_of(request))
    return render(request, "management/effects/row.html", context)


def _may_approve(case: PatientCase, by: Actor) -> bool:
    approved = {one.approved_by_id for one in case.approvals_now}
    return not case.is_public and not case.withdrawn_at and by.id != case.recorded_by_id and by.id not in approved
