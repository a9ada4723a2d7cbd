"""Nothing acknowledged is lost, doubled or changed when the application or the database is killed under load.

The smoke kills each once; `make prove` five times each with at least 20,000 acknowledged values between two kills.
"""

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from bench import ground

from tests.proofs.ledger import Ledger, Sender, Verdict, held_against
from varde.lib.postgres import server

SMOKE, WHOLE = 400, 20_000
GIVE_UP_AFTER = 900
"""Seconds: a busy machine acknowledges slowly, and the number of values is what the proof is about."""


@pytest.fixture(scope="module")
def laid() -> Iterator[ground.Ground]:
    """Its own server, apart from the other tests': this one is killed."""
    before = dict(os.environ)
    with ground.laid(patients=1_000, reachable=1_000, days=2, server_name="killed") as made:
        yield made
    os.environ.clear()
    os.environ.update(before)


class Service:
    """The application as a process of its own, started again on the same port after each kill."""

    def __init__(self) -> None:
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        import socket

        if not self.port:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "uvicorn", "bench.grouped:app", "--port", str(self.port), "--log-level", "error"],
            env=os.environ,
        )

    def kill(self) -> None:
        assert self.process
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def running() -> Iterator[Service]:
    service = Service()
    service.start()
    try:
        yield service
    finally:
        service.kill()


def kill_database(laid: ground.Ground) -> None:
    """SIGKILL for the postmaster and every backend, then a start that recovers."""
    postmaster = int((laid.place.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    for pid in [postmaster, *map(int, children)]:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    time.sleep(0.2)
    server.start(laid.place, laid.secrets)


def killed(laid: ground.Ground, folder: Path, kills: int, promised: int) -> Verdict:
    """Send all the time; kill the application and the database in turn, `kills` times each."""
    ledger = Ledger(folder / "ledger")
    with running() as service:
        sender = Sender(service.port, laid.token, list(laid.patients), ledger)
        for number in range(2 * kills):
            goal = len(ledger.promised) + promised
            load = threading.Thread(target=lambda: asyncio.run(sender.run(promised + 100, GIVE_UP_AFTER)))
            load.start()
            while len(ledger.promised) < goal and load.is_alive():
                time.sleep(0.02)
            if number % 2:
                kill_database(laid)
            else:
                service.kill()
                service.start()
            load.join()
    return held_against(ledger, os.environ["DATABASE_OWNER_URL"])


def test_nothing_acknowledged_is_lost_in_a_kill(laid: ground.Ground, tmp_path: Path) -> None:
    verdict = killed(laid, tmp_path, kills=1, promised=SMOKE)
    assert verdict.promised >= 2 * SMOKE
    assert verdict.is_clean, verdict


@pytest.mark.heavy
def test_nothing_acknowledged_is_lost_in_ten_kills(laid: ground.Ground, tmp_path: Path) -> None:
    verdict = killed(laid, tmp_path, kills=5, promised=WHOLE)
    assert verdict.promised >= 10 * WHOLE
    assert verdict.is_clean, verdict


def test_sabotage_without_synchronous_commit_is_refused_and_the_ledger_can_tell(
    laid: ground.Ground, tmp_path: Path
) -> None:
    """Turned off from outside: readiness says so at once, and acknowledged values are lost in a kill."""
    from django.test import Client

    with laid.admin() as admin:
        admin.execute("ALTER ROLE varde_app SET synchronous_commit = off")
        admin.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        admin.execute("SELECT pg_reload_conf()")
    try:
        from django.db import connections

        connections.close_all()
        answer = Client().get("/readyz")
        assert answer.status_code == 503
        assert "synchronous_commit" in answer.content.decode()
        lost = sum(_lost_in_a_database_kill(laid, tmp_path / str(n)) for n in range(5))
        assert lost > 0
    finally:
        with laid.admin() as admin:
            admin.execute("ALTER ROLE varde_app RESET synchronous_commit")
            admin.execute("ALTER SYSTEM RESET wal_writer_delay")
            admin.execute("SELECT pg_reload_conf()")
        connections.close_all()


def _lost_in_a_database_kill(laid: ground.Ground, folder: Path) -> int:
    """Promises given before the kill, held against what is there before anybody can send again."""
    folder.mkdir()
    ledger = Ledger(folder / "ledger")
    with running() as service:
        sender = Sender(service.port, laid.token, list(laid.patients), ledger)
        asyncio.run(sender.run(SMOKE, 60))
        kill_database(laid)
    return held_against(ledger, os.environ["DATABASE_OWNER_URL"]).lost


def test_sabotage_without_the_unique_index_is_seen_by_readiness(laid: ground.Ground) -> None:
    from django.test import Client

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("ALTER TABLE triage_submissionkey DROP CONSTRAINT submitted_once")
        try:
            answer = Client().get("/readyz")
            assert answer.status_code == 503
            assert "submitted_once" in answer.content.decode()
        finally:
            owner.execute(
                "ALTER TABLE triage_submissionkey ADD CONSTRAINT submitted_once UNIQUE (patient_id, source, source_key)"
            )
