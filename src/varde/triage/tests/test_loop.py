"""Silence: overdue is on the list the minute it is, whether the loop runs or not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DataError

from varde.care_teams.scope import scope_for
from varde.lib import clock
from varde.lib.context import opened
from varde.triage import loop, worklist
from varde.triage.actions import cards
from varde.triage.models import Card, CardEvent, Heartbeat, Window
from varde.triage.tests.conftest import Someone, World


def klass_of(someone: Someone, at: datetime) -> str | None:
    nurse = someone.world.nurse
    with clock.frozen(at), scope_for(nurse) as scope:
        rows = worklist.page(scope, someone.world.unit.id).rows
    return next((row.klass for row in rows if row.patient_id == someone.id), None)


def first_window(someone: Someone) -> Window:
    return Window.objects.using("owner").filter(patient_id=someone.id, item="spo2").order_by("overdue_at").first()


def measures_all(someone: Someone, spo2: float = 93) -> None:
    for kind, value in (("spo2", spo2), ("pulse", 80), ("weight", 70)):
        someone.measures(kind, value)
    someone.answers(
        "kols_daglig", sym_pust=0, sym_hoste=0, sym_slim=0, slim_farge="Ikke slim", sym_ork=0, anfall_ekstra=0,
        hvile=False,
    )  # fmt: skip


def test_it_is_overdue_on_the_second_with_the_loop_stopped(world: World, monday: datetime) -> None:
    silent = world.patient()
    window = first_window(silent)
    assert klass_of(silent, window.overdue_at - timedelta(seconds=1)) is None
    assert klass_of(silent, window.overdue_at) == "overdue"


def test_measuring_takes_it_off_the_list(world: World, monday: datetime) -> None:
    late = world.patient()
    moment = Window.objects.using("owner").filter(patient_id=late.id).order_by("-overdue_at").first().opens_at
    with clock.frozen(moment):
        measures_all(late)
    open_items = Window.objects.using("owner").filter(patient_id=late.id, state="open", overdue_at__lte=moment)
    assert not open_items.exists()
    assert klass_of(late, moment) is None


@pytest.mark.parametrize("is_running", [True, False])
def test_who_was_worse_last_comes_before_others_who_are_silent_whether_the_loop_has_looked_or_not(
    world: World, monday: datetime, is_running: bool
) -> None:
    worse, usual = world.patient(), world.patient()
    measures_all(worse, spo2=90)
    measures_all(usual)
    version = Card.objects.using("owner").get(patient_id=worse.id).version
    with opened(world.nurse, [worse.id]):
        cards.close(
            patient_id=worse.id, by=world.nurse, version=version, outcome="advice", reason="Ringt", next_check_at=None
        )
    now = monday + timedelta(hours=38)
    with clock.frozen(now):
        if is_running:
            loop.run_once()
    assert (klass_of(worse, now), klass_of(usual, now)) == ("overdue_worse", "overdue")


def test_two_missed_days_are_yellow_with_the_reason_and_three_stay_one_card(world: World, monday: datetime) -> None:
    silent = world.patient()
    for hours in (36, 60, 84):
        with clock.frozen(monday + timedelta(hours=hours)):
            loop.run_once()
    card = Card.objects.using("owner").get(patient_id=silent.id)
    assert (card.zone, card.state, card.episode) == (2, "new", 1)
    assert card.reason
    assert CardEvent.objects.using("owner").filter(patient_id=silent.id, kind="opened").count() == 1


def test_it_makes_the_next_windows_and_its_heartbeat(world: World, monday: datetime) -> None:
    someone = world.patient()
    with clock.frozen(monday + timedelta(days=2)):
        loop.run_once()
        assert Heartbeat.objects.using("owner").get(part="loop").at == clock.now()
    newest = Window.objects.using("owner").filter(patient_id=someone.id).order_by("-opens_at").first()
    assert newest.opens_at > monday + timedelta(days=3)
    assert Card.objects.using("owner").get(patient_id=someone.id).windows_until == monday + timedelta(days=5)


def test_it_writes_down_that_a_waiting_zone_stands(world: World, monday: datetime) -> None:
    someone = world.patient()
    someone.measures("spo2", 84)
    with clock.frozen(monday + timedelta(minutes=21)):
        loop.run_once()
    card = Card.objects.using("owner").get(patient_id=someone.id)
    assert (card.zone, card.pending_zone, card.stands_at) == (3, 0, None)
    stood = CardEvent.objects.using("owner").get(patient_id=someone.id, kind="stood")
    assert stood.at == datetime(2026, 11, 23, 9, 20, tzinfo=UTC)


def test_a_window_beyond_tomorrow_still_makes_her_overdue_with_the_loop_stopped(world: World, monday: datetime) -> None:
    """Three days a week: on Monday the next window opens more than a day ahead."""
    someone = world.patient()
    windows = Window.objects.using("owner").filter(patient_id=someone.id)
    far = windows.order_by("-opens_at").first()
    windows.exclude(pk=far.pk).update(state="cancelled")
    someone.measures("pulse", 80)
    assert Card.objects.using("owner").get(patient_id=someone.id).overdue_at == far.overdue_at


def test_a_loop_that_was_stopped_for_days_finds_its_way_back(world: World, monday: datetime) -> None:
    silent = [world.patient() for _ in range(3)]
    with clock.frozen(monday + timedelta(days=2)):
        loop.run_once()
    with clock.frozen(monday + timedelta(days=9)):
        assert loop.run_once() >= len(silent)
        assert loop.run_once() <= len(silent)


def test_windows_made_for_days_that_passed_are_filled_by_what_was_measured_then(world: World, monday: datetime) -> None:
    """The loop stood still for ten days; she measured every morning all the same."""
    someone = world.patient()
    for day in range(10):
        with clock.frozen(monday + timedelta(days=day)):
            someone.measures("spo2", 93)
    with clock.frozen(monday + timedelta(days=9, minutes=5)):
        loop.run_once()
        windows = Window.objects.using("owner").filter(patient_id=someone.id, item="spo2", opens_at__lt=clock.now())
        assert not windows.filter(state="open", overdue_at__lt=clock.now()).exists()
        assert windows.filter(state="filled").count() >= 9


def test_what_is_done_beside_the_loop_cannot_stop_it(world: World) -> None:
    def fails() -> None:
        raise DataError("a row nobody thought of")

    loop.beside(fails)
    loop.run_once()
    assert Heartbeat.objects.using("owner").get(part="loop").at > clock.now() - timedelta(minutes=1)
