"""Group commit: many senders in one commit, each with its own rights; only the guilty is refused; never a hang."""

import asyncio
import threading
import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import pytest

from varde.fhir.flusher import Flusher, NotWhole, Unavailable
from varde.fhir.tests.conftest import Sender, new_sender, stored
from varde.lib import clock
from varde.lib.context import ContextAlreadyOpen, gathered, section
from varde.triage.actions import receive
from varde.triage.submissions import Measurement, Outcome, Submission


def pulse(patient: UUID, value: float = 70, key: str = "") -> Measurement:
    return Measurement(patient, key or str(uuid4()), "pulse", clock.now(), value, f"{value:g}", "/min")


@pytest.fixture
def gate() -> "Gate":
    return Gate()


class Gate:
    """A receive that waits at the door until it is opened, so that requests gather; it remembers every call."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.calls: list[int] = []

    def __call__(self, submissions: Sequence[Submission], *, by: Any) -> list[Outcome]:
        self.open.wait(10)
        self.calls.append(len(submissions))
        for submission in submissions:
            if isinstance(submission, Measurement) and submission.note == "poison":
                raise ValueError("poison")
        return receive(submissions, by=by)


async def together(flusher: Flusher, gate: Gate, *requests: Any) -> list[Any]:
    """Send everything so that it is flushed at once: behind a first request that waits at the gate."""
    tasks = [asyncio.ensure_future(request) for request in requests]
    await asyncio.sleep(0.1)
    gate.open.set()
    return await asyncio.gather(*tasks, return_exceptions=True)


def run(flusher: Flusher, gate: Gate, *requests: tuple[Sender, Sequence[Submission], bool]) -> list[Any]:
    async def all_of_them() -> list[Any]:
        first = requests[0]
        opener = asyncio.ensure_future(flusher.commit(first[0].actor, [pulse(first[0].patients[0])]))
        await asyncio.sleep(0.1)
        sent = [flusher.commit(who.actor, what, is_whole=whole) for who, what, whole in requests]
        answers = await together(flusher, gate, *sent)
        await opener
        return answers

    try:
        return asyncio.run(all_of_them())
    finally:
        flusher.stop()


@pytest.fixture(scope="module")
def two(database: object) -> tuple[Sender, Sender]:
    senders = new_sender("one"), new_sender("two")
    for sender in senders:
        sender.new_patient()
    return senders


def test_two_senders_share_a_commit_and_nothing_crosses(two: tuple[Sender, Sender], gate: Gate) -> None:
    one, other = two
    mine, theirs = one.new_patient(), other.new_patient()
    answers = run(
        Flusher(receive=gate, threads=1),
        gate,
        (one, [pulse(mine, 61)], False),
        (other, [pulse(mine, 62)], False),
        (other, [pulse(theirs, 63)], False),
        (one, [pulse(theirs, 64)], False),
        (one, [pulse(mine, 65), pulse(theirs, 66)], False),
    )
    assert [[outcome.status for outcome in answer] for answer in answers] == [
        ["stored"],
        ["unknown_patient"],
        ["stored"],
        ["unknown_patient"],
        ["stored", "unknown_patient"],
    ]
    assert {row.decimal for row in stored(mine)} == {"61", "65"}
    assert {row.decimal for row in stored(theirs)} == {"63"}
    assert {row.source for row in stored(mine)} == {one.client.id}
    assert gate.calls[1:] == [4, 2]


@pytest.mark.parametrize(("limit", "commits"), [(500, [40]), (16, [16, 16, 8])])
def test_what_comes_in_together_is_stored_together_and_nothing_is_left_waiting(
    two: tuple[Sender, Sender], gate: Gate, limit: int, commits: list[int]
) -> None:
    """An idle flusher too waits until all that has come is there, however eager its thread."""
    one, _ = two
    patient = one.new_patient()
    flusher = Flusher(limit, threads=1, receive=gate)
    gate.open.set()

    def is_read() -> None:
        time.sleep(0.002)  # the interpreter is free for the thread meanwhile

    async def one_of_them() -> list[Outcome]:
        is_read()
        return await flusher.commit(one.actor, [pulse(patient)])

    async def at_once() -> list[list[Outcome]]:
        await one_of_them()
        return await asyncio.gather(*(one_of_them() for _ in range(40)))

    try:
        answers = asyncio.run(asyncio.wait_for(at_once(), 10))
    finally:
        flusher.stop()
    assert {outcome.status for answer in answers for outcome in answer} == {"stored"}
    assert gate.calls[1:] == commits


def test_two_flushers_at_once_let_nothing_cross(two: tuple[Sender, Sender]) -> None:
    one, other = two
    mine, theirs = one.new_patient(), other.new_patient()
    at_work: set[int] = set()

    def slowly(submissions: Sequence[Submission], *, by: Any) -> list[Outcome]:
        at_work.add(threading.get_ident())
        outcomes = receive(submissions, by=by)
        time.sleep(0.02)
        return outcomes

    async def many() -> list[Any]:
        sent = []
        for number in range(60, 90):
            sent.append(asyncio.ensure_future(flusher.commit(one.actor, [pulse(mine, number), pulse(theirs, number)])))
            sent.append(
                asyncio.ensure_future(flusher.commit(other.actor, [pulse(theirs, number), pulse(mine, number)]))
            )
            await asyncio.sleep(0.005)
        return await asyncio.gather(*sent)

    flusher = Flusher(receive=slowly)
    try:
        answers = asyncio.run(many())
    finally:
        flusher.stop()
    assert {tuple(outcome.status for outcome in answer) for answer in answers} == {("stored", "unknown_patient")}
    assert len(at_work) == 2
    assert [{row.source for row in stored(patient)} for patient in (mine, theirs)] == [
        {one.client.id},
        {other.client.id},
    ]
    assert [len(stored(patient)) for patient in (mine, theirs)] == [30, 30]


def test_only_the_guilty_of_a_failing_section_is_refused(two: tuple[Sender, Sender], gate: Gate) -> None:
    one, other = two
    mine, theirs = one.new_patient(), other.new_patient()
    poison = Measurement(mine, "poison", "pulse", clock.now(), 1, "1", "/min", note="poison")
    answers = run(
        Flusher(receive=gate, threads=1),
        gate,
        (one, [pulse(mine)], False),
        (one, [poison], False),
        (one, [pulse(mine), poison, pulse(mine)], False),
        (other, [pulse(theirs)], False),
    )
    assert answers[0][0].status == "stored"
    assert isinstance(answers[1], ValueError)
    assert [outcome.status for outcome in answers[2]] == ["stored", "refused", "stored"]
    assert answers[3][0].status == "stored"
    assert len(stored(mine)) == 3
    assert len(stored(theirs)) == 1


def test_what_must_be_whole_is_undone_alone(two: tuple[Sender, Sender], gate: Gate) -> None:
    one, other = two
    mine, theirs = one.new_patient(), other.patients[0]
    answers = run(
        Flusher(receive=gate, threads=1),
        gate,
        (one, [pulse(mine, 71), pulse(theirs, 72)], True),
        (one, [pulse(mine, 73), pulse(mine, 74)], True),
    )
    assert isinstance(answers[0], NotWhole)
    assert [outcome.status for outcome in answers[0].outcomes] == ["stored", "unknown_patient"]
    assert [outcome.status for outcome in answers[1]] == ["stored", "stored"]
    assert {row.decimal for row in stored(mine)} == {"73", "74"}


def test_without_group_commit_each_request_commits_alone(two: tuple[Sender, Sender], gate: Gate) -> None:
    one, _ = two
    patient = one.new_patient()
    answers = run(
        Flusher(limit=1, receive=gate),
        gate,
        *[(one, [pulse(patient)], False)] * 1,
        *[(one, [pulse(patient)], False) for _ in range(4)],
    )
    assert [answer[0].status for answer in answers] == ["stored"] * 5
    assert gate.calls == [1] * 6


def test_a_dead_thread_refuses_at_once_and_is_not_ready(two: tuple[Sender, Sender]) -> None:
    class Fatal(BaseException):
        pass

    def dies(submissions: Sequence[Submission], *, by: Any) -> list[Outcome]:
        raise Fatal

    one, _ = two
    flusher = Flusher(receive=dies)
    assert flusher.is_ready
    for _ in range(2):
        with pytest.raises(Unavailable):
            asyncio.run(asyncio.wait_for(flusher.commit(one.actor, [pulse(one.patients[0])]), 5))
    assert not flusher.is_ready


def test_a_lost_connection_is_tried_again(two: tuple[Sender, Sender]) -> None:
    from django.db import OperationalError

    calls: list[int] = []

    def stumbles(submissions: Sequence[Submission], *, by: Any) -> list[Outcome]:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return receive(submissions, by=by)

    one, _ = two
    patient = one.new_patient()
    flusher = Flusher(receive=stumbles)
    assert asyncio.run(flusher.commit(one.actor, [pulse(patient)]))[0].status == "stored"
    flusher.stop()
    assert len(stored(patient)) == 1


def test_sections_stand_inside_gathered_and_never_in_each_other(two: tuple[Sender, Sender]) -> None:
    one, other = two
    with pytest.raises(ContextAlreadyOpen), section(one.actor, one.patients):
        pass
    with gathered():
        with section(one.actor, one.patients), pytest.raises(ContextAlreadyOpen), section(other.actor, other.patients):
            pass
        with pytest.raises(ContextAlreadyOpen), gathered():
            pass
