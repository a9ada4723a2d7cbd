"""The machines' door as an ASGI application: `/fhir` and everything under it."""

import gc
import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from varde.exchange.problems import Problem
from varde.fhir import bundle, correcting, measures, metadata, observation, patient
from varde.fhir.flusher import Flusher
from varde.fhir.http import NOT_FOUND, Handler, answering, refusal

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("POST", "/fhir", bundle.take),
    ("POST", "/fhir/", bundle.take),
    ("GET", "/fhir/metadata", metadata.read),
    ("POST", "/fhir/Observation", observation.create),
    ("GET", "/fhir/Observation", observation.search_by_get),
    ("POST", "/fhir/Observation/_search", observation.search_by_post),
    ("GET", "/fhir/Observation/{id}", observation.read),
    ("PUT", "/fhir/Observation/{id}", correcting.correct),
    ("GET", "/fhir/Observation/{id}/_history/{version}", observation.read),
    ("GET", "/fhir/Patient/{id}", patient.read),
    *measures.ROUTES,
)
_FIXED = {(method, path): answering(handler) for method, path, handler in ROUTES if "{" not in path}
_OPEN = [
    (method, re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[A-Za-z0-9.-]{1,64})", path)), answering(handler))
    for method, path, handler in ROUTES
    if "{" in path
]


class Door:
    """Serves FHIR. Its flusher is its own: `Door(Flusher(limit=1))` is the same service without group commit."""

    def __init__(self, flusher: Flusher | None = None) -> None:
        self.flusher = flusher or Flusher()

    @property
    def is_ready(self) -> bool:
        """Whether what is sent here can be stored."""
        return self.flusher.is_ready

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            scope["flusher"] = self.flusher
            response = await _handler(scope)(Request(scope, receive))
            await response(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        _settle_memory()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.flusher.stop()
        await send({"type": "lifespan.shutdown.complete"})


def _settle_memory() -> None:
    """What is alive when we start stays alive: a collector that walks through it again and again takes a sixth of the work."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _handler(scope: Scope) -> Handler:
    method, path = scope["method"], scope["path"]
    if fixed := _FIXED.get((method, path)):
        return fixed
    for its_method, pattern, handler in _OPEN:
        if its_method == method and (found := pattern.fullmatch(path)):
            scope["path_params"] = found.groupdict()
            return handler
    return _not_here


@answering
async def _not_here(request: Request) -> Response:
    path = request.scope["path"]
    allowed = {method for method, fixed in _FIXED if fixed == path} | {m for m, p, _ in _OPEN if p.fullmatch(path)}
    if not allowed:
        return refusal(404, NOT_FOUND)
    problem = Problem("not-supported", f"Metoden støttes ikke her. Bruk {', '.join(sorted(allowed))}.")
    return refusal(405, problem, headers={"Allow": ", ".join(sorted(allowed))})


app = Door()
