"""An answer written in one call is the answer uvicorn would have written, and what cannot be is left to uvicorn."""

import socket
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.requests import Request

from varde.fhir.forwarded import scheme_of
from varde.fhir.http import FhirResponse
from varde.fhir.tests.conftest import serving
from varde.fhir.wire import WHOLE

BODY = b'{"resourceType":"OperationOutcome"}'


class Echo:
    """Answers with the path it was asked for, and says whether the short way was open and taken."""

    def __init__(self) -> None:
        self.taken: list[bool | None] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            for _ in range(2):
                await send({"type": f"{(await receive())['type']}.complete"})
            return
        await receive()
        sent: list[Any] = []

        async def noting(message: Any) -> None:
            sent.append(message)
            await send(message)

        bad = {"X-Bad": "a\r\nX-More: b"} if scope["path"] == "/bad" else {}
        try:
            await FhirResponse(BODY, 201, {"ETag": f'W/"{scope["path"]}"', **bad})(scope, receive, noting)
        finally:
            self.taken.append(not sent if WHOLE in scope.get("extensions", {}) else None)


@pytest.fixture
def echo() -> Iterator[tuple[Echo, str]]:
    app = Echo()
    with serving(app) as address:
        yield app, address


def spoken(address: str, text: bytes) -> bytes:
    """What comes back on one connection until the server hangs up."""
    where = urlsplit(address)
    with socket.create_connection((where.hostname, where.port), timeout=10) as connection:
        connection.sendall(text)
        came = b""
        while piece := connection.recv(65536):
            came += piece
        return came


def test_status_headers_and_body_arrive_in_one_call(echo: tuple[Echo, str]) -> None:
    app, address = echo
    with httpx.Client() as client:
        answers = [client.post(f"{address}/{n}", content=b"x" * 200_000) for n in range(3)]
    assert app.taken == [True] * 3
    for n, answer in enumerate(answers):
        assert (answer.status_code, answer.reason_phrase, answer.content) == (201, "Created", BODY)
        assert answer.headers["content-type"] == "application/fhir+json"
        assert answer.headers["etag"] == f'W/"/fhir/{n}"'
        assert answer.headers["date"]


@pytest.mark.parametrize("start", [b"GET /a HTTP/1.1\r\nConnection: close\r\n", b"GET /a HTTP/1.0\r\n"])
def test_a_connection_that_ends_is_left_to_uvicorn(echo: tuple[Echo, str], start: bytes) -> None:
    app, address = echo
    came = spoken(address, start + b"Host: x\r\n\r\n")
    assert came.endswith(BODY)
    assert b"connection: close" in came
    assert app.taken == [False]


def test_head_gets_no_body(echo: tuple[Echo, str]) -> None:
    app, address = echo
    came = spoken(address, b"HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert came.startswith(b"HTTP/1.1 201 ")
    assert BODY not in came
    assert app.taken == [None]


def test_requests_sent_at_once_are_answered_in_their_order(echo: tuple[Echo, str]) -> None:
    app, address = echo
    asked = b"".join(b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n" % n for n in range(5))
    came = spoken(address, asked + b"GET /5 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    places = [came.find(b'W/"/%d"' % n) for n in range(6)]
    assert -1 not in places
    assert places == sorted(places)
    assert app.taken == [True] * 5 + [False]


def test_a_header_cannot_smuggle_in_another(echo: tuple[Echo, str]) -> None:
    app, address = echo
    came = spoken(address, b"GET /bad HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    came += spoken(
        address, b"GET /bad HTTP/1.1\r\nHost: x\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    assert b"X-More" not in came
    assert True not in app.taken


@pytest.mark.parametrize(
    ("told", "client", "scheme"),
    [
        (b"https", "127.0.0.1", "https"), (b" https ", "127.0.0.1", "https"), (None, "127.0.0.1", "http"),
        (b"gopher", "127.0.0.1", "http"), (b"https", "192.0.2.7", "http"),
    ],
)  # fmt: skip
def test_the_scheme_is_believed_from_the_proxy_alone(told: bytes | None, client: str, scheme: str) -> None:
    headers = [] if told is None else [(b"x-forwarded-proto", told)]
    request = Request({"type": "http", "scheme": "http", "client": (client, 1), "headers": headers})
    assert scheme_of(request) == scheme
