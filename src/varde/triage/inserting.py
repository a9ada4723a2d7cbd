"""New rows by `unnest`: an array for each column that differs, one parameter for each that is the same throughout.

What nearly always is the same in one call (who sent it, when we got it, first version, green) is named beforehand, so that
a table has two statements and not one for every combination.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from varde.lib.arrays import Array
from varde.lib.statements import Statement

Row = Sequence[Any]


@dataclass(frozen=True)
class Table:
    """Columns in the order of the rows, with their PostgreSQL types. `alike` names those that nearly always are alike."""

    name: str
    columns: Mapping[str, str]
    alike: frozenset[str] = field(default_factory=frozenset)
    tail: str = ""

    @cached_property
    def whole(self) -> str:
        return _statement(self, frozenset())

    @cached_property
    def short(self) -> str:
        return _statement(self, self.alike)


def insert(table: Table, rows: Sequence[Row]) -> Statement:
    """The statement that stores the rows, of which there is at least one."""
    given = list(zip(table.columns.items(), zip(*rows, strict=True), strict=True))
    if not all(column.count(column[0]) == len(rows) for (name, _), column in given if name in table.alike):
        return table.whole, [Array(kind, column) for (_, kind), column in given]
    same = [column[0] for (name, _), column in given if name in table.alike]
    return table.short, same + [Array(kind, column) for (name, kind), column in given if name not in table.alike]


def _statement(table: Table, alike: frozenset[str]) -> str:
    """The parameters that are alike come first, then the arrays, each in the order of the columns."""
    differing = {name: kind for name, kind in table.columns.items() if name not in alike}
    taken = ", ".join(f"%s::{kind}" if name in alike else f'u."{name}"' for name, kind in table.columns.items())
    arrays = ", ".join(f"%s::{kind}[]" for kind in differing.values())
    return (
        f"INSERT INTO {table.name} ({_quoted(table.columns)}) SELECT {taken}"
        f" FROM unnest({arrays}) AS u ({_quoted(differing)}) {table.tail}"
    )


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
