"""A patient's series as a chart needs them: the newest values of each kind, and long stretches thinned in SQL.

Both read inside an open context; row-level security decides whose rows there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from varde.lib.statements import execute, raw

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

# The first step reads only what the covering index holds; the second fetches the rows that are drawn, by an array of
# times: joining instead made the planner, which expects few values of a patient, read all of them or one index path each.
THINNED = f"""
WITH stretch AS MATERIALIZED (
    SELECT effective_at, value, value2, zone > 1 OR flag <> '' AS is_told,
           date_bin(%(step)s, effective_at, %(since)s) AS pixel
      FROM measurements_observation
     WHERE patient_id = %(patient)s AND kind = %(kind)s AND is_current AND value IS NOT NULL
       AND effective_at >= %(since)s AND effective_at < %(until)s
), drawn AS (
    SELECT effective_at FROM stretch WHERE is_told OR (SELECT count(*) FROM stretch) <= 2 * %(columns)s
    UNION ALL
    SELECT first FROM (
        SELECT min(effective_at) AS first, value, min(value) OVER pixels AS lowest, max(value) OVER pixels AS highest
          FROM stretch GROUP BY pixel, value WINDOW pixels AS (PARTITION BY pixel)) AS edges
     WHERE value IN (lowest, highest)
    UNION ALL
    SELECT first FROM (
        SELECT min(effective_at) AS first, value2, min(value2) OVER pixels AS lowest, max(value2) OVER pixels AS highest
          FROM stretch WHERE value2 IS NOT NULL GROUP BY pixel, value2 WINDOW pixels AS (PARTITION BY pixel)) AS edges2
     WHERE value2 IN (lowest, highest)
)
SELECT {COLUMNS}
  FROM measurements_observation AS o
 WHERE o.patient_id = %(patient)s AND o.kind = %(kind)s AND o.is_current AND o.value IS NOT NULL
   AND o.effective_at = ANY (ARRAY(SELECT effective_at FROM drawn))
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
    step = max(-((since - until) // columns), timedelta.resolution)
    asked = {"patient": patient_id, "kind": kind, "since": since, "until": until, "columns": columns, "step": step}
    return _points(THINNED, asked)


def before(patient_id: UUID, kind: str, *, until: datetime, limit: int) -> list[Point]:
    """The `limit` newest values of one kind measured at `until` or before, newest first."""
    return _points(BEFORE, {"patient": patient_id, "kind": kind, "until": until, "limit": limit})


def _points(statement: str, parameters: dict[str, Any]) -> list[Point]:
    return [Point(*row) for row in execute(raw("default"), statement, parameters).fetchall()]
