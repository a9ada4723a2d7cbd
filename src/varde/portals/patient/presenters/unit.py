"""The follow-up unit as every page shows it: name, phone, hours, and when somebody reads what is sent now."""

import re
from dataclasses import dataclass
from datetime import datetime

from varde.care_teams import hours
from varde.care_teams.models import Unit
from varde.portals.components.templatetags.varde import weekday

WEEKDAY = re.compile("|".join(hours.WEEKDAYS))


@dataclass(frozen=True, slots=True)
class UnitLine:
    name: str
    phone: str
    opening: str
    is_open: bool
    opens_at: datetime | None
    closed_advice: str
    red_contact_minutes: int


def unit_line(unit: Unit, at: datetime) -> UnitLine:
    return UnitLine(
        unit.name,
        unit.phone,
        _opening(unit),
        hours.is_open(unit, at),
        _opens_at(unit, at),
        unit.closed_advice,
        unit.red_contact_minutes,
    )


def _opening(unit: Unit) -> str:
    """The week's hours with the days' names in the reader's language."""
    return WEEKDAY.sub(lambda found: weekday(hours.WEEKDAYS.index(found[0])), hours.opening_text(unit))


def _opens_at(unit: Unit, at: datetime) -> datetime | None:
    try:
        return hours.next_opening(unit, at)
    except hours.NeverOpen:
        return None
