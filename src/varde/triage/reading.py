"""Reading what judging needs for a whole batch: one round trip to PostgreSQL, under the lock (`locking`)."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any
from uuid import UUID

from varde.lib.arrays import Array, columns
from varde.lib.statements import Connection, Rows, Statement, execute
from varde.measurements.kinds import KIND_OF_METRIC
from varde.triage.file import AnsweredForm, BaselineKey, Judged, PatientFile, Reading, WindowRow
from varde.triage.judging import METRICS_OF, judged_time, lookback
from varde.triage.submissions import Reason
from varde.triage.windows import EARLY

ANSWERS_KEPT = timedelta(days=4)
COMBINED_WITHIN = timedelta(hours=37)
_OPENING = attrgetter("opens_at", "item")

_READINGS = """
SELECT wanted.kind, o.id, o.effective_at, o.received_at, o.value, o.value2, o.flag, o.zone
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) AS wanted (patient_id, kind, since)
CROSS JOIN LATERAL (
    SELECT o.id, o.effective_at, o.received_at, o.value, o.value2, o.flag, o.zone FROM measurements_observation o
    WHERE o.patient_id = wanted.patient_id AND o.kind = wanted.kind AND o.effective_at >= wanted.since
      AND o.is_current AND o.value IS NOT NULL
    ORDER BY o.effective_at
) o
"""

_ANSWERS = """
SELECT q.patient_id, q.form, q.id, q.effective_at, q.received_at, q.answers, q.score
FROM unnest(%s::uuid[], %s::timestamptz[]) AS wanted (patient_id, since)
JOIN questionnaires_questionnaireresponse q
  ON q.patient_id = wanted.patient_id AND q.effective_at >= wanted.since AND q.is_current
ORDER BY q.effective_at
"""

_WINDOWS = """
SELECT w.patient_id, w.id, w.item, w.opens_at, w.overdue_at
FROM triage_window w
WHERE w.patient_id = ANY(%s) AND w.state = 'open' AND w.opens_at <= %s
ORDER BY w.opens_at, w.item
"""

# Four questions in one statement, told apart by the first column: what each costs beside its rows is paid once. Each row
# says which of the things asked about it answers, by its place: ids of patients would have to be made and looked up anew.
# The keys by LATERAL with LIMIT: a plain join reads every key the patient ever sent.
_ALL_AT_ONCE = """
SELECT 1, sent.place::int4, held.subject_id, NULL::timestamptz, NULL::timestamptz, NULL::float8, NULL::float8, 0::int4,
       0::int4, 0::int4, NULL::text, held.body_hash
FROM unnest(%s::uuid[], %s::text[]) WITH ORDINALITY AS sent (patient_id, source_key, place)
CROSS JOIN LATERAL (
    SELECT k.subject_id, k.body_hash FROM triage_submissionkey k
    WHERE k.patient_id = sent.patient_id AND k.source = %s AND k.source_key = sent.source_key LIMIT 1
) held
UNION ALL
SELECT 2, wanted.place::int4, o.id, o.effective_at, o.received_at, o.value, o.value2, o.zone::int4, 0, 0, o.flag, NULL
FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[]) WITH ORDINALITY AS wanted (patient_id, kind, since, place)
CROSS JOIN LATERAL (
    SELECT o.id, o.effective_at, o.received_at, o.value, o.value2, o.flag, o.zone FROM measurements_observation o
    WHERE o.patient_id = wanted.patient_id AND o.kind = wanted.kind AND o.effective_at >= wanted.since
      AND o.is_current AND o.value IS NOT NULL
    ORDER BY o.effective_at
) o
UNION ALL
SELECT 3, wanted.place::int4, NULL, NULL, NULL, b.median, b.scatter, b.n, b.window_days::int4, b.exclude_days::int4, NULL,
       NULL
FROM unnest(%s::uuid[], %s::text[], %s::date[]) WITH ORDINALITY AS wanted (patient_id, metric, day, place)
JOIN measurements_baseline b
  ON b.patient_id = wanted.patient_id AND b.metric = wanted.metric AND b.day = wanted.day
UNION ALL
SELECT 4, expected.place::int4, w.id, w.opens_at, w.overdue_at, NULL, NULL, 0, 0, 0, w.item, NULL
FROM unnest(%s::uuid[]) WITH ORDINALITY AS expected (patient_id, place)
JOIN triage_window w ON w.patient_id = expected.patient_id
WHERE w.state = 'open' AND w.opens_at <= %s
"""

_CURRENT = """
SELECT j.patient_id, j.id, j.subject_kind, j.subject_id, j.effective_at, j.zone, j.waiting, j.acute, j.verdict,
       j.stands_at, j.fired, j.plan_version_id, j.digest, j.revision
FROM triage_judgement j
WHERE j.patient_id = ANY(%s) AND j.is_current AND j.effective_at >= %s
"""


@dataclass(slots=True)
class Wanted:
    """What one patient's submissions need: {kind: (earliest value, since)}, and since when answers."""

    kinds: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    answers_since: datetime | None = None

    def kind(self, kind: str, at: datetime, back: timedelta) -> None:
        first = min(at, self.kinds[kind][0]) if kind in self.kinds else at
        self.kinds[kind] = (first, first - back)

    def answers(self, at: datetime) -> None:
        self.answers_since = min(filter(None, (self.answers_since, at - ANSWERS_KEPT)))


@dataclass(frozen=True, slots=True)
class Asked:
    """One reading as it is sent, and what the places in its answer stand for."""

    patients: list[UUID]
    keys: Sequence[tuple[UUID, str]]
    series: list[tuple[UUID, str, datetime]]
    days: list[tuple[UUID, str, date]]
    statements: list[Statement]


def asking(
    files: Mapping[UUID, PatientFile],
    wanted: Mapping[UUID, Wanted],
    *,
    keys: Sequence[tuple[UUID, str]],
    source: UUID,
    now: datetime,
) -> Asked:
    """What asks for submission keys, readings, baselines, answers and windows. Of the files only the zones matter."""
    series = [(patient, kind, *times) for patient, want in wanted.items() for kind, times in want.kinds.items()]
    days = [
        (patient, metric, at.astimezone(files[patient].zone).date())
        for patient, kind, at, _ in series
        for metric in METRICS_OF.get(kind, ())
    ]
    forms = [(patient, want.answers_since) for patient, want in wanted.items() if want.answers_since]
    picked = [(patient, kind, since) for patient, kind, _, since in series]
    parameters = [
        *columns(keys, "uuid", "text"), source, *columns(picked, "uuid", "text", "timestamptz"),
        *columns(days, "uuid", "text", "date"), Array("uuid", list(files)), now + EARLY,
    ]  # fmt: skip
    answers: list[Statement] = [(_ANSWERS, columns(forms, "uuid", "timestamptz"))] if forms else []
    return Asked(list(files), keys, picked, days, [(_ALL_AT_ONCE, parameters), *answers])


def answered(
    files: Mapping[UUID, PatientFile], asked: Asked, answers: Sequence[Rows]
) -> dict[tuple[UUID, str], tuple[UUID, bytes]]:
    """Fill the files with what was asked for; back come the submission keys held: {(patient, key): (subject, body hash)}."""
    found, *others = answers
    held = _sorted_out(files, asked, found.fetchall())
    for rows in others:
        _add_answers(files, rows.fetchall())
    return held


def _sorted_out(
    files: Mapping[UUID, PatientFile], asked: Asked, rows: Iterable[Sequence[Any]]
) -> dict[tuple[UUID, str], tuple[UUID, bytes]]:
    """Into the files what belongs there, each list by time; back come the submission keys."""
    held: dict[tuple[UUID, str], tuple[UUID, bytes]] = {}
    values: dict[int, list[Sequence[Any]]] = {}
    windows: dict[int, list[WindowRow]] = {}
    for part, place, id_, at, second, one, two, a, b, c, text, content in rows:
        if part == 1:
            held[asked.keys[place - 1]] = (id_, bytes(content))
        elif part == 2:
            values.setdefault(place, []).append((id_, at, second, one, two, text, a))
        elif part == 3:
            patient, metric, day = asked.days[place - 1]
            files[patient].baselines[metric, day.isoformat(), b, c] = (a, one, two)
        else:
            windows.setdefault(place, []).append(WindowRow(id_, text, at, second))
    for place, found in values.items():
        patient, kind, _ = asked.series[place - 1]
        _add_readings(files[patient], kind, found)
    for place, open_windows in windows.items():
        files[asked.patients[place - 1]].windows = sorted(open_windows, key=_OPENING)
    return held


def read_windows(connection: Connection, files: Mapping[UUID, PatientFile], until: datetime) -> None:
    """The open windows that open before `until`, in place of those already in the files."""
    for file in files.values():
        file.windows = []
    _add_windows(files, execute(connection, _WINDOWS, [Array("uuid", list(files)), until]).fetchall())


def read_all_since(connection: Connection, file: PatientFile, since: datetime, kinds: Iterable[str]) -> None:
    """The slow path of late values and corrections: every reading and answer that may be judged again."""
    wanted = [(file.patient_id, kind, since - lookback(kind, file.plans)) for kind in kinds]
    new_readings = {kind: [r for r in held if r.is_new] for kind, held in file.readings.items()}
    new_answers = {form: [a for a in held if a.is_new] for form, held in file.answers.items()}
    file.readings, file.answers = {}, {}
    files = {file.patient_id: file}
    rows = execute(connection, _READINGS, columns(wanted, "uuid", "text", "timestamptz")).fetchall()
    for kind, found in groupby(rows, key=itemgetter(0)):
        _add_readings(file, kind, [row[1:] for row in found])
    picked = [(file.patient_id, since - ANSWERS_KEPT)]
    _add_answers(files, execute(connection, _ANSWERS, columns(picked, "uuid", "timestamptz")).fetchall())
    for kind, readings in new_readings.items():
        file.readings.setdefault(kind, []).extend(readings)
        file.readings[kind].sort(key=lambda reading: reading.at)
    for form, answers in new_answers.items():
        file.answers.setdefault(form, []).extend(answers)
        file.answers[form].sort(key=lambda answered: answered.at)


_VALUES = """
SELECT wanted.place, CASE WHEN wanted.is_second THEN o.value2 ELSE o.value END
FROM unnest(%s::int4[], %s::uuid[], %s::text[], %s::bool[], %s::timestamptz[], %s::timestamptz[])
    AS wanted (place, patient_id, kind, is_second, since, until)
CROSS JOIN LATERAL (
    SELECT o.value, o.value2 FROM measurements_observation o
    WHERE o.patient_id = wanted.patient_id AND o.kind = wanted.kind
      AND o.effective_at >= wanted.since AND o.effective_at < wanted.until
      AND o.is_current AND o.flag NOT IN ('hard', 'denied', 'future') AND o.id <> ALL (%s::uuid[])
) o
"""


def values_between(
    connection: Connection,
    wanted: Sequence[tuple[UUID, BaselineKey]],
    spans: Sequence[tuple[datetime, datetime]],
    replaced: Sequence[UUID],
) -> list[list[float]]:
    """The trusted values of each wanted metric in its span [since, until), without those being replaced right now."""
    found: list[list[float]] = [[] for _ in wanted]
    asked = []
    for place, ((patient, key), (since, until)) in enumerate(zip(wanted, spans, strict=True)):
        kind = KIND_OF_METRIC[key[0]].key
        asked.append((place, patient, kind, METRICS_OF[kind].index(key[0]) == 1, since, until))
    shapes = ("int4", "uuid", "text", "bool", "timestamptz", "timestamptz")
    rows = execute(connection, _VALUES, [*columns(asked, *shapes), Array("uuid", replaced)])
    for place, value in rows.fetchall():
        if value is not None:
            found[place].append(value)
    return found


def forget_baselines(connection: Connection, patient_id: UUID, since: date) -> None:
    """A late or corrected value changes the usual of later days: they are made again when next needed."""
    execute(connection, "DELETE FROM measurements_baseline WHERE patient_id = %s AND day > %s", [patient_id, since])


def read_current(connection: Connection, files: Mapping[UUID, PatientFile], since: datetime) -> None:
    for row in execute(connection, _CURRENT, [Array("uuid", list(files)), since]).fetchall():
        judged = Judged(
            row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9],
            tuple(Reason(f["rule"], f["zone"], f["why"], f["metric"]) for f in json.loads(row[10])),
            row[11], bytes(row[12]), row[13], id=row[1],
        )  # fmt: skip
        files[row[0]].current[judged.subject_id] = judged


def _add_readings(file: PatientFile, kind: str, rows: Iterable[Sequence[Any]]) -> None:
    """Rows of one kind in the order of their time: id, effective, received, value, second value, flag, zone."""
    metrics = METRICS_OF.get(kind, ())
    held = file.readings.setdefault(kind, [])
    for id_, effective_at, received_at, value, value2, flag, zone in rows:
        values = {m: v for m, v in zip(metrics, (value, value2), strict=False) if v is not None}
        at = judged_time(effective_at, received_at)
        held.append(Reading(id_, kind, at, values, is_trusted=flag != "hard", is_denied=flag == "denied", zone=zone))
        if at != effective_at:
            held.sort(key=lambda reading: reading.at)


def _add_answers(files: Mapping[UUID, PatientFile], rows: Iterable[Sequence[Any]]) -> None:
    for patient_id, form, id_, effective_at, received_at, answers, score in rows:
        answered = AnsweredForm(id_, form, judged_time(effective_at, received_at), json.loads(answers), score)
        files[patient_id].answers.setdefault(form, []).append(answered)


def _add_windows(files: Mapping[UUID, PatientFile], rows: Iterable[Sequence[Any]]) -> None:
    for patient_id, id_, item, opens_at, overdue_at in rows:
        files[patient_id].windows.append(WindowRow(id_, item, opens_at, overdue_at))
