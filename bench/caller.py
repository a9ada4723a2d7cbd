"""The load: one process, many keep-alive connections, requests made before the clock starts; a child of the measurement."""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import cast

from bench import messages

MOST_PER_SECOND = {"single": 6_000, "bundle": 150}
MOST_IN_STOCK = {"single": 60_000, "bundle": 1_000}
PATIENTS_IN_BUNDLE = 10
STEPS_IN_BUNDLE = 10


@dataclass
class Load:
    """The requests in the order they are sent, made beforehand as far as the stock reaches, and how each was answered."""

    patients: list[str]
    what: str
    token: str
    start: datetime
    first: int
    seconds: float
    sent: int = 0
    taken: list[float] = field(default_factory=list)
    bad: list[bytes] = field(default_factory=list)
    ends: float = 0.0

    def __post_init__(self) -> None:
        """Make the stock: what can be sent in `seconds` at most, and no more than the memory should hold."""
        self._rest = self._requests()
        most = min(int(MOST_PER_SECOND[self.what] * self.seconds), MOST_IN_STOCK[self.what])
        self._stock = list(islice(self._rest, most))

    def _requests(self) -> Iterator[bytes]:
        """All patients' first step, then all patients' next: without an end."""
        step = self.first
        while True:
            if self.what == "single":
                for patient in self.patients:
                    yield messages.single(patient, step, self.token, self.start)
            else:
                for place in range(0, len(self.patients), PATIENTS_IN_BUNDLE):
                    some = self.patients[place : place + PATIENTS_IN_BUNDLE]
                    yield messages.bundle(some, step, self.token, self.start)
            step += self._steps_in_one

    def next(self) -> bytes:
        number = self.sent
        self.sent += 1
        return self._stock[number] if number < len(self._stock) else next(self._rest)

    @property
    def steps(self) -> int:
        """How many steps of each patient are used, the last one perhaps not by all."""
        return -(-self.sent // self._requests_in_a_row) * self._steps_in_one

    @property
    def _steps_in_one(self) -> int:
        return 1 if self.what == "single" else STEPS_IN_BUNDLE

    @property
    def _requests_in_a_row(self) -> int:
        return -(-len(self.patients) // (1 if self.what == "single" else PATIENTS_IN_BUNDLE))


class Connection(asyncio.Protocol):
    """One request in flight. Of each answer only the status and the length are read."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._came = b""
        self._whole = 0
        self.is_done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is none by its class

    def send(self) -> None:
        request = self._load.next()
        self._sent = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        came = self._came = self._came + data if self._came else data
        if not self._whole:
            end = came.find(b"\r\n\r\n")
            if end < 0:
                return
            length = came[:end].lower().split(b"content-length:")[1].split(b"\r\n")[0]
            self._whole = end + 4 + int(length)
        if len(came) >= self._whole:
            self._answered(came)

    def _answered(self, answer: bytes) -> None:
        now = time.perf_counter()
        load = self._load
        load.taken.append(now - self._sent)
        if answer[9:12] not in (b"201", b"200"):
            load.bad.append(answer[:40] + answer.partition(b"\r\n\r\n")[2][:400])
        self._came, self._whole = b"", 0
        if now < load.ends:
            self.send()
        else:
            self.is_done.set_result(None)
            self._transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.is_done.done():
            self.is_done.set_exception(error or ConnectionResetError("The server hung up."))


async def _run(
    port: int, token: str, patients: list[str], what: str, clients: int, seconds: float, start: str, first: int
) -> dict[str, object]:
    """`first` is the first step not yet sent for any patient; the answer's `steps` is how many this run used.

    `cpu` is this process's own processor time from the first request to the last answer.
    """
    load = Load(patients, what, token, datetime.fromisoformat(start), first, seconds)
    gc.freeze()
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(lambda: Connection(load), "127.0.0.1", port))[1] for _ in range(clients)
    ]
    cpu, begun = time.process_time(), time.perf_counter()
    load.ends = begun + seconds
    for connection in connections:
        connection.send()
    await asyncio.gather(*(connection.is_done for connection in connections))
    taken, cpu = time.perf_counter() - begun, time.process_time() - cpu
    return _told(load, taken) | {"cpu": cpu}


def _told(load: Load, taken: float) -> dict[str, object]:
    waits = sorted(load.taken)
    return {
        "n": len(waits),
        "steps": load.steps,
        "per_second": len(waits) / taken,
        "p50": waits[len(waits) // 2],
        "p99": waits[int(len(waits) * 0.99)],
        "bad": len(load.bad),
        "first_bad": load.bad[0].decode(errors="replace") if load.bad else "",
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    try:
        import uvloop

        uvloop.install()
    except ImportError:
        pass
    json.dump(asyncio.run(_run(**asked)), sys.stdout)
