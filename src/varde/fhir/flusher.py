"""Group commit without a timer: a thread takes all that is waiting, commits it, and answers after the commit.

There are two such threads: while one waits for the database, the other reads, judges and packs (docs/adr/0022). They are
called a turn of the event loop after a request has come, so that what comes in together is stored together.

Each client has its own section of the transaction, with its own signed context. What fails is tried again alone, so
that only the guilty is refused. When a thread is dead, or too much is waiting, requests are answered 503 at once.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

import psycopg
from django.db import InterfaceError, OperationalError, connection

from varde.fhir.patience import Patience
from varde.lib.context import Actor, gathered, section
from varde.triage.actions import receive
from varde.triage.submissions import Outcome, Submission

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500
THREADS = 2
MOST_WAITING = 5_000
PATIENCE_SECONDS = 20.0
GONE = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError)
"""The connection is lost, or this transaction was a deadlock's victim; rooms that talk to psycopg raise its own."""
STORED = frozenset({"stored", "already"})

Receive = Callable[..., list[Outcome]]
Answer = list[Outcome] | BaseException


class Unavailable(RuntimeError):
    """Nothing can be stored now; sending the same again later is safe."""


class NotWhole(Exception):
    """Part of what must be stored together could not be: nothing was stored. Holds the outcomes that say why."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__("not whole")
        self.outcomes = outcomes


@dataclass(eq=False, slots=True)
class Parcel:
    """One request's submissions. `is_whole`: all or nothing."""

    by: Actor
    submissions: Sequence[Submission]
    is_whole: bool
    loop: asyncio.AbstractEventLoop | None = None
    future: "asyncio.Future[list[Outcome]] | None" = None
    since: float = field(default_factory=time.monotonic)


class Flusher:
    """Call `commit` from the event loop. `limit` is the most submissions in one commit; 1 turns group commit off."""

    def __init__(self, limit: int = MOST_AT_ONCE, threads: int = THREADS, receive: Receive = receive) -> None:
        self._limit = limit
        self._receive = receive
        self._waiting: deque[Parcel] = deque()
        self._count = 0
        self._lock = threading.Lock()
        self._asleep: list[threading.Condition] = []
        self._is_called = False
        self._stopping = False
        self._patience: dict[asyncio.AbstractEventLoop, Patience[list[Outcome]]] = {}
        self._threads = [threading.Thread(target=self._run, name=f"flusher-{n}", daemon=True) for n in range(threads)]

    @property
    def is_ready(self) -> bool:
        """False when a thread has died, or something has waited too long."""
        with self._lock:
            stuck = bool(self._waiting) and time.monotonic() - self._waiting[0].since > PATIENCE_SECONDS
            return not self._stopping and not stuck and all(not t.ident or t.is_alive() for t in self._threads)

    async def commit(self, by: Actor, submissions: Sequence[Submission], *, is_whole: bool = False) -> list[Outcome]:
        """Store and judge, then return one Outcome each. Raises Unavailable, NotWhole, or what storing raised."""
        if not submissions:
            return []
        loop = asyncio.get_running_loop()
        patience = self._patience.get(loop)
        if patience is None:
            patience = self._patience[loop] = Patience(PATIENCE_SECONDS, Unavailable, "Lagringen svarer ikke.")
        future: asyncio.Future[list[Outcome]] = loop.create_future()
        self._put(Parcel(by, submissions, is_whole, loop, future))
        loop.call_soon(self._call)
        return await patience.answer(future)

    def stop(self) -> None:
        """Refuse what is new and finish what is being written; waiting requests are answered 503."""
        with self._lock:
            self._stopping = True
            while self._asleep:
                self._rouse()
        for thread in self._threads:
            if thread.ident:
                thread.join(PATIENCE_SECONDS)

    def _put(self, parcel: Parcel) -> None:
        with self._lock:
            for thread in self._threads:
                if not thread.ident:
                    thread.start()
                elif not thread.is_alive():
                    raise Unavailable("Lagringen har stanset.")
            if self._stopping or self._count + len(parcel.submissions) > MOST_WAITING:
                raise Unavailable("For mye venter på å bli lagret.")
            self._waiting.append(parcel)
            self._count += len(parcel.submissions)

    def _call(self) -> None:
        with self._lock:
            if self._waiting:
                self._is_called = True
                self._rouse()

    def _rouse(self) -> None:
        """Wake who fell asleep last, whose connection and memory are still warm."""
        if self._asleep:
            self._asleep.pop().notify()

    def _run(self) -> None:
        parcels: list[Parcel] = []
        wake = threading.Condition(self._lock)
        try:
            while parcels := self._take(wake):
                _deliver(zip(parcels, self._flush(parcels), strict=True))
        except BaseException:
            log.critical("The flusher has died; requests are answered 503", exc_info=True)
            _deliver((parcel, Unavailable("Lagringen har stanset.")) for parcel in parcels)
        finally:
            connection.close()
            self._refuse_waiting()

    def _take(self, wake: threading.Condition) -> list[Parcel]:
        """All that is waiting, up to the limit; empty when it is time to stop."""
        with self._lock:
            while not self._is_called and not self._stopping:
                self._asleep.append(wake)
                wake.wait()
            if self._stopping:
                return []
            taken = [self._waiting.popleft()]
            room = self._limit - len(taken[0].submissions)
            while self._waiting and len(self._waiting[0].submissions) <= room:
                taken.append(self._waiting.popleft())
                room -= len(taken[-1].submissions)
            self._count -= sum(len(parcel.submissions) for parcel in taken)
            self._is_called = bool(self._waiting)
            if self._is_called:
                self._rouse()
            return taken

    def _refuse_waiting(self) -> None:
        with self._lock:
            left = list(self._waiting)
            self._waiting.clear()
            self._count, self._is_called = 0, False
        _deliver((parcel, Unavailable("Lagringen har stanset.")) for parcel in left)

    def _flush(self, parcels: list[Parcel]) -> list[Answer]:
        answers: dict[Parcel, Answer] = {}
        try:
            answers = self._commit(parcels)
        except GONE:
            log.warning("The database went away or chose this commit as a deadlock's victim; trying once more")
            connection.close()
            try:
                answers = self._commit(parcels)
            except GONE as error:
                connection.close()
                return [Unavailable(str(error))] * len(parcels)
            except Exception:
                log.debug("Storing together failed", exc_info=True)
        except Exception:
            log.debug("Storing together failed", exc_info=True)
        return [answers[parcel] if parcel in answers else self._alone(parcel) for parcel in parcels]

    def _commit(self, parcels: Iterable[Parcel]) -> dict[Parcel, Answer]:
        """One transaction, a section for each client; a failed section's parcels are left out of the answer."""
        clients: dict[UUID, list[Parcel]] = {}
        for parcel in parcels:
            clients.setdefault(parcel.by.id, []).append(parcel)
        answers: dict[Parcel, Answer] = {}
        with gathered(is_one=len(clients) == 1):
            for group in clients.values():
                try:
                    answers.update(self._section(group, savepoint=len(clients) > 1))
                except GONE:
                    raise
                except Exception:
                    if len(clients) == 1:
                        raise
        return answers

    def _section(self, parcels: Sequence[Parcel], *, savepoint: bool) -> dict[Parcel, Answer]:
        submissions = [submission for parcel in parcels for submission in parcel.submissions]
        with section(parcels[0].by, {s.patient_id for s in submissions}, savepoint=savepoint):
            outcomes = self._receive(submissions, by=parcels[0].by)
            answers: dict[Parcel, Answer] = {}
            start = 0
            for parcel in parcels:
                mine = outcomes[start : start + len(parcel.submissions)]
                start += len(mine)
                if parcel.is_whole and any(outcome.status not in STORED for outcome in mine):
                    raise NotWhole(mine)
                answers[parcel] = mine
        return answers

    def _alone(self, parcel: Parcel) -> Answer:
        """A parcel tried by itself; one that need not be whole, submission by submission if it still fails."""
        try:
            return self._commit([parcel])[parcel]
        except NotWhole as error:
            return error
        except GONE as error:
            connection.close()
            return Unavailable(str(error))
        except Exception as error:
            if parcel.is_whole or len(parcel.submissions) == 1:
                log.warning("One request could not be stored", exc_info=True)
                return error
        outcomes: list[Outcome] = []
        for submission in parcel.submissions:
            answer = self._alone(Parcel(parcel.by, [submission], is_whole=False))
            if isinstance(answer, BaseException):
                problem = "Verdien kunne ikke lagres. Kontroller innholdet og send den på nytt."
                answer = [Outcome("refused", submission.id, problem=problem)]
            outcomes.extend(answer)
        return outcomes


def _deliver(pairs: Iterable[tuple[Parcel, Answer]]) -> None:
    """Hand the answers to the event loops that wait, one call for each loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[list[Outcome]], Answer]]] = {}
    for parcel, answer in pairs:
        if parcel.loop is not None and parcel.future is not None:
            loops.setdefault(parcel.loop, []).append((parcel.future, answer))
    for loop, answers in loops.items():
        try:
            loop.call_soon_threadsafe(_settle_all, answers)
        except RuntimeError:
            log.warning("An event loop closed before its answers came")


def _settle_all(answers: Iterable[tuple["asyncio.Future[list[Outcome]]", Answer]]) -> None:
    for future, answer in answers:
        _settle(future, answer)


def _settle(future: "asyncio.Future[list[Outcome]]", answer: Answer) -> None:
    if future.done():
        return
    if isinstance(answer, BaseException):
        future.set_exception(answer)
    else:
        future.set_result(answer)
