"""National identity numbers: which are well-formed, which kind, and which are made up for tests.

Sources: Skatteetaten on the identity number from 2032; the code systems of HL7 Norway. Neither sex nor date of birth is
ever read from a number: from 2032 they are not in it. The day and month places are looked at only to tell the series
apart. A number that is refused is never repeated in the error.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

FIRST_CONTROL = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_CONTROL = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@dataclass(frozen=True, slots=True)
class Series:
    """A range of numbers by what is added to the day and month places; FH-numbers have neither."""

    name: str
    system: str
    first_digits: str
    day_offset: int = 0
    has_date: bool = True


SERIES = (
    Series("fødselsnummer", "urn:oid:2.16.578.1.12.4.1.4.1", "0123"),
    Series("D-nummer", "urn:oid:2.16.578.1.12.4.1.4.2", "4567", day_offset=40),
    Series("FH-nummer", "urn:oid:2.16.578.1.12.4.1.4.3", "89", has_date=False),
)
# What is added to the month in numbers no living person has: Skatteetaten's Tenor, Norsk helsenett, and older test sets.
SYNTHETIC_MONTH_OFFSETS = (80, 65, 40)
# From this moment the remainder of the first control digit may be other than 0; numbers given before stay valid.
NEW_REMAINDERS_FROM = datetime(2032, 1, 1, tzinfo=UTC)
OLD_REMAINDERS, NEW_REMAINDERS = frozenset({0}), frozenset({0, 1, 2, 3})


class NotANationalId(ValueError):
    """The text is not a number we take; the message says why in Norwegian and never holds the number."""


@dataclass(frozen=True, slots=True)
class NationalId:
    """A well-formed number. Its digits are in no repr, so that no log or traceback shows them."""

    digits: str = field(repr=False)
    series: Series
    is_synthetic: bool

    @property
    def system(self) -> str:
        return self.series.system


def parse(text: str, *, at: datetime, synthetic_allowed: bool) -> NationalId:
    """The number in `text` (spaces left out), or NotANationalId.

    Where synthetic numbers are allowed (demo, tests) ordinary ones are refused, and the other way round.
    """
    digits = "".join(text.split())
    if len(digits) != 11 or not (digits.isascii() and digits.isdigit()):
        raise NotANationalId("Nummeret må ha elleve sifre.")
    series = next(s for s in SERIES if digits[0] in s.first_digits)
    if not _control_digits_fit(digits, NEW_REMAINDERS if at >= NEW_REMAINDERS_FROM else OLD_REMAINDERS):
        raise NotANationalId("Kontrollsifrene stemmer ikke.")
    is_synthetic = series.has_date and _is_synthetic(digits, series)
    if is_synthetic and not synthetic_allowed:
        raise NotANationalId("Nummeret er laget for test og kan ikke brukes her.")
    if not is_synthetic and synthetic_allowed:
        raise NotANationalId("Her brukes bare nummer laget for test, aldri ekte.")
    return NationalId(digits, series, is_synthetic)


def _control_digits_fit(digits: str, remainders: frozenset[int]) -> bool:
    values = [int(digit) for digit in digits]
    first = sum(weight * value for weight, value in zip(FIRST_CONTROL, values, strict=False)) % 11
    second = sum(weight * value for weight, value in zip(SECOND_CONTROL, values, strict=True)) % 11
    return first in remainders and second == 0


def _is_synthetic(digits: str, series: Series) -> bool:
    """Which month series; NotANationalId when day or month fit none."""
    day, month = int(digits[:2]) - series.day_offset, int(digits[2:4])
    if not 1 <= day <= 31:
        raise NotANationalId("Nummeret hører ikke til noen kjent serie.")
    if 1 <= month <= 12:
        return False
    if any(1 <= month - offset <= 12 for offset in SYNTHETIC_MONTH_OFFSETS):
        return True
    raise NotANationalId("Nummeret hører ikke til noen kjent serie.")
