"""The one clock. Nothing else in Varde asks the machine what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _frozen.get() or datetime.now(UTC)


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Stop the clock at `moment` (aware) inside the block: for tests and for the demo's generator."""
    if moment.tzinfo is None:
        raise ValueError("A frozen clock needs an aware time.")
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)


def later(moment: datetime, **duration: float) -> datetime:
    """`moment` plus a duration, computed in UTC (adding to a local time is wall time and wrong on DST nights)."""
    return moment.astimezone(UTC) + timedelta(**duration)
