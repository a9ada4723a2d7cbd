"""The FHIR door under load: requests a second, waiting times, and processor time of server and database."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.ground import Ground
from varde import running


@dataclass(frozen=True)
class Load:
    """One run of the load client. What ends in `_us` is processor microseconds per value stored.

    `client_us` is what sending takes once the requests are made; it shares the cores with the two others.
    """

    per_second: float
    p50: float
    p99: float
    bad: int
    first_bad: str
    server_us: float
    database_us: float
    client_us: float

    @property
    def processor_time(self) -> str:
        return (
            f"processor time per value: server {self.server_us:.0f} µs, database {self.database_us:.0f} µs,"
            f" client {self.client_us:.0f} µs"
        )


@contextmanager
def served(module: str) -> Iterator[tuple[int, list[int]]]:
    """`module:app` on a free port, by as many processes as `varde serve` would start; gives the port and their ids."""
    with running.listening(0, is_first=False) as held:
        port = held.getsockname()[1]
        command = [sys.executable, "-m", "bench.serving", f"{module}:app", str(port)]
        started = [subprocess.Popen(command, env=os.environ) for _ in range(running.processes())]
    try:
        _wait_for(port, len(started))
        yield port, [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(20)


def load(ground: Ground, port: int, pids: list[int], what: str, clients: int, seconds: float) -> Load:
    asked = {
        "port": port,
        "token": ground.token,
        "patients": [str(patient) for patient in ground.patients],
        "what": what,
        "clients": clients,
        "seconds": seconds,
        "start": ground.history_ends.isoformat(),
        "first": ground.used["steps"],
    }
    server_before, database_before = cpu_seconds(pids), cpu_seconds(_database_processes(ground))
    done = subprocess.run(
        [sys.executable, "-m", "bench.caller"], input=json.dumps(asked), stdout=subprocess.PIPE, text=True, check=True
    )
    result = json.loads(done.stdout)
    ground.used["steps"] += result["steps"]
    values = max(1, result["n"] * (100 if what == "bundle" else 1))
    server = cpu_seconds(pids) - server_before
    database = cpu_seconds(_database_processes(ground)) - database_before
    return Load(
        result["per_second"] * (100 if what == "bundle" else 1), result["p50"], result["p99"], result["bad"],
        result["first_bad"], server / values * 1e6, database / values * 1e6, result["cpu"] / values * 1e6,
    )  # fmt: skip


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the processes, children that ended counted in."""
    ticks = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _database_processes(ground: Ground) -> list[int]:
    with ground.admin() as admin:
        pids = [row[0] for row in admin.execute("SELECT pid FROM pg_stat_activity").fetchall()]
    parent = int(Path(f"/proc/{pids[0]}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return [parent, *pids]


def unjudged(owner: psycopg.Connection) -> int:
    """Stored values without a current judgement: there must be none."""
    return int(
        owner.execute(
            "SELECT count(*) FROM measurements_observation o WHERE NOT EXISTS (SELECT FROM triage_judgement j"
            " WHERE j.patient_id = o.patient_id AND j.subject_id = o.id AND j.is_current)"
        ).fetchone()[0]  # type: ignore[index]
    )


def _wait_for(port: int, count: int) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        if _listeners(port) == count:
            return
        time.sleep(0.05)
    raise TimeoutError(f"{count} processes should listen on port {port} within 30 seconds.")


def _listeners(port: int) -> int:
    """Sockets of this machine that listen on the port, as the kernel lists them."""
    lines = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines)
