"""The floor: the same narrow rows written straight to the same PostgreSQL by psycopg, with nothing else done."""

import asyncio
import multiprocessing
import os
import time
from datetime import UTC, datetime
from uuid import UUID

import psycopg
from psycopg.adapt import Dumper

from varde.lib.arrays import Array, columns
from varde.lib.uuid7 import uuid7

COLUMNS = (
    "id, patient_id, kind, effective_at, value, decimal, decimal2, unit, status, version, is_current, entry_mode, flag,"
    " zone, note, received_at, source, controller_org, source_org"
)
_ONE = f"INSERT INTO bench_floor ({COLUMNS}) VALUES ({', '.join(['%s'] * 19)})"
_MANY = f"""INSERT INTO bench_floor ({COLUMNS})
SELECT u.id, u.patient_id, 'spo2', u.at, u.value, u.decimal, '', '%%', 'final', 1, true, 'device', '', 1, '', u.at,
       u.source, u.source, u.source
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::float8[], %s::text[], %s::uuid[])
     AS u (id, patient_id, at, value, decimal, source)"""


def make_table(owner: psycopg.Connection) -> None:
    owner.execute("DROP TABLE IF EXISTS bench_floor")
    owner.execute("CREATE TABLE bench_floor (LIKE measurements_observation INCLUDING ALL)")


def single_commits(patients: tuple[UUID, ...], seconds: float, connections: int = 32) -> float:
    """Rows per second, one row a commit, over `connections` connections in two processes."""
    return _run_in_processes(_single_worker, patients, seconds, connections)


def unnest_rows(patients: tuple[UUID, ...], seconds: float, connections: int = 4) -> float:
    """Rows per second in commits of 100 rows by unnest, the columns as the driver's own lists."""
    return _run_in_processes(_unnest_worker, patients, seconds, connections)


def binary_unnest_rows(patients: tuple[UUID, ...], seconds: float, connections: int = 4) -> float:
    """The same with our own binary columns (`varde.lib.arrays`): what the driver's lists leave on the table."""
    return _run_in_processes(_binary_worker, patients, seconds, connections)


def one_commit_p50(patients: tuple[UUID, ...], seconds: float) -> float:
    """Median seconds of one single-row commit on one connection."""
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as connection:
        taken = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            start = time.perf_counter()
            connection.execute(_ONE, _row(patients[len(taken) % len(patients)]), prepare=True)
            taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2]


def _run_in_processes(worker: object, patients: tuple[UUID, ...], seconds: float, connections: int) -> float:
    with multiprocessing.get_context("fork").Pool(2) as pool:
        each = [(patients, seconds, connections // 2)] * 2
        return sum(pool.starmap(worker, each))  # type: ignore[arg-type]


def _single_worker(patients: tuple[UUID, ...], seconds: float, connections: int) -> float:
    return asyncio.run(_many_connections(_singles, patients, seconds, connections))


def _unnest_worker(patients: tuple[UUID, ...], seconds: float, connections: int) -> float:
    return asyncio.run(_many_connections(_unnests, patients, seconds, connections))


def _binary_worker(patients: tuple[UUID, ...], seconds: float, connections: int) -> float:
    return asyncio.run(_many_connections(_binary_unnests, patients, seconds, connections))


async def _many_connections(job: object, patients: tuple[UUID, ...], seconds: float, connections: int) -> float:
    url = os.environ["DATABASE_OWNER_URL"]
    opened = [await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(connections)]
    start = time.perf_counter()
    done = await asyncio.gather(*(job(c, patients, start + seconds) for c in opened))  # type: ignore[operator]
    taken = time.perf_counter() - start
    for connection in opened:
        await connection.close()
    return sum(done) / taken


async def _singles(connection: psycopg.AsyncConnection, patients: tuple[UUID, ...], end: float) -> int:
    done = 0
    cursor = connection.cursor()
    while time.perf_counter() < end:
        await cursor.execute(_ONE, _row(patients[done % len(patients)]), prepare=True)
        done += 1
    return done


async def _unnests(connection: psycopg.AsyncConnection, patients: tuple[UUID, ...], end: float) -> int:
    done = 0
    while time.perf_counter() < end:
        await connection.execute(
            _MANY, [list(column) for column in zip(*_hundred(patients), strict=True)], prepare=True
        )
        done += 100
    return done


async def _binary_unnests(connection: psycopg.AsyncConnection, patients: tuple[UUID, ...], end: float) -> int:
    connection.adapters.register_dumper(Array, _ArrayDumper)
    done = 0
    while time.perf_counter() < end:
        arrays = columns(_hundred(patients), "uuid", "uuid", "timestamptz", "float8", "text", "uuid")
        await connection.execute(_MANY, arrays, prepare=True)
        done += 100
    return done


class _ArrayDumper(Dumper):
    """Lets the driver's cursor send our columns: one dumper for each kind of array."""

    format = psycopg.pq.Format.BINARY

    def get_key(self, obj: Array, format: object) -> object:
        return (Array, obj.kind)

    def upgrade(self, obj: Array, format: object) -> "_ArrayDumper":
        dumper = _ArrayDumper(Array, None)
        dumper.oid = obj.oid
        return dumper

    def dump(self, obj: Array) -> bytes:
        return obj.packed()


def _hundred(patients: tuple[UUID, ...]) -> list[tuple[UUID, UUID, datetime, float, str, UUID]]:
    now = datetime.now(UTC)
    return [(uuid7(), patients[n % len(patients)], now, 93.0, "93", patients[0]) for n in range(100)]


def _row(patient: UUID) -> list[object]:
    now = datetime.now(UTC)
    return [
        uuid7(), patient, "spo2", now, 93.0, "93", "", "%", "final", 1, True, "device", "", 1, "", now, patient,
        patient, patient,
    ]  # fmt: skip
