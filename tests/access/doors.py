"""Both doors on loopback, and a visitor at them: a cookie for people, a bearer token for machines, nothing for nobody."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import httpx
import uvicorn
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from tests.access.world import Machine, Person, Visitor, World
from varde import asgi
from varde.fhir.app import Door
from varde.portals.login import BACKEND

CSRF = "a" * 32
FHIR_JSON = {"Content-Type": "application/fhir+json"}


@contextmanager
def serving() -> Iterator[str]:
    """The whole application with a machines' door of its own; gives its address."""
    door, before = Door(), asgi.fhir
    asgi.fhir = door
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:  # else asyncio leaves Nagle on: 40 ms an answer
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(asgi.application, log_level="error", lifespan="off", access_log=False)
        server = uvicorn.Server(config)
        server.install_signal_handlers = lambda: None  # type: ignore[method-assign]
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join(10)
            door.flusher.stop()
            asgi.fhir = before


@dataclass
class Doors:
    """The way in for everybody of a world."""

    world: World
    client: httpx.Client
    _headers: dict[str, Mapping[str, str]] = field(default_factory=dict)

    def ask(self, who: str, method: str, path: str, **content: Any) -> httpx.Response:
        """One request as `who`; redirects are not followed."""
        headers = {**self.headers(who), **content.pop("headers", {})}
        return self.client.request(method, path, headers=headers, **content)

    def headers(self, who: str) -> Mapping[str, str]:
        if who not in self._headers:
            self._headers[who] = self.fresh_headers(self.world.visitors[who])
        return self._headers[who]

    def fresh_headers(self, visitor: Visitor) -> Mapping[str, str]:
        """Of a session begun now."""
        if isinstance(visitor, Machine):
            return {"Authorization": f"Bearer {visitor.token}", **_cookies()}
        return _cookies(session_of(visitor)) if visitor else _cookies()


def session_of(person: Person) -> str:
    user = person.account.user
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), BACKEND
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def _cookies(session: str = "") -> Mapping[str, str]:
    kept = f"csrftoken={CSRF}" + (f"; {settings.SESSION_COOKIE_NAME}={session}" if session else "")
    return {"Cookie": kept, "X-CSRFToken": CSRF}
