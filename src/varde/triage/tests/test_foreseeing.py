"""What was foreseen is asked for with the lock, and never decides: where it was wrong, everything is read again."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from varde.identity.models import Patient
from varde.lib import clock
from varde.lib.context import opened
from varde.measurements.models import Baseline
from varde.plans.definitions import compose
from varde.plans.models import CarePlanVersion
from varde.triage import foreseeing
from varde.triage.actions import follow_plan, receiving
from varde.triage.models import Judgement
from varde.triage.tests.conftest import KOLS_VALUES, Someone, World

HEART = {"target_weight": 80, "sbp_low": 95, "pulse_low": 50, "pulse_high": 100}
Said = tuple[list[tuple[int, int, bool, str, str]], list[tuple[date, int]]]


@pytest.fixture(autouse=True)
def forgotten() -> None:
    foreseeing._seen.clear()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many round trips have locked and read since asked last."""
    made: list[int] = []

    def counted(*args: object) -> object:
        made.append(1)
        return together(*args)  # type: ignore[arg-type]

    together = receiving.together
    monkeypatch.setattr(receiving, "together", counted)

    def since_last() -> int:
        count = len(made)
        made.clear()
        return count

    return since_last


def takes_into_use(kari: Someone, definition: str, since: datetime) -> None:
    plan = compose((definition,), {**KOLS_VALUES, **HEART})
    held = CarePlanVersion.objects.using("owner").filter(patient=kari.id, valid_to=None)
    number = held.count() + 1
    held.update(valid_to=since, status="superseded")
    CarePlanVersion.objects.using("owner").create(
        patient_id=kari.id, number=number, status="active", content=plan.text(), valid_from=since, drafted_by="Test",
        drafted_at=since, approved_by="Lege", approved_at=since, controller_org=kari.world.unit.organization_id,
    )  # fmt: skip
    with opened(kari.world.nurse, [kari.id]):
        follow_plan(patient_id=kari.id, by=kari.world.nurse)


def test_a_sender_s_second_value_is_locked_and_read_in_one_round_trip(
    world: World, monday: datetime, trips: Callable[[], int]
) -> None:
    kari = world.patient()
    assert [kari.measures("spo2", 93).status, trips()] == ["stored", 2]
    assert [kari.measures("spo2", 94).status, trips()] == ["stored", 1]
    assert [kari.sends(kari.measurement("spo2", 93), by=world.nurse)[0].status, trips()] == ["stored", 2]
    assert [kari.measures("pulse", 80).status, trips()] == ["stored", 1]


def test_a_patient_the_sender_has_lost_is_unknown_again(world: World, monday: datetime) -> None:
    kari = world.patient()
    assert kari.sends(kari.measurement("spo2", 93), by=world.nurse)[0].status == "stored"
    Patient.objects.using("owner").get(pk=kari.id).care_relations.all().delete()
    assert kari.sends(kari.measurement("spo2", 92), by=world.nurse)[0].status == "unknown_patient"


def lived(world: World, *, is_remembered: bool) -> Said:
    """Weeks in which plan and time zone change, told by what was judged and which days have a baseline."""
    kari = world.patient("none")

    def measures(kind: str, value: float, at: datetime) -> None:
        if not is_remembered:
            foreseeing._seen.clear()
        with clock.frozen(at):
            kari.measures(kind, value)

    start = clock.now() - timedelta(days=20)
    for day in range(8):
        measures("weight", 80 + day * 0.1, start + timedelta(days=day))
        measures("spo2", 93, start + timedelta(days=day, minutes=1))
    takes_into_use(kari, "hjertesvikt-voksen", start + timedelta(days=8))
    measures("weight", 83, start + timedelta(days=8, hours=1))
    takes_into_use(kari, "kols-voksen", start + timedelta(days=9))
    measures("spo2", 88, start + timedelta(days=9, hours=1))
    Patient.objects.using("owner").filter(pk=kari.id).update(timezone="Pacific/Kiritimati")
    measures("spo2", 93, start + timedelta(days=10, hours=6))
    judged = Judgement.objects.using("owner").filter(patient_id=kari.id).order_by("effective_at", "revision")
    days = Baseline.objects.using("owner").filter(patient_id=kari.id).order_by("day", "metric")
    return (
        list(judged.values_list("zone", "waiting", "acute", "verdict", "fired")),
        list(days.values_list("day", "n")),
    )


def test_changes_of_plan_and_zone_are_judged_as_if_nothing_had_been_foreseen(world: World, monday: datetime) -> None:
    assert lived(world, is_remembered=True) == lived(world, is_remembered=False)


def test_trusting_what_was_foreseen_would_be_noticed(
    world: World, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sabotage: nothing is compared under the lock, and the check above goes red."""
    right = lived(world, is_remembered=False)
    monkeypatch.setattr(foreseeing, "holds", lambda foreseen, files: True)
    assert lived(world, is_remembered=True) != right
