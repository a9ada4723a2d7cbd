"""The client's own ledger: what it meant to send and what it was promised, on disk before and after each request.

Afterwards every promise is held against what is stored: `lost` was acknowledged and is not there, `ghost` is there and
was never sent, `double` is there twice, `corrupt` is there with another content.
"""

import asyncio
import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from uuid import UUID, uuid4

import psycopg

VALUES_IN_BUNDLE = 50
CONNECTIONS = 8


@dataclass
class Ledger:
    """`intended` {key: decimal}; `promised` the keys answered with 2xx; both are fsynced lines in `path`."""

    path: Path
    intended: dict[str, str] = field(default_factory=dict)
    promised: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(self, kind: str, keys: dict[str, str]) -> None:
        os.write(self._file, "".join(f"{kind} {key} {value}\n" for key, value in keys.items()).encode())
        os.fsync(self._file)
        if kind == "INTENT":
            self.intended.update(keys)
        else:
            self.promised.update(keys)


@dataclass(frozen=True)
class Verdict:
    promised: int
    lost: int
    ghost: int
    double: int
    corrupt: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.ghost or self.double or self.corrupt)


def held_against(ledger: Ledger, owner_url: str) -> Verdict:
    """Read what is stored as owner and compare."""
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute(
            "SELECT k.source_key, o.decimal FROM triage_submissionkey k"
            " JOIN measurements_observation o ON o.patient_id = k.patient_id AND o.id = k.subject_id"
            " WHERE k.source_key LIKE 'urn:ledger|%'"
        ).fetchall()
    stored: dict[str, list[str]] = {}
    for key, decimal in rows:
        stored.setdefault(key.split("|", 1)[1], []).append(decimal)
    return Verdict(
        promised=len(ledger.promised),
        lost=sum(key not in stored for key in ledger.promised),
        ghost=sum(key not in ledger.intended for key in stored),
        double=sum(len(values) > 1 for values in stored.values()),
        corrupt=sum(ledger.intended.get(key, "") not in values for key, values in stored.items()),
    )


class Sender:
    """Eight connections that send bundles until told to stop, and send again what was not answered, with the same keys."""

    def __init__(self, port: int, token: str, patients: list[UUID], ledger: Ledger) -> None:
        self._port, self._token, self._ledger = port, token, ledger
        self._shares = [cycle(patients[number::CONNECTIONS]) for number in range(CONNECTIONS)]
        self._steps: Counter[UUID] = Counter()
        self._start = datetime.now(UTC) - timedelta(days=30)

    async def run(self, promised: int, seconds: float) -> None:
        """Send until so many more values are promised, or the time is out."""
        goal = len(self._ledger.promised) + promised
        end = time.monotonic() + seconds
        await asyncio.gather(*(self._connection(share, goal, end) for share in self._shares))

    async def _connection(self, share: Iterator[UUID], goal: int, end: float) -> None:
        while len(self._ledger.promised) < goal and time.monotonic() < end:
            keys, request = self._bundle(share)
            self._ledger.write("INTENT", keys)
            while time.monotonic() < end + 30:
                if await self._answered(request):
                    self._ledger.write("ACK", keys)
                    break
                await asyncio.sleep(0.2 + random.random() * 0.3)

    async def _answered(self, request: bytes) -> bool:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            writer.write(request)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
            writer.close()
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            return False
        return head[9:12] in (b"200", b"201")

    def _bundle(self, share: Iterator[UUID]) -> tuple[dict[str, str], bytes]:
        keys = {str(uuid4()): str(random.randint(92, 96)) for _ in range(VALUES_IN_BUNDLE)}
        entries = [
            {"resource": self._observation(key, value, next(share)), "request": _REQUEST} for key, value in keys.items()
        ]
        body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()
        head = (
            f"POST /fhir HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._token}\r\nConnection: close\r\n"
            f"Content-Type: application/fhir+json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return keys, head.encode() + body

    def _observation(self, key: str, value: str, patient: UUID) -> dict[str, object]:
        """A patient's values lie half an hour apart, as if they had been taken in the last weeks."""
        self._steps[patient] += 1
        at = self._start + self._steps[patient] * timedelta(minutes=30)
        return {
            "resourceType": "Observation",
            "identifier": [{"system": "urn:ledger", "value": key}],
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "59408-5"}]},
            "subject": {"reference": f"Patient/{patient}"},
            "effectiveDateTime": at.isoformat(timespec="milliseconds"),
            "valueQuantity": {"value": int(value), "system": "http://unitsofmeasure.org", "code": "%"},
        }


_REQUEST = {"method": "POST", "url": "Observation"}
