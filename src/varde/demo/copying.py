"""Writing many rows by binary COPY, as the owner login."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from django.db import connections, models

from varde.indicators import folding

OWNER = "owner"
Connection = psycopg.Connection[Any]
Row = Sequence[Any]

TYPES = {
    "UUIDField": "uuid",
    "CharField": "text",
    "SlugField": "text",
    "TextField": "text",
    "DateTimeField": "timestamptz",
    "DateField": "date",
    "TimeField": "time",
    "FloatField": "float8",
    "BooleanField": "bool",
    "BinaryField": "bytea",
    "IntegerField": "int4",
    "PositiveIntegerField": "int4",
    "PositiveSmallIntegerField": "int2",
    "SmallIntegerField": "int2",
    "BigAutoField": "int8",
}


def owner() -> Connection:
    """The owner's raw connection, outside Django's transactions unless one is open."""
    connections[OWNER].ensure_connection()
    connection: Connection = connections[OWNER].connection
    return connection


@contextmanager
def open_to_copy() -> Iterator[None]:
    """Rows may be copied in: tables' policies do not bind their owner inside the block, and their triggers rest.

    PostgreSQL refuses COPY into a table whose policies bind its owner too. What triggers keep up, the figures, is counted
    anew after the block, which must not lie in a transaction. `varde migrate` and `varde figures recompute` put all back
    if this process is killed.
    """
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_FORCED)
        tables = [name for (name,) in cursor.fetchall()]
    _alter(tables, "NO FORCE ROW LEVEL SECURITY", "DISABLE TRIGGER USER")
    try:
        yield
    finally:
        _alter(tables, "FORCE ROW LEVEL SECURITY", "ENABLE TRIGGER USER")
        folding.recompute()


_FORCED = """
SELECT oid::regclass::text FROM pg_class
WHERE relkind IN ('r', 'p') AND relforcerowsecurity AND relowner = current_user::regrole
"""


def _alter(tables: Iterable[str], *changes: str) -> None:
    with connections[OWNER].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} {', '.join(changes)}")


def copy_rows(connection: Connection, table: str, columns: Mapping[str, str], rows: Iterable[Row]) -> None:
    """Rows in the order of `columns` ({column: PostgreSQL type}) into `table`."""
    names = ", ".join(f'"{name}"' for name in columns)
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(list(columns.values()))
        for row in rows:
            copy.write_row(row)


def copy_objects(connection: Connection, objects: Iterable[models.Model]) -> None:
    """Model instances, grouped by model in the order their models first appear."""
    groups: dict[type[models.Model], list[models.Model]] = {}
    for thing in objects:
        groups.setdefault(type(thing), []).append(thing)
    for model, things in groups.items():
        names = attributes(model)
        rows = (tuple(getattr(thing, name) for name in names) for thing in things)
        copy_rows(connection, model._meta.db_table, columns(model), rows)


@cache
def columns(model: type[models.Model]) -> dict[str, str]:
    """{column: PostgreSQL type} in the order of the model's fields."""
    return {str(field.column): _type(field) for field in model._meta.concrete_fields}


@cache
def attributes(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


def _type(field: Any) -> str:
    return TYPES[field.target_field.get_internal_type() if field.is_relation else field.get_internal_type()]
