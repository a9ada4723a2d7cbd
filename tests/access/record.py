"""What is in the patient's record: of every kind something, each recognisable by its own number, minute or words."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from uuid import UUID, uuid4

from tests.people import AS_USUAL, Person
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.measurements.models import Observation
from varde.messages import actions as messages
from varde.triage import loop
from varde.triage.actions import receive
from varde.triage.submissions import Answers, ContactRequest, Correction, Measurement, Submission, Unreadable

DAYS = 4
GATEWAY_PULSE, FOREIGN_PULSE = "77.41", "66.47"
QUESTION, MESSAGE, REFUSED = "Skal Ingrid ha cortison nå?", "Ring oss i dag, Ingrid.", "Ukjent enhet 4711"
WORDS = (QUESTION, MESSAGE, REFUSED, "86,17", "86.17", GATEWAY_PULSE)
UNITS = {"spo2": "%", "pulse": "/min", "weight": "kg"}
_minutes = count(1)


def write(patient: Person, nurse: Person, gateway: Actor) -> None:
    """Some quiet days, then a red that stands, a correction, a wish, messages, and something unreadable."""
    now, about = clock.now(), patient.id
    for day in range(DAYS - 1, -1, -1):
        _send(patient.actor, *_quiet_day(about, day, now))
        with clock.frozen(now - timedelta(days=day)):
            loop.run_once()
    first, again = value(about, "spo2", "86.17", now), value(about, "spo2", "86.21", now)
    mistyped = value(about, "weight", "71.31", now)
    _send(patient.actor, again, first, mistyped)
    wrong = Observation.objects.using("owner").get(patient_id=about, decimal="71.31")
    _send(patient.actor, Correction(about, str(uuid4()), wrong.id, "Skrev feil", 69.37, "69.37"))
    _send(patient.actor, ContactRequest(about, str(uuid4()), "contact", now))
    with opened(nurse.actor, [about]):
        messages.ask_gp(patient_id=about, text=QUESTION, by=nurse.actor)
        messages.write_to_patient(patient_id=about, text=MESSAGE, by=nurse.actor)
    _send(gateway, value(about, "pulse", GATEWAY_PULSE, now))
    _send(gateway, Unreadable(about, str(uuid4()), REFUSED, b"{}", now))


def write_elsewhere(patient: UUID, gateway: Actor) -> None:
    """One value of a patient of the other unit."""
    _send(gateway, value(patient, "pulse", FOREIGN_PULSE, clock.now()))


def value(patient: UUID, kind: str, literal: str, now: datetime) -> Measurement:
    """Measured in a minute of its own."""
    at = now - timedelta(minutes=next(_minutes))
    return Measurement(patient, str(uuid4()), kind, at, float(literal), literal, UNITS[kind], entry_mode="device")


def _quiet_day(patient: UUID, day: int, now: datetime) -> Iterator[Submission]:
    moment = now - timedelta(days=day)
    yield value(patient, "spo2", f"93.{day}7", moment)
    yield value(patient, "pulse", f"80.{day}3", moment)
    yield value(patient, "weight", f"68.{day}9", moment)
    at = moment - timedelta(minutes=next(_minutes))
    yield Answers(patient, str(uuid4()), "kols_daglig", at, AS_USUAL)


def _send(by: Actor, *submissions: Submission) -> None:
    """Received as it happened."""
    with clock.frozen(max((_at(one) for one in submissions), default=clock.now())):
        with opened(by, {one.patient_id for one in submissions}):
            outcomes = receive(submissions, by=by)
    assert {outcome.status for outcome in outcomes} == {"stored"}, outcomes


def _at(submission: Submission) -> datetime:
    if isinstance(submission, Measurement | Answers):
        return submission.effective_at
    return clock.now()


def red_again(patient: Person) -> None:
    """Two values that open a card that was closed."""
    _send(patient.actor, *(value(patient.id, "spo2", literal, clock.now()) for literal in ("85.13", "85.19")))
