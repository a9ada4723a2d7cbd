"""Who is calling: a bearer token, looked up at most every few seconds."""

from datetime import datetime, timedelta

from starlette.requests import Request

from varde.fhir import reading_threads
from varde.fhir.headers import header
from varde.identity.actions import client_for_token
from varde.lib import clock
from varde.lib.context import Actor
from varde.lib.crypto import token_hash

REMEMBERED = timedelta(seconds=10)
MOST_REMEMBERED = 1_000
_known: dict[bytes, tuple[Actor, datetime]] = {}


class NoToken(PermissionError):
    """No token, or one that is unknown, expired or withdrawn."""


async def who(request: Request) -> Actor:
    """The system client behind the request, or NoToken. A withdrawn token is dead after ten seconds at most."""
    scheme, _, secret = header(request, "authorization").partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise NoToken
    key, now = token_hash(secret.strip()), clock.now()
    held = _known.get(key)
    if held is not None and held[1] > now:
        return held[0]
    actor = await reading_threads.run(lambda: client_for_token(secret.strip()))
    if actor is None:
        _known.pop(key, None)
        raise NoToken
    if len(_known) >= MOST_REMEMBERED:
        _known.clear()
    _known[key] = (actor, now + REMEMBERED)
    return actor
