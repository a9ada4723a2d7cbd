"""Ids keep the sequence they were made in, whatever the clock does, and are version 7 to everybody who reads them."""

import time
from uuid import RFC_4122, UUID

import pytest

from varde.lib.uuid7 import uuid7


def test_an_id_tells_its_time_version_and_variant() -> None:
    before, made, after = time.time_ns() // 1_000_000, uuid7(), time.time_ns() // 1_000_000
    assert before <= made.int >> 80 <= after
    assert (made.version, made.variant) == (7, RFC_4122)
    assert UUID(str(made)) == made
    assert made.is_safe == UUID(int=0).is_safe


def test_ids_sort_as_they_were_made_also_while_the_clock_stands_still(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = time.time_ns()
    monkeypatch.setattr(time, "time_ns", lambda: moment)
    made = [uuid7() for _ in range(1_000)]
    assert made == sorted(set(made))


def test_a_clock_set_back_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    uuid7()
    an_hour_ago = time.time_ns() - 3_600_000_000_000
    monkeypatch.setattr(time, "time_ns", lambda: an_hour_ago)
    assert uuid7().int >> 80 == an_hour_ago // 1_000_000
