"""A demo made a quarter past midnight: what was measured before it is confirmed after it, once."""

from datetime import UTC, datetime

import conftest

from varde.demo.tests.again import compare, load_some
from varde.lib import clock

QUARTER_PAST_MIDNIGHT = datetime(2026, 11, 29, 23, 17, tzinfo=UTC)


def test_a_measurement_confirmed_after_midnight_comes_out_equal(database: conftest.TestDatabase) -> None:
    with clock.frozen(QUARTER_PAST_MIDNIGHT):
        members, now = load_some(in_depth=5, more=0)
        assert not list(compare([members[0], members[2]], now))
