"""The search page: a form that asks by address, so that an answer can be kept, sent and gone back to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varde.portals.management.search.index import find
from varde.portals.management.search.public import entries

LONGEST = 80


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST]
    found = find(asked, entries()) if asked else []
    context = {"asked": asked, "found": found, "count": sum(len(some.hits) for some in found)}
    return render(request, "management/search/search.html", context)
