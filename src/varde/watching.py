"""The dead man's switch: a process of its own sends a measurement the whole way in and reads it back, and says outside how it went.

Who listens outside must raise the alarm when it hears `failed`, and when it hears nothing: a watch that has died is silent.
The measurement is about a patient nobody is, followed by no unit, so it is on nobody's list and in no figure.
"""

import json
import shlex
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from http.client import HTTPException
from typing import Any
from uuid import UUID, uuid5

from varde.lib import clock
from varde.lib.uuid7 import uuid7

CLIENT = "vaktprove"
NOBODY = ("Vaktprøve", "Ingen")
SECONDS_TO_ANSWER = 10
SECONDS_OF_PATIENCE = 60
WEB = ("http://", "https://")
Signal = Callable[[str, str], None]
"""`signal(state, problem)`: alive, failed (with what is wrong) or restored. Raises nothing."""


class Silent(Exception):
    """No answer came, or not one that can be read."""


@dataclass
class Watch:
    """One round of `look` after another; `patience` seconds of trouble before it is called outside."""

    url: str
    token: str
    patient: UUID
    signal: Signal
    patience: float = SECONDS_OF_PATIENCE
    failing_since: float | None = field(default=None, init=False)
    has_called: bool = field(default=False, init=False)

    def round(self) -> str:
        """Look, and tell outside: alive, or what has been wrong for too long. Returns what is wrong now, or nothing."""
        problem = self.look()
        if not problem:
            if self.has_called:
                self.signal("restored", "")
            self.failing_since, self.has_called = None, False
            self.signal("alive", "")
            return ""
        self.failing_since = self.failing_since or time.monotonic()
        if time.monotonic() - self.failing_since >= self.patience:
            self.has_called = True
            self.signal("failed", problem)
        return problem

    def look(self) -> str:
        """What keeps a measurement from coming in, being judged and being read; empty when nothing does."""
        try:
            status, ready = self._ask("GET", "/readyz")
            if status != 200:  # noqa: PLR2004
                return f"not ready: {' '.join(ready.get('problems', [f'status {status}']))}"
            return self._sent_and_read_back()
        except Silent as silence:
            return str(silence)

    def _sent_and_read_back(self) -> str:
        sent = canary_value(self.patient)
        status, stored = self._ask("POST", "/fhir/Observation", sent)
        if status != 201:  # noqa: PLR2004
            return f"a measurement was not taken in: status {status}"
        status, read = self._ask("GET", f"/fhir/Observation/{stored.get('id')}")
        if status != 200 or read.get("identifier") != sent["identifier"]:  # noqa: PLR2004
            return f"a measurement that was taken in cannot be read: status {status}"
        return ""

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/fhir+json"}
        return _exchange(method, self.url + path, headers, body)


def canary_value(patient: UUID) -> dict[str, Any]:
    """97 % now, under a key of its own."""
    return {
        "resourceType": "Observation",
        "status": "final",
        "identifier": [{"system": "urn:varde:watch", "value": str(uuid7())}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "59408-5"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": clock.now().isoformat(),
        "valueQuantity": {"value": 97, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
    }


def canary() -> tuple[str, UUID]:
    """A fresh token of the watch's own client, and the patient nobody is; both are made the first time."""
    from varde.care_teams.actions import relate
    from varde.care_teams.models import RelationKind
    from varde.care_teams.rights import reasons
    from varde.identity.actions import client_named, issue_token, register_patient
    from varde.identity.models import Organization, OrganizationKind, SystemClient
    from varde.lib.context import opened

    organization, _ = Organization.objects.get_or_create(kind=OrganizationKind.DIRECTORATE, name=NOBODY[0])
    client, _ = SystemClient.objects.get_or_create(name=CLIENT, defaults={"organization": organization})
    by, patient = client_named(CLIENT), uuid5(client.id, "patient")
    with opened(by, [patient]):
        if not reasons(by, {patient}, clock.now()):
            register_patient(
                by=by, patient_id=patient, given_name=NOBODY[0], family_name=NOBODY[1], birth_date=date(1900, 1, 1)
            )
            relate(
                by=by, patient_id=patient, organization_id=client.organization_id, kind=RelationKind.FOLLOW_UP,
                basis="Vaktprøve: ingen person",
            )  # fmt: skip
    return issue_token(CLIENT), patient


def signal_to(where: str, say: Callable[[str], None]) -> Signal:
    """Post to an address, or run a command with the state and the problem as its last two arguments; no health data in either.

    An outside that does not answer is said here and tried again with the next round.
    """

    def post(state: str, problem: str) -> None:
        body = {"state": state, "problem": problem, "at": clock.now().isoformat()}
        try:
            status, _ = _exchange("POST", where, {"Content-Type": "application/json"}, body)
        except Silent as silence:
            say(f"the signal was not received: {silence}")
        else:
            if status >= 300:  # noqa: PLR2004
                say(f"the signal was not received: {where} answered {status}")

    def run(state: str, problem: str) -> None:
        try:
            subprocess.run([*shlex.split(where), state, problem], check=True, timeout=SECONDS_TO_ANSWER)
        except (OSError, subprocess.SubprocessError) as error:
            say(f"the signal was not received: {error}")

    if not where:
        return lambda state, problem: None
    return post if where.startswith(WEB) else run


def _exchange(
    method: str, url: str, headers: dict[str, str], body: dict[str, Any] | None
) -> tuple[int, dict[str, Any]]:
    """Status and JSON object of the answer ({} when it is none). Raises Silent."""
    if not url.startswith(WEB):
        raise Silent(f"{url} is no web address.")
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=SECONDS_TO_ANSWER) as answer:  # noqa: S310
            return answer.status, _read(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, _read(error.read())
    except (OSError, HTTPException) as error:
        raise Silent(f"{url} does not answer: {getattr(error, 'reason', error)}") from None


def _read(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
