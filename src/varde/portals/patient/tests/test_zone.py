"""The patient's zone this minute, from her card alone."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from varde.portals.patient.presenters.zone import zone_now
from varde.triage.models import Card

NOW = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)


def card(**held: object) -> Card:
    latest = {"spo2": [1, (NOW - timedelta(hours=9)).isoformat(), None]}
    return Card(latest=json.dumps(latest), **held)


@pytest.mark.parametrize(
    ("held", "zone"),
    [
        ({}, 1),
        ({"overdue_at": NOW + timedelta(minutes=1)}, 1),
        ({"overdue_at": NOW}, 0),
        ({"overdue_at": NOW, "state": "new", "zone": 2}, 2),
        ({"state": "new", "pending_zone": 3, "stands_at": NOW + timedelta(minutes=5)}, 0),
        ({"state": "new", "pending_zone": 3, "stands_at": NOW}, 3),
    ],
)
def test_silence_and_waiting_are_never_green(held: dict[str, object], zone: int) -> None:
    assert zone_now(card(**held), NOW, []).zone == zone
