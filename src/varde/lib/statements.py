"""Statements sent with their parameters apart and prepared: the hot path past Django's client-side cursors."""

from collections.abc import Mapping, Sequence
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


def execute(
    connection: Connection, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> psycopg.Cursor[Any]:
    """Run one prepared statement with server-side parameters and binary results; usable in a pipeline."""
    if connection not in _taught:
        arrays.teach(connection)
        _taught.add(connection)
    cursor = psycopg.Cursor(connection)
    cursor.format = BINARY
    return cursor.execute(statement, parameters, prepare=True)
