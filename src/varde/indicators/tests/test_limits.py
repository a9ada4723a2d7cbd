"""The limits are what the distributions say, and the interval of a share is Wilson's."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Cell
from varde.indicators.limits import (
    EXACT_UNTIL,
    TAIL_95,
    TAIL_998,
    dispersion,
    is_outside,
    limits,
)
from varde.indicators.partitions import Partitions
from varde.indicators.telling import as_it_is


@given(n=st.integers(5, 900), share=st.floats(0.01, 0.99), tail=st.sampled_from([TAIL_95, TAIL_998]))
def test_the_limits_of_a_share_are_binomial_quantiles(n, share, tail):
    low, high = limits("share", share, n, tail)
    if min(n * share, n - n * share) <= EXACT_UNTIL:
        assert low * n == pytest.approx(binom.ppf(tail, n, share), abs=1 + 1e-6)
        assert high * n == pytest.approx(binom.ppf(1 - tail, n, share), abs=1 + 1e-6)
    assert 0 <= low <= share + 1e-9
    assert share - 1e-9 <= high <= 1


@given(people=st.integers(700, 60_000), rate=st.floats(0.0005, 0.02), tail=st.sampled_from([TAIL_95, TAIL_998]))
def test_the_limits_of_a_rate_are_poisson_quantiles(people, rate, tail):
    low, high = limits("rate", rate, people, tail)
    if people * rate <= EXACT_UNTIL:
        assert low * people == pytest.approx(poisson.ppf(tail, people * rate), abs=1 + 1e-6)
        assert high * people == pytest.approx(poisson.ppf(1 - tail, people * rate), abs=1 + 1e-6)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.8])
def test_where_the_normal_approximation_takes_over_it_fits(share):
    n = EXACT_UNTIL / min(share, 1 - share) + 10
    spread = (share * (1 - share) / n) ** 0.5
    low, high = limits("share", share, n, TAIL_998)
    assert low == pytest.approx(binom.ppf(TAIL_998, round(n), share) / n, abs=0.1 * spread)
    assert high == pytest.approx(binom.ppf(1 - TAIL_998, round(n), share) / n, abs=0.1 * spread)


@given(n=st.integers(20, 400), share=st.floats(0.05, 0.95))
def test_chance_puts_no_more_outside_than_it_says(n, share):
    chances = [binom.pmf(k, n, share) for k in range(n + 1) if is_outside("share", share, k, n, TAIL_95)]
    assert sum(chances) <= 2 * TAIL_95 + 1e-9


def test_wider_limits_hold_the_narrower():
    low95, high95 = limits("share", 0.7, 40, TAIL_95)
    low998, high998 = limits("share", 0.7, 40, TAIL_998)
    assert low998 < low95 < 0.7 < high95 < high998


ALIKE = [(9, 100), (11, 100), (10, 100), (12, 100), (8, 100), (10, 100), (11, 100), (9, 100), (10, 100), (10, 100)]
SPREAD = [(4, 100), (16, 100), (10, 100), (17, 100), (3, 100), (10, 100), (15, 100), (5, 100), (13, 100), (7, 100)]
ONE_FAR_OUT = [*ALIKE[:9], (60, 100)]


@pytest.mark.parametrize(
    ("observed", "expected"),
    # With 10 expected of 100 each, a score is (events - 10) / sqrt(10) for a rate; one at either end is pulled in.
    [
        (ALIKE, 1.0),
        (SPREAD, (4 * 36 + 2 * 25 + 2 * 9) / 10 / 10),
        (ONE_FAR_OUT, 1.0),
        ([(10, 100)], 1.0),
        ([(0, 0)], 1.0),
        ([(0, 100), (20, 100), (0, 100), (20, 100)], 10.0),
    ],
)
def test_the_places_vary_by_so_many_times_the_variance_of_chance(observed, expected):
    assert dispersion("rate", 0.1, observed) == pytest.approx(expected)


def test_a_share_varies_less_by_chance_than_a_rate_and_so_more_beside_it():
    apart = [(0, 100), (20, 100), (0, 100), (20, 100)]
    assert dispersion("share", 0.1, apart) == pytest.approx(10 / 0.9)


@pytest.mark.parametrize(("kind", "common"), [("rate", 0.1), ("share", 0.4)])
def test_widened_limits_are_as_many_standard_deviations_further_out(kind, common):
    narrow, wide = limits(kind, common, 200, TAIL_95), limits(kind, common, 200, TAIL_95, 4.0)
    assert [round((end - common) / (was - common), 9) for end, was in zip(wide, narrow, strict=True)] == [2.0, 2.0]
    assert is_outside(kind, common, 200 * (narrow[1] + 0.01), 200, TAIL_95)
    assert not is_outside(kind, common, 200 * (narrow[1] + 0.01), 200, TAIL_95, 4.0)


def test_nobody_there_is_inside_whatever_the_share():
    assert not is_outside("share", 0.5, 0, 0, TAIL_95)
    assert not is_outside("rate", 0.5, 0, 0, TAIL_95)


def test_everybody_alike_is_inside():
    assert limits("share", 1.0, 30, TAIL_95) == (1.0, 1.0)
    assert not is_outside("share", 1.0, 30, 30, TAIL_95)
    assert is_outside("share", 1.0, 29, 30, TAIL_95)


@pytest.mark.parametrize(
    ("events", "n", "low", "high"),
    # The two first from Newcombe 1998 (Statistics in Medicine 17:857), table I, method 3.
    [(81, 263, 25.53, 36.62), (15, 148, 6.24, 16.05), (0, 20, 0.0, 16.11), (20, 20, 83.89, 100.0)],
)
def test_the_interval_of_a_share_is_wilsons(events, n, low, high):
    cell = Cell("plandekning", NATION, date(2026, 1, 31), events, n, n, Decimal(100 * events) / n)
    shown = as_it_is(cell, MEASURES["plandekning"], Partitions({}))
    assert (float(shown.lower), float(shown.upper)) == pytest.approx((low, high), abs=0.06)
