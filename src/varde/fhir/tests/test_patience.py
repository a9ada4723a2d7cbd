"""Nobody waits longer than the patience lasts, whoever else waits beside."""

import asyncio
import time

import pytest

from varde.fhir.patience import Patience


class TooLong(Exception):
    pass


async def _waits(patience: Patience[str], future: "asyncio.Future[str]") -> tuple[str, float]:
    since = time.monotonic()
    try:
        return await patience.answer(future), time.monotonic() - since
    except TooLong:
        return "given up", time.monotonic() - since


def test_each_is_given_up_when_its_own_time_has_come() -> None:
    async def go() -> list[tuple[str, float]]:
        patience = Patience[str](0.2, TooLong, "for sent")
        loop = asyncio.get_running_loop()
        answered, first, second = (loop.create_future() for _ in range(3))
        waiting = [asyncio.create_task(_waits(patience, future)) for future in (answered, first)]
        await asyncio.sleep(0.1)
        answered.set_result("svar")
        waiting.append(asyncio.create_task(_waits(patience, second)))
        return list(await asyncio.gather(*waiting))

    (answer, _), (first, after), (second, later) = asyncio.run(go())
    assert (answer, first, second) == ("svar", "given up", "given up")
    assert after == pytest.approx(0.2, abs=0.08)
    assert later == pytest.approx(0.2, abs=0.08)


def test_it_watches_again_after_a_quiet_time_and_holds_nobody_who_left() -> None:
    async def go() -> tuple[tuple[str, float], int]:
        patience = Patience[str](0.05, TooLong, "for sent")
        loop = asyncio.get_running_loop()
        left = asyncio.create_task(_waits(patience, loop.create_future()))
        await asyncio.sleep(0)
        left.cancel()
        await asyncio.sleep(0.1)
        held = len(patience._until)
        return await asyncio.wait_for(_waits(patience, loop.create_future()), 5), held

    (answer, _), held = asyncio.run(go())
    assert answer == "given up"
    assert held == 0


def test_an_answer_that_comes_after_is_no_error() -> None:
    async def go() -> str:
        patience = Patience[str](0.01, TooLong, "for sent")
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        answer, _ = await _waits(patience, future)
        assert future.done()
        return answer

    assert asyncio.run(go()) == "given up"
