"""Whenever the demo is started, each lead has going on what her name says."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from varde.demo import cast, telling
from varde.demo.dice import dated_id, dice
from varde.demo.people import person
from varde.demo.places import Crew, Home
from varde.demo.simulation import Patient
from varde.demo.story import Pages
from varde.demo.telling import Member
from varde.lib.context import Actor
from varde.triage.file import CardRow

MOMENTS = (
    datetime(2026, 11, 25, 12, 30, tzinfo=UTC),  # Wednesday in opening hours
    datetime(2026, 11, 22, 2, 10, tzinfo=UTC),  # the night to Sunday
    datetime(2026, 11, 23, 6, 40, tzinfo=UTC),  # Monday before opening
    datetime(2027, 3, 28, 0, 30, tzinfo=UTC),  # half an hour before the clock is changed
)
RED, YELLOW = 3, 2
DAYS = 90


class AlwaysOpen:
    """A unit that reads at once, so that the story is about the patients."""

    red_read_minutes = 30
    organization_id = uuid4()

    def is_open(self, at: datetime) -> bool:
        return True

    def promised_at(self, received_at: datetime, minutes: int) -> datetime:
        return received_at + timedelta(minutes=minutes)

    def end_of_working_day(self, received_at: datetime) -> datetime:
        return received_at + timedelta(hours=5)


def nurse(name: str) -> Actor:
    return Actor("personnel", uuid4(), name)


CREW = Crew(uuid4(), AlwaysOpen.organization_id, "Enheten", "", (nurse("A"), nurse("B")), "Lege", nurse("gateway"))
HOME = Home(CREW, "4003", uuid4(), uuid4(), "Legekontoret")


@pytest.fixture(autouse=True)
def always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(telling.unit_hours, "of_unit", lambda unit_id: AlwaysOpen())


def card_of(index: int, now: datetime) -> CardRow:
    someone = person(dice("anybody"), now.date(), set())
    id: UUID = dated_id(dice("patient", index), now)
    member = Member(Patient(index, id, cast.LEADS[index], DAYS), someone, HOME)
    return telling.tell(member, now, Pages()).story.file.card


@pytest.mark.parametrize("now", MOMENTS, ids=str)
@pytest.mark.parametrize("index", range(len(cast.LEADS)), ids=[lead.name for lead in cast.LEADS])
def test_the_lead_has_going_on_what_her_name_says(index: int, now: datetime) -> None:
    card, name = card_of(index, now), cast.LEADS[index].name
    if name.startswith("rød"):
        assert (card.state, card.zone) == ("new", RED)
    elif name.startswith("gul"):
        assert card.state in {"new", "in_progress"}
        assert card.zone == YELLOW
    elif name == "venter-på-ny-måling":
        assert card.pending_zone == RED
        assert card.stands_at
        assert card.stands_at > now
    elif name == "uleselig":
        assert card.unreadable == 1
    elif name == "vil-kontaktes":
        assert card.wants_contact_at
    elif name == "føler-seg-dårligere":
        assert card.feels_worse_at
    elif name.startswith("har-ikke-målt"):
        assert card.overdue_at
        assert card.overdue_at < now - timedelta(days=1)
    else:
        assert (card.state, card.zone_now) == ("quiet", 1)
