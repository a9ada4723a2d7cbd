"""What works without a network: a page kept on the phone, and the small worker that keeps it."""

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varde.portals.components.context import Visit

WORKER = "varde/worker.js"


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """The same for everybody, with nothing about anybody in it: emergency numbers, and what waits on this device."""
    nobody = Visit(None, "/", settings.DEMO_LOGIN_ALLOWED)
    return render(request, "patient/offline.html", {"here": "offline", "visit": nobody})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from here so that it may answer for the pages under `/min/`."""
    path = finders.find(WORKER)
    if not isinstance(path, str):
        raise Http404
    with open(path, encoding="utf-8") as file:
        return HttpResponse(
            file.read(), content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"}
        )
