"""Who waits too long is answered without it: one timer for all who wait in an event loop, not one for each."""

import asyncio
from typing import Generic, TypeVar

Answer = TypeVar("Answer")


class Patience(Generic[Answer]):
    """For one event loop, and used from it alone. Whoever has waited `seconds` gets `excuse` raised instead."""

    def __init__(self, seconds: float, excuse: type[Exception], text: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._seconds, self._excuse, self._text = seconds, excuse, text
        self._until: dict[asyncio.Future[Answer], float] = {}
        self._is_watched = False

    async def answer(self, future: "asyncio.Future[Answer]") -> Answer:
        self._until[future] = until = self._loop.time() + self._seconds
        if not self._is_watched:
            self._watch(until)
        try:
            return await future
        finally:
            del self._until[future]

    def _watch(self, until: float) -> None:
        self._is_watched = True
        self._loop.call_at(until, self._look)

    def _look(self) -> None:
        """The oldest stand first, so all after one whose time has not come have time left as well."""
        for future, until in self._until.items():
            if until > self._loop.time():
                return self._watch(until)
            if not future.done():
                future.set_exception(self._excuse(self._text))
        self._is_watched = False
        return None
