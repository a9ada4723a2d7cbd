"""What the patient of a thinly told stay sends: a round at set times, and what she measures on a few bad days. Pure."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from varde.demo.bodies import Body, Day
from varde.demo.cast import SLIME, TIRED_HEART
from varde.demo.diary import HOME, Arrival, Diary, Habits, grade, local
from varde.demo.dice import poisson
from varde.demo.stays import MONTH
from varde.questionnaires.forms import FORMS
from varde.triage.submissions import Answers

REDS_A_MONTH, YELLOWS_A_MONTH = 0.08, 0.05
# Days after the start on which a round is told whatever the day is like: a measurement, and how everyday life goes.
ROUND_DAYS = (4, 122, 365, 730)
EVERYDAY = "hverdagen"
FIRST_BURDEN, EASED = (0.9, 0.45), (0.35, 0.75)
IN_HOURS = 0.7
MEASURED_AGAIN = timedelta(minutes=11)
RED_FALL = 8
DEVICE = Habits(8.6, 1.0, types=False)


def sent(
    patient_id: UUID, body: Body, rng: random.Random, start: datetime, until: datetime, late_days: int
) -> list[Arrival]:
    """Everything in the order it came in; with `late_days` it came so many whole days after it was measured, more or less."""
    lag = timedelta(days=round(late_days * rng.uniform(0.5, 1.5)), seconds=rng.randint(2, 20))
    diary = Diary(patient_id, body, DEVICE, rng, lag)
    found = [*_rounds(diary, start, until), *_bad(diary, start, until)]
    return sorted(found, key=lambda arrival: arrival.at)


def _rounds(diary: Diary, start: datetime, until: datetime) -> Iterator[Arrival]:
    """The burden at the start, and what is left of it later: for most somewhat less."""
    burden = max(0.0, diary.rng.gauss(*FIRST_BURDEN))
    for number, days in enumerate(ROUND_DAYS):
        at = local((start + timedelta(days=days)).astimezone(HOME).date(), diary.rng.uniform(8.2, 10.5))
        if at < until:
            left = burden * (diary.rng.uniform(*EASED) if number else 1.0)
            item = "spo2" if "kols" in diary.body.conditions else "weight"
            yield diary.reading(item, _day(diary.body, left / 4), at)
            yield _everyday(diary, left, at + timedelta(minutes=2))


def _everyday(diary: Diary, burden: float, at: datetime) -> Arrival:
    """The form about everyday life, which no rule reads: a burden of 1 is about one point on each question."""
    id = diary.new_id(at)
    answers = {item.id: grade(diary.rng, 1.2 * burden) for item in FORMS[EVERYDAY].items}
    sent = Answers(diary.patient_id, f"{EVERYDAY}-{id.hex[:12]}", EVERYDAY, at, answers, id)
    return Arrival(diary.received(at), "patient", sent)


def _bad(diary: Diary, start: datetime, until: datetime) -> Iterator[Arrival]:
    rng, months = diary.rng, max(0.0, (until - start).days - 8) / MONTH
    for _ in range(poisson(rng, months * YELLOWS_A_MONTH)):
        form = _form(diary.body)
        told = TIRED_HEART if form == "hjertesvikt_daglig" else SLIME
        yield diary.answer(form, _day(diary.body, 1.0), _moment(rng, start, months), told)
    for _ in range(poisson(rng, months * REDS_A_MONTH)):
        at = _moment(rng, start, months)
        if _form(diary.body) == "hjertesvikt_daglig":
            yield diary.answer("hjertesvikt_daglig", _day(diary.body, 1.6), at, {"puter": True})
            continue
        day, low = _day(diary.body, 2.0), round(diary.body.spo2) - RED_FALL
        first = diary.reading("spo2", day, at, told=low)
        yield first
        yield diary.reading(
            "spo2", day, at + MEASURED_AGAIN, remeasure_of=first.submission.id, told=low + rng.randint(-1, 1)
        )


def _moment(rng: random.Random, start: datetime, months: float) -> datetime:
    """A weekday in opening hours for seven of ten, else an evening or a weekend."""
    day = (start + timedelta(days=7 + rng.uniform(0, months * MONTH))).astimezone(HOME).date()
    if rng.random() < IN_HOURS:
        return local(day - timedelta(days=max(0, day.weekday() - 4)), rng.uniform(8.1, 14.5))
    return local(day, rng.uniform(16.5, 22.5))


def _form(body: Body) -> str:
    return "kols_daglig" if "kols" in body.conditions else "hjertesvikt_daglig"


def _day(body: Body, burden: float) -> Day:
    """A day on which breath, cough and strength are `burden` worse than usual (0–3)."""
    return Day(
        spo2=body.spo2 - burden,
        pulse=body.pulse + 3 * burden,
        weight=body.weight,
        sbp=body.sbp,
        dbp=body.dbp,
        temp=36.7,
        breath=burden,
        cough=0.9 * burden,
        swelling=0.8 * burden,
        strength=burden / 2,
    )
