"""What chance alone would give: control limits of a funnel plot.

Limits are exact. For a share they are quantiles of the binomial distribution with the common share, for a rate of the
Poisson distribution with the common rate, two-sided 95 % and 99.8 %, with the curve drawn between whole counts so
that it is smooth and a count is beyond it exactly when its tail is smaller (Spiegelhalter 2005, Stat Med 24:1185). Where more than `EXACT_UNTIL` events are expected on
either side, the normal approximation is used: it differs by less than a tenth of a standard deviation there (tested).

Where one person stands behind many events, places differ by more than these distributions say although nothing is unlike
about them: the events are overdispersed. `dispersion` then measures by how much, after Spiegelhalter (2005, section 2.3):
each place's distance from the common value in standard deviations, the tenth part furthest out at either end pulled in to
the next so that the unlike do not widen their own limits (winsorised), and the mean of the squares of these. The limits
are its square root as far from the common value as the exact ones.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import exp, lgamma, log, sqrt
from typing import Literal

Kind = Literal["share", "rate"]
TAIL_95, TAIL_998 = 0.025, 0.001
Z = {TAIL_95: 1.959963985, TAIL_998: 3.090232306}
EXACT_UNTIL = 600.0
WINSORISED = 0.1


def limits(kind: Kind, common: float, n: float, tail: float, dispersion: float = 1.0) -> tuple[float, float]:
    """Lowest and highest value (share 0–1, or rate per unit of `n`) that chance would give with `tail` in each end."""
    if n <= 0:
        return 0.0, 1.0 if kind == "share" else float("inf")
    low, high = (common * n + (end - common * n) * sqrt(dispersion) for end in _counts(kind, common, n, tail))
    return max(0.0, low / n), min(1.0, high / n) if kind == "share" else high / n


def is_outside(kind: Kind, common: float, events: float, n: float, tail: float, dispersion: float = 1.0) -> bool:
    """Whether `events` of `n` lies beyond the limits. Counted on events: a value on the limit is inside."""
    low, high = limits(kind, common, n, tail, dispersion)
    value = events / n if n else 0.0
    return bool(n) and (value < low - 1e-12 or value > high + 1e-12)


def dispersion(kind: Kind, common: float, observed: Sequence[tuple[float, float]]) -> float:
    """How many times the variance of chance the places (events, n) vary by; 1 when chance alone could explain it."""
    spread = (1 - common) if kind == "share" else 1.0
    scores = [(events - common * n) / sqrt(common * n * spread) for events, n in observed if common * n * spread > 0]
    if not scores:
        return 1.0
    ordered, pulled = sorted(scores), int(len(scores) * WINSORISED)
    low, high = ordered[pulled], ordered[-1 - pulled]
    found = sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)
    return found if found > 1 + 2 * sqrt(2 / len(scores)) else 1.0


@lru_cache(maxsize=4096)
def _counts(kind: Kind, common: float, n: float, tail: float) -> tuple[float, float]:
    expected = common * n
    spread = expected * (1 - common) if kind == "share" else expected
    scarce = min(expected, n - expected) if kind == "share" else expected
    if scarce > EXACT_UNTIL or spread <= 0:
        return expected - Z[tail] * sqrt(max(spread, 0.0)), expected + Z[tail] * sqrt(max(spread, 0.0))
    return _lowest(kind, common, n, tail), _highest(kind, common, n, tail)


def _lowest(kind: Kind, common: float, n: float, tail: float) -> float:
    """In (k - 1, k], where k is the lowest count with at least `tail` at or below it: k is inside, k - 1 is not."""
    reached = 0.0
    for count, chance in enumerate(_chances(kind, common, n)):
        reached += chance
        if reached >= tail:
            return max(0.0, count - (reached - tail) / chance)
    return n


def _highest(kind: Kind, common: float, n: float, tail: float) -> float:
    """In [k, k + 1), where k is the highest count with at least `tail` at or above it: k is inside, k + 1 is not."""
    left = 1.0
    for count, chance in enumerate(_chances(kind, common, n)):
        if left - chance < tail:
            return count + (left - tail) / chance
        left -= chance
    return n


def _chances(kind: Kind, common: float, n: float) -> Iterator[float]:
    """The probability of 0, 1, 2 … events."""
    if kind == "rate":
        expected, count = common * n, 0
        while True:
            yield exp(count * log(expected) - expected - lgamma(count + 1))
            count += 1
    whole = round(n)
    for k in range(whole + 1):
        ways = lgamma(whole + 1) - lgamma(k + 1) - lgamma(whole - k + 1)
        yield exp(ways + k * log(common) + (whole - k) * log(1 - common))
