"""Figures that others have collected: the template to fill in, taking a filled-in file, and what is there."""

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from varde.indicators import actions, externals
from varde.indicators import published as indicators
from varde.indicators.externals import Mistake
from varde.portals.access import actor_of, programme_only

MOST_MISTAKES = 50


@programme_only
@require_http_methods(["GET", "HEAD", "POST"])
def external(request: HttpRequest) -> HttpResponse:
    mistakes: list[Mistake] = []
    if request.method == "POST":
        mistakes = _take(request)
        if not mistakes:
            return redirect("management:external")
    context = {
        "mistakes": mistakes[:MOST_MISTAKES],
        "more": max(0, len(mistakes) - MOST_MISTAKES),
        "files": indicators.external_files(),
        "columns": externals.COLUMNS,
        "may_be_there": externals.MAY_BE_THERE,
    }
    return render(request, "management/publications/external.html", context, status=422 if mistakes else 200)


def _take(request: HttpRequest) -> list[Mistake]:
    file = request.FILES.get("fil")
    if not isinstance(file, UploadedFile):
        return [Mistake(0, "", "Velg en fil først.")]
    if (file.size or 0) > externals.GREATEST_FILE:
        return [Mistake(0, "", "Filen er større enn 2 MB. Del den i flere.")]
    try:
        taken = actions.import_external(by=actor_of(request), name=file.name or "uten navn", content=file.read())
    except actions.BadFile as error:
        return error.mistakes
    messages.success(request, f"{taken.figures.count()} tall fra «{taken.name}» er tatt inn og låst.")
    return []


@programme_only
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="mal-eksterne-tall.csv"'}
    return HttpResponse(externals.template(), content_type="text/csv; charset=utf-8", headers=headers)
