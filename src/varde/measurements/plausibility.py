"""Can this value be true? Two stages: *hard* (confirm or correct it) and *soft* (measure again). Nothing is ever dropped. Pure."""

from datetime import datetime, timedelta
from typing import Literal

from varde.measurements.kinds import Kind

Finding = Literal["", "soft", "hard"]
LEAST_PULSE_PRESSURE, GREATEST_PULSE_PRESSURE = 15, 130


def check(
    kind: Kind,
    value: float,
    value2: float | None = None,
    *,
    at: datetime | None = None,
    last: tuple[datetime, float] | None = None,
) -> Finding:
    """ "hard" when the value is outside what is possible, "soft" when it is unusual, "" when it is neither.

    Values are in the kind's unit. `last` is the latest trusted earlier value with its time, and `at` this one's time;
    both are only needed by kinds with a soft change (weight: 3 kg in 3 days).
    """
    numbered = list(zip(kind.parts, (value,) if value2 is None else (value, value2), strict=False))
    for part, number in numbered:
        if not part.hard.hold(number):
            return "hard"
    if kind.key == "bp" and value2 is not None and pressures_cross(value, value2):
        return "hard"
    for part, number in numbered:
        if part.soft and not part.soft.hold(number):
            return "soft"
    return "soft" if at is not None and last is not None and _jumped(kind, value, at, last) else ""


def pressures_cross(systolic: float, diastolic: float) -> bool:
    """The diastolic is above the systolic, or so far from it or near to it as hardly exists (mmHg)."""
    return not LEAST_PULSE_PRESSURE <= systolic - diastolic <= GREATEST_PULSE_PRESSURE


def _jumped(kind: Kind, value: float, at: datetime, last: tuple[datetime, float]) -> bool:
    change = kind.soft_change
    if change is None:
        return False
    last_at, last_value = last
    return at - last_at <= timedelta(days=change.days) and round(abs(value - last_value), 6) >= change.amount
