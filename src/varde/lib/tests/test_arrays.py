"""Columns written by us must be what PostgreSQL reads: one value, many, the same throughout, and none."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from varde.lib.arrays import Array
from varde.lib.context import Actor, opened
from varde.lib.statements import execute, raw
from varde.lib.uuid7 import uuid7

BY = Actor(kind="personnel", id=UUID(int=1), display="prøve")
ONE, OTHER = uuid7(), uuid7()
MOMENT = datetime(1999, 2, 3, 4, 5, 6, 789, tzinfo=UTC)
COLUMNS = [
    ("uuid", [ONE, OTHER, None]),
    ("text", ["", "æøå 🙂", None, "æøå 🙂"]),
    ("timestamptz", [MOMENT, None, datetime(2026, 11, 25, 12, tzinfo=UTC)]),
    ("float8", [-0.5, None, 1e300]),
    ("int2", [-1, 0, None]),
    ("int4", [None, 2_000_000]),
    ("bool", [True, False, None]),
    ("bytea", [b"", b"\0\xff", None]),
    ("date", [date(1970, 1, 1), None, date(2026, 2, 28)]),
]


@pytest.mark.parametrize(("kind", "values"), COLUMNS, ids=[kind for kind, _ in COLUMNS])
def test_a_column_is_read_as_it_was_written(database: object, kind: str, values: list[object]) -> None:
    for column in (
        values,
        values[:1],
        [values[0]] * 3,
        [*values, values[0]],
        [v for v in values if v is not None],
        [None, None],
        [],
    ):
        with opened(BY):
            found = execute(raw("default"), f"SELECT u FROM unnest(%s::{kind}[]) u", [Array(kind, column)]).fetchall()
        assert [value for (value,) in found] == column


def test_what_is_equal_but_not_the_same_keeps_its_sign(database: object) -> None:
    zero = 0.0
    with opened(BY):
        statement = "SELECT u::text FROM unnest(%s::float8[]) u"
        found = execute(raw("default"), statement, [Array("float8", [zero, -0.0, zero])]).fetchall()
    assert [text for (text,) in found] == ["0", "-0", "0"]
