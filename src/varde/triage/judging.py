"""From submissions to judgements for one patient, in memory: pure, so that a generator and `receive` give one answer.

The result depends on what is known and when it happened (`at`), never on the order in which it arrived.
"""

from bisect import insort
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

import msgspec

from varde.measurements import plausibility
from varde.measurements.kinds import KINDS, Kind
from varde.triage import rules
from varde.triage.file import AnsweredForm, BaselineKey, Judged, PatientFile, Plan, Reading
from varde.triage.past import Past, day_of
from varde.triage.rules import confirmation
from varde.triage.rules.verdicts import NO_RULE
from varde.triage.submissions import Answers, Measurement, Reason

_T = TypeVar("_T", Reading, AnsweredForm)

RULES_VERSION = "1"
CLOCK_SLACK = timedelta(minutes=10)
"""A time up to this far in the future is a clock that runs fast; beyond it the value is judged by when we got it."""

METRICS_OF = {kind.key: kind.metrics for kind in KINDS.values()}
CONFIRM_WINDOWS = {kind.key: kind.confirm_window for kind in KINDS.values()}
NO_TIME = timedelta(0)


class _Found(msgspec.Struct, frozen=True):
    """What the strictest plan said, in the words of `triage.models.Judgement.verdict`."""

    verdict: rules.Verdict
    said: str
    plan_id: UUID | None
    digest: bytes


def lookback(kind: str, plans: Iterable[Plan]) -> timedelta:
    """How far before a value of `kind` its earlier values matter: to confirm it, to doubt it, or to a rule."""
    known = KINDS.get(kind)
    if known is None:
        return timedelta(0)
    doubt = timedelta(days=known.soft_change.days) if known.soft_change else NO_TIME
    rules_need = [plan.rules.lookback(metric) for plan in plans for metric in METRICS_OF[kind]]
    return max(CONFIRM_WINDOWS[kind], doubt, *rules_need)


def combined(file: PatientFile, items: Iterable[str]) -> bool:
    """Does a rule of the patient look at any of these kinds or forms together with something else?"""
    names = [name for item in items for name in METRICS_OF.get(item, (item,))]
    return any(plan.rules.combines(name) for plan in file.plans for name in names)


def judged_time(effective_at: datetime, received_at: datetime) -> datetime:
    return received_at if effective_at > received_at + CLOCK_SLACK else effective_at


def reading_of(measurement: Measurement, received_at: datetime, flag: str) -> Reading:
    """The measurement as the rules see it; outside hard limits it is judged but trusted by no baseline or trend."""
    metrics = METRICS_OF.get(measurement.kind, ())
    values = zip(metrics, (measurement.value, measurement.value2), strict=False)
    return Reading(
        measurement.id,
        measurement.kind,
        judged_time(measurement.effective_at, received_at),
        {metric: value for metric, value in values if value is not None},
        is_trusted=flag != "hard",
        is_new=True,
    )


def flag_of(measurement: Measurement, file: PatientFile, received_at: datetime) -> str:
    """Plausibility in two stages (`measurements.plausibility`), or "future"; a flag never drops a value."""
    if measurement.effective_at > received_at + CLOCK_SLACK:
        return "future"
    kind = KINDS.get(measurement.kind)
    if kind is None or measurement.value is None:
        return ""
    last = _last_before(measurement, kind, file) if kind.soft_change else None
    return plausibility.check(kind, measurement.value, measurement.value2, at=measurement.effective_at, last=last)


def _last_before(measurement: Measurement, kind: Kind, file: PatientFile) -> tuple[datetime, float] | None:
    held, metric = file.readings.get(measurement.kind, ()), kind.metrics[0]
    earlier = (r for r in reversed(held) if r.at <= measurement.effective_at and r.is_trusted and metric in r.values)
    last = next(earlier, None)
    return (last.at, last.values[metric]) if last else None


def add_reading(file: PatientFile, reading: Reading) -> None:
    _add(file.readings.setdefault(reading.kind, []), reading)


def add_answers(file: PatientFile, answered: AnsweredForm) -> None:
    _add(file.answers.setdefault(answered.form, []), answered)


def _add(held: list[_T], item: _T) -> None:
    if held and item.at < held[-1].at:
        insort(held, item, key=lambda other: other.at)
    else:
        held.append(item)


def remove_reading(file: PatientFile, reading_id: UUID) -> Reading | None:
    for held in file.readings.values():
        for index, reading in enumerate(held):
            if reading.id == reading_id:
                return held.pop(index)
    return None


def answered_form(answers: Answers, received_at: datetime, score: float | None) -> AnsweredForm:
    at = judged_time(answers.effective_at, received_at)
    return AnsweredForm(answers.id, answers.form, at, dict(answers.answers), score, is_new=True)


def baseline_keys(file: PatientFile, since: datetime, kinds: Iterable[str]) -> set[BaselineKey]:
    """The baselines that judging the readings of `kinds` from `since` on will ask for."""
    keys: set[BaselineKey] = set()
    for kind in kinds:
        for reading in _from(file.readings.get(kind, []), since):
            day = day_of(reading.at, file.zone)
            for plan in _plans(file, reading.at):
                for metric in reading.values:
                    for window, left_out in plan.rules.baselines(metric):
                        keys.add((metric, day, window, left_out))
    return keys


def rejudge(file: PatientFile, since: datetime, kinds: Iterable[str], forms: Iterable[str]) -> list[Judged]:
    """Judgements that differ from the current ones, for readings of `kinds` and answers of `forms` from `since` on.

    A reading up to one confirm window earlier is judged again too: what came may be its second measurement.
    """
    found: list[Judged] = []
    for kind in kinds:
        found.extend(_judge_kind(file, kind, since))
    for form in forms:
        past = Past(file)
        found.extend(_judge_answers(past, answered) for answered in _from(file.answers.get(form, []), since))
    return [changed for judged in found if (changed := _as_revision(file, judged))]


def _judge_kind(file: PatientFile, kind: str, since: datetime) -> list[Judged]:
    """Settle confirmations over runs of readings closer together than the confirm window."""
    window = CONFIRM_WINDOWS.get(kind, NO_TIME)
    held = file.readings.get(kind, [])
    run = held[_run_start(held, _first_from(held, since), window) :]
    for reading in run:
        reading.is_denied = False
    past = Past(file)
    found: list[_Found] = []
    for index, reading in enumerate(run):
        found.append(_verdict_of(past, rules.Reading(reading.values, reading.at), tuple(reading.values)))
        if index and reading.at - run[index - 1].at <= window:
            _deny_again(run, found, index, window, past)
    if not any([judged.verdict.fired for judged in found]):  # noqa: C419 - the heart of the way in: no generator for it
        return [_uneventful(kind, reading, judged) for reading, judged in zip(run, found, strict=True)]
    return [
        Judged(
            "observation", reading.id, reading.at, outcome.zone, outcome.waiting, outcome.acute, judged.said,
            outcome.stands_at, _reasons(outcome.fired), judged.plan_id, judged.digest, item=kind,
            denied=bool(outcome.denied),
        )
        for reading, judged, outcome in zip(run, found, _settled(run, found, 0, window), strict=True)
    ]  # fmt: skip


def _uneventful(kind: str, reading: Reading, judged: _Found) -> Judged:
    """No rule fired: nothing waits, and no other measurement can deny it."""
    said, zone = judged.said, judged.verdict.zone
    return Judged(
        "observation", reading.id, reading.at, zone, 0, False, said, None, (), judged.plan_id, judged.digest, item=kind
    )


def _deny_again(run: list[Reading], found: list[_Found], index: int, window: timedelta, past: Past) -> None:
    """What the reading at `index` says of those just before it: a denied one is no history to the next."""
    first = _run_start(run, index, window)
    if any(judged.verdict.fired for judged in found[first:]):
        for earlier, outcome in zip(run[first:index], _settled(run, found, first, window), strict=False):
            earlier.is_denied = bool(outcome.denied)
        past.forget_readings()


def is_judged_again(file: PatientFile, start: datetime, kinds: Iterable[str], forms: Iterable[str]) -> bool:
    """Whether something already judged happened at `start` or later; at the very same moment counts."""
    for kind in kinds:
        for reading in _from(file.readings.get(kind, []), start):
            if not reading.is_new:
                return True
    for form in forms:
        for answered in _from(file.answers.get(form, []), start):
            if not answered.is_new:
                return True
    return False


def run_starts(file: PatientFile, kinds: Iterable[str], since: datetime) -> datetime:
    """The earliest reading that judging from `since` on judges again: what waits may be confirmed or denied."""
    earliest = since
    for kind in kinds:
        held = file.readings.get(kind, [])
        window = CONFIRM_WINDOWS.get(kind, NO_TIME)
        start = _run_start(held, _first_from(held, since), window)
        if start < len(held):
            earliest = min(earliest, held[start].at)
    return earliest


def _run_start(held: list[Reading], index: int, window: timedelta) -> int:
    """Back over readings within a confirm window of the next, until one that was green: it neither waits nor answers."""
    while 0 < index < len(held) and held[index].at - held[index - 1].at <= window:
        if held[index - 1].zone == 1 and not held[index - 1].is_denied:
            break
        index -= 1
    return index


def _settled(run: list[Reading], found: list[_Found], first: int, window: timedelta) -> list[confirmation.Settled]:
    pairs = zip(run[first : len(found)], found[first:], strict=True)
    return confirmation.settle([confirmation.Judged(r.id, r.at, judged.verdict) for r, judged in pairs], window)


def _judge_answers(past: Past, answered: AnsweredForm) -> Judged:
    subject = rules.Answered(answered.form, answered.answers, answered.score, answered.at)
    judged = _verdict_of(past, subject, (answered.form,))
    verdict = judged.verdict
    return Judged(
        "answers",
        answered.id,
        answered.at,
        verdict.zone,
        0,
        verdict.acute,
        judged.said,
        None,
        _reasons(verdict.fired),
        judged.plan_id,
        judged.digest,
        item=answered.form,
    )


def _verdict_of(past: Past, subject: rules.Reading | rules.Answered, about: tuple[str, ...]) -> _Found:
    """Judged with the plan in force when it happened, and with the present one if that is stricter."""
    plans = _plans(past.file, subject.at)
    looked_back_on = [plan.rules.looks_back_on(about) for plan in plans]
    names = looked_back_on[0] if len(plans) == 1 else sorted({name for names in looked_back_on for name in names})
    history = past.history(subject.at, names)
    digest = past.digest(subject, names, plans)
    if not plans:
        return _Found(NO_RULE, "no plan", None, digest)
    verdicts = [(plan.rules.judge(subject, history), plan.id) for plan in plans]
    verdict, plan_id = max(verdicts, key=lambda found: _strictness(found[0])) if len(verdicts) > 1 else verdicts[0]
    return _Found(verdict, verdict.verdict, plan_id, digest)


def _strictness(verdict: rules.Verdict) -> tuple[bool, int, int]:
    return verdict.acute, max(verdict.standing, verdict.waiting), verdict.standing


def _plans(file: PatientFile, at: datetime) -> list[Plan]:
    if len(file.plans) == 1 and file.plans[0].valid_to is None:
        return file.plans
    then, present = file.plan_in_force(at), file.present_plan()
    return [plan for plan in (then, present if present is not then else None) if plan is not None]


def _as_revision(file: PatientFile, judged: Judged) -> Judged | None:
    held = file.current.get(judged.subject_id)
    if held is not None:
        if held.says_the_same(judged):
            return None
        judged.revision, judged.supersedes = held.revision + 1, held.id
    file.current[judged.subject_id] = judged
    return judged


def _from(held: list[_T], since: datetime) -> list[_T]:
    return held[_first_from(held, since) :]


def _first_from(held: list[_T], since: datetime) -> int:
    """From the end: what is asked about has nearly always just come."""
    index = len(held)
    while index and held[index - 1].at >= since:
        index -= 1
    return index


def _reasons(fired: Iterable[rules.Fired]) -> tuple[Reason, ...]:
    return tuple(Reason(f.rule, f.zone, f.why, f.metric, f.boost) for f in fired)
