"""One patient's months, from a seed: pure, so that two processes and a test tell the same story."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from varde.demo import bodies
from varde.demo.bodies import Body, Day
from varde.demo.cast import Today
from varde.demo.diary import HOME, Arrival, Diary, Habits, Task, habits, local
from varde.demo.dice import dice
from varde.triage.submissions import ContactRequest, Unreadable

LEAD_ADHERENCE = 0.97
JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Patient:
    """Who is simulated: number in the demo, id, what is going on today, and for how many days she has measured."""

    index: int
    id: UUID
    today: Today
    days: int

    def body(self) -> Body:
        return self.today.body or bodies.body(dice("body", self.index), self.today.conditions)

    def first_day(self, now: datetime) -> date:
        return now.astimezone(HOME).date() - timedelta(days=self.days - 1)


def arrivals(patient: Patient, tasks: Sequence[Task], forms: frozenset[str], now: datetime) -> list[Arrival]:
    """Everything the patient sends up to `now`, in the order Varde gets it."""
    rng = dice("diary", patient.index)
    diary = Diary(patient.id, patient.body(), _habits(patient), rng, timedelta(seconds=rng.randint(2, 20)))
    sent: list[Arrival] = []
    for number, day in enumerate(_days(patient, diary.body)):
        at = _round(patient, diary, number, now)
        if at is None or at > now - JUST_NOW:
            continue
        on = patient.first_day(now) + timedelta(days=number)
        told = patient.today.told if number == patient.days - 1 else {}
        sent += (one for one in diary.morning(day, tasks, on, at, forms, told) if one.at <= now)
    if patient.today.minutes_ago is not None:
        sent += _extras(patient, diary, now - timedelta(minutes=patient.today.minutes_ago))
    return sorted(sent, key=lambda arrival: arrival.at)


def _habits(patient: Patient) -> Habits:
    drawn = habits(dice("habits", patient.index), patient.days)
    today = patient.today
    if today.name == "vanlig-dag":
        return drawn
    silent = frozenset(range(patient.days - today.silent_days, patient.days))
    return replace(drawn, adherence=LEAD_ADHERENCE, silent=silent)


def _days(patient: Patient, body: Body) -> list[Day]:
    worse = (
        [replace(episode, onset=patient.days - 1 - since) for since, episode in patient.today.episodes]
        if patient.today.body
        else bodies.episodes(dice("episodes", patient.index), body, patient.days)
    )
    return bodies.live(dice("days", patient.index), body, worse, patient.days)


def _round(patient: Patient, diary: Diary, number: int, now: datetime) -> datetime | None:
    """When the patient measures on this day, or None when she does not."""
    is_today = number == patient.days - 1
    hour = diary.habits.hour + diary.rng.gauss(0, 0.25)
    skips = diary.rng.random() > diary.habits.adherence
    if is_today and patient.today.minutes_ago is not None:
        return now - timedelta(minutes=patient.today.minutes_ago)
    if skips or number in diary.habits.silent:
        return None
    return local(patient.first_day(now) + timedelta(days=number), hour)


def _extras(patient: Patient, diary: Diary, at: datetime) -> list[Arrival]:
    today, later = patient.today, at + timedelta(minutes=4)
    extras: list[Arrival] = []
    if today.asks:
        wish = ContactRequest(patient.id, f"wish-{patient.index}", today.asks, later, today.says, diary.new_id(later))
        extras.append(Arrival(later, "patient", wish))
    if today.unreadable:
        body = b'{"resourceType": "Observation", "valueQuantity": {"value": 93, "unit": "mmHg"}}'
        odd = Unreadable(patient.id, f"odd-{patient.index}", today.unreadable, body, later, diary.new_id(later))
        extras.append(Arrival(later, "gateway", odd))
    return extras
