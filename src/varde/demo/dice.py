"""Seeded chance: the same seed gives the same people, values and ids, whatever process draws them."""

import random
from datetime import datetime
from uuid import UUID

SEED = "varde"


def dice(*names: object) -> random.Random:
    """A generator of its own for each thing that is drawn, so that one more draw here changes nothing there."""
    return random.Random(":".join(map(str, (SEED, *names))))


def dated_id(rng: random.Random, at: datetime) -> UUID:
    """A UUIDv7 whose time is `at` and whose random bits come from `rng`."""
    milliseconds = int(at.timestamp() * 1000)
    bits = rng.getrandbits(74)
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | ((bits >> 62) << 64) | (0b10 << 62) | (bits & ((1 << 62) - 1)))


def poisson(rng: random.Random, mean: float) -> int:
    """How many events, when `mean` are usual."""
    count, waited = 0, rng.expovariate(1.0)
    while waited < mean:
        count, waited = count + 1, waited + rng.expovariate(1.0)
    return count


def clipped(value: float, low: float, high: float) -> float:
    return max(low, min(high, value))
