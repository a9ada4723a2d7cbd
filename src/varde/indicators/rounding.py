"""How exact a figure about people may be: what is published of a number, and what it then says about the number.

Whole numbers of a place are rounded to the nearest five, and the part of a whole to steps that are worth at least four
persons: nobody who compares two months can tell a change of one person from a change of four, or from none.
"""

from decimal import ROUND_HALF_EVEN, Decimal
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
    if part in {0, whole}:
        return Decimal(100 if part else 0)
    size = step(whole)
    nearest = int((Decimal(100 * part) / whole / size).to_integral_value(ROUND_HALF_EVEN)) * size
    return Decimal(min(max(nearest, size), 100 - size))


Box = tuple[tuple[int, int], tuple[int, int]]
Ranges = tuple[int, int, int, int]


@lru_cache(maxsize=8192)
def share_box(part: int, whole: int) -> Box:
    """Ranges of the part and of the rest, any pair of which would be told exactly as these two are."""
    box = (part, part, whole - part, whole - part)
    for is_even in (True, False):
        for stride in (256, 64, 16, 4, 1):
            tries = _narrower(box, stride) if is_even else _either(box, stride)
            while found := next((wider for wider in tries if _all_told_alike(wider, part, whole)), None):
                box = found
                tries = _narrower(box, stride) if is_even else _either(box, stride)
    return box[:2], box[2:]


def _narrower(box: Ranges, by: int) -> list[Ranges]:
    """The narrower of the two ranges made wider at either end, so that both become about as wide."""
    low, high, least, most = box
    if high - low < most - least:
        return [(low - by, high, least, most), (low, high + by, least, most)]
    return [(low, high, least - by, most), (low, high, least, most + by)]


def _either(box: Ranges, by: int) -> list[Ranges]:
    low, high, least, most = box
    return [
        (low - by, high, least, most), (low, high + by, least, most), (low, high, least - by, most), (low, high, least, most + by),
    ]  # fmt: skip


def _all_told_alike(box: Ranges, part: int, whole: int) -> bool:
    low, high, least, most = box
    corners = [(n, n + rest) for n in {low, high} for rest in {least, most}]
    return all(_told_alike(n, total, part, whole) for n, total in corners)


def _told_alike(part: int, whole: int, other_part: int, other_whole: int) -> bool:
    rest = whole - part
    is_possible = part >= 0 and rest >= 0 and not is_small(part) and not is_small(rest) and whole > 0
    return is_possible and coarse(whole) == coarse(other_whole) and share(part, whole) == share(other_part, other_whole)
