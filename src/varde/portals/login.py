"""Logging in and out. Choosing a demo person is all there is here, and where that is not allowed the page does not exist."""

from uuid import UUID

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from varde.identity.accounts import demo_account, demo_accounts
from varde.identity.models import Account
from varde.portals.access import as_actor, start_page

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest) -> HttpResponse:
    """Choose which demo person to be. 404 in production."""
    if not settings.DEMO_LOGIN_ALLOWED:
        raise Http404
    if request.method == "POST":
        return _enter(request)
    people = list(demo_accounts())
    context = {
        "patients": [person for person in people if person.self_id],
        "personnel": [person for person in people if person.practitioner_role],
        "next": _safe_next(request),
        "was_sent_here": bool(request.GET.get("next")),
    }
    return render(request, "components/login.html", context)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    logout(request)
    return HttpResponseRedirect("/logg-inn/" if settings.DEMO_LOGIN_ALLOWED else "/")


def _enter(request: HttpRequest) -> HttpResponse:
    account = _chosen(request.POST.get("person", ""))
    login(request, account.user, backend=BACKEND)
    return HttpResponseRedirect(_safe_next(request) or start_page(as_actor(account)))


def _chosen(text: str) -> Account:
    try:
        account = demo_account(UUID(text))
    except ValueError:
        raise Http404 from None
    if account is None:
        raise Http404
    return account


def _safe_next(request: HttpRequest) -> str:
    """Where the visitor was going, when that is a page of ours."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wish, {request.get_host()}, require_https=request.is_secure())
    return wish if is_ours else ""
