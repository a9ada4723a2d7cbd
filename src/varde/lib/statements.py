"""Statements sent with their parameters apart and prepared: the hot path past Django's client-side cursors."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import psycopg
from django.db import connections

Connection = psycopg.Connection[Any]
BINARY = psycopg.pq.Format.BINARY


def raw(using: str) -> Connection:
    """The psycopg connection behind a Django alias, inside the transaction Django has opened."""
    return cast(Connection, connections[using].connection)


def execute(
    connection: Connection, statement: str, parameters: Sequence[Any] | Mapping[str, Any] = ()
) -> psycopg.Cursor[Any]:
    """Run one prepared statement with server-side parameters and binary results; usable in a pipeline."""
    cursor = psycopg.Cursor(connection)
    cursor.format = BINARY
    return cursor.execute(statement, parameters, prepare=True)
