"""A synthetic population for the demo's rates: drawn from the seed, big where the towns are, and nobody's statistics.

The product ships no population at all (`varde.geography.population`); these numbers only make rate pages have something.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from varde.demo.dice import clipped, dice

SOURCE = "Syntetisk demo: trukket fra et frø, ikke folketall"
LISTED_SOURCE = "Syntetisk demo: trukket fra et frø, ikke fastlegelister"
# Thousands, very roughly: only so that the largest towns of the map are also the largest of the demo.
TOWNS = {
    "0301": 700, "4601": 290, "5001": 210, "1103": 145, "3201": 130, "4204": 115, "3301": 105, "3203": 100,
    "3205": 90, "3107": 85, "1108": 85, "5501": 78, "3907": 66, "3207": 62, "3105": 60, "3905": 58, "1508": 58,
    "4003": 56, "1804": 54, "3103": 52, "3222": 48, "3909": 48, "3118": 46, "3209": 44, "4202": 46, "1106": 38,
    "4626": 39, "4001": 37, "3411": 35, "3403": 33, "3407": 30, "3305": 31, "3303": 29, "3405": 28, "1506": 32,
    "1505": 24, "5006": 24, "5035": 24, "5503": 25, "5601": 21, "1833": 26, "1806": 21,
}  # fmt: skip
RURAL = (8.45, 0.75)
LISTED_SHARE = (0.93, 1.02)


@cache
def residents(municipality: str) -> int:
    """Synthetic inhabitants of a municipality, in whole hundreds."""
    rng = dice("residents", municipality)
    drawn = TOWNS[municipality] * 1000 * rng.uniform(0.9, 1.1) if municipality in TOWNS else rng.lognormvariate(*RURAL)
    return int(round(drawn if municipality in TOWNS else clipped(drawn, 700, 27_000), -2))


def shares(districts: Iterable[str]) -> dict[str, float]:
    """The part of the municipality's people each district has, adding up to one."""
    drawn = {number: dice("district", number).uniform(0.6, 1.4) for number in districts}
    return {number: part / sum(drawn.values()) for number, part in drawn.items()}


def residents_file(municipalities: Iterable[str], districts: Iterable[str]) -> Iterator[str]:
    """The lines of the CSV that the geography room takes: every municipality, and the districts of Oslo."""
    yield "number,people"
    for number in sorted(municipalities):
        yield f"{number},{residents(number)}"
    for number, part in shares(districts).items():
        yield f"{number},{round(residents(number[:4]) * part)}"


def listed_file(municipalities: Iterable[str]) -> Iterator[str]:
    """Lists of general practitioners of about a thousand each, by the municipality of the practice."""
    yield "number,people"
    for number in sorted(municipalities):
        rng = dice("lists", number)
        left = round(residents(number) * rng.uniform(*LISTED_SHARE))
        while left > 0:
            size = min(left, round(rng.gauss(1050, 150)))
            yield f"{number},{size}"
            left -= size
