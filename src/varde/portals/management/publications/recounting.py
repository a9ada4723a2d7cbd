"""Counting a frozen month again from its rows while whoever asked looks on: the page comes in two parts, without script.

The first part says that it is being counted; the answer follows on the same page when it is found. Asking the same process again
meanwhile waits for the counting that is on.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import Future
from contextvars import copy_context
from threading import Lock, Thread
from uuid import UUID

import structlog
from asgiref.sync import sync_to_async
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from varde.indicators import published as indicators
from varde.indicators import snapshots
from varde.indicators.definitions import MEASURES
from varde.indicators.models import MeasureReport
from varde.portals.access import programme_only
from varde.portals.management.publications import showing

ANSWER_HERE = "<!-- answer -->"

log = structlog.get_logger(__name__)
_one_at_a_time = Lock()
_on: dict[UUID, "Future[list[str]]"] = {}


@programme_only
@require_GET
def recount(request: HttpRequest, report_id: UUID) -> HttpResponseBase:
    report = indicators.frozen().filter(pk=report_id).first()
    if report is None:
        raise Http404
    context = {"report": report, "month": showing.month_name(report.as_of), "answer_here": ANSWER_HERE}
    before, _, after = render_to_string("management/publications/recount.html", context, request).partition(ANSWER_HERE)
    response = StreamingHttpResponse(_parts(before, report, after))
    response["X-Accel-Buffering"] = "no"
    return response


async def _parts(before: str, report: MeasureReport, after: str) -> AsyncIterator[str]:
    yield before
    await sync_to_async(connections.close_all)()  # whoever waits must not sit on a connection
    try:
        otherwise = await asyncio.shield(asyncio.wrap_future(_counting(report)))
    except Exception as error:  # the first part is sent already: what went wrong must be told in this one
        log.warning("recount_failed", error=type(error).__name__)
        told: dict[str, object] = {"failed": True}
    else:
        told = {"otherwise": [MEASURES[slug].name if slug in MEASURES else slug for slug in otherwise]}
    yield render_to_string("management/publications/recounted.html", {"report": report, **told})
    yield after


def _counting(report: MeasureReport) -> "Future[list[str]]":
    """The counting that is on, or a new one, in a thread that a server told to stop does not wait for."""
    found = _on.get(report.pk)
    if found is None or found.done():
        found = _on[report.pk] = Future()
        found.add_done_callback(lambda done: _on.pop(report.pk, None))
        Thread(target=copy_context().run, args=(_settle, found, report), name="recount", daemon=True).start()
    return found


def _settle(told: "Future[list[str]]", report: MeasureReport) -> None:
    try:
        with _one_at_a_time:
            found = _count(report)
    except Exception as error:
        told.set_exception(error)
    else:
        told.set_result(found)


def _count(report: MeasureReport) -> list[str]:
    try:
        return snapshots.recounted_otherwise(report)
    finally:
        connections.close_all()
