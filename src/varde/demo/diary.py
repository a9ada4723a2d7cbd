"""What one patient sends: measurements and answers in time order, with habits, gaps, cold fingers and re-measures."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from varde.demo.bodies import Body, Day
from varde.demo.dice import clipped, dated_id
from varde.triage.submissions import Answer, Answers, Measurement, Submission

HOME = ZoneInfo("Europe/Oslo")
COLD_FINGERS = 0.015
FORMS_FORGOTTEN = 0.04
MEASURES_AGAIN = 0.85
UNITS = {"spo2": "%", "pulse": "/min", "weight": "kg", "bp": "mm[Hg]", "temp": "Cel"}

Told = Mapping[str, Any]
"""What the cast says is sent today: {measurement: (value, the value ten minutes later …)}, {form: {item: answer}}."""

NOTHING: Told = {}
Sender = Literal["patient", "gateway"]


@dataclass(frozen=True, slots=True)
class Task:
    """One line of the plan's schedule: what, and on which weekdays (Monday = 0)."""

    item: str
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class Habits:
    """`hour` is the local hour of the morning round; `silent` are day numbers without one; `types`: no device sends."""

    hour: float
    adherence: float
    types: bool
    silent: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Arrival:
    """One submission, when Varde got it, and from whom."""

    at: datetime
    sender: Sender
    submission: Submission


def habits(rng: random.Random, days: int) -> Habits:
    adherence = 0.5 if rng.random() < 0.1 else clipped(rng.gauss(0.88, 0.06), 0.7, 0.99)
    silent: set[int] = set()
    if rng.random() < 0.3:
        away = rng.randrange(days)
        silent.update(range(away, away + rng.randint(3, 8)))
    return Habits(clipped(rng.gauss(8.6, 0.8), 7.1, 10.6), adherence, rng.random() < 0.35, frozenset(silent))


def local(day: date, hour: float) -> datetime:
    """A moment of the patient's day, in UTC."""
    minutes = int(hour * 60)
    return datetime.combine(day, time(minutes // 60, minutes % 60), HOME).astimezone(UTC)


@dataclass(slots=True)
class Diary:
    """Writes down one patient; nothing here knows the rules. `lag` is how long her phone takes to send."""

    patient_id: UUID
    body: Body
    habits: Habits
    rng: random.Random
    lag: timedelta

    def morning(
        self, day: Day, tasks: Sequence[Task], on: date, at: datetime, forms: frozenset[str], told: Told = NOTHING
    ) -> Iterator[Arrival]:
        """One round: the day's measurements first, then the day's form two minutes later."""
        due = [task.item for task in tasks if on.weekday() in task.weekdays or task.item in told]
        for item in due:
            if item not in forms:
                yield from self.told_values(item, told[item], day, at) if item in told else self.measure(item, day, at)
        for item in due:
            if item in forms and self.rng.random() >= FORMS_FORGOTTEN:
                yield self.answer(item, day, at + timedelta(minutes=2), told.get(item, {}))

    def measure(self, item: str, day: Day, at: datetime) -> Iterator[Arrival]:
        first = self.reading(item, day, at, cold=item == "spo2" and self.rng.random() < COLD_FINGERS)
        yield first
        measured = first.submission
        if not isinstance(measured, Measurement) or item != "spo2" or (measured.value or 0) > self.body.spo2 - 2.6:
            return
        if self.rng.random() < MEASURES_AGAIN:
            again = at + timedelta(minutes=10 + self.rng.randrange(5))
            yield self.reading(item, day, again, cold=False, remeasure_of=measured.id)

    def told_values(self, item: str, values: Sequence[float], day: Day, at: datetime) -> Iterator[Arrival]:
        """The values the cast says, each one after the first measured again ten minutes later."""
        first: UUID | None = None
        for number, value in enumerate(values):
            arrival = self.reading(item, day, at + timedelta(minutes=11 * number), remeasure_of=first, told=value)
            first = first or arrival.submission.id
            yield arrival

    def reading(
        self,
        item: str,
        day: Day,
        at: datetime,
        *,
        cold: bool = False,
        remeasure_of: UUID | None = None,
        told: float | None = None,
    ) -> Arrival:
        at += timedelta(seconds=self.rng.randrange(60))
        value, second = self.values(item, day)
        value = value if told is None else told
        if cold:
            value -= self.rng.randint(4, 9)
        decimals = 1 if item in {"weight", "temp"} else 0
        written = f"{value:.{decimals}f}"
        written2 = "" if second is None else f"{second:.0f}"
        id = self.new_id(at)
        submission = Measurement(
            patient_id=self.patient_id,
            source_key=f"{item}-{id.hex[:12]}",
            kind=item,
            effective_at=at,
            value=float(written),
            decimal=written,
            unit=UNITS[item],
            value2=float(written2) if written2 else None,
            decimal2=written2,
            entry_mode="typed" if self.habits.types else "device",
            remeasure_of=remeasure_of,
            id=id,
        )
        return Arrival(self.received(at), "patient" if self.habits.types else "gateway", submission)

    def values(self, item: str, day: Day) -> tuple[float, float | None]:
        """The instrument's own noise on top of the day."""
        gauss = self.rng.gauss
        if item == "spo2":
            return clipped(round(day.spo2 + gauss(0, 0.5)), 70, 100), None
        if item == "pulse":
            return clipped(round(day.pulse + gauss(0, 2.0)), 40, 150), None
        if item == "weight":
            return clipped(day.weight + gauss(0, 0.45), 35, 180), None
        if item == "bp":
            sbp = clipped(round(day.sbp + gauss(0, 5.0)), 75, 210)
            return sbp, clipped(round(day.dbp + gauss(0, 3.0)), 40, min(120, sbp - 20))
        return clipped(day.temp + gauss(0, 0.1), 35, 41), None

    def answer(self, form: str, day: Day, at: datetime, told: Mapping[str, Answer]) -> Arrival:
        at += timedelta(seconds=self.rng.randrange(60))
        id = self.new_id(at)
        usual = kols_answers(self.rng, day, self.body) if form == "kols_daglig" else heart_answers(self.rng, day)
        answers = {**usual, **told}
        return Arrival(
            self.received(at), "patient", Answers(self.patient_id, f"{form}-{id.hex[:12]}", form, at, answers, id)
        )

    def new_id(self, at: datetime) -> UUID:
        return dated_id(self.rng, at)

    def received(self, at: datetime) -> datetime:
        return at + self.lag


def grade(rng: random.Random, how_bad: float) -> int:
    """A symptom 0–3 against the patient's usual; now and then a little worse for no reason."""
    if how_bad < 0.1:
        return 1 if rng.random() < 0.05 else 0
    return int(clipped(round(how_bad + rng.gauss(0, 0.35)), 0, 3))


def kols_answers(rng: random.Random, day: Day, body: Body) -> Mapping[str, Answer]:
    breath = grade(rng, day.breath)
    slime = grade(rng, 0.9 * day.cough)
    coloured = day.cough > 1.0 and rng.random() < 0.6
    usual_colour = "Ikke slim" if body.reliever < 2 else "Klart eller hvitt"
    return {
        "sym_pust": breath,
        "sym_hoste": grade(rng, day.cough),
        "sym_slim": slime,
        "slim_farge": "Gult eller grønt" if coloured else "Klart eller hvitt" if slime else usual_colour,
        "sym_ork": grade(rng, 0.8 * day.breath),
        "anfall_ekstra": max(0, body.reliever + rng.choice((-1, 0, 0, 0, 0, 1)) + int(1.6 * day.breath)),
        "hvile": day.strength > 3.4,
    }


def heart_answers(rng: random.Random, day: Day) -> Mapping[str, Answer]:
    felt = max(day.breath, day.swelling)
    return {
        "sym_pust": grade(rng, day.breath),
        "sym_hovne": grade(rng, day.swelling),
        "sym_ork": grade(rng, 0.7 * day.breath),
        "puter": felt > 1.7 and rng.random() < 0.5,
        "svimmel": day.sbp < 98 and rng.random() < 0.3,
        "besvimt": False,
        "medisin": "Nei, glemte" if rng.random() < 0.02 else "Ja",
    }
