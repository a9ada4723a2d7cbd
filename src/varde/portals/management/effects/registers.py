"""The registers: one page each, with what stands and a form for the next fact."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from varde.geography import published as geography
from varde.indicators import published as indicators
from varde.lib.context import Actor
from varde.portals.access import actor_of
from varde.portals.management.effects import fields
from varde.portals.management.effects.facts import continued, from_whom, met, progress_by_project, told
from varde.portals.management.effects.needs import common_needs, waiting
from varde.portals.management.effects.views import form_of, leads_only, version_of
from varde.projects import actions, desk, rights
from varde.projects.drafts import EntryDraft
from varde.projects.models import Entry
from varde.projects.refusals import NotYours, Refused, SomebodyChanged
from varde.projects.registers import REGISTERS, Register


@require_safe
@leads_only
def all_of_them(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    shown = [(one, desk.entries(by, one.code).count()) for one in REGISTERS.values() if _may_write(one, by)]
    return render(request, "management/effects/registers.html", {"registers": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def register(request: HttpRequest, code: str) -> HttpResponse:
    by = actor_of(request)
    if code not in REGISTERS or not _may_write(REGISTERS[code], by):
        raise Http404
    shown = REGISTERS[code]
    form = form_of(
        asked(shown, by), request.POST or None, {"project": request.GET.get("prosjekt", ""), "is_public": False}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.enter(by=by, draft=draft(shown, form.cleaned_data))
        except (Refused, NotYours, SomebodyChanged) as refusal:
            reasons = refusal.reasons if isinstance(refusal, Refused) else {"": str(refusal)}
            for name, reason in reasons.items():
                form.add_error(name if name in form.fields else None, reason)
        else:
            messages.success(request, "Lagret. Det som sto fra før om det samme, er tatt vare på.")
            return HttpResponseRedirect(request.path)
    return render(
        request, "management/effects/register.html", {"register": shown, "form": form, **_standing(shown, by)}
    )


def _standing(shown: Register, by: Actor) -> dict[str, Any]:
    """What the register holds now, and what can be counted from it."""
    rows = desk.entries(by, shown.code)
    return {
        "facts": [
            told(shown, one, desk.earlier(one)) for one in (rows.with_reuse() if shown.code == "routine" else rows)
        ],
        "table": progress_by_project(shown, rows) if shown.code == "milestone" else [],
        "common": common_needs(rows) if shown.code == "need-answer" else [],
        "summary": _summary(shown, rows, by),
    }


def _summary(shown: Register, rows: Iterable[Entry], by: Actor) -> str:
    if shown.code == "continuation":
        return continued(rows, of=geography.helsefellesskap_count())
    if shown.code in {"need", "need-answer"}:
        return waiting(desk.shared("need"), desk.shared("need-answer"))
    return met(shown, rows, of=desk.projects(by).count()) if shown.roles else ""


@require_POST
@leads_only
def withdraw_entry(request: HttpRequest, code: str, row_id: UUID) -> HttpResponse:
    by = actor_of(request)
    get_object_or_404(desk.entries(by, code), pk=row_id)
    try:
        actions.withdraw_entry(by=by, entry_id=row_id, version=version_of(request), why=request.POST.get("why", ""))
    except (Refused, NotYours, SomebodyChanged) as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Trukket.")
    return HttpResponseRedirect(reverse("management:effects_register", args=[code]))


def asked(shown: Register, by: Actor) -> fields.Fields:
    """The form of a register: what it asks for and nothing else."""
    found: fields.Fields = {}
    if shown.about == "project":
        found["project"] = fields.about_project(by, required=not shown.also_programme)
    if shown.about == "helsefellesskap":
        found["helsefellesskap"] = fields.area(required=not shown.also_programme, empty="Hele programmet")
    for name, codes, label in (("item", shown.items, "Hva"), ("state", shown.states, "Tilstand")):
        if codes:
            found[name] = fields.choice(label, codes.items(), required=name in shown.required)
    for name, label in shown.fields.items():
        found[name] = _field(shown, name, label, by)
    if shown.roles:
        found["attended"] = fields.several("Hvem møtte", shown.roles.items(), "Kryss av for alle som var der.")
    sources = [(one.key, one.short) for one in indicators.sources()]
    found["source"] = fields.choice("Kilde", sources, required=False, empty="Jeg oppgir det selv")
    found["is_public"] = fields.tick("Offentlig")
    return found


def draft(shown: Register, values: Mapping[str, Any]) -> EntryDraft:
    about = values.get("about")
    plain = {name: value for name, value in values.items() if name not in {"about", "attended"}}
    attended = tuple(values.get("attended", ()))
    return EntryDraft(register=shown.code, about=UUID(about) if about else None, attended=attended, **plain)


def _field(shown: Register, name: str, label: str, by: Actor) -> Any:
    required = name in shown.required
    if name == "municipality":
        there = [(one.number, one.name) for one in desk.municipalities(by)]
        return fields.choice(label, there, required=required)
    if name == "about":
        there = [(str(one.pk), f"{one.party} ({from_whom(one)})") for one in desk.shared(shown.refers_to)]
        return fields.choice(label, there, required=required)
    if name == "evidence":
        return fields.choice(label, fields.known_evidence(), "Noe som står i kunnskapsgrunnlaget.", required=required)
    made = {"on": fields.day, "number": fields.whole, "text": fields.long}.get(name)
    if made is not None:
        return made(label, required=required)
    return (
        fields.year(label, required=required) if name == "year" else fields.text(label, required=required, longest=160)
    )


def _may_write(shown: Register, by: Actor) -> bool:
    return rights.writes_about_all(by) or shown.about == "project"
