"""People who do not exist: names weighted by birth year, national numbers with month + 80, phones for fiction."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from norwegian_fake_data.data_sources import PHONE_START, PHONE_STOP
from norwegian_fake_data.fnr import check_digits, individual_numbers
from norwegian_fake_data.names import NameRecord, sample_name

SYNTHETIC_MONTH = 80
RELATIONSHIPS = ("Ektefelle", "Samboer", "Datter", "Sønn", "Søster", "Bror", "Venn")


@dataclass(frozen=True, slots=True)
class Kin:
    name: str
    relationship: str
    phone: str
    may_see: bool


@dataclass(frozen=True, slots=True)
class Person:
    """`national_number` is eleven digits whose month is 81–92: no real person can have it."""

    given_name: str
    family_name: str
    birth_date: date
    national_number: str
    phone: str
    kin: Kin


def phone(rng: random.Random) -> str:
    """One of the numbers reserved for film and television: 68 05 xx xx."""
    digits = str(rng.randrange(PHONE_START, PHONE_STOP))
    return " ".join(digits[i : i + 2] for i in range(0, 8, 2))


def name(rng: random.Random, born: date, today: date, *, male: bool) -> NameRecord:
    category = "male" if male else "female"
    return sample_name(born, today, category=category, name_fallback="nearest", rng=rng)


def national_number(rng: random.Random, born: date, *, male: bool) -> str:
    start = f"{born.day:02d}{born.month + SYNTHETIC_MONTH:02d}{born.year % 100:02d}"
    of_sex = [n for n in individual_numbers(born.year) if n % 2 == male]
    while True:
        first_nine = f"{start}{rng.choice(of_sex):03d}"
        if digits := check_digits(first_nine):
            return f"{first_nine}{digits}"


def kin(rng: random.Random, family_name: str, today: date) -> Kin:
    relationship = rng.choice(RELATIONSHIPS)
    born = today - timedelta(days=rng.randrange(30 * 365, 75 * 365))
    male = relationship in {"Sønn", "Bror"} or (relationship not in {"Datter", "Søster"} and rng.random() < 0.5)
    drawn = name(rng, born, today, male=male)
    surname = drawn.last_name if relationship == "Venn" else family_name
    return Kin(f"{drawn.first_name} {surname}", relationship, phone(rng), may_see=rng.random() < 0.5)


def person(rng: random.Random, today: date, taken: set[str]) -> Person:
    """One person between 52 and 88, with a number not in `taken` (which grows by it)."""
    male = rng.random() < 0.5
    born = today - timedelta(days=int(rng.triangular(52, 88, 72) * 365.25))
    drawn = name(rng, born, today, male=male)
    number = national_number(rng, born, male=male)
    while number in taken:
        number = national_number(rng, born, male=male)
    taken.add(number)
    return Person(drawn.first_name, drawn.last_name, born, number, phone(rng), kin(rng, drawn.last_name, today))


def people(rng: random.Random, today: date) -> Iterator[Person]:
    """Endlessly many different people."""
    taken: set[str] = set()
    while True:
        yield person(rng, today, taken)
