"""The numbers here are computed, never taken from anywhere; ordinary ones exist only while a test runs."""

from datetime import UTC, datetime

import pytest

from varde.identity.national_ids import FIRST_CONTROL, SECOND_CONTROL, SERIES, NotANationalId, parse

NOW = datetime(2026, 11, 25, tzinfo=UTC)
AFTER = datetime(2032, 1, 1, tzinfo=UTC)


def number(nine: str, remainder: int = 0) -> str | None:
    """`nine` with control digits whose first remainder is `remainder`; None when no digit gives it."""
    first = (remainder - sum(w * int(d) for w, d in zip(FIRST_CONTROL, nine, strict=False))) % 11
    if first == 10:
        return None
    ten = f"{nine}{first}"
    second = -sum(w * int(d) for w, d in zip(SECOND_CONTROL, ten, strict=False)) % 11
    return None if second == 10 else f"{ten}{second}"


def some(prefix: str, remainder: int = 0) -> str:
    return next(n for i in range(999) if (n := number(f"{prefix}{i:03d}", remainder)))


def accepted(text: str, at: datetime = NOW, synthetic_allowed: bool = True) -> bool:
    try:
        parse(text, at=at, synthetic_allowed=synthetic_allowed)
    except NotANationalId:
        return False
    return True


@pytest.mark.parametrize(
    ("prefix", "series", "is_synthetic"),
    [
        ("018250", "fødselsnummer", True),  # Tenor: month + 80
        ("017750", "fødselsnummer", True),  # Norsk helsenett: month + 65
        ("014250", "fødselsnummer", True),  # older test sets: month + 40
        ("010250", "fødselsnummer", False),
        ("418250", "D-nummer", True),
        ("410250", "D-nummer", False),
        ("812345", "FH-nummer", False),
    ],
)
def test_it_knows_series_and_synthetic_numbers(prefix, series, is_synthetic):
    found = parse(some(prefix), at=NOW, synthetic_allowed=is_synthetic)
    assert (found.series.name, found.is_synthetic) == (series, is_synthetic)
    assert not accepted(some(prefix), synthetic_allowed=not is_synthetic)


@pytest.mark.parametrize("prefix", ["001350", "320150", "011350", "019350", "409950"])
def test_day_and_month_outside_every_series_are_refused(prefix):
    assert not accepted(some(prefix))
    assert not accepted(some(prefix), synthetic_allowed=False)


@pytest.mark.parametrize(
    "text", ["", "1", "0182501234", "018250123456", "0182501234x", "０１８２５０１２３４５", "-1825012345"]
)
def test_what_is_not_eleven_digits_is_refused(text):
    assert not accepted(text)


def test_spaces_are_left_out():
    text = some("018250")
    assert parse(f" {text[:6]} {text[6:]}\n", at=NOW, synthetic_allowed=True).digits == text


def test_every_other_last_digit_is_refused():
    text = some("018250")
    assert [d for d in "0123456789" if accepted(text[:-1] + d)] == [text[-1]]


@pytest.mark.parametrize(
    ("remainder", "before", "after"), [(0, True, True), (1, False, True), (3, False, True), (4, False, False)]
)
def test_control_digits_change_in_2032_and_old_numbers_stay_valid(remainder, before, after):
    text = some("018250", remainder)
    assert (accepted(text, NOW), accepted(text, AFTER)) == (before, after)


def test_a_number_is_in_no_repr_and_no_error():
    text = some("018250")
    assert text not in repr(parse(text, at=NOW, synthetic_allowed=True))
    wrong = text[:-1] + str((int(text[-1]) + 1) % 10)
    with pytest.raises(NotANationalId) as refused:
        parse(wrong, at=NOW, synthetic_allowed=True)
    assert wrong not in str(refused.value)
    assert wrong[:6] not in str(refused.value)


def test_each_first_digit_belongs_to_one_series():
    assert sorted("".join(series.first_digits for series in SERIES)) == list("0123456789")
