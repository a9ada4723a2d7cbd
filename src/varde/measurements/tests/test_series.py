"""Long series keep what a reader must not miss."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from tests.people import Town, town

from varde.lib.context import opened
from varde.lib.uuid7 import uuid7
from varde.measurements import series
from varde.measurements.models import Observation

START = datetime(2024, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=1)
COLUMNS = 50


@pytest.fixture(scope="module")
def here(database: object) -> Town:
    return town(days=0)


@pytest.fixture(scope="module")
def stored(here: Town) -> list[Observation]:
    """A thousand hourly pulses; number 333 is red in the middle of its column, 444 flagged, 555 corrected away."""
    rows = [row(here, n, 60 + (n * 7) % 30) for n in range(1000)]
    rows[333].zone, rows[333].value = 3, 75
    rows[444].flag, rows[444].value = "soft", 75
    rows[555].is_current, rows[555].value = False, 200
    with opened(here.nurse.actor, [here.patient.id]):
        Observation.objects.bulk_create(rows)
    return rows


def row(here: Town, n: int, value: float) -> Observation:
    org = here.unit.organization_id
    at = START + n * STEP
    return Observation(
        id=uuid7(), patient_id=here.patient.id, kind="pulse", effective_at=at, received_at=at, value=value,
        decimal=f"{value}", unit="/min", zone=1, source=here.patient.id, controller_org=org, source_org=org,
    )  # fmt: skip


def drawn(here: Town, columns: int = COLUMNS, hours: int = 1000) -> list[series.Point]:
    with opened(here.nurse.actor, [here.patient.id]):
        return series.thinned(here.patient.id, "pulse", since=START, until=START + hours * STEP, columns=columns)


def test_it_keeps_the_smallest_and_the_largest_of_every_column(here: Town, stored: list[Observation]) -> None:
    points = drawn(here)
    assert len(points) <= 2 * COLUMNS + 2
    width = 1000 // COLUMNS
    kept = {point.id for point in points}
    for column in range(COLUMNS):
        mine = [one for one in stored[column * width : (column + 1) * width] if one.is_current]
        assert min(mine, key=lambda one: (one.value, one.effective_at)).id in kept
        assert max(mine, key=lambda one: one.value).value in {
            point.value for point in points if point.id in {one.id for one in mine}
        }


def test_it_keeps_every_red_and_every_flagged_value(here: Town, stored: list[Observation]) -> None:
    kept = {point.id for point in drawn(here)}
    assert {stored[333].id, stored[444].id} <= kept


def test_it_leaves_out_what_was_corrected(here: Town, stored: list[Observation]) -> None:
    assert stored[555].id not in {point.id for point in drawn(here)}


def test_it_keeps_everything_when_there_is_room(here: Town, stored: list[Observation]) -> None:
    assert [point.id for point in drawn(here, hours=COLUMNS)] == [one.id for one in stored[:COLUMNS]]


def test_it_gives_the_newest_of_each_kind_first(here: Town, stored: list[Observation]) -> None:
    with opened(here.nurse.actor, [here.patient.id]):
        newest = series.newest(here.patient.id, ["pulse", "spo2"], each=3)
    assert [point.id for point in newest] == [stored[999].id, stored[998].id, stored[997].id]


def test_it_loses_no_value_from_page_to_page(here: Town, stored: list[Observation]) -> None:
    seen: dict[UUID, None] = {}
    until = START + 2000 * STEP
    with opened(here.nurse.actor, [here.patient.id]):
        while True:
            page = series.before(here.patient.id, "pulse", until=until, limit=150)
            seen.update(dict.fromkeys(point.id for point in page))
            if len(page) < 150:
                break
            until = page[-1].effective_at
    assert list(seen) == [one.id for one in reversed(stored) if one.is_current]


def test_it_gives_nothing_to_somebody_without_a_relation(here: Town, stored: list[Observation]) -> None:
    with opened(here.stranger.actor, [here.patient.id]):
        assert series.newest(here.patient.id, ["pulse"], each=1) == []
