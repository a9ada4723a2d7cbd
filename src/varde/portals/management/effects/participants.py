"""Which municipalities take part in which project, and the one that owns it: for the lead of the programme."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from varde.portals.access import actor_of
from varde.portals.management.effects import fields
from varde.portals.management.effects.views import form_of, leads_only
from varde.projects import actions, desk, rights
from varde.projects.drafts import ParticipantDraft
from varde.projects.refusals import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@leads_only
def participants(request: HttpRequest) -> HttpResponse:
    by = actor_of(request)
    if not rights.writes_about_all(by):
        raise Http404
    form = form_of(fields.participant(by), request.POST or None, {"project": request.GET.get("prosjekt", "")})
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.take_part(by=by, draft=ParticipantDraft(**form.cleaned_data))
        except Refused as refusal:
            for name, reason in refusal.reasons.items():
                form.add_error(name, reason)
        else:
            messages.success(request, f"Lagret: {row.municipality} er {row.get_role_display().lower()}.")
            return HttpResponseRedirect(request.path)
    context = {"form": form, "projects": desk.projects(by).with_participants()}
    return render(request, "management/effects/participants.html", context)
