"""One patient's months judged in memory, by the same steps as `triage.actions.receive`: take in, complete, judge, write.

What `receive` reads from PostgreSQL between the steps lies here in lists. The rows that come out are those `receive` would
have written at the time each submission came; a test judges the same submissions again through `receive` and compares.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import psycopg

from varde.demo.diary import HOME, Arrival
from varde.demo.dice import dated_id, dice
from varde.lib.context import Actor
from varde.measurements import baseline
from varde.measurements.kinds import KIND_OF_METRIC
from varde.triage import episodes, judging, rules, writing
from varde.triage.actions import applying, rows
from varde.triage.actions.receiving import content_hash
from varde.triage.file import BaselineKey, CardEventRow, CardRow, Hours, Judged, PatientFile, Plan, Reading, WindowRow
from varde.triage.reading import ANSWERS_KEPT, COMBINED_WITHIN
from varde.triage.submissions import Answers, Measurement, Reason, Submission, Unreadable
from varde.triage.windows import Expected, expected_windows

NO_CONNECTION = cast("psycopg.Connection[Any]", None)
Row = Sequence[Any]
WINDOWS_AHEAD = timedelta(hours=26)
LONGEST_WAIT = max(judging.CONFIRM_WINDOWS.values())


@dataclass(slots=True)
class Pages:
    """Rows of one or many patients, ready for COPY; each list in the column order `triage.writing` gives."""

    observations: list[list[Any]] = field(default_factory=list)
    answers: list[list[Any]] = field(default_factory=list)
    keys: list[Row] = field(default_factory=list)
    judgements: list[list[Any]] = field(default_factory=list)
    baselines: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    windows: list[Row] = field(default_factory=list)
    cards: list[Row] = field(default_factory=list)
    windows_until: datetime | None = None
    refused: list[Unreadable] = field(default_factory=list)
    heard: list[tuple[datetime, Actor, Submission]] = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """The state between two arrivals. `told` rows go to `pages`, which several patients share."""

    file: PatientFile
    windows: list[WindowRow]
    due: dict[UUID, datetime]
    pages: Pages
    series: dict[str, list[Reading]] = field(default_factory=dict)
    readings: dict[str, list[Reading]] = field(default_factory=dict)
    today: dict[UUID, Reading] = field(default_factory=dict)
    placed: dict[UUID, tuple[list[Any], list[Any]]] = field(default_factory=dict)
    kept: dict[str, timedelta] = field(default_factory=dict)
    silent: set[UUID] = field(default_factory=set)
    upcoming: int = 0
    day: date = date.min

    def hear(self, arrival: Arrival, by: Actor) -> None:
        """One submission, taken in and judged as `receive` does at `arrival.at`."""
        self._turn_page(arrival.at)
        self._open_windows(arrival.at)
        self.pages.keys.append(rows.key(arrival.submission, by.id, content_hash(arrival.submission)))
        self.pages.heard.append((arrival.at, by, arrival.submission))
        if isinstance(arrival.submission, Unreadable):
            self._hear_unreadable(arrival.submission, arrival.at)
            return
        batch = writing.Batch()
        sent = [(0, arrival.submission)]
        self._lay_out(arrival.submission)
        taken = applying.take_in(NO_CONNECTION, self.file, sent, by, arrival.at, batch)
        self._remember(arrival.submission)
        since = judging.run_starts(self.file, taken.kinds, taken.since)
        for key in judging.baseline_keys(self.file, since, taken.kinds):
            if key not in self.file.baselines:
                self.file.baselines[key] = summary = self._baseline(key)
                id_, patient_id, metric, day, *rest = writing.baseline_row(self.file.patient_id, key, summary)
                self.pages.baselines.append((id_, patient_id, metric, date.fromisoformat(day), *rest))
        applying.judge(taken, arrival.at, batch)
        self._write(batch, arrival.at)

    def append(self, events: Iterable[CardEventRow]) -> None:
        self.pages.events.extend(writing.event_row(self.file.patient_id, event) for event in events)

    def next_look(self, until: datetime) -> datetime | None:
        """When `triage.loop` would next find work, if before `until`: something fell due, or a zone's wait was over."""
        self._open_windows(until)
        times = [w.overdue_at for w in self.file.windows if w.id not in self.silent]
        if self.file.card.stands_at is not None:
            times.append(self.file.card.stands_at)
        return min((at for at in times if at < until), default=None)

    def look(self, at: datetime) -> None:
        """What `triage.loop` would have done at `at`: what is overdue is judged, what waited stands."""
        judged = list(self._overdue(at))
        events = episodes.advance(self.file.card, judged, at, self.file.hours)
        self.file.card.version += bool(events)
        self.append(events)
        self.pages.judgements.extend(list(writing.judgement_row(self.file.patient_id, one, at)) for one in judged)

    def _overdue(self, at: datetime) -> Iterator[Judged]:
        """The newest overdue window of each item, as `triage.loop` judges it."""
        plan = self.file.present_plan()
        assert plan is not None
        late: dict[str, list[WindowRow]] = {}
        for window in self.file.windows:
            if window.overdue_at <= at:
                late.setdefault(window.item, []).append(window)
        for item, windows in late.items():
            newest = windows[-1]
            if newest.id not in self.silent:
                self.silent.update(window.id for window in windows)
                verdict = plan.rules.judge(rules.Overdue(item, len(windows)), rules.History(zone=self.file.zone))
                reasons = tuple(Reason(f.rule, f.zone, f.why, f.metric) for f in verdict.fired)
                said = (verdict.zone, 0, verdict.acute, verdict.verdict, None, reasons, plan.id, b"")
                yield Judged("window", newest.id, newest.overdue_at, *said)

    def end(self, now: datetime) -> None:
        """Close the book at `now`: what is open, overdue and usual as a page opened at this moment would say."""
        self._open_windows(now)
        self.file.card.overdue_at = self._overdue_at()
        self.pages.windows.extend(
            (w.id, self.file.patient_id, w.item, w.opens_at, self.due[w.id], w.overdue_at, w.state, w.filled_at, w.subject_id)
            for w in self.windows
        )  # fmt: skip
        self.pages.cards.append(writing.card_row(self.file.card))

    def _overdue_at(self) -> datetime | None:
        return min((window.overdue_at for window in self.file.windows if window.state == "open"), default=None)

    def _turn_page(self, at: datetime) -> None:
        """Once a day forget what `receive` would no longer read."""
        today = at.astimezone(HOME).date()
        if today == self.day:
            return
        self.day = today
        for kind, held in self.readings.items():
            del held[: bisect_left(held, at - self._kept(kind), key=lambda reading: reading.at)]
        for answered in self.file.answers.values():
            del answered[: bisect_left(answered, at - ANSWERS_KEPT, key=lambda held: held.at)]
        # What was measured just before midnight may be confirmed or denied just after.
        last_day = (at - LONGEST_WAIT).astimezone(HOME).date().isoformat()
        self.file.baselines = {key: usual for key, usual in self.file.baselines.items() if key[1] >= last_day}
        self.today = {id_: reading for id_, reading in self.today.items() if reading.at >= at - LONGEST_WAIT}
        self.placed = {id_: self.placed[id_] for id_ in self.today if id_ in self.placed}
        self.file.current = {id_: held for id_, held in self.file.current.items() if id_ in self.today}

    def _kept(self, kind: str) -> timedelta:
        if kind not in self.kept:
            self.kept[kind] = max(judging.lookback(kind, self.file.plans), COMBINED_WITHIN)
        return self.kept[kind]

    def _lay_out(self, submission: Submission) -> None:
        """The readings `receive` would have read: of the same kind, and of every kind when a rule combines them."""
        if isinstance(submission, Measurement):
            kinds = {submission.kind}
        elif isinstance(submission, Answers) and judging.combined(self.file, [submission.form]):
            kinds = set(self.readings)
        else:
            kinds = set()
        self.file.readings = {kind: self.readings.setdefault(kind, []) for kind in kinds}

    def _open_windows(self, now: datetime) -> None:
        while self.upcoming < len(self.windows) and self.windows[self.upcoming].opens_at <= now + WINDOWS_AHEAD:
            self.file.windows.append(self.windows[self.upcoming])
            self.upcoming += 1
        self.file.windows = [window for window in self.file.windows if window.state == "open"]

    def _remember(self, submission: Submission) -> None:
        if isinstance(submission, Measurement):
            held = self.file.readings[submission.kind]
            reading = next(reading for reading in reversed(held) if reading.id == submission.id)
            self.series.setdefault(submission.kind, []).append(reading)
            self.today[reading.id] = reading

    def _baseline(self, key: BaselineKey) -> tuple[int, float | None, float | None]:
        metric, day, window_days, exclude_days = key
        since, until = baseline.window(date.fromisoformat(day), window_days, exclude_days, self.file.zone)
        held = self.series.get(KIND_OF_METRIC[metric].key, [])
        first, last = (bisect_left(held, edge, key=lambda reading: reading.at) for edge in (since, until))
        return baseline.summarise(
            metric, (r.values[metric] for r in held[first:last] if r.is_trusted and not r.is_denied)
        )

    def _write(self, batch: writing.Batch, now: datetime) -> None:
        for row in map(list, batch.observations):
            self.pages.observations.append(row)
            self.placed[row[0]] = (row, [])
        for row in map(list, batch.answers):
            self.pages.answers.append(row)
        for patient_id, judged in batch.judged:
            row = list(writing.judgement_row(patient_id, judged, now))
            self.pages.judgements.append(row)
            if judged.subject_id in self.today:
                self.today[judged.subject_id].zone = judged.worst
                self._replace(judged.subject_id, row, judged.worst, judged.denied)
        self.append(event for _, event in batch.events)

    def _replace(self, subject_id: UUID, judgement: list[Any], zone: int, denied: bool) -> None:
        """A reading judged again: its former judgement is no longer the current one, and its zone is the newest."""
        observation, former = self.placed[subject_id]
        if former:
            former[IS_CURRENT] = False
            observation[rows.ZONE_OF_OBSERVATION] = zone
            if denied:
                observation[rows.FLAG] = "denied"
        self.placed[subject_id] = (observation, judgement)

    def _hear_unreadable(self, sent: Unreadable, at: datetime) -> None:
        card = self.file.card
        self.append(episodes.unreadable(card, sent.reason, at, self.file.hours))
        card.last_heard_at, card.version = at, card.version + 1
        self.pages.refused.append(sent)


IS_CURRENT = list(writing.JUDGEMENTS).index("is_current")


def begin(
    patient_id: UUID,
    unit_id: UUID,
    plans: list[Plan],
    schedule: Iterable[Expected],
    hours: Hours,
    start: datetime,
    until: datetime,
    pages: Pages,
    index: int,
) -> Story:
    """An unwritten story from `start`, with the windows expected up to `until`."""
    rng = dice("windows", index)
    card = CardRow(patient_id, unit_id, plans[-1].id, id=dated_id(rng, start))
    windows: list[WindowRow] = []
    due: dict[UUID, datetime] = {}
    for expected in sorted(expected_windows(schedule, start, until, HOME), key=lambda w: (w.opens_at, w.item)):
        window = WindowRow(dated_id(rng, expected.opens_at), expected.item, expected.opens_at, expected.overdue_at)
        windows.append(window)
        due[window.id] = expected.due_at
    return Story(PatientFile(patient_id, HOME, card, plans, hours), windows, due, pages)
