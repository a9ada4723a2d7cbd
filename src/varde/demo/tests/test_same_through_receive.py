"""What the demo puts in by COPY is what `receive` and the nurses' verbs would have stored, had they been there."""

from datetime import UTC, datetime

import conftest

from varde.demo.tests.again import compare, load_some
from varde.lib import clock

# Who measures on Mondays, Wednesdays and Fridays has been silent for two days.
SUNDAY_EVENING = datetime(2026, 11, 29, 21, tzinfo=UTC)


def test_a_few_patients_come_out_equal(database: conftest.TestDatabase) -> None:
    with clock.frozen(SUNDAY_EVENING):
        members, now = load_some(in_depth=15, more=2)
        sample = [members[2], members[8], members[15], members[16]]
        assert not list(compare(sample, now))
