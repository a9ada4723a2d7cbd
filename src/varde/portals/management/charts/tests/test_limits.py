"""The limits are what the distributions say, and the interval of a share is Wilson's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, poisson

from varde.portals.management.charts.limits import EXACT_UNTIL, TAIL_95, TAIL_998, is_outside, limits, wilson


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
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (20, 20, 0.8389, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_of_a_share_is_wilsons(events, n, low, high):
    assert wilson(events, n) == pytest.approx((low, high), abs=5e-5)
