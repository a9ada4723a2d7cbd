"""What the patient reads in the language she has chosen, in whole words."""

from datetime import UTC, datetime, time
from uuid import uuid4

import pytest
from django.utils import translation

from varde.audit.models import Action, AuditSubject
from varde.care_teams.models import OpeningHours, Unit
from varde.identity.models import Organization
from varde.portals.patient.presenters.disclosure import disclosures
from varde.portals.patient.presenters.plan import role_said
from varde.portals.patient.presenters.promise import reading_promise
from varde.portals.patient.presenters.unit import unit_line
from varde.portals.patient.presenters.values import in_patient_words
from varde.triage.models import Card, CardState

SATURDAY = datetime(2026, 11, 21, 21, 30, tzinfo=UTC)


def unit(database: object, **chosen: str) -> Unit:
    organization = Organization.objects.using("owner").create(kind="follow_up_unit", name="Oppfølgingsenheten")
    made = Unit.objects.using("owner").create(organization=organization, phone="68 05 10 00", **chosen)
    for weekday in range(5):
        OpeningHours.objects.using("owner").create(unit=made, weekday=weekday, opens=time(8), closes=time(15, 30))
    return made


@pytest.mark.parametrize(
    ("language", "days", "closed"),
    [
        ("nb", "mandag–fredag 08.00–15.30", "Vi har stengt nå. Ikke vent på oss"),
        ("nn", "måndag–fredag 08.00–15.30", "Vi har stengt no. Ikkje vent på oss"),
        ("en", "Monday–Friday 08.00–15.30", "We are closed now. Do not wait for us"),
    ],
)
def test_the_hours_and_what_to_do_when_closed(database: object, language: str, days: str, closed: str) -> None:
    with translation.override(language):
        line = unit_line(unit(database), SATURDAY)
        promise = reading_promise(3, Card(state=CardState.NEW, zone=3), line)
    assert line.opening == days
    assert promise.advice.startswith(closed)
    assert not promise.advice_is_own


def test_a_units_own_words_stand_as_they_were_written(database: object) -> None:
    with translation.override("en"):
        line = unit_line(unit(database, closed_advice="Ring vakttelefonen."), SATURDAY)
        promise = reading_promise(3, Card(state=CardState.NEW, zone=3), line)
    assert (promise.advice, promise.advice_is_own) == ("Ring vakttelefonen.", True)


@pytest.mark.parametrize(
    ("language", "role", "read", "wrote"),
    [
        ("nb", "oppfølgingssykepleier, Enheten", "leste siden om deg", "skrev ned noe om oppfølgingen av deg"),
        ("en", "follow-up nurse, Enheten", "read the page about you", "wrote down something about following you up"),
    ],
)
def test_the_log_says_in_plain_words_what_was_done(language: str, role: str, read: str, wrote: str) -> None:
    told = {"actor_line": "Kari Lyngstad, Oppfølgingssykepleier, Enheten", "recorded_at": SATURDAY}
    rows = [
        AuditSubject(action=Action.READ, what="Pasientside", **told),
        AuditSubject(action=Action.UPDATE, what="Kort", **told),
    ]
    with translation.override(language):
        found = disclosures(rows, own_id=uuid4())
        assert [(entry.who, entry.where, entry.did) for entry in found] == [("Kari Lyngstad", role, [read, wrote])]


def test_reasons_are_in_whole_words_and_said_once() -> None:
    told = ["SpO2 86 %, vanligvis 93", "Puls 112 slag/min (over 110)", "SpO2 86 %, vanligvis 93"]
    assert in_patient_words(told) == ["oksygen 86 %, vanligvis 93", "Puls 112 slag i minuttet (over 110)"]


def test_a_role_is_written_small_whether_by_code_or_by_title() -> None:
    assert role_said("hospital_physician") == role_said("Sykehuslege") == "sykehuslege"
    assert role_said("Lungesykepleier ved LHL") == "Lungesykepleier ved LHL"
