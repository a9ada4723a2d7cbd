"""How exact a figure about people may be: what is published of a number, and what it then says about the number.

Whole numbers of a place are rounded to the nearest five, and the part of a whole to steps that are worth at least four
persons: nobody who compares two months can tell a change of one person from a change of four, or from none.
"""

from decimal import Decimal
from functools import lru_cache

FEWEST = 5
BASE = 5
_COARSENESS = ((20_000, 2000), (8000, 800), (2000, 200), (800, 80), (200, 20), (80, 10), (0, BASE))
_STEPS = ((400, 1), (200, 2), (80, 5), (40, 10), (0, 20))


def rounded(number: int) -> int:
    """The nearest multiple of five; from five on never less than five."""
    return (number + BASE // 2) // BASE * BASE


def bounds(number: int) -> tuple[int, int]:
    """What a reader of `rounded(number)` knows: the least and the greatest it can be. For 0 or at least 5."""
    if number == 0:
        return 0, 0
    nearest = rounded(number)
    return max(FEWEST, nearest - BASE // 2), nearest + BASE // 2


def coarse(number: int) -> int:
    """What a share is a part of, to about a twentieth: often many measurements of few people, and never needed exactly."""
    base = next(size for least, size in _COARSENESS if number >= least)
    return (number + base // 2) // base * base


@lru_cache(maxsize=8192)
def coarse_bounds(number: int) -> tuple[int, int]:
    """The least and the greatest that `coarse` makes the same."""
    low = high = number
    while low > FEWEST and coarse(low - 1) == coarse(number):
        low -= 1
    while coarse(high + 1) == coarse(number):
        high += 1
    return low, high


def is_small(number: int | None) -> bool:
    """One to four."""
    return number is not None and 0 < number < FEWEST


def step(whole: int) -> int:
    """In percent: how finely a part of `whole` is told. From the rounded number, so that a reader knows the step too."""
    return next(size for least, size in _STEPS if coarse(whole) >= least)


def share(part: int, whole: int) -> Decimal:
    """Percent in steps; 0 and 100 are said only when they are exactly so."""
    return Decimal(_share(part, whole))


def _share(part: int, whole: int) -> int:
    if part in {0, whole}:
        return 100 if part else 0
    size = step(whole)
    steps, left = divmod(100 * part, whole * size)
    over = 2 * left - whole * size
    nearest = (steps + (over > 0 or (over == 0 and steps % 2))) * size
    return min(max(nearest, size), 100 - size)


def is_told_alike(part: int, whole: int, other: tuple[int, int]) -> bool:
    """Whether a share may be told, and is told as the other is."""
    rest = whole - part
    if part < 0 or rest < 0 or whole <= 0 or is_small(part) or is_small(rest):
        return False
    return coarse(whole) == coarse(other[1]) and _share(part, whole) == _share(*other)


@lru_cache(maxsize=65536)
def room(part: int, whole: int, by: tuple[int, int]) -> int:
    """How many times a share can become `by` more (of the part, of the whole) and still be told as it is."""
    stride, far = 1, 0
    while is_told_alike(part + by[0] * (far + stride), whole + by[1] * (far + stride), (part, whole)):
        far, stride = far + stride, 2 * stride
    while stride := stride // 2:
        if is_told_alike(part + by[0] * (far + stride), whole + by[1] * (far + stride), (part, whole)):
            far += stride
    return far
