"""Who may write in the portfolio: the programme lead, while the role lasts."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase

from varde.portals.access import View, actor_of, actor_or_none, programme_only
from varde.portals.management.board import territory


def lead_only(view: View) -> View:
    """A page for the programme lead; a role that has ended opens nothing."""

    @programme_only
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not territory.of(actor_of(request)).everywhere:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def is_lead(request: HttpRequest) -> bool:
    actor = actor_or_none(request)
    return actor is not None and actor.role == "programme_lead" and territory.of(actor).everywhere
