"""How exact a figure about people may be: what is published of a number, and what it then says about the number.

Whole numbers of a place are rounded to the nearest five, and the part of a whole to steps that are worth at least four
persons: nobody who compares two months can tell a change of one person from a change of four, or from none.
"""

from decimal import ROUND_HALF_EVEN, Decimal

FEWEST = 5
BASE = 5
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


def is_small(number: int | None) -> bool:
    """One to four."""
    return number is not None and 0 < number < FEWEST


def step(whole: int) -> int:
    """In percent: how finely a part of `whole` is told. From the rounded number, so that a reader knows the step too."""
    return next(size for least, size in _STEPS if rounded(whole) >= least)


def share(part: int, whole: int) -> Decimal:
    """Percent in steps; 0 and 100 are said only when they are exactly so."""
    if part in {0, whole}:
        return Decimal(100 if part else 0)
    size = step(whole)
    nearest = int((Decimal(100 * part) / whole / size).to_integral_value(ROUND_HALF_EVEN)) * size
    return Decimal(min(max(nearest, size), 100 - size))


Box = tuple[tuple[int, int], tuple[int, int]]


def share_box(part: int, whole: int) -> Box:
    """Ranges of the part and of the rest, any pair of which would be told exactly as these two are."""
    low, high, rest = part, part, whole - part
    least, most = rest, rest
    growing = True
    while growing:
        growing = False
        for box in ((low - 1, high, least, most), (low, high + 1, least, most),
                    (low, high, least - 1, most), (low, high, least, most + 1)):  # fmt: skip
            if _all_told_alike(box, part, whole):
                (low, high, least, most), growing = box, True
                break
    return (low, high), (least, most)


def _all_told_alike(box: tuple[int, int, int, int], part: int, whole: int) -> bool:
    low, high, least, most = box
    corners = [(n, n + rest) for n in {low, high} for rest in {least, most}]
    return all(_told_alike(n, total, part, whole) for n, total in corners)


def _told_alike(part: int, whole: int, other_part: int, other_whole: int) -> bool:
    rest = whole - part
    is_possible = part >= 0 and rest >= 0 and not is_small(part) and not is_small(rest) and whole > 0
    return (
        is_possible and rounded(whole) == rounded(other_whole) and share(part, whole) == share(other_part, other_whole)
    )
