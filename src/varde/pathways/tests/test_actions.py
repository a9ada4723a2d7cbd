"""No change of relation, block or stay leaves an open card where nobody may read it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.db.models import F

from varde.audit.models import AuditSubject
from varde.care_teams.models import CareRelation, Unit
from varde.care_teams.tests import world
from varde.identity.models import Patient, PractitionerRole
from varde.lib import clock
from varde.lib.context import opened
from varde.messages.models import Message
from varde.pathways import actions, cover
from varde.pathways.cover import OpenCard
from varde.pathways.models import EpisodeOfCare, EpisodeStatus, Pause
from varde.triage.models import Card, CardEvent, Window, WindowState

pytestmark = pytest.mark.usefixtures("database")


def unit() -> Unit:
    return Unit.objects.using("owner").create(organization=world.organization(), phone="12 34 56 78")


@pytest.fixture(scope="module")
def home(database):
    return unit()


@pytest.fixture(scope="module")
def nurse(home):
    return world.personnel(world.role(home.organization))


@pytest.fixture
def patient(nurse, home):
    """In a stay at the unit, by way of the referring municipality's nurse."""
    patient = world.patient()
    world.relation(patient, home.organization, kind="municipality")
    start(patient, nurse, home)
    return patient


def start(patient, by, at) -> EpisodeOfCare:
    local = Unit.objects.get(pk=at.pk)
    with opened(by, [patient.pk]):
        stay = actions.start(
            by=by, patient_id=patient.pk, unit=local, programme="kols", basis="Vedtak", municipality_number="1804"
        )
    CareRelation.objects.using("owner").filter(patient=patient, is_lead=False).delete()
    return stay


def red(patient, **fields) -> None:
    Card.objects.using("owner").filter(patient=patient).update(
        **{"state": "in_progress", "zone": 3, "episode": 1, "taken_by_display": "Nora", **fields}
    )


def card(patient) -> Card:
    return Card.objects.using("owner").get(patient=patient)


def lead(patient) -> CareRelation:
    return CareRelation.objects.using("owner").live(clock.now()).get(patient=patient, is_lead=True)


def logged(patient) -> list[str]:
    return list(
        AuditSubject.objects.using("owner").filter(patient_id=patient.pk).order_by("id").values_list("what", flat=True)
    )


def test_a_stay_gives_the_unit_the_lead_the_card_and_its_place_in_the_figures(patient, home):
    stay = EpisodeOfCare.objects.using("owner").get(patient=patient)
    assert (stay.unit_id, stay.status, stay.municipality_number) == (home.pk, EpisodeStatus.ACTIVE, "1804")
    assert lead(patient).organization_id == home.organization_id
    assert card(patient).unit_id == home.pk
    assert logged(patient) == ["Tilgang for virksomhet", "Oppfølging startet"]


def test_ending_ends_the_access_with_the_stay(patient, nurse):
    with opened(nurse, [patient.pk]):
        actions.end(by=nurse, patient_id=patient.pk, reason="Frisk nok")
    stay = EpisodeOfCare.objects.using("owner").get(patient=patient)
    assert (stay.status, stay.end_reason) == (EpisodeStatus.FINISHED, "Frisk nok")
    assert stay.ended_on is not None
    with opened(nurse, [patient.pk]):
        assert not Patient.objects.exists()


@pytest.mark.parametrize("still_open", [{}, {"state": "quiet", "follow_up_at": clock.now()}])
def test_ending_is_refused_while_the_card_is_open_and_changes_nothing(patient, nurse, still_open):
    red(patient, **still_open)
    with opened(nurse, [patient.pk]), pytest.raises(OpenCard) as refused:
        actions.end(by=nurse, patient_id=patient.pk, reason="Frisk nok")
    assert refused.value.card_id == card(patient).pk
    assert EpisodeOfCare.objects.using("owner").get(patient=patient).ended_on is None
    assert lead(patient)


def test_ending_the_units_relation_is_refused_while_the_card_is_open(patient, nurse):
    red(patient)
    order = {"by": nurse, "patient_id": patient.pk, "relation_id": lead(patient).pk, "reason": "x"}
    with opened(nurse, [patient.pk]), pytest.raises(OpenCard):
        actions.end_relation(**order)
    assert lead(patient)
    red(patient, state="quiet")
    with opened(nurse, [patient.pk]):
        actions.end_relation(**order)


def test_another_relation_ends_whatever_the_card_says(patient, nurse):
    red(patient)
    other = world.relation(patient, world.organization(), kind="gp")
    with opened(nurse, [patient.pk]):
        actions.end_relation(by=nurse, patient_id=patient.pk, relation_id=other.pk, reason="Byttet fastlege")
    assert not CareRelation.objects.using("owner").live(clock.now()).filter(pk=other.pk).exists()


def handed_over(patient, nurse, to, **kwargs):
    with opened(nurse, [patient.pk]):
        actions.hand_over(by=nurse, patient_id=patient.pk, to=Unit.objects.get(pk=to.pk), basis="Flyttet", **kwargs)


def test_an_open_card_is_handed_over_only_when_that_is_said(patient, nurse):
    red(patient)
    to = unit()
    world.role(to.organization)
    with pytest.raises(OpenCard):
        handed_over(patient, nurse, to)
    assert card(patient).unit_id != to.pk
    handed_over(patient, nurse, to, with_open_card=True)
    moved = card(patient)
    assert (moved.unit_id, moved.state, moved.zone, moved.taken_by_display) == (to.pk, "new", 3, "")
    assert lead(patient).organization_id == to.organization_id
    assert EpisodeOfCare.objects.using("owner").get(patient=patient).unit_id == to.pk
    assert CardEvent.objects.using("owner").get(patient=patient, kind="moved").by == nurse.id


def test_an_open_card_is_not_handed_to_a_unit_without_people_or_that_is_blocked(patient, nurse):
    red(patient)
    empty, blocked = unit(), unit()
    world.role(blocked.organization)
    world.block(patient, organization=blocked.organization)
    for to in (empty, blocked):
        with pytest.raises(OpenCard):
            handed_over(patient, nurse, to, with_open_card=True)
        assert card(patient).unit_id not in (empty.pk, blocked.pk)


def blocks(patient, **against):
    self = world.self_of(patient)
    with opened(self, [patient.pk]):
        actions.block(by=self, patient_id=patient.pk, **against)


def told(patient) -> list[str]:
    return list(
        Message.objects.using("owner").filter(patient=patient, to_organization=None).values_list("text", flat=True)
    )


def test_a_block_that_leaves_somebody_in_the_unit_moves_nothing(patient, nurse, home):
    red(patient)
    world.role(home.organization)
    blocks(patient, practitioner_id=PractitionerRole.objects.get(pk=nurse.id).practitioner_id)
    assert card(patient).unit_id == home.pk
    assert told(patient) == []


@pytest.mark.parametrize("is_open", [True, False])
def test_a_block_against_the_unit_moves_the_card_to_another_that_may_read_it(patient, home, is_open):
    if is_open:
        red(patient)
    other = unit()
    world.role(other.organization)
    world.relation(patient, other.organization, kind="municipality")
    blocks(patient, organization_id=home.organization_id)
    assert card(patient).unit_id == other.pk
    assert card(patient).state == ("new" if is_open else "quiet")
    assert told(patient) == []


@pytest.mark.parametrize("is_open", [True, False])
def test_when_nobody_is_left_the_patient_is_told_in_the_same_transaction(patient, home, is_open):
    if is_open:
        red(patient)
    blocks(patient, organization_id=home.organization_id)
    assert card(patient).unit_id is None
    assert CardEvent.objects.using("owner").get(patient=patient).kind == "unattended"
    (message,) = told(patient)
    for part in ("ingen som følger med", "116 117", "113"):
        assert part in message


def test_a_block_against_a_role_counts_when_the_unit_has_no_other(home, nurse):
    lonely = unit()
    only = world.personnel(world.role(lonely.organization, "home_nurse"))
    patient = world.patient()
    world.relation(patient, lonely.organization, kind="municipality")
    start(patient, only, lonely)
    blocks(patient, role="follow_up_nurse")
    assert card(patient).unit_id == lonely.pk
    blocks(patient, role="home_nurse")
    assert card(patient).unit_id is None


def test_units_that_may_read_agrees_with_the_scope_of_each_of_their_people(patient, home, nurse):
    """The rule here and the rule of access are written apart; they must not drift apart."""
    later, programme, county, former = unit(), unit(), unit(), unit()
    world.relation(patient, later.organization, valid_from=clock.now() + timedelta(days=1))
    people = {
        later: world.role(later.organization),
        programme: world.role(programme.organization, "programme_lead"),
        county: world.role(county.organization, "county_coordinator"),
        former: world.role(former.organization, valid_to=clock.now()),
        home: PractitionerRole.objects.get(pk=nurse.id),
    }
    for where in (programme, county, former):
        world.relation(patient, where.organization)
    with opened(world.self_of(patient), [patient.pk]):
        able = {found.pk for found in cover.units_that_may_read(patient.pk, clock.now())}
    for where, role in people.items():
        with opened(world.personnel(role), [patient.pk]):
            assert (where.pk in able) is Patient.objects.exists(), where
    assert able == {home.pk}


def test_a_pause_expects_nothing_until_its_end_and_keeps_an_open_card(patient, nurse):
    red(patient)
    made = {"item": "spo2", "opens_at": clock.now(), "due_at": clock.now(), "overdue_at": clock.now()}
    Window.objects.using("owner").create(patient=patient, **made)
    until = clock.now().date() + timedelta(days=14)
    with opened(nurse, [patient.pk]):
        actions.pause(by=nurse, patient_id=patient.pk, until=until, reason="Ferie")
    assert EpisodeOfCare.objects.using("owner").get(patient=patient).status == EpisodeStatus.ON_HOLD
    assert Window.objects.using("owner").get(patient=patient).state == WindowState.CANCELLED
    held = card(patient)
    assert (held.state, held.overdue_at) == ("in_progress", None)
    assert held.windows_until.astimezone(tz=None).date() in (until, until - timedelta(days=1))
    with opened(nurse, [patient.pk]):
        actions.resume(by=nurse, patient_id=patient.pk)
    stay = EpisodeOfCare.objects.using("owner").get(patient=patient)
    assert (stay.status, stay.paused_until) == (EpisodeStatus.ACTIVE, None)


def test_a_pause_has_an_end_and_needs_a_stay(patient, nurse):
    with opened(nurse, [patient.pk]), pytest.raises(ValueError, match="sluttdato"):
        actions.pause(by=nurse, patient_id=patient.pk, until=clock.now().date(), reason="Ferie")
    outside = world.patient()
    world.relation(outside, Unit.objects.using("owner").get(organization=nurse.organization_id).organization)
    with opened(nurse, [outside.pk]), pytest.raises(actions.NotInStay):
        actions.end(by=nurse, patient_id=outside.pk, reason="x")


def test_the_card_is_locked_before_it_is_looked_at(patient, nurse, database):
    """A value that turns the card red at the same moment waits, or makes the end wait: never both through."""

    def end_it():
        try:
            with opened(nurse, [patient.pk]):
                actions.end(by=nurse, patient_id=patient.pk, reason="Frisk nok")
        finally:
            connections.close_all()

    with ThreadPoolExecutor() as pool:
        with opened(world.WORKER, [patient.pk], using="worker"):
            held = Card.objects.using("worker").select_for_update().get(patient=patient)
            Card.objects.using("worker").filter(pk=held.pk).update(state="new", zone=3, version=F("version") + 1)
            ending = pool.submit(end_it)
            with pytest.raises(TimeoutError):
                ending.result(timeout=0.5)
        with pytest.raises(OpenCard):
            ending.result(timeout=10)


def test_a_pause_is_remembered_with_the_days_it_really_lasted(patient, nurse):
    with opened(nurse, [patient.pk]):
        actions.pause(by=nurse, patient_id=patient.pk, until=clock.now().date() + timedelta(days=9), reason="Ferie")
        actions.resume(by=nurse, patient_id=patient.pk)
        (kept,) = Pause.objects.filter(patient=patient)
    assert (kept.began_on, kept.until_on) == (clock.now().date(), clock.now().date())
