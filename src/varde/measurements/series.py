"""A patient's series as a chart needs them: the newest values of each kind, and long stretches thinned in SQL.

Both read inside an open context; row-level security decides whose rows there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

COLUMNS = "o.id, o.kind, o.version, o.effective_at, o.received_at, o.value, o.value2, o.decimal, o.decimal2, o.unit, o.zone, o.flag, o.entry_mode, o.remeasure_of, o.note"

NEWEST = f"""
SELECT {COLUMNS}
  FROM unnest(%(kinds)s::text[]) AS wanted(kind)
 CROSS JOIN LATERAL (
       SELECT * FROM measurements_observation
        WHERE patient_id = %(patient)s AND kind = wanted.kind AND is_current AND value IS NOT NULL
        ORDER BY effective_at DESC LIMIT %(each)s) AS o
 ORDER BY o.kind, o.effective_at DESC
"""

BEFORE = f"""
SELECT {COLUMNS}
  FROM measurements_observation AS o
 WHERE o.patient_id = %(patient)s AND o.kind = %(kind)s AND o.is_current AND o.value IS NOT NULL
   AND o.effective_at <= %(until)s
 ORDER BY o.effective_at DESC, o.id LIMIT %(limit)s
"""

# The first step reads only what the covering index holds; the second fetches the rows that are drawn.
THINNED = f"""
WITH stretch AS (
    SELECT effective_at, value, value2, zone, flag,
           width_bucket(extract(epoch FROM effective_at), extract(epoch FROM %(since)s::timestamptz),
                        extract(epoch FROM %(until)s::timestamptz), %(columns)s) AS column_number
      FROM measurements_observation
     WHERE patient_id = %(patient)s AND kind = %(kind)s AND is_current AND value IS NOT NULL
       AND effective_at >= %(since)s AND effective_at < %(until)s
), ranked AS (
    SELECT effective_at, zone, flag, count(*) OVER () AS n,
           row_number() OVER (PARTITION BY column_number ORDER BY value, effective_at) AS from_lowest,
           row_number() OVER (PARTITION BY column_number ORDER BY value DESC, effective_at) AS from_highest,
           row_number() OVER (PARTITION BY column_number ORDER BY value2, effective_at) AS from_lowest2,
           row_number() OVER (PARTITION BY column_number ORDER BY value2 DESC NULLS LAST, effective_at) AS from_highest2
      FROM stretch
), kept AS (
    SELECT DISTINCT effective_at FROM ranked
     WHERE n <= 2 * %(columns)s OR zone > 1 OR flag <> ''
        OR 1 IN (from_lowest, from_highest, from_lowest2, from_highest2)
)
SELECT {COLUMNS}
  FROM kept JOIN measurements_observation AS o
    ON o.patient_id = %(patient)s AND o.kind = %(kind)s AND o.effective_at = kept.effective_at
   AND o.is_current AND o.value IS NOT NULL
 ORDER BY o.effective_at, o.id
"""


@dataclass(frozen=True, slots=True)
class Point:
    """One current value. `value2` is the diastolic pressure; `decimal` the literal as it was sent."""

    id: UUID
    kind: str
    version: int
    effective_at: datetime
    received_at: datetime
    value: float
    value2: float | None
    decimal: str
    decimal2: str
    unit: str
    zone: int
    flag: str
    entry_mode: str
    remeasure_of: UUID | None
    note: str

    @property
    def ref(self) -> str:
        return f"Observation/{self.id}/{self.version}"


def newest(patient_id: UUID, kinds: Sequence[str], *, each: int) -> list[Point]:
    """The `each` newest values of every kind, newest first within a kind; one statement."""
    return _points(NEWEST, {"patient": patient_id, "kinds": list(kinds), "each": each})


def thinned(patient_id: UUID, kind: str, *, since: datetime, until: datetime, columns: int) -> list[Point]:
    """The values of one kind from `since` up to `until` in order of time, at most what `columns` pixels can show.

    Up to two values a column all are kept; past that each column keeps its smallest and its largest, and every value
    that is yellow, red or flagged stays whatever its neighbours are.
    """
    asked = {"patient": patient_id, "kind": kind, "since": since, "until": until, "columns": columns}
    return _points(THINNED, asked)


def before(patient_id: UUID, kind: str, *, until: datetime, limit: int) -> list[Point]:
    """The `limit` newest values of one kind measured at `until` or before, newest first."""
    return _points(BEFORE, {"patient": patient_id, "kind": kind, "until": until, "limit": limit})


def _points(statement: str, parameters: dict[str, object]) -> list[Point]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [Point(*row) for row in cursor.fetchall()]
