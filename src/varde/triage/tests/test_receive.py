"""What becomes of a value from the moment it is sent: stored, judged, on the card."""

from datetime import datetime, timedelta

import pytest

from varde.care_teams.scope import scope_for
from varde.lib import clock
from varde.measurements.kinds import KINDS
from varde.measurements.models import Observation
from varde.triage import worklist
from varde.triage.models import Card, Judgement
from varde.triage.tests.conftest import World

RED, YELLOW, GREEN = 3, 2, 1


def card_of(someone: object) -> Card:
    return Card.objects.using("owner").get(patient_id=someone.id)


def test_it_asks_for_a_second_measurement_and_stands_red_when_it_confirms(world: World, monday: datetime) -> None:
    kari = world.patient()
    kari.has_measured("spo2", 93)
    first = kari.measures("spo2", 87)
    assert (first.status, first.zone) == ("stored", RED)
    assert first.stands_at == monday + KINDS["spo2"].confirm_window
    card = card_of(kari)
    assert (card.state, card.zone, card.pending_zone) == ("new", 0, RED)
    with clock.frozen(monday + timedelta(minutes=8)):
        second = kari.measures("spo2", 86)
    assert (second.zone, second.stands_at) == (RED, None)
    card = card_of(kari)
    assert (card.state, card.zone, card.pending_zone) == ("new", RED, 0)
    assert "SpO2 86" in card.reason


def test_it_takes_back_what_a_second_measurement_denies(world: World, monday: datetime) -> None:
    kari = world.patient()
    kari.has_measured("spo2", 93)
    kari.measures("spo2", 87)
    with clock.frozen(monday + timedelta(minutes=8)):
        assert kari.measures("spo2", 92).zone == GREEN
    card = card_of(kari)
    assert (card.state, card.zone, card.zone_now) == ("quiet", 0, GREEN)
    values = Observation.objects.using("owner").filter(patient_id=kari.id).order_by("-effective_at")[:2]
    assert [(row.value, row.flag) for row in values] == [(92.0, ""), (87.0, "denied")]


def test_what_was_denied_is_no_reason_of_the_card_that_stays(world: World, monday: datetime) -> None:
    kari = world.patient()
    kari.has_measured("spo2", 93)
    kari.measures("spo2", 87)
    kari.answers("kols_daglig", sym_pust=2, sym_hoste=1, sym_slim=2, sym_ork=1)
    with clock.frozen(monday + timedelta(minutes=8)):
        kari.measures("spo2", 92)
    card = card_of(kari)
    assert (card.state, card.zone, card.pending_zone) == ("new", YELLOW, 0)
    assert "Pusten klart verre" in card.reason
    assert "SpO2 87" not in card.reason


def test_it_lets_the_first_value_stand_when_nobody_measures_again(world: World, monday: datetime) -> None:
    kari = world.patient()
    kari.measures("spo2", 87)
    for minutes, klass in ((1, "red_waiting"), (21, "red")):
        with clock.frozen(monday + timedelta(minutes=minutes)), scope_for(world.nurse) as scope:
            assert [row.klass for row in worklist.page(scope, world.unit.id).rows] == [klass]


def test_it_stores_the_same_submission_once(world: World, monday: datetime) -> None:
    kari = world.patient()
    sent = kari.measurement("spo2", 93, key="same")
    first, again = kari.sends(sent)[0], kari.sends(sent)[0]
    other = kari.sends(kari.measurement("spo2", 80, key="same"))[0]
    assert [first.status, again.status, other.status] == ["stored", "already", "conflict"]
    assert again.subject_id == first.subject_id
    assert Observation.objects.using("owner").filter(patient_id=kari.id).count() == 1


def test_it_never_calls_a_value_green_that_no_rule_knows(world: World, monday: datetime) -> None:
    without_plan = world.patient("none")
    assert without_plan.measures("spo2", 93).verdict == "no plan"
    with scope_for(world.nurse) as scope:
        row = worklist.page(scope, world.unit.id).rows[0]
    assert (row.patient_id, row.reason) == (without_plan.id, "Målt uten at noen plan gjelder")
    kari = world.patient()
    unknown = kari.measures("resp_rate", 16)
    assert (unknown.verdict, unknown.zone) == ("no rule", 0)


def test_it_gives_one_answer_whatever_the_order_of_arrival(world: World, monday: datetime) -> None:
    readings = [(0, 87.0), (8, 92.0), (60 * 30, 86.0), (60 * 30 + 9, 86.0), (60 * 48, 93.0)]

    def judged(order: list[int]) -> list[tuple[float, int, int, str]]:
        kari = world.patient()
        kari.has_measured("spo2", 93)
        with clock.frozen(monday + timedelta(days=3)):
            for index in order:
                minutes, value = readings[index]
                kari.measures("spo2", value, monday + timedelta(minutes=minutes))
        rows = Judgement.objects.using("owner").filter(patient_id=kari.id, is_current=True, effective_at__gte=monday)
        value_of = dict(Observation.objects.using("owner").filter(patient_id=kari.id).values_list("id", "value"))
        return sorted((value_of[row.subject_id], row.zone, row.waiting, row.verdict) for row in rows)

    in_order = judged([0, 1, 2, 3, 4])
    assert judged([4, 3, 2, 1, 0]) == in_order
    assert judged([1, 0, 3, 4, 2]) == in_order


@pytest.mark.parametrize("kind", ["observation"])
def test_it_refuses_to_work_outside_a_context(world: World, monday: datetime, kind: str) -> None:
    from django.db.transaction import TransactionManagementError

    from varde.triage.actions import receive

    kari = world.patient()
    with pytest.raises(TransactionManagementError):
        receive([kari.measurement("spo2", 93)], by=kari.actor)


def test_it_stores_a_red_also_for_a_unit_that_is_never_open(world: World, monday: datetime) -> None:
    world.unit.opening_hours.using("owner").all().delete()
    kari = world.patient()
    kari.measures("spo2", 84, monday - timedelta(minutes=9))
    assert kari.measures("spo2", 83).zone == RED
    card = card_of(kari)
    assert (card.zone, card.promised_at) == (RED, None)
