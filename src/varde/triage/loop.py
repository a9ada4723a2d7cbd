"""The loop that materialises what time alone decides: the next windows, zones whose wait is over, overdue judgements.

It is no part of the promise: the worklist computes all three against the clock, so a stopped loop hides nothing. It only
makes history of them, and its heartbeat is the list's freshness.
"""

import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import DatabaseError, OperationalError, connections

from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.lib.statements import Connection, execute, raw
from varde.plans.content import PlanContent
from varde.triage import episodes, locking, plan_cache, reading, rules, unit_hours, writing
from varde.triage.actions.following import expect
from varde.triage.file import Judged, PatientFile
from varde.triage.submissions import Reason
from varde.triage.windows import HORIZON

SECONDS_BETWEEN = 10.0
AT_ONCE = 200
WORKER = Actor("worker", UUID(int=1), "Varde", role="Automatisk oppgave")
log = structlog.get_logger()


def run_forever(*also: Callable[[], object]) -> None:
    """Every ten seconds until told to stop, and `also` after each round; a failing one is logged and tried again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        try:
            run_once()
        except OperationalError:
            log.exception("loop_round_failed")
            connections["worker"].close()
        for other in also:
            beside(other)
        stop.wait(SECONDS_BETWEEN)


def beside(other: Callable[[], object]) -> None:
    """Do what is no part of the loop; whatever is wrong with it, the loop goes on."""
    try:
        other()
    except DatabaseError:
        log.exception("beside_the_loop_failed")
        connections["worker"].close()


def run_once() -> int:
    """One round; returns how many patients were looked at. What a look did not settle waits for the next round."""
    looked_at: set[UUID] = set()
    while found := [(patient, task) for patient, task in _to_look_at() if patient not in looked_at]:
        for start in range(0, len(found), AT_ONCE):
            _look(dict(found[start : start + AT_ONCE]))
        looked_at.update(patient for patient, _ in found)
    _beat()
    return len(looked_at)


def _to_look_at() -> list[tuple[UUID, str]]:
    with connections["worker"].cursor() as cursor:
        cursor.execute(
            "SELECT patient_id, task FROM varde.patients_to_look_at(%s, %s, %s)",
            [clock.now(), clock.now() + HORIZON - timedelta(days=1), AT_ONCE],
        )
        return [(row[0], row[1]) for row in cursor.fetchall()]


def _look(tasks: dict[UUID, str]) -> None:
    now = clock.now()
    with opened(WORKER, tasks, using="worker"):
        connection = raw("worker")
        files = locking.lock(connection, list(tasks))
        plan_cache.fill(connection, files.values())
        unit_hours.fill(files.values())
        reading.read_windows(connection, files, now + timedelta(days=1))
        batch = writing.Batch()
        for file in files.values():
            _look_at(connection, file, batch)
        writing.write(connection, batch, now)


def _look_at(connection: Connection, file: PatientFile, batch: writing.Batch) -> None:
    now, card = clock.now(), file.card
    _extend(connection, file)
    judged = _overdue(connection, file)
    events = episodes.advance(card, judged, now, file.hours)
    card.version += bool(events)
    batch.judged.extend((file.patient_id, item) for item in judged)
    batch.events.extend((file.patient_id, event) for event in events)
    batch.files.append(file)


def _extend(connection: Connection, file: PatientFile) -> None:
    found = execute(
        connection,
        "SELECT v.content, c.windows_until FROM plans_careplanversion v"
        " JOIN triage_card c ON c.patient_id = v.patient_id AND c.plan_version_id = v.id WHERE v.patient_id = %s",
        [file.patient_id],
    ).fetchone()
    if found is None:
        return
    content, made_until = found
    now = clock.now()
    if made_until is not None and made_until >= now + HORIZON - timedelta(days=1):
        return
    until = now + HORIZON
    expect(connection, file, PlanContent.read(content), made_until or now, until)
    execute(connection, "UPDATE triage_card SET windows_until = %s WHERE patient_id = %s", [until, file.patient_id])
    reading.read_windows(connection, {file.patient_id: file}, now + timedelta(days=1))


def _overdue(connection: Connection, file: PatientFile) -> list[Judged]:
    """One judgement for the newest overdue window of each item, by the plan's overdue rules."""
    now = clock.now()
    plan = file.present_plan()
    late: dict[str, list[Any]] = {}
    for window in file.windows:
        if window.state == "open" and window.overdue_at <= now:
            late.setdefault(window.item, []).append(window)
    if plan is None or not late:
        return []
    ids = [windows[-1].id for windows in late.values()]
    known = execute(
        connection,
        "SELECT subject_id FROM triage_judgement WHERE patient_id = %s AND subject_id = ANY(%s) AND is_current",
        [file.patient_id, ids],
    ).fetchall()
    done = {row[0] for row in known}
    judged = []
    for item, windows in late.items():
        newest = windows[-1]
        if newest.id in done:
            continue
        verdict = plan.rules.judge(rules.Overdue(item, len(windows)), rules.History(zone=file.zone))
        reasons = tuple(Reason(f.rule, f.zone, f.why, f.metric) for f in verdict.fired)
        said = (verdict.zone, 0, verdict.acute, verdict.verdict, None, reasons, plan.id, b"")
        judged.append(Judged("window", newest.id, newest.overdue_at, *said))
    return judged


def _beat() -> None:
    with connections["worker"].cursor() as cursor:
        cursor.execute(
            "INSERT INTO triage_heartbeat (part, at) VALUES ('loop', %s)"
            " ON CONFLICT (part) DO UPDATE SET at = excluded.at",
            [clock.now()],
        )
