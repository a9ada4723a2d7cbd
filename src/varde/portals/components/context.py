"""What every template knows without being told: who visits, where their start page is, and whether this is a demo."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from varde.lib.context import Actor
from varde.portals.access import actor_or_none, start_page


@dataclass(frozen=True, slots=True)
class Visit:
    actor: Actor | None
    start: str
    is_demo: bool


def page(request: HttpRequest) -> dict[str, Visit]:
    """`visit`: read by the base templates. No patient data is looked up here; pages hand their own unit to the footer."""
    actor = actor_or_none(request)
    return {"visit": Visit(actor, start_page(actor), settings.DEMO_LOGIN_ALLOWED)}
