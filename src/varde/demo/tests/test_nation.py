"""The country's stays as rows: every one valid, judged by the rules, counted by the front page, and nobody's real patient."""

import re
from collections import Counter
from datetime import datetime, timedelta
from html import unescape

import conftest
import pytest
from django.contrib.auth.models import User
from django.test import Client

from varde.care_teams.models import CareRelation, RelationKind
from varde.demo import cast, load, nation, places, programme, sparse, spread
from varde.demo.bad_days import EVERYDAY
from varde.demo.copying import open_to_copy
from varde.demo.dice import dice
from varde.demo.people import people
from varde.demo.sparse import Enrolled
from varde.demo.stays import Stay
from varde.demo.story import Pages
from varde.geography import published as geography
from varde.geography.models import Helsefellesskap
from varde.identity.models import Organization, Patient, PatientIdentifier, PractitionerRole, RoleCode
from varde.indicators import counts
from varde.indicators.models import MeasureReport, StepKind
from varde.lib import clock
from varde.measurements.models import Observation
from varde.pathways.models import EpisodeOfCare, EpisodeStatus, Pause
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.projects.models import Participation
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import Card, CardEvent, Judgement, Window, WindowState

SOME = 12


@pytest.fixture(scope="module", autouse=True)
def enrolled(database: conftest.TestDatabase) -> list[Enrolled]:
    now = clock.now()
    load.frame(now)
    found = list(nation.enrolled(nation.drawn(now)[::SOME], people(dice("people"), now.date()), now))
    with open_to_copy():
        nation.file(found, now, processes=0)
    return found


@pytest.fixture
def country(enrolled: list[Enrolled]) -> list[Stay]:
    return [one.stay for one in enrolled]


def test_each_stay_is_a_patient_with_one_card_and_one_stay(country: list[Stay]) -> None:
    stays = EpisodeOfCare.objects.using("owner")
    assert (
        stays.count() == Patient.objects.using("owner").count() == Card.objects.using("owner").count() == len(country)
    )
    open_now = sum(stay.is_open for stay in country)
    assert stays.filter(ended_on__isnull=True).count() == open_now
    assert stays.filter(status=EpisodeStatus.ON_HOLD).count() == sum(stay.paused_until is not None for stay in country)
    assert Pause.objects.using("owner").count() == sum(len(stay.pauses) for stay in country)


def test_the_live_box_counts_them(country: list[Stay]) -> None:
    live = counts.live()
    active = [stay for stay in country if stay.is_open and stay.paused_until is None]
    assert live["aktive-pasienter"].value == len(active) > 100
    assert live["kommuner-med-aktive-pasienter"].value == len({stay.municipality for stay in active})
    assert {stay.area for stay in active} == set(Helsefellesskap.objects.values_list("name", flat=True))


def test_the_front_page_shows_them_and_says_that_they_are_invented(country: list[Stay]) -> None:
    active = sum(stay.is_open and stay.paused_until is None for stay in country)
    text = page("/")
    assert f"Aktive pasienter 1 204 {active}" in text
    assert "Dette er en demo: pasientene er oppdiktet." in text


@pytest.mark.req("D24")
def test_municipalities_are_compared_by_size_and_distance() -> None:
    assert "ikke lagt inn" not in (parts := page("/styring/sted/HF:agder/", "programleder"))
    assert all(size in parts for size in ("små (under 5 000)", "mellomstore", "store (20 000 og flere)"))
    assert re.search(r"\d+ km", page("/styring/fylke/", "fylkeskoordinator"))


def page(address: str, username: str = "") -> str:
    client = Client(SERVER_NAME="127.0.0.1")
    if username:
        client.force_login(User.objects.using("owner").get(username=username))
    response = client.get(address)
    assert response.status_code == 200, address
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).replace("\u202f", " ").split())


def test_nobody_is_real_and_every_unit_says_so() -> None:
    assert not Patient.objects.using("owner").filter(is_synthetic=False).exists()
    leads = CareRelation.objects.using("owner").filter(is_lead=True).values_list("organization__name", flat=True)
    assert set(leads)
    assert all("(syntetisk demo)" in name for name in leads)
    hospitals = CareRelation.objects.using("owner").filter(kind=RelationKind.HOSPITAL).select_related("organization")
    assert hospitals
    assert all("(syntetisk demo)" in relation.organization.name for relation in hospitals)


def test_the_unit_in_depth_gets_none_of_them() -> None:
    unit = Organization.objects.using("owner").get(name=cast.UNIT)
    assert not CareRelation.objects.using("owner").filter(organization=unit).exists()
    assert not EpisodeOfCare.objects.using("owner").filter(unit__organization=unit).exists()


def test_an_ended_stay_has_no_lead_unit_and_no_plan_any_more() -> None:
    ended = set(EpisodeOfCare.objects.using("owner").exclude(ended_on=None).values_list("patient_id", flat=True))
    assert not CareRelation.objects.using("owner").filter(patient__in=ended, is_lead=True, valid_to=None).exists()
    assert not CarePlanVersion.objects.using("owner").filter(patient__in=ended, status=VersionStatus.ACTIVE).exists()
    assert not Card.objects.using("owner").filter(patient__in=ended).exclude(plan_version_id=None).exists()


def test_most_have_a_plan_and_no_more_is_expected_of_anybody() -> None:
    open_now = EpisodeOfCare.objects.using("owner").filter(ended_on=None).values_list("patient_id", flat=True)
    planned = CarePlanVersion.objects.using("owner").filter(patient__in=open_now, status=VersionStatus.ACTIVE)
    assert 0.85 < planned.count() / open_now.count() < 1
    assert not Card.objects.using("owner").filter(windows_until__lt=clock.now() + timedelta(days=365)).exists()
    assert not Card.objects.using("owner").exclude(overdue_at=None).exists()


def test_everything_sent_is_judged_once() -> None:
    judged = Judgement.objects.using("owner").filter(is_current=True)
    sent = [
        *Observation.objects.using("owner").values_list("id", flat=True),
        *QuestionnaireResponse.objects.using("owner").values_list("id", flat=True),
    ]
    assert Counter(judged.values_list("subject_id", flat=True)) == Counter(sent)
    unread = judged.filter(
        subject_id__in=QuestionnaireResponse.objects.using("owner").filter(form=EVERYDAY).values("id")
    )
    assert set(unread.values_list("verdict", flat=True)) == {"no rule"}
    read = judged.exclude(pk__in=unread.values("pk"))
    assert set(read.values_list("verdict", flat=True)) == {"judged"}
    assert set(read.values_list("zone", flat=True)) == {1, 2, 3}


def test_every_card_was_seen_rung_about_and_closed_inside_and_outside_hours() -> None:
    steps: dict[tuple[object, int], list[str]] = {}
    for event in CardEvent.objects.using("owner").order_by("at", "id"):
        steps.setdefault((event.patient_id, event.episode), []).append(event.kind)
    assert len(steps) > 100
    assert all(kinds[-1] in {"closed", "denied"} for kinds in steps.values())
    handled = [kinds for kinds in steps.values() if kinds[-1] == "closed"]
    assert all("seen" in kinds and {"contact", "contact_missed"} & set(kinds) for kinds in handled)
    red = CardEvent.objects.using("owner").filter(zone=3, kind__in=("opened", "worsened"))
    evenings = sum(event.at.hour >= 15 for event in red)
    assert 0 < evenings < red.count() / 2


def test_expected_measurements_are_mostly_done_and_those_of_the_late_place_come_late() -> None:
    states = Counter(Window.objects.using("owner").values_list("state", flat=True))
    assert 0.75 < states[WindowState.FILLED] / (states[WindowState.FILLED] + states[WindowState.MISSED]) < 0.9
    (late,) = (area for area, lot in spread.lots(list(programme.members())).items() if lot.late_days)
    there = EpisodeOfCare.objects.using("owner").filter(unit__organization__name__contains=late).values("patient")
    measured = Observation.objects.using("owner").filter(patient__in=there)
    assert measured
    assert all(one.received_at - one.effective_at > timedelta(days=4) for one in measured)
    elsewhere = Observation.objects.using("owner").exclude(patient__in=there)
    assert all(one.received_at - one.effective_at < timedelta(minutes=1) for one in elsewhere)


def test_some_areas_have_no_clinic_yet() -> None:
    areas = list(programme.members())
    known = CareRelation.objects.using("owner").filter(kind=RelationKind.HOSPITAL).values("patient")
    units = EpisodeOfCare.objects.using("owner").filter(patient__in=known)
    names = set(units.values_list("unit__organization__name", flat=True))
    assert len(names) == len(areas) - nation.WITHOUT_CLINIC
    assert not any(area in name for area in nation.without_clinic(areas) for name in names)


def test_synthetic_participants_have_their_own_source_and_are_not_counted_as_named() -> None:
    synthetic = Participation.objects.using("owner").filter(source="syntetisk-demo")
    named = Participation.objects.using("owner").exclude(source="syntetisk-demo")
    assert synthetic.count() + named.values("municipality").distinct().count() == spread.PARTICIPANTS
    assert counts.live()["kommuner"].value == named.values("municipality").distinct().count()
    assert not synthetic.filter(role="owner").exists()


def test_the_people_of_the_demo_are_marked_as_synthetic() -> None:
    today = clock.now().date()
    file = geography.population_file(today)
    assert file is not None
    assert file.is_synthetic
    assert file.source.startswith("Syntetisk demo")
    assert len(geography.population(today)) == 357 + 15


def test_what_is_published_is_there_for_everybody_to_read(enrolled: list[Enrolled]) -> None:
    lead = places.role_actor(PractitionerRole.objects.using("owner").get(code=RoleCode.PROGRAMME_LEAD))
    programme.publish(clock.now(), lead)
    published = MeasureReport.objects.counted().filter(steps__kind=StepKind.PUBLISHED)
    assert sorted(report.as_of for report in published) == programme.month_ends(clock.now().date())


def test_telling_again_gives_the_same(enrolled: list[Enrolled]) -> None:
    now = clock.now()
    for one in enrolled[:20]:
        first, second = told(one, now), told(one, now)
        assert first == second
        assert first[0]


def told(one: Enrolled, now: datetime) -> tuple[list[object], ...]:
    """What is told of a stay, without the ids that are only drawn when it is written."""
    pages = Pages()
    things = [thing.pk for thing in sparse.tell(one, now, pages) if not isinstance(thing, PatientIdentifier)]
    written = (pages.observations, pages.answers, pages.events)
    return things, list(pages.windows), *([list(row[1:]) for row in rows] for rows in written)
