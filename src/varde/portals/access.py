"""Who is asking: from a login to an `Actor`, and the decorators that keep each portal to its own audience."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from varde.audit import actions as audit
from varde.identity.models import FIGURES_ONLY, Account, RoleCode
from varde.lib.context import Actor, ActorKind

View = Callable[..., HttpResponseBase]

CLINICIANS = frozenset({RoleCode.FOLLOW_UP_NURSE, RoleCode.HOSPITAL_PHYSICIAN, RoleCode.HOME_NURSE})
START_PAGES: dict[str, str] = {
    RoleCode.GP: "/fastlege/",
    RoleCode.PROGRAMME_LEAD: "/styring/",
    RoleCode.COUNTY_COORDINATOR: "/styring/fylke/",
    RoleCode.PROJECT_LEAD: "/styring/prosjekt/",
}


class NotLoggedIn(Exception):
    """Somebody asked for a page that needs a login."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind this request; raises `NotLoggedIn` when there is none. Looked up once a request."""
    actor = actor_or_none(request)
    if actor is None:
        raise NotLoggedIn
    return actor


def actor_or_none(request: HttpRequest) -> Actor | None:
    if not hasattr(request, "_varde_actor"):
        request._varde_actor = _look_up(request)  # type: ignore[attr-defined]
    return request._varde_actor  # type: ignore[attr-defined,no-any-return]


def _look_up(request: HttpRequest) -> Actor | None:
    user = getattr(request, "user", None) or AnonymousUser()
    if not user.is_authenticated:
        return None
    account = getattr(user, "account", None)
    return as_actor(account) if account is not None else None


def as_actor(account: Account) -> Actor:
    """Who a login is, as the access scope and the audit log know them."""
    if account.self_id:
        return Actor(
            kind="patient", id=account.self_id, display=account.display, role="patient", role_display="pasienten selv"
        )
    if account.related_person_id:
        return Actor(kind="related", id=account.related_person_id, display=account.display, role="related")
    role = account.practitioner_role
    assert role is not None  # the database checks that an account is exactly one of the three
    return Actor(
        kind="personnel",
        id=role.id,
        display=account.display,
        role=role.code,
        organization_id=role.organization_id,
        organization_display=role.organization.name,
        role_display=role.get_code_display(),
    )


def start_page(actor: Actor | None) -> str:
    """Where this person's day begins."""
    if actor is None:
        return "/"
    if actor.kind == "patient":
        return "/min/"
    return START_PAGES.get(actor.role, "/arbeidsliste/")


def only(*kinds: ActorKind, roles: frozenset[str] | None = None) -> Callable[[View], View]:
    """A page for these kinds of actor (and roles): others get "not found", the logged out are sent to log in.

    Not logged in and not a navigation (a script's POST) answers 401, so that a script can keep what was written.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_or_none(request)
            if actor is None:
                return _ask_for_login(request)
            if actor.kind not in kinds or (roles is not None and actor.role not in roles):
                note_denied(request, actor, kwargs)
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def note_denied(request: HttpRequest, actor: Actor, asked: Mapping[str, Any]) -> None:
    """Log a "not found" when the address named somebody or something of somebody's; never inside the transaction it ends."""
    if any(isinstance(value, UUID) for value in asked.values()):
        asked_for = f"Patient/{asked['patient_id']}" if "patient_id" in asked else request.path
        audit.record_denied(by=actor, what="Side", asked_for=asked_for)


def _ask_for_login(request: HttpRequest) -> HttpResponseBase:
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate" or request.headers.get("HX-Request"):
        return HttpResponse("Du er logget ut.", status=401, content_type="text/plain; charset=utf-8")
    return redirect_to_login(request.get_full_path())


patient_only = only("patient")
personnel_only = only("personnel")
clinician_only = only("personnel", roles=frozenset(CLINICIANS))
gp_only = only("personnel", roles=frozenset({RoleCode.GP}))
programme_only = only("personnel", roles=frozenset({RoleCode.PROGRAMME_LEAD}))
management_only = only("personnel", roles=frozenset(FIGURES_ONLY))
