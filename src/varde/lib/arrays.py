"""Columns as PostgreSQL arrays in binary: `Array("uuid", values)` for `unnest(%s)`.

The driver's own list adaptation looks at each element and escapes it as text; on the way in, that was half of all work.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg.abc import Buffer
from psycopg.adapt import Dumper
from psycopg.pq import Format

_HEADER = struct.Struct(">iiIii")
_NULL = struct.pack(">i", -1)
_LENGTH = struct.Struct(">i")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1)
_INT2, _INT4, _INT8, _FLOAT8 = (struct.Struct(shape) for shape in (">ih", ">ii", ">iq", ">id"))


def _uuids(values: Sequence[UUID | None]) -> list[bytes]:
    return [_NULL if value is None else _SIXTEEN + value.int.to_bytes(16) for value in values]


def _texts(values: Sequence[str | None]) -> list[bytes]:
    return [_NULL if value is None else _LENGTH.pack(len(raw := value.encode())) + raw for value in values]


def _moment(value: datetime) -> bytes:
    since = value - _EPOCH
    return _INT8.pack(8, (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds)


def _day(value: date | str) -> bytes:
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return _INT4.pack(4, (day - _EPOCH_DAY).days)


def _each(packed: Callable[[Any], bytes]) -> "Packer":
    return lambda values: [_NULL if value is None else packed(value) for value in values]


_SIXTEEN, _TRUE, _FALSE = _LENGTH.pack(16), _LENGTH.pack(1) + b"\1", _LENGTH.pack(1) + b"\0"
Packer = Callable[[Sequence[Any]], list[bytes]]

# PostgreSQL type: its oid, its array's oid, and how its elements are written, each with its length in front.
_TYPES: dict[str, tuple[int, int, Packer]] = {
    "uuid": (2950, 2951, _uuids),
    "text": (25, 1009, _texts),
    "timestamptz": (1184, 1185, _each(_moment)),
    "float8": (701, 1022, _each(lambda value: _FLOAT8.pack(8, value))),
    "int2": (21, 1005, _each(lambda value: _INT2.pack(2, value))),
    "int4": (23, 1007, _each(lambda value: _INT4.pack(4, value))),
    "bool": (16, 1000, _each(lambda value: _TRUE if value else _FALSE)),
    "bytea": (17, 1001, _each(lambda value: _LENGTH.pack(len(value)) + value)),
    "date": (1082, 1182, _each(_day)),
}


class Array:
    """A column of values (None is NULL) of one PostgreSQL type named in `_TYPES`."""

    __slots__ = ("kind", "values")

    def __init__(self, kind: str, values: Sequence[Any]) -> None:
        self.kind = kind
        self.values = values

    @property
    def oid(self) -> int:
        """The number of the array's type in PostgreSQL."""
        return _TYPES[self.kind][1]

    def packed(self) -> bytes:
        """The column in PostgreSQL's binary form of an array."""
        element_oid, _, pack = _TYPES[self.kind]
        values = self.values
        if not values:
            return struct.pack(">iiI", 0, 0, element_oid)
        header = _HEADER.pack(1, 1, element_oid, len(values), 1)
        if len(set(map(id, values))) == 1:  # most columns of a batch hold one object throughout
            return header + pack(values[:1])[0] * len(values)
        return header + b"".join(pack(values))


def columns(rows: Sequence[Sequence[Any]], *kinds: str) -> list[Array]:
    """Rows turned into one Array for each column."""
    if not rows:
        return [Array(kind, ()) for kind in kinds]
    return [Array(kind, column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]


class _ArrayDumper(Dumper):
    """Finds its type from the value: one dumper class for each kind of array."""

    format = Format.BINARY

    def get_key(self, obj: Any, format: Any) -> Any:
        return (Array, obj.kind)

    def upgrade(self, obj: Any, format: Any) -> "_ArrayDumper":
        dumper = _ArrayDumper(Array, None)
        dumper.oid = obj.oid
        return dumper

    def dump(self, obj: Any) -> Buffer:
        packed: bytes = obj.packed()
        return packed


def teach(connection: psycopg.Connection[Any]) -> None:
    """Let this connection send Arrays; connections opened before this module was read do not know them."""
    connection.adapters.register_dumper(Array, _ArrayDumper)
