"""The long proof of `test_same_through_receive`: two hundred patients, every submission and every step."""

import conftest
import pytest

from varde.demo.tests.again import compare, load_some


@pytest.mark.heavy
def test_two_hundred_patients_come_out_equal(database: conftest.TestDatabase) -> None:
    members, now = load_some(in_depth=60, more=140)
    assert not list(compare(members, now))
