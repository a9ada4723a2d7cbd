"""HTTP at the machines' door: bodies within limits, JSON in and out, and an OperationOutcome for everything refused."""

import asyncio
import functools
import logging
import zlib
from collections.abc import Awaitable, Callable, Mapping
from weakref import WeakKeyDictionary

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from varde.care_teams.scope import PatientNotFound
from varde.exchange import strict
from varde.exchange.outcome import operation_outcome
from varde.exchange.problems import Problem, Refused
from varde.exchange.strict import GREATEST_BODY, Tree
from varde.fhir.flusher import Unavailable
from varde.fhir.forwarded import scheme_of
from varde.fhir.headers import header, headers_of
from varde.fhir.tokens import NoToken
from varde.fhir.wire import WHOLE, WriteWhole

log = logging.getLogger(__name__)
FHIR_JSON = "application/fhir+json"
_JSON_TYPES = (FHIR_JSON, "application/json", "text/json")
_ACCEPTED = (*_JSON_TYPES, "*/*", "application/*")
_PLAIN_JSON, _PLAIN_ACCEPTED = ({kind.encode() for kind in kinds} for kinds in (_JSON_TYPES, _ACCEPTED))
BIG = 256_000
SECONDS_TO_SEND = 30
DRAINED = 4 * GREATEST_BODY
TURNS = 2
IN_TURN = "varde.in_turn"
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

Handler = Callable[[Request], Awaitable[Response]]
NOT_FOUND = Problem("not-found", "Fant ikke ressursen, eller du har ikke tilgang til den.")

_NO_TOKEN = Problem("login", "Send et gyldig token i headeren Authorization: Bearer <token>.")
_UNAVAILABLE = Problem("transient", "Tjenesten kan ikke lagre nå. Send det samme på nytt om litt; det er trygt.")
_OUR_FAULT = Problem("exception", "Noe gikk galt hos oss. Send det samme på nytt om litt; det er trygt.")


class FhirResponse(Response):
    """JSON that is written already, with its headers; Starlette's own way there costs five times as much."""

    def __init__(self, body: bytes, status: int, headers: Mapping[str, str] | None = None) -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [(b"content-type", FHIR_JSON.encode()), (b"content-length", b"%d" % len(body))]
        for name, value in (headers or {}).items():
            self.raw_headers.append((name.lower().encode("latin-1"), value.encode("latin-1")))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        write: WriteWhole | None = scope.get("extensions", {}).get(WHOLE)
        if write is None or not write(self.status_code, self.raw_headers, bytes(self.body)):
            await super().__call__(scope, receive, send)


def answer(tree: Tree, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return FhirResponse(strict.write(tree), status, headers)


def refusal(status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> Response:
    return answer(operation_outcome(problems), status, headers)


def answering(handler: Handler) -> Handler:
    """Turn what a handler raises into the right status with an OperationOutcome."""

    @functools.wraps(handler)
    async def answered(request: Request) -> Response:
        try:
            require_acceptable(request)
            if not may_be_big(request):
                return await handler(request)
            request.scope[IN_TURN] = True
            async with _turn():
                return await handler(request)
        except Exception as error:
            return _instead(error)

    return answered


def _instead(error: Exception) -> Response:
    match error:
        case PatientNotFound() | Refused(status=404):
            return refusal(404, NOT_FOUND)
        case Refused():
            return refusal(error.status, error.problem)
        case NoToken():
            return refusal(401, _NO_TOKEN, headers={"WWW-Authenticate": 'Bearer realm="varde"'})
        case Unavailable():
            return refusal(503, _UNAVAILABLE, headers={"Retry-After": "2"})
        case ClientDisconnect():
            return Response(status_code=400)
    log.error("A FHIR request failed", exc_info=error)
    return refusal(500, _OUR_FAULT)


def may_be_big(request: Request) -> bool:
    """Whether the body may be large enough that only a few such requests are worked on at a time (memory)."""
    headers = headers_of(request)
    if headers.get(b"transfer-encoding") or headers.get(b"content-encoding"):
        return True
    length = headers.get(b"content-length", b"0")
    return not length.isdigit() or int(length) > BIG


def _turn() -> asyncio.Semaphore:
    return _turns.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(TURNS))


def base_of(request: Request) -> str:
    """This server's FHIR address as the caller wrote it."""
    return f"{scheme_of(request)}://{header(request, 'host', 'localhost')}/fhir"


def require_acceptable(request: Request) -> None:
    accepted = headers_of(request).get(b"accept")
    if accepted is None or accepted in _PLAIN_ACCEPTED:
        return
    if not any(_bare(kind) in _ACCEPTED for kind in accepted.decode("latin-1").split(",")):
        raise Refused(406, "not-supported", f"Her svares det bare med {FHIR_JSON}. Send Accept: {FHIR_JSON}.")


def require_json(request: Request) -> None:
    kind = headers_of(request).get(b"content-type", b"")
    if kind not in _PLAIN_JSON and _bare(kind.decode("latin-1")) not in _JSON_TYPES:
        raise Refused(415, "not-supported", f"Send FHIR som JSON, med Content-Type: {FHIR_JSON}.")


def _bare(kind: str) -> str:
    return kind.partition(";")[0].strip().lower()


async def json_of(request: Request) -> tuple[Tree, bytes]:
    """The request's one JSON object and its bytes, within all limits."""
    require_json(request)
    body = await body_of(request)
    if len(body) < BIG:
        return strict.read(body), body
    return await asyncio.to_thread(strict.read, body), body


async def body_of(request: Request) -> bytes:
    """The whole body; what may be big, and so holds one of the few turns, must come within half a minute."""
    if IN_TURN not in request.scope:
        return await _collected(request)
    try:
        async with asyncio.timeout(SECONDS_TO_SEND):
            return await _collected(request)
    except TimeoutError:
        raise Refused(408, "timeout", "Meldingen kom for sakte. Send den på nytt.") from None


async def _collected(request: Request) -> bytes:
    unpack, message = _unpacker(request), await _received(request)
    unpacked = bytearray()
    while True:
        unpacked += unpack(message.get("body", b""), GREATEST_BODY + 1 - len(unpacked))
        if len(unpacked) > GREATEST_BODY:
            unpacked.clear()
            await _drain(request, message)
            raise Refused(413, "too-long", "Meldingen er større enn 5 MB. Del den opp i mindre meldinger.")
        if not message.get("more_body"):
            return bytes(unpacked)
        message = await _received(request)


async def _received(request: Request) -> Message:
    """The next piece of the body."""
    message = await request.receive()
    if message["type"] == "http.disconnect":
        raise ClientDisconnect
    return message


async def _drain(request: Request, message: Message) -> None:
    """Let a sender who is a little over the limit finish, so that it can read the answer; cut off one who is far over."""
    left = DRAINED
    while left >= 0 and message.get("more_body"):
        message = await _received(request)
        left -= len(message.get("body", b""))


def _as_it_is(chunk: bytes, most: int) -> bytes:
    return chunk[:most]


def _unpacker(request: Request) -> Callable[[bytes, int], bytes]:
    encoding = headers_of(request).get(b"content-encoding", b"identity").lower()
    if encoding == b"identity":
        return _as_it_is
    if encoding != b"gzip":
        raise Refused(415, "not-supported", "Send meldingen ukomprimert eller med Content-Encoding: gzip.")
    gzip = zlib.decompressobj(wbits=31)

    def unpack(chunk: bytes, most: int) -> bytes:
        try:
            return gzip.decompress(chunk, max(1, most))
        except zlib.error:
            raise Refused(
                400, "structure", "Meldingen er ikke gyldig gzip. Pakk den på nytt, eller send den ukomprimert."
            ) from None

    return unpack
