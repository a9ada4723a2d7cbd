"""uvicorn's HTTP protocol with one thing more: an answer that is whole already may be written at once.

By ASGI's rules status, headers and body come as two messages, which uvicorn looks through and puts together again. An
application that finds `WHOLE` among its request's extensions may hand over everything in one call instead.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from weakref import ref

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

WHOLE = "varde.whole_answer"
Headers = Iterable[tuple[bytes, bytes]]
WriteWhole = Callable[[int, Headers, bytes], bool]
"""Status, headers (Content-Length among them) and body. False when it must go the ordinary way: nothing is written then."""


class Protocol(HttpToolsProtocol):
    """For `uvicorn --http varde.fhir.wire:Protocol`."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: object) -> None:
        if not self.config.access_log and cycle.scope["method"] != "HEAD":
            # Held loosely: in a ring with its own scope a request would stay until the garbage collector comes by.
            cycle.scope["extensions"] = {WHOLE: partial(_write, ref(cycle))}  # type: ignore[dict-item]
        super()._start_asgi_task(cycle, app)  # type: ignore[arg-type]


def _write(held: "ref[RequestResponseCycle]", status: int, headers: Headers, body: bytes) -> bool:
    cycle = held()
    if cycle is None or not cycle.keep_alive or cycle.disconnected or cycle.response_started or cycle.flow.write_paused:
        return False
    lines = [b"%b: %b\r\n" % pair for pair in headers]
    head = b"".join(lines)
    if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines):
        return False  # uvicorn refuses a line break within a header
    cycle.response_started = cycle.response_complete = True
    cycle.waiting_for_100_continue = False
    first = _first(status, tuple(cycle.default_headers))
    cycle.transport.write(b"%b%b\r\n%b" % (first, head, body))
    cycle.message_event.set()
    cycle.on_response()
    return True


@lru_cache(maxsize=64)
def _first(status: int, ours: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """The status line and the server's own headers: Date, which is another one each second."""
    return STATUS_LINE[status] + b"".join(b"%b: %b\r\n" % pair for pair in ours)
