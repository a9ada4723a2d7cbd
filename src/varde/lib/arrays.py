"""Columns as PostgreSQL arrays in binary: `Array("uuid", values)` for `unnest(%s)`.

The driver's own list adaptation looks at each element and escapes it as text; on the way in, that was half of all work.
"""

import struct
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

_HEADER = struct.Struct(">iiIii")
_NULL = struct.pack(">i", -1)
_LENGTH = struct.Struct(">i")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(2000, 1, 1)
_MICROSECOND = timedelta(microseconds=1)
Packer = Callable[[Sequence[Any]], bytes]
"""Values, none of them None, one after the other, each with its length in front."""


def _of_length(length: int, pieces: Callable[[Sequence[Any]], Sequence[bytes]]) -> Packer:
    """Elements that are all equally long: their length is what joins them."""
    before = _LENGTH.pack(length)
    return lambda values: before + before.join(pieces(values))


def _numbers(shape: str) -> Packer:
    pack = struct.Struct(shape).pack
    return _of_length(struct.calcsize(shape), lambda values: [pack(value) for value in values])


def _after_numbers(shape: str, counted: Callable[[Sequence[Any]], Sequence[int]]) -> Packer:
    numbers = _numbers(shape)
    return lambda values: numbers(counted(values))


def _moments(values: Sequence[datetime]) -> list[int]:
    return [(value - _EPOCH) // _MICROSECOND for value in values]


def _days(values: Sequence[date | str]) -> list[int]:
    days = [date.fromisoformat(value) if isinstance(value, str) else value for value in values]
    return [(day - _EPOCH_DAY).days for day in days]


def _bytes(values: Sequence[bytes]) -> bytes:
    return b"".join([_LENGTH.pack(len(value)) + value for value in values])


# PostgreSQL type: its oid, its array's oid, and how its elements are written.
_TYPES: dict[str, tuple[int, int, Packer]] = {
    "uuid": (2950, 2951, _of_length(16, lambda values: [value.int.to_bytes(16) for value in values])),
    "text": (25, 1009, lambda values: _bytes([value.encode() for value in values])),
    "timestamptz": (1184, 1185, _after_numbers(">q", _moments)),
    "float8": (701, 1022, _numbers(">d")),
    "int2": (21, 1005, _numbers(">h")),
    "int4": (23, 1007, _numbers(">i")),
    "bool": (16, 1000, _numbers(">?")),
    "bytea": (17, 1001, _bytes),
    "date": (1082, 1182, _after_numbers(">i", _days)),
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
        first = values[0]
        # Most columns of a batch hold one value throughout. Floats are not compared: -0.0 equals 0.0.
        if first is values[-1] and type(first) is not float and values.count(first) == len(values):
            return header + (_NULL if first is None else pack((first,))) * len(values)
        if [value for value in values if value is None]:  # `None in values` would ask each UUID for its opinion
            return header + b"".join([_NULL if value is None else pack((value,)) for value in values])
        return header + pack(values)


def columns(rows: Sequence[Sequence[Any]], *kinds: str) -> list[Array]:
    """Rows turned into one Array for each column."""
    if not rows:
        return [Array(kind, ()) for kind in kinds]
    return [Array(kind, column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]
