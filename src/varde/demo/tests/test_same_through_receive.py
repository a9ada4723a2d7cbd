"""What the demo puts in by COPY is what `receive` and the nurses' verbs would have stored, had they been there."""

import conftest

from varde.demo.tests.again import compare, load_some


def test_a_few_patients_come_out_equal(database: conftest.TestDatabase) -> None:
    members, now = load_some(in_depth=15, more=2)
    sample = [members[2], members[8], members[16]]
    assert not list(compare(sample, now))
