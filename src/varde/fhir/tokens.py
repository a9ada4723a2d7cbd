"""Who is calling: a bearer token, looked up at most every few seconds."""

from datetime import datetime, timedelta
from hashlib import sha256

from starlette.requests import Request

from varde.fhir import reading_threads
from varde.fhir.headers import headers_of
from varde.identity.actions import client_for_token
from varde.lib import clock
from varde.lib.context import Actor

REMEMBERED = timedelta(seconds=10)
MOST_REMEMBERED = 1_000
_known: dict[bytes, tuple[Actor, datetime]] = {}
"""By the digest of the whole header: a token itself is never kept."""


class NoToken(PermissionError):
    """No token, or one that is unknown, expired or withdrawn."""


async def who(request: Request) -> Actor:
    """The system client behind the request, or NoToken. A withdrawn token is dead after ten seconds at most."""
    sent = headers_of(request).get(b"authorization", b"")
    key, now = sha256(sent).digest(), clock.now()
    held = _known.get(key)
    if held is not None and held[1] > now:
        return held[0]
    secret = _secret(sent.decode("latin-1"))
    actor = await reading_threads.run(lambda: client_for_token(secret))
    if actor is None:
        _known.pop(key, None)
        raise NoToken
    if len(_known) >= MOST_REMEMBERED:
        _known.clear()
    _known[key] = (actor, now + REMEMBERED)
    return actor


def _secret(sent: str) -> str:
    scheme, _, secret = sent.partition(" ")
    if scheme.lower() != "bearer" or not secret:
        raise NoToken
    return secret.strip()
