"""The application: `/fhir` goes to the machines' door, everything else to Django."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "varde.settings")
django.setup()

from django.core.asgi import get_asgi_application
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from varde.fhir.app import app as fhir
from varde.fhir.forwarded import TRUSTED

_django: Any = get_asgi_application()
pages: Any = ProxyHeadersMiddleware(_django, TRUSTED)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Lifespan goes to the FHIR door, which keeps connections; Django has nothing to open or close."""
    path = scope.get("path", "")
    if scope["type"] == "lifespan" or path == "/fhir" or path.startswith("/fhir/"):
        await fhir(scope, receive, send)
    else:
        await pages(scope, receive, send)
