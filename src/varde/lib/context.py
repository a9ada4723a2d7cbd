"""The access context of a transaction: who is asking and which patients it is about.

`opened(...)` is the only way to a transaction that sees patient rows. It signs who asks and the *focus*
(the patients this transaction is about) and hands both to PostgreSQL, where `varde.open_context()` verifies the
signature once and keeps focus ∩ rights for the row-level-security policies. The setting dies with the transaction.
"""

import hashlib
import hmac
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction

from varde.lib import statements

ActorKind = Literal["patient", "related", "personnel", "client", "worker"]
SECONDS_A_SIGNATURE_LIVES = 60
# Bound by the server: written into the statement, the signature could be read from pg_stat_activity and used again.
_OPEN = "SELECT varde.open_context(%s, %s)"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is the patient, related person, practitioner role or system client, by `kind`.

    `role` is a code, `role_display` the word for it that a patient reads in her log.
    """

    kind: ActorKind
    id: UUID
    display: str
    role: str = ""
    organization_id: UUID | None = None
    organization_display: str = ""
    role_display: str = ""


class ContextAlreadyOpen(RuntimeError):
    """A context inside a context would be a union of rights: refused."""


_open: ContextVar[frozenset[str]] = ContextVar("open_contexts", default=frozenset())
_gathering: ContextVar[frozenset[str]] = ContextVar("gathering", default=frozenset())


def signed(actor: Actor, focus: Iterable[UUID], at: float | None = None) -> tuple[str, str]:
    """The context text `kind|id|expires|patient,patient…` and its HMAC-SHA-256 in hex."""
    expires = int((time.time() if at is None else at) + SECONDS_A_SIGNATURE_LIVES)
    text = f"{actor.kind}|{actor.id}|{expires}|{','.join(map(str, focus))}"
    return text, hmac.new(settings.CONTEXT_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


@contextmanager
def opened(actor: Actor, focus: Iterable[UUID] = (), *, using: str = "default") -> Iterator[None]:
    """One transaction in which `actor` sees the patients in `focus` it has a right to, and nobody else."""
    if using in _open.get():
        raise ContextAlreadyOpen(f"A context is already open on {using!r}.")
    token = _open.set(_open.get() | {using})
    try:
        with transaction.atomic(using=using):
            narrow(actor, focus, using=using)
            yield
    finally:
        _open.reset(token)


@contextmanager
def gathered(*, using: str = "default", is_one: bool = False) -> Iterator[None]:
    """One transaction for the sections of several actors, committed together. By itself it sees no patient.

    With `is_one` section, what it writes last is sent with the COMMIT, and its failure is raised at the end of this.
    """
    if using in _open.get():
        raise ContextAlreadyOpen(f"A context is already open on {using!r}.")
    opened_token = _open.set(_open.get() | {using})
    token = _gathering.set(_gathering.get() | {using})
    try:
        with transaction.atomic(using=using, durable=True):
            if is_one:
                with statements.commit_follows(statements.raw(using)):
                    yield
            else:
                yield
    finally:
        _gathering.reset(token)
        _open.reset(opened_token)


@contextmanager
def section(actor: Actor, focus: Iterable[UUID], *, savepoint: bool = True, using: str = "default") -> Iterator[None]:
    """One actor's part of a `gathered` transaction, with its own context: sections never overlap and rights never add up.

    A failing section is undone alone; without a savepoint it takes the whole transaction with it. The context is opened
    in the round trip of the section's first statement (`lib.statements`); until then the section sees nobody.
    """
    if using not in _gathering.get():
        raise ContextAlreadyOpen(f"A section on {using!r} stands inside gathered(), and never inside another section.")
    token = _gathering.set(_gathering.get() - {using})
    try:
        with transaction.atomic(using=using, savepoint=savepoint):
            connection = statements.raw(using)
            statements.before_next(connection, _OPEN, signed(actor, focus))
            try:
                yield
            except BaseException:
                statements.forget_owed(connection)
                raise
            if savepoint:
                statements.forget_owed(connection)
    finally:
        _gathering.reset(token)


def opening(actor: Actor, focus: Iterable[UUID]) -> statements.Statement:
    """The statement that sets the focus, for who sends it together with what is asked under it."""
    return _OPEN, signed(actor, focus)


def narrow(actor: Actor, focus: Iterable[UUID], *, using: str = "default") -> None:
    """Set the focus of the running transaction: a list page first asks which patients are on it, then narrows to them."""
    connection = connections[using]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        statements.execute(statements.raw(using), *opening(actor, focus))
