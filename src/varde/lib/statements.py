"""Statements sent with their parameters apart and prepared: the hot path past Django's client-side cursors."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast
from weakref import WeakSet

import psycopg
from django.db import connections

from varde.lib import arrays

Connection = psycopg.Connection[Any]
BINARY = psycopg.pq.Format.BINARY
_taught: WeakSet[Connection] = WeakSet()


def raw(using: str) -> Connection:
    """The psycopg connection behind a Django alias, inside the transaction Django has opened."""
    return cast(Connection, connections[using].connection)


@contextmanager
def pipelined(using: str) -> Iterator[None]:
    """What is executed inside goes to the server together: one wait instead of one for each statement."""
    with connections[using].wrap_database_errors, raw(using).pipeline():
        yield


def execute(
    connection: Connection, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> psycopg.Cursor[Any]:
    """Run one prepared statement with server-side parameters and binary results; usable in a pipeline."""
    if connection not in _taught:
        arrays.teach(connection)
        _taught.add(connection)
    if isinstance(parameters, Mapping):
        named = psycopg.Cursor(connection)
        named.format = BINARY
        return named.execute(statement, parameters, prepare=True)
    cursor = psycopg.RawCursor(connection)
    cursor.format = BINARY
    return cursor.execute(_numbered(statement), parameters, prepare=True)


@cache
def _numbered(statement: str) -> str:
    """`%s` as PostgreSQL's own $1, $2, …: what the driver would otherwise read anew in a long statement each time."""
    first, *rest = statement.split("%s")
    return (first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))).replace("%%", "%")
