"""How a card follows its judgements: what orders it within its class, and what never does."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from varde.triage import episodes
from varde.triage.file import CardRow, Judged
from varde.triage.submissions import Reason

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def judged(why: str, zone: int = 2, boost: float = 0.0, waiting: int = 0) -> Judged:
    stands_at = NOW + timedelta(minutes=20) if waiting else None
    reason = Reason("K9", max(zone, waiting), why, boost=boost)
    return Judged(
        "answers", uuid4(), NOW, zone, waiting, False, "judged", stands_at, (reason,), None, b"", item="kols_daglig"
    )


def card(*steps: Judged) -> CardRow:
    found = CardRow(uuid4())
    for step in steps:
        episodes.advance(found, [step], NOW, None)
    return found


@pytest.mark.parametrize("order", [1, -1])
def test_a_boost_raises_the_card_within_its_class_whenever_it_came(order: int) -> None:
    steps = [judged("Pusten mye verre; hosten mye verre", boost=1.0), judged("Puls 99"), judged("Temperatur 38,6")]
    plain = card(*(judged(step.reasons[0].why) for step in steps))
    boosted = card(*steps[::order])
    assert boosted.risk == plain.risk + 1.0
    assert (boosted.zone, boosted.state) == (plain.zone, plain.state)


def test_a_boost_never_moves_a_zone_and_the_largest_counts_once() -> None:
    found = card(judged("Rødt", zone=3), judged("Gult", boost=1.0), judged("Gult igjen", boost=0.5))
    assert (found.zone, found.risk) == (3, 2.5)


def test_a_boost_that_waits_for_a_second_measurement_counts_too() -> None:
    assert card(judged("SpO2 84 %", zone=1, boost=1.0, waiting=3)).risk == 1.5


def test_reasons_beyond_four_leave_the_boost() -> None:
    found = card(judged("en", boost=1.0), *(judged(f"grunn {n}") for n in range(6)))
    assert (found.reason.count(";"), found.risk) == (3, 3.0)
    episodes.settle_quiet(found)
    assert found.risk == 0


def test_a_boost_says_nothing_new_about_a_judgement_read_back() -> None:
    assert Reason("K9", 2, "Pusten verre", boost=1.0) == Reason("K9", 2, "Pusten verre")
