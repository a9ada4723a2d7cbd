"""Nobody in the demo can be a real person."""

from datetime import date
from itertools import islice

from norwegian_fake_data.fnr import check_digits

from varde.demo.dice import dice
from varde.demo.people import people

TODAY = date(2026, 3, 2)
HUNDRED = list(islice(people(dice("people"), TODAY), 100))


def test_national_numbers_are_synthetic_correct_and_different() -> None:
    for person in HUNDRED:
        number = person.national_number
        assert 81 <= int(number[2:4]) <= 92
        assert int(number[2:4]) - 80 == person.birth_date.month
        assert check_digits(number[:9]) == number[9:]
    assert len({person.national_number for person in HUNDRED}) == 100


def test_phones_are_from_the_series_reserved_for_fiction() -> None:
    phones = [phone for person in HUNDRED for phone in (person.phone, person.kin.phone)]
    assert all(phone.startswith("68 05 ") and len(phone) == 11 for phone in phones)


def test_the_same_seed_gives_the_same_people() -> None:
    assert list(islice(people(dice("people"), TODAY), 100)) == HUNDRED
    assert list(islice(people(dice("others"), TODAY), 100)) != HUNDRED


def test_people_are_of_the_age_that_gets_this_service() -> None:
    ages = [(TODAY - person.birth_date).days / 365.25 for person in HUNDRED]
    assert min(ages) >= 50
    assert max(ages) <= 90
