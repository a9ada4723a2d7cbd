"""What a nurse can and cannot do with a card, and what stays afterwards."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from varde.care_teams.scope import scope_for
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.triage import actions, worklist
from varde.triage.models import Card, CardEvent
from varde.triage.submissions import ContactRequest, Correction, Unreadable
from varde.triage.tests.conftest import Someone, World


@pytest.fixture
def red(world: World, monday: datetime) -> Someone:
    """A patient whose card stands red: a value, and a second that confirmed it."""
    kari = world.patient()
    kari.measures("spo2", 85, monday - timedelta(minutes=9))
    kari.measures("spo2", 84)
    return kari


def card_of(someone: Someone) -> Card:
    return Card.objects.using("owner").get(patient_id=someone.id)


def test_it_cannot_close_a_red_without_outcome_reason_and_next_check(red: Someone) -> None:
    nurse, card = red.world.nurse, card_of(red)
    wrong = [
        {"outcome": "", "reason": "ok", "next_check_at": clock.now()},
        {"outcome": "advice", "reason": " ", "next_check_at": clock.now()},
        {"outcome": "advice", "reason": "Snakket med henne", "next_check_at": None},
    ]
    for given in wrong:
        with opened(nurse, [red.id]), pytest.raises(actions.NotPossible):
            actions.close(patient_id=red.id, by=nurse, version=card.version, **given)
    assert card_of(red).zone == 3


def test_it_closes_with_all_three_and_undo_brings_it_back(red: Someone) -> None:
    nurse, card = red.world.nurse, card_of(red)
    later = clock.now() + timedelta(days=1)
    with opened(nurse, [red.id]):
        event = actions.close(
            patient_id=red.id, by=nurse, version=card.version, outcome="advice", reason="Snakket", next_check_at=later
        )
    assert (card_of(red).state, card_of(red).follow_up_at) == ("quiet", later)
    with opened(nurse, [red.id]):
        actions.undo(patient_id=red.id, by=nurse, event_id=event)
    assert (card_of(red).state, card_of(red).zone, card_of(red).reason) == (card.state, 3, card.reason)
    kinds = list(CardEvent.objects.using("owner").filter(patient_id=red.id).order_by("at", "id").values_list("kind"))
    assert [kind for (kind,) in kinds][-2:] == ["closed", "undone"]


def test_it_stays_red_whatever_is_measured_or_corrected_afterwards(red: Someone) -> None:
    red.measures("spo2", 95, clock.now() + timedelta(minutes=5))
    worst = CardEvent.objects.using("owner").filter(patient_id=red.id).count()
    from varde.measurements.models import Observation

    value = Observation.objects.using("owner").filter(patient_id=red.id, value=84).get()
    red.sends(Correction(red.id, "c1", value.id, "Jeg skrev feil", 94.0, "94"))
    card = card_of(red)
    assert (card.zone, card.state) == (3, "new")
    assert CardEvent.objects.using("owner").filter(patient_id=red.id).count() > worst


def test_it_tells_the_second_nurse_who_was_first(red: Someone) -> None:
    nurse, version = red.world.nurse, card_of(red).version
    with opened(nurse, [red.id]):
        actions.take(patient_id=red.id, by=nurse, version=version)
    with opened(nurse, [red.id]), pytest.raises(actions.CardChanged, match="Nora"):
        actions.take(patient_id=red.id, by=nurse, version=version)


def test_it_takes_one_step_back_and_no_more(red: Someone) -> None:
    nurse = red.world.nurse
    with opened(nurse, [red.id]):
        taken = actions.take(patient_id=red.id, by=nurse)
        actions.write_note(patient_id=red.id, by=nurse, text="Ringte, opptatt")
    with opened(nurse, [red.id]), pytest.raises(actions.NotPossible):
        actions.undo(patient_id=red.id, by=nurse, event_id=taken)


def test_a_closed_card_suppresses_nothing(red: Someone) -> None:
    nurse = red.world.nurse
    with opened(nurse, [red.id]):
        actions.close(
            patient_id=red.id, by=nurse, version=card_of(red).version, outcome="advice", reason="Snakket",
            next_check_at=clock.now() + timedelta(days=1),
        )  # fmt: skip
    episode = card_of(red).episode
    red.measures("spo2", 84, clock.now() + timedelta(minutes=1))
    with clock.frozen(clock.now() + timedelta(minutes=30)), scope_for(nurse) as scope:
        rows = worklist.page(scope, red.world.unit.id).rows
        assert [row.klass for row in rows if row.patient_id == red.id] == ["red"]
    assert card_of(red).episode == episode + 1


def test_it_orders_the_list_as_the_page_promises(world: World, monday: datetime) -> None:
    acute, red, waiting, wants, worse, unreadable = (world.patient() for _ in range(6))
    form = {
        "sym_pust": 0, "sym_hoste": 0, "sym_slim": 0, "sym_ork": 0, "slim_farge": "Ikke slim", "anfall_ekstra": 0,
    }  # fmt: skip
    unreadable.sends(Unreadable(unreadable.id, "u1", "Enheten mangler", b"{}", monday))
    worse.answers("kols_daglig", **{**form, "sym_pust": 3, "sym_hoste": 3, "sym_slim": 3, "hvile": False})
    wants.sends(ContactRequest(wants.id, "w1", "contact", monday))
    waiting.measures("spo2", 84)
    red.measures("spo2", 85, monday - timedelta(minutes=9))
    red.measures("spo2", 84)
    acute.answers("kols_daglig", **{**form, "hvile": True})
    expected = [acute, red, waiting, wants, worse, unreadable]
    with scope_for(world.nurse) as scope:
        page = worklist.page(scope, world.unit.id)
    assert [row.klass for row in page.rows] == ["acute", "red", "red_waiting", "contact", "yellow", "unreadable"]
    assert [row.patient_id for row in page.rows] == [someone.id for someone in expected]
    assert page.red_count == 3


def test_it_shows_no_list_to_a_stranger(world: World, monday: datetime) -> None:
    from varde.care_teams.models import Organization
    from varde.identity.models import Practitioner, PractitionerRole
    from varde.lib.context import Actor

    elsewhere = Organization.objects.using("owner").create(kind="follow_up_unit", name="Et annet sted")
    role = PractitionerRole.objects.using("owner").create(
        practitioner=Practitioner.objects.using("owner").create(name="Frem Med"), organization=elsewhere,
        code="follow_up_nurse", valid_from=monday - timedelta(days=9),
    )  # fmt: skip
    stranger = Actor("personnel", role.id, "Frem Med")
    with scope_for(stranger) as scope, pytest.raises(worklist.NotYourUnit):
        worklist.page(scope, world.unit.id)


def test_only_the_one_who_took_a_step_takes_it_back(red: Someone) -> None:
    nurse = red.world.nurse
    colleague = Actor("personnel", uuid4(), "Kollega Hansen", "Oppfølgingssykepleier", nurse.organization_id)
    with opened(nurse, [red.id]):
        taken = actions.take(patient_id=red.id, by=nurse)
        with pytest.raises(actions.NotPossible, match="Bare Nora Sykepleier"):
            actions.undo(patient_id=red.id, by=colleague, event_id=taken)
    assert card_of(red).taken_by == nurse.id
    with opened(nurse, [red.id]):
        actions.undo(patient_id=red.id, by=nurse, event_id=taken)
    assert card_of(red).taken_by is None


def test_an_unread_answer_brings_a_quiet_patient_onto_the_list(world: World, monday: datetime) -> None:
    from varde.messages.models import Message

    someone = world.patient()
    message = Message.objects.using("owner").create(
        patient_id=someone.id, to_organization=world.unit.organization, from_patient=True, author="Kari Prøve",
        text="Kan jeg måle senere i morgen?", sent_at=monday,
    )  # fmt: skip

    def listed() -> list[str]:
        with scope_for(world.nurse) as scope:
            return [row.klass for row in worklist.page(scope, world.unit.id).rows if row.patient_id == someone.id]

    assert listed() == ["message"]
    Message.objects.using("owner").filter(pk=message.pk).update(read_at=monday)
    assert listed() == []


def test_a_boosted_yellow_comes_before_an_earlier_one_with_as_many_reasons(world: World, monday: datetime) -> None:
    form = {"sym_slim": 0, "slim_farge": "Ikke slim", "anfall_ekstra": 0, "hvile": False}
    first, boosted = world.patient(), world.patient()
    first.measures("temp", 38.6, monday - timedelta(minutes=5))
    boosted.answers("kols_daglig", **form, sym_pust=3, sym_hoste=3, sym_ork=0)
    with scope_for(world.nurse) as scope:
        rows = worklist.page(scope, world.unit.id).rows
    listed = [row.patient_id for row in rows if row.klass == "yellow"]
    assert [id for id in listed if id in {first.id, boosted.id}] == [boosted.id, first.id]
