"""What the rules may look back on, laid out once for many subjects of one patient: they overlook what is later. Pure."""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from math import inf
from zoneinfo import ZoneInfo

import msgspec

from varde.measurements.kinds import KIND_OF_METRIC
from varde.triage import rules
from varde.triage.file import PatientFile, Plan
from varde.triage.rules.subjects import BaselineKey, Usual

_encode = msgspec.json.Encoder(order="deterministic").encode


@lru_cache(maxsize=4096)
def day_of(at: datetime, zone: ZoneInfo) -> str:
    """The patient's own calendar day, as baselines are kept by it."""
    return at.astimezone(zone).date().isoformat()


class Past:
    """Trusted readings and answers of one patient, each metric and form from when a rule first looks back on it."""

    def __init__(self, file: PatientFile) -> None:
        self.file = file
        self._readings: dict[str, list[tuple[datetime, float]]] = {}
        self._answers: dict[str, list[rules.Answered]] = {}
        self._histories: dict[str, rules.History] = {}

    def forget_readings(self) -> None:
        """A reading is denied, or no longer: what was laid out is not what is trusted now."""
        self._readings.clear()

    def history(self, at: datetime, names: Iterable[str]) -> rules.History:
        """What a subject at `at` is judged by when its rules look back on these metrics and forms."""
        for name in names:
            if name not in self._readings and name not in self._answers:
                self._lay_out(name)
        day = day_of(at, self.file.zone)
        history = self._histories.get(day)
        if history is None:
            history = rules.History(self._readings, self._answers, self._usual(day), self.file.zone)
            self._histories[day] = history
        return history

    def _lay_out(self, name: str) -> None:
        kind = KIND_OF_METRIC.get(name)
        if kind is None:
            held = self.file.answers.get(name, ())
            self._answers[name] = [rules.Answered(name, form.answers, form.score, form.at) for form in held]
        else:
            self._readings[name] = [
                (reading.at, reading.values[name])
                for reading in self.file.readings.get(kind.key, ())
                if reading.is_trusted and not reading.is_denied and name in reading.values
            ]

    def _usual(self, day: str) -> dict[BaselineKey, Usual]:
        held = sorted(self.file.baselines.items())
        return {
            (metric, window, left_out): usual for (metric, its_day, window, left_out), usual in held if its_day == day
        }

    def digest(self, subject: rules.Reading | rules.Answered, names: Sequence[str], plans: Sequence[Plan]) -> bytes:
        """Of everything that can have a say in the verdict: the same whatever else was read along with it."""
        about = (*subject.values, *names) if isinstance(subject, rules.Reading) else names
        usual = self.history(subject.at, names).baselines
        told = [held for held in usual.items() if held[0][0] in about]
        seen = [(name, self._seen(name, subject.at, plans)) for name in names]
        known = (subject, told, seen, [plan.id for plan in plans])
        return hashlib.blake2b(_encode(known), digest_size=32).digest()

    def _seen(self, name: str, at: datetime, plans: Iterable[Plan]) -> Sequence[object]:
        since = at - max(plan.rules.lookback(name) for plan in plans)
        if name in self._answers:
            return [answered for answered in self._answers[name] if since <= answered.at <= at]
        rows = self._readings[name]
        return rows[bisect_left(rows, (since,)) : bisect_right(rows, (at, inf))]
