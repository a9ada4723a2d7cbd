"""The scheme a caller used, as the web server in front of us tells it.

uvicorn's own way rewrites scheme and address of every request; here only the scheme is wanted, and only for an address.
"""

import os
from typing import Any

from starlette.requests import Request
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from varde.fhir.headers import headers_of

TRUSTED = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1")
"""The addresses whose X-Forwarded-Proto is believed, by uvicorn's own variable and default."""


async def _nothing(scope: Any, receive: Any, send: Any) -> None:
    pass


_trusted = ProxyHeadersMiddleware(_nothing, TRUSTED).trusted_hosts


def scheme_of(request: Request) -> str:
    scheme, told = str(request.scope["scheme"]), headers_of(request).get(b"x-forwarded-proto")
    if told is None:
        return scheme
    client, named = request.scope.get("client"), told.decode("latin-1").strip()
    return named if named in {"http", "https"} and client and client[0] in _trusted else scheme
