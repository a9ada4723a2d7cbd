"""Statements sent with their parameters apart and prepared: the hot path past the driver's cursors.

Written on the driver's documented `pq` interface, because what its cursors do for each parameter and each round trip was
a third of all work on the way in (docs/adr/0022). What this module does not know how to send, it leaves to a cursor.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, cast
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from django.db import connections
from psycopg import abc, adapt, generators
from psycopg.pq import ConnStatus, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from varde.lib.arrays import Array

Connection = psycopg.Connection[Any]
Parameters = Sequence[Any] | Mapping[str, Any]
Statement = tuple[str, Parameters]
_BINARY, _TEXT = int(Format.BINARY), int(Format.TEXT)
_DONE = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})


class Rows:
    """The answer to one statement, as a cursor would give it."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: list[tuple[Any, ...]], rowcount: int) -> None:
        self._rows = rows
        self.rowcount = rowcount

    def fetchall(self) -> list[tuple[Any, ...]]:
        return self._rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows[0] if self._rows else None


@dataclass(frozen=True, slots=True)
class _Adapters:
    """How a connection reads and sends, without holding on to it: whoever drops a connection must have it closed."""

    adapters: adapt.AdaptersMap
    connection: None = None


class _Prepared:
    """What one connection has prepared, what is to go ahead of its next statement, and how it reads answers."""

    def __init__(self, connection: Connection) -> None:
        self.names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self.owed: list[Statement] = []
        self.is_committed_next = False
        self.reader: abc.Transformer = adapt.Transformer(_Adapters(connection.adapters))


_of_connection: WeakKeyDictionary[Connection, _Prepared] = WeakKeyDictionary()


def raw(using: str) -> Connection:
    """The psycopg connection behind a Django alias, inside the transaction Django has opened."""
    return cast(Connection, connections[using].connection)


def execute(connection: Connection, statement: str, parameters: Parameters = ()) -> Rows:
    """Run one prepared statement with server-side parameters and binary results."""
    return together(connection, [(statement, parameters)])[0]


def together(connection: Connection, statements: Iterable[Statement]) -> list[Rows]:
    """Several statements in one round trip; the first that fails is raised, and those after it are not run."""
    held = _prepared(connection)
    owed, held.owed = held.owed, []
    with connection.lock:
        ready = [packed(connection, held, *statement) for statement in (*owed, *statements)]
        answers = _sent(connection, ready)
        return [_rows(connection, held.reader, answer) for answer in answers][len(owed) :]


def before_next(connection: Connection, statement: str, parameters: Parameters) -> None:
    """Send this ahead of the next statement, in the same round trip; its failure is raised there. See `forget_owed`."""
    _prepared(connection).owed.append((statement, parameters))


def finish(connection: Connection, statements: Iterable[Statement]) -> None:
    """The last statements of a piece of work: at once, or with the commit where somebody has said `commit_follows`."""
    held = _prepared(connection)
    if held.is_committed_next:
        held.owed += statements
    else:
        together(connection, statements)


@contextmanager
def commit_follows(connection: Connection) -> Iterator[None]:
    """What is finished inside is sent with the COMMIT at its end, in one round trip; a failure of either is raised there."""
    held = _prepared(connection)
    held.is_committed_next = True
    try:
        yield
        together(connection, [("COMMIT", ())])
    finally:
        held.is_committed_next = False
        held.owed.clear()


def forget_owed(connection: Connection) -> None:
    """Whoever said `before_next` is done: what no statement has taken along is not sent."""
    _prepared(connection).owed.clear()


def _prepared(connection: Connection) -> _Prepared:
    held = _of_connection.get(connection)
    if held is None:
        held = _of_connection[connection] = _Prepared(connection)
    return held


_OnTheWire = tuple[bytes, list[bytes | None], list[int]]


def packed(connection: Connection, held: _Prepared, statement: str, parameters: Parameters) -> _OnTheWire:
    """What goes over the wire: the name of the prepared statement, its parameters as bytes, and their formats."""
    text, names = _numbered(statement)
    values = [parameters[name] for name in names] if isinstance(parameters, Mapping) else parameters
    sent = [_PACKED[type(value)](value) if type(value) in _PACKED else _by_driver(held, value) for value in values]
    types = tuple([oid for oid, _, _ in sent])
    name = held.names.get((statement, types))
    if name is None:
        name = b"varde_%d" % len(held.names)
        _checked(connection, connection.pgconn.prepare(name, text, types))
        held.names[statement, types] = name
    return name, [value for _, value, _ in sent], [format for _, _, format in sent]


def _by_driver(held: _Prepared, value: Any) -> tuple[int, bytes | None, int]:
    dumper = held.reader.get_dumper(value, adapt.PyFormat.AUTO)
    dumped = dumper.dump(value)
    return dumper.oid, None if dumped is None else bytes(dumped), int(dumper.format)


def _text(value: str) -> tuple[int, bytes, int]:
    if "\0" in value:
        raise psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes")
    return 0, value.encode(), _TEXT


# Text goes untyped, so that the server takes it for what stands where it is used, as a literal in the statement would be.
_PACKED: dict[type, Any] = {
    type(None): lambda value: (0, None, _TEXT),
    Array: lambda value: (value.oid, value.packed(), _BINARY),
    UUID: lambda value: (2950, value.bytes, _BINARY),
    str: _text,
    bool: lambda value: (16, b"\1" if value else b"\0", _BINARY),
    int: lambda value: (0, b"%d" % value, _TEXT),
}


def _sent(connection: Connection, packed: Sequence[_OnTheWire]) -> list[PGresult]:
    """Answers in order, after a BEGIN where the driver would have sent one."""
    pgconn = connection.pgconn
    is_first = not connection.autocommit and pgconn.transaction_status == TransactionStatus.IDLE
    if len(packed) == 1 and not is_first:
        name, values, formats = packed[0]
        return [_checked(connection, pgconn.exec_prepared(name, cast(Any, values), formats, _BINARY))]
    commands: deque[Any] = deque(partial(pgconn.send_query_prepared, *one, _BINARY) for one in packed)
    if is_first:
        commands.appendleft(partial(pgconn.send_query_params, b"BEGIN", None))
    commands.append(pgconn.pipeline_sync)
    pgconn.enter_pipeline_mode()
    answers = connection.wait(_exchanged(pgconn, commands))
    pgconn.exit_pipeline_mode()
    results = [_checked(connection, answer[0]) for answer in answers[:-1]]
    return results[1:] if is_first else results


def _exchanged(pgconn: PGconn, commands: deque[Any]) -> abc.PQGen[list[list[PGresult]]]:
    """Send while answers come; the last command is the sync, and with its answer nothing is left to come."""
    wanted = len(commands)
    answers: list[list[PGresult]] = yield from generators.pipeline_communicate(pgconn, commands)
    while len(answers) < wanted:
        answers.append((yield from generators.fetch_many(pgconn)))
    return answers


def _checked(connection: Connection, answer: PGresult) -> PGresult:
    if answer.status not in _DONE:
        if connection.pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError("the connection is lost")
        raise psycopg.errors.error_from_result(answer, connection.info.encoding)
    return answer


def _rows(connection: Connection, reader: abc.Transformer, answer: PGresult) -> Rows:
    if answer.status != ExecStatus.TUPLES_OK:
        return Rows([], answer.command_tuples or 0)
    reader.set_pgresult(answer)
    return Rows(reader.load_rows(0, answer.ntuples, tuple), answer.ntuples)


@cache
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """`%s` or `%(name)s` as PostgreSQL's own $1, $2, …, and the names in that order."""
    names: list[str] = []
    if "%(" in statement:
        first, *rest = statement.split("%(")
        text = first
        for part in rest:
            name, _, after = part.partition(")s")
            if name not in names:
                names.append(name)
            text += f"${names.index(name) + 1}{after}"
    else:
        first, *rest = statement.split("%s")
        text = first + "".join(f"${number}{part}" for number, part in enumerate(rest, 1))
    return text.replace("%%", "%").encode(), tuple(names)
