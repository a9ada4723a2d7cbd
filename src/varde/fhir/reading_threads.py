"""Reads run in a few threads of their own, each with its database connection, so that the event loop never waits."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

from varde.fhir.flusher import GONE

THREADS = 4
Answer = TypeVar("Answer")
_pool = ThreadPoolExecutor(THREADS, thread_name_prefix="fhir-read")


async def run(question: Callable[[], Answer]) -> Answer:
    """Ask in another thread; once more on a fresh connection when the old one had gone away."""
    return await asyncio.get_running_loop().run_in_executor(_pool, _asked, question)


def _asked(question: Callable[[], Answer]) -> Answer:
    try:
        return question()
    except GONE:
        connection.close()
        return question()
