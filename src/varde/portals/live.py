"""Live updates: one LISTEN connection per process, fanned out to pages as server-sent events.

Nothing about a patient goes over the stream, only that a unit's list has changed: the page then asks for what it may
see. Events: `kort` (ask again), `puls` (the stream and its database connection live), `stum` (the stream lives, its
database connection does not: poll), `utlogget` (no longer allowed to listen: the stream ends).
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from importlib import import_module
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_GET
from psycopg.conninfo import make_conninfo

from varde.care_teams import units
from varde.lib import clock as wall_clock
from varde.portals.access import actor_or_none

CHANNEL = "varde_cards"
SECONDS_BETWEEN_PULSES = 15.0
SECONDS_BETWEEN_CHECKS = 60.0
SECONDS_BETWEEN_EVENTS = 0.5
SECONDS_BEFORE_RECONNECT = 1.0

log = structlog.get_logger(__name__)


class Ear:
    """One page that listens for its unit. Changes that arrive while it is busy are one change."""

    def __init__(self, unit_id: UUID) -> None:
        self.unit = str(unit_id)
        self.changed = asyncio.Event()


class Hub:
    """The process's one ear to the database, open while any page listens."""

    def __init__(self) -> None:
        self.is_connected = False
        self._ears: set[Ear] = set()
        self._task: asyncio.Task[None] | None = None

    @contextlib.asynccontextmanager
    async def listening(self, unit_id: UUID) -> AsyncIterator[Ear]:
        ear = Ear(unit_id)
        self._ears.add(ear)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        try:
            yield ear
        finally:
            self._ears.discard(ear)
            if not self._ears and self._task is not None:
                self._task.cancel()
                self._task = None

    def tell(self, unit: str) -> None:
        """A change in one unit; an empty name is a change in an unknown one: everybody asks again."""
        for ear in self._ears:
            if unit in ("", ear.unit):
                ear.changed.set()

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except (psycopg.Error, OSError) as error:
                log.warning("live_listener_lost", error=type(error).__name__)
            finally:
                self.is_connected = False
            await asyncio.sleep(SECONDS_BEFORE_RECONNECT)

    async def _listen(self) -> None:
        async with await psycopg.AsyncConnection.connect(_conninfo(), autocommit=True) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            self.is_connected = True
            self.tell("")  # whatever changed while nobody listened
            async for notice in connection.notifies():
                self.tell(notice.payload)


_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    return _hubs.setdefault(asyncio.get_running_loop(), Hub())


def _conninfo() -> str:
    database: Mapping[str, Any] = settings.DATABASES["default"]
    return make_conninfo(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"],
        connect_timeout=5,
        keepalives_idle=15,
        application_name="varde live",
    )


@require_GET
async def stream(request: HttpRequest) -> HttpResponseBase:
    """`/hendelser/`: the events of the visitor's own unit."""
    session_key = request.session.session_key
    if await sync_to_async(actor_or_none)(request) is None or session_key is None:
        return HttpResponse("Du er logget ut.", status=401, content_type="text/plain; charset=utf-8")
    unit_id = await sync_to_async(unit_of_session)(session_key)
    if unit_id is None:
        raise Http404
    response = StreamingHttpResponse(_events(unit_id, session_key), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    response["Cache-Control"] = "no-store, no-transform"
    return response


async def _events(unit_id: UUID, session_key: str) -> AsyncIterator[str]:
    clock = asyncio.get_running_loop().time
    ears = hub()
    async with ears.listening(unit_id) as ear:
        ear.changed.set()  # what changed between the page and its stream
        yield "retry: 2000\n\n"
        pulse_at, check_at = clock(), clock() + SECONDS_BETWEEN_CHECKS
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(ear.changed.wait(), max(0.0, pulse_at - clock()))
            if clock() >= check_at:
                if await sync_to_async(unit_of_session)(session_key) != unit_id:
                    yield _event("utlogget")
                    return
                check_at = clock() + SECONDS_BETWEEN_CHECKS
            if clock() >= pulse_at:
                yield _event("puls" if ears.is_connected else "stum", f"{wall_clock.now():%Y-%m-%dT%H:%M:%SZ}")
                pulse_at = clock() + SECONDS_BETWEEN_PULSES
            if ear.changed.is_set():
                ear.changed.clear()
                yield _event("kort")
                await asyncio.sleep(SECONDS_BETWEEN_EVENTS)


def _event(name: str, data: str = "-") -> str:
    return f"event: {name}\ndata: {data}\n\n"


def unit_of_session(session_key: str) -> UUID | None:
    """The unit whose list this session may follow now: asked afresh, so that a log-out or an ended role ends a stream."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    try:
        request.user = get_user(request)
        actor = actor_or_none(request)
        unit = units.listed_by(actor) if actor else None
        return unit.id if unit else None
    finally:
        connections.close_all()  # a stream outlives its request: it must not sit on a connection
