"""A plan taken into use: the card follows it, or nothing is in force."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from varde.lib.context import Actor, opened
from varde.plans import actions as plans
from varde.plans.definitions import compose
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.triage import actions
from varde.triage.models import Card, Window
from varde.triage.tests.conftest import KOLS_VALUES, Someone, World

RULE = {"id": "X1", "kind": "threshold", "metric": "spo2", "op": "<", "value": 80, "zone": "red"}


def approved(someone: Someone, *rules: dict[str, object]) -> int:
    """A new version of the kols plan with these rules besides, approved and not in force; its number."""
    nurse, number = someone.world.nurse, 2
    content = compose(["kols-voksen"], {**KOLS_VALUES, "reserve_medicine": "ingen"})
    content = type(content)(
        definitions=content.definitions, values=content.values, rules=(*content.rules, *rules),
        schedule=content.schedule, zones=content.zones,
    )  # fmt: skip
    with opened(nurse, [someone.id]):
        plans.change(patient_id=someone.id, made_on=1, content=content, by=nurse)
        plans.submit(patient_id=someone.id, number=number, by=nurse)
    CarePlanVersion.objects.using("owner").filter(patient_id=someone.id, number=number).update(
        approved_by="Lege", approved_role="gp", approved_at=datetime.now().astimezone()
    )
    return number


def activate(someone: Someone, number: int) -> None:
    nurse = someone.world.nurse
    with opened(nurse, [someone.id]):
        actions.activate_plan(patient_id=someone.id, number=number, by=nurse)


def in_force(someone: Someone) -> list[int]:
    active = CarePlanVersion.objects.using("owner").filter(patient_id=someone.id, status=VersionStatus.ACTIVE)
    return list(active.values_list("number", flat=True))


def test_the_card_goes_by_the_version_taken_into_use(world: World, monday: datetime) -> None:
    kari = world.patient()
    activate(kari, approved(kari, RULE))
    version = CarePlanVersion.objects.using("owner").get(patient_id=kari.id, status=VersionStatus.ACTIVE)
    assert (version.number, Card.objects.using("owner").get(patient_id=kari.id).plan_version_id) == (2, version.id)
    assert Window.objects.using("owner").filter(patient_id=kari.id, state="open").exists()
    kari.measures("spo2", 79, monday + timedelta(minutes=1))
    assert kari.measures("spo2", 79, monday + timedelta(minutes=5)).zone == 3


@pytest.mark.parametrize(
    "broken",
    [
        {**RULE, "metric": "spoo2"},
        {**RULE, "kind": "macd"},
        {**RULE, "value_from": "ikke_utfylt", "value": 1},
        {**RULE, "value": "nitti"},
    ],
    ids=["metric", "kind", "value_from", "value"],
)
def test_a_plan_whose_rules_do_not_compile_is_never_in_force(
    world: World, monday: datetime, broken: dict[str, object]
) -> None:
    kari = world.patient()
    number = approved(kari, broken)
    with pytest.raises(plans.PlanRefused, match="reglene i den kan ikke brukes"):
        activate(kari, number)
    assert in_force(kari) == [1]
    assert kari.measures("spo2", 93).zone == 1


def test_a_stranger_s_plan_cannot_be_taken_into_use(world: World, monday: datetime) -> None:
    kari = world.patient()
    number = approved(kari)
    stranger = Actor("personnel", uuid4(), "Frem Med", "Oppfølgingssykepleier")
    with opened(stranger, [kari.id]), pytest.raises(plans.PlanRefused):
        actions.activate_plan(patient_id=kari.id, number=number, by=stranger)
    assert in_force(kari) == [1]
