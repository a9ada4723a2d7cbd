"""What a gateway sends: one Observation, or a bundle of 100 over 10 patients, as the bytes of an HTTP request."""

import json
import random
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
