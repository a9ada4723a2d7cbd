"""Is it alive (`/healthz`), and may it be trusted with a measurement now (`/readyz`)?"""

from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from varde.fhir.app import app as machines
from varde.lib import clock
from varde.lib.postgres.safety import unsafe_settings
from varde.triage.models import Heartbeat

STALE_AFTER_SECONDS = 120


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 `{"ready": true, "problems": []}`, or 503 with what is wrong in plain words."""
    problems = [*troubles(), *_door()]
    return JsonResponse({"ready": not problems, "problems": problems}, status=503 if problems else 200)


def troubles(*, with_loop: bool = True) -> list[str]:
    """What makes this process unfit to take in measurements, as the app login sees it; empty when nothing does."""
    questions = [_login, _policies, _guards, _loop] if with_loop else [_login, _policies, _guards]
    try:
        if first := [*_settings(), *unapplied()]:  # the others need the present schema
            return first
        return [trouble for ask in questions for trouble in ask()]
    except DatabaseError as error:
        return [f"The database does not answer: {type(error).__name__}."]


def _door() -> Iterator[str]:
    if not machines.is_ready:
        yield "The FHIR door cannot store: its flusher has died or is stuck. Restart the server."


def _settings() -> Iterator[str]:
    with connection.cursor() as cursor:
        yield from unsafe_settings(cursor)


def unapplied() -> Iterator[str]:
    executor = MigrationExecutor(connection)
    if missing := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield f"{len(missing)} migrations are not applied: run `varde migrate`."


def _login() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_user")
        if cursor.fetchone() != ("varde_app",):
            yield "The pages do not log in as varde_app: row-level security may not hold. Set DATABASE_URL."


def _policies() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT table_name, problem FROM varde.unprotected_tables()")
        yield from (f"{table}: {problem}." for table, problem in cursor.fetchall())


def _guards() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT varde.missing_guards()")
        yield from (
            f"The unique index {name!r} is gone: a value could be stored twice." for (name,) in cursor.fetchall()
        )


def _loop() -> Iterator[str]:
    beats = dict(Heartbeat.objects.values_list("part", "at"))
    if not beats:
        yield "The overdue loop has not started: run `varde worker`."
    for part, at in beats.items():
        if (age := (clock.now() - at).total_seconds()) > STALE_AFTER_SECONDS:
            yield f"The part {part!r} last worked {age:.0f} seconds ago."
