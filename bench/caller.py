"""The load: one process, many keep-alive connections, requests made beforehand; a child of the measurement."""

import asyncio
import json
import random
import sys
import time
from datetime import datetime, timedelta

CODES = {"spo2": ("59408-5", "%", (92, 96)), "pulse": ("8867-4", "/min", (74, 86))}


def observation(patient: str, number: int, at: datetime) -> dict[str, object]:
    """A green vital sign of about the size a gateway sends."""
    kind = "spo2" if number % 2 else "pulse"
    code, unit, span = CODES[kind]
    return {
        "resourceType": "Observation",
        "identifier": [{"system": "urn:bench", "value": f"{patient}-{number}-{at.timestamp()}"}],
        "status": "final",
        "category": [
            {
                "coding": [
                    {
                        "system": "http://terminology.hl7.org/CodeSystem/observation-category",
                        "code": "vital-signs",
                        "display": "Vital Signs",
                    }
                ]
            }
        ],
        "code": {"coding": [{"system": "http://loinc.org", "code": code}], "text": kind},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": at.isoformat(timespec="milliseconds"),
        "valueQuantity": {
            "value": random.randint(*span),
            "unit": unit,
            "system": "http://unitsofmeasure.org",
            "code": unit,
        },
        "device": {"display": "Bench oximeter 3, serial 00:1B:44:11:3A:B7"},
        "note": [{"text": "Målt hjemme i ro"}],
    }


def moment(start: datetime, step: int) -> datetime:
    """A patient's values lie half an hour apart, however fast they are sent: nobody measures three times a second."""
    return start + step * timedelta(minutes=30)


def single(patient: str, step: int, token: str, start: datetime) -> bytes:
    body = json.dumps(observation(patient, step, moment(start, step)), ensure_ascii=False).encode()
    return _post("/fhir/Observation", body, token)


def bundle(patients: list[str], step: int, token: str, start: datetime) -> bytes:
    """100 values over 10 patients, ten steps of each."""
    entries = [
        {
            "resource": observation(patient, step + n, moment(start, step + n)),
            "request": {"method": "POST", "url": "Observation"},
        }
        for patient in patients
        for n in range(10)
    ]
    body = json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}, ensure_ascii=False).encode()
    return _post("/fhir", body, token)


def _post(path: str, body: bytes, token: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"Content-Type: application/fhir+json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _connection(
    port: int, make: object, seconds: float, start: float, out: list[float], bad: list[bytes]
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while time.perf_counter() - start < seconds:
        request = make()  # type: ignore[operator]
        sent = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        body = await reader.readexactly(length) if length else b""
        out.append(time.perf_counter() - sent)
        if head[9:12] not in (b"201", b"200"):
            bad.append(head[:40] + body[:400])
    writer.close()


async def _run(
    port: int, token: str, patients: list[str], what: str, clients: int, seconds: float, start: str, first: int
) -> dict[str, object]:
    """`first` is the first step not yet sent for any patient; the answer's `steps` is how many this run used."""
    counter = iter(range(10**9))
    begun = datetime.fromisoformat(start)
    furthest = first

    def make() -> bytes:
        nonlocal furthest
        number = next(counter)
        if what == "bundle":
            row, place = divmod(number * 10, len(patients))
            furthest = first + (row + 1) * 10
            return bundle(patients[place : place + 10], first + row * 10, token, begun)
        row, place = divmod(number, len(patients))
        furthest = first + row + 1
        return single(patients[place], first + row, token, begun)

    out: list[float] = []
    bad: list[bytes] = []
    from_ = time.perf_counter()
    await asyncio.gather(*(_connection(port, make, seconds, from_, out, bad) for _ in range(clients)))
    taken = time.perf_counter() - from_
    out.sort()
    return {
        "n": len(out),
        "steps": furthest - first,
        "per_second": len(out) / taken,
        "p50": out[len(out) // 2],
        "p99": out[int(len(out) * 0.99)],
        "bad": len(bad),
        "first_bad": bad[0].decode(errors="replace") if bad else "",
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    try:
        import uvloop

        uvloop.install()
    except ImportError:
        pass
    json.dump(asyncio.run(_run(**asked)), sys.stdout)
