"""The application: `/fhir` goes to the machines' door, everything else to Django."""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
django.setup()

from importlib.util import find_spec

from django.core.asgi import get_asgi_application

if find_spec("varde.fhir.app"):
    from varde.fhir.app import app as fhir
else:
    from starlette.applications import Starlette

    fhir = Starlette()

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

pages = get_asgi_application()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Lifespan goes to the FHIR door, which keeps connections; Django has nothing to open or close."""
    path = scope.get("path", "")
    if scope["type"] == "lifespan" or path == "/fhir" or path.startswith("/fhir/"):
        await fhir(scope, receive, send)
    else:
        await pages(scope, receive, send)
