"""The page of words: all of them in order, each with its own address on the page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from varde.indicators.definitions import MEASURES
from varde.portals.management.glossary.terms import terms


@require_safe
def words(request: HttpRequest) -> HttpResponse:
    explained = [(term, MEASURES.get(term.measure)) for term in terms()]
    return render(request, "management/glossary/words.html", {"explained": explained})
