"""Opening hours of the units, kept for half a minute: receiving asks only when a card needs a promise."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from varde.care_teams import hours
from varde.care_teams.models import Unit
from varde.triage.file import PatientFile

SECONDS_KEPT = 30.0


@dataclass(frozen=True, slots=True)
class UnitHours:
    """A unit with its hours and closed days already read."""

    unit: Unit

    @property
    def red_read_minutes(self) -> int:
        return self.unit.red_read_minutes

    @property
    def organization_id(self) -> UUID:
        return self.unit.organization_id

    def is_open(self, at: datetime) -> bool:
        return hours.is_open(self.unit, at)

    def promised_at(self, received_at: datetime, minutes: int) -> datetime | None:
        """None when the unit is never open: a value is stored all the same, and nothing is promised."""
        try:
            return hours.promised_at(self.unit, received_at, minutes)
        except hours.NeverOpen:
            return None

    def end_of_working_day(self, received_at: datetime) -> datetime | None:
        try:
            return hours.end_of_working_day(self.unit, received_at)
        except hours.NeverOpen:
            return None


_kept: dict[UUID, tuple[float, UnitHours]] = {}


def of_unit(unit_id: UUID) -> UnitHours:
    held = _kept.get(unit_id)
    if held is None or time.monotonic() - held[0] > SECONDS_KEPT:
        unit = (
            Unit.objects.prefetch_related("opening_hours", "closed_days").select_related("organization").get(pk=unit_id)
        )
        held = _kept[unit_id] = (time.monotonic(), UnitHours(unit))
    return held[1]


def fill(files: Iterable[PatientFile]) -> None:
    for file in files:
        if file.card.unit_id is not None:
            file.hours = of_unit(file.card.unit_id)
