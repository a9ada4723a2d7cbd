"""Benefits: subtracted, never typed; hidden when few; an effect only with a control group."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest

from varde.geography import actions as geography
from varde.identity.models import Organization
from varde.lib.context import Actor
from varde.projects import actions, published, wording
from varde.projects.drafts import BenefitDraft, MeasurementDraft
from varde.projects.models import Benefit
from varde.projects.progress import progress
from varde.projects.refusals import NotYours, Refused, SomebodyChanged

BY = Actor("worker", UUID(int=1), "Innlasting")
LEAD = Actor("personnel", UUID(int=2), "Siv Programleder", role="programme_lead")
TRAVEL = BenefitDraft(
    project="oslo", category="time", name="Kjøretid", unit="timer per uke", measured_as="Turplanen", method="Turplaner",
    wanted="down", baseline=Decimal(40), baseline_from=date(2026, 1, 1), baseline_to=date(2026, 1, 31),
    baseline_people=50, expected=Decimal(30), expected_by=date(2026, 12, 31), owner="Prosjektleder", is_public=True,
)  # fmt: skip
CONTROL = {
    "design": "controlled",
    "control_group": "Venteliste",
    "control_baseline": Decimal(40),
    "control_people": 45,
}
MAY = MeasurementDraft(from_on=date(2026, 5, 1), to_on=date(2026, 5, 31), value=Decimal(34), people=48)


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    geography.load()
    actions.load(by=BY)


def plan(**changes):
    return actions.plan_benefit(by=LEAD, draft=msgspec.structs.replace(TRAVEL, **changes))


def measure(benefit, **changes):
    return actions.measure_benefit(by=LEAD, benefit_id=benefit.id, draft=msgspec.structs.replace(MAY, **changes))


def shown(benefit):
    row = published.benefits().get(pk=benefit.pk)
    return progress(row, list(row.measurements.all()))


def test_without_a_control_group_it_is_a_measured_change_with_the_warning():
    benefit = plan()
    measure(benefit)
    told = shown(benefit)
    assert (told.noun, told.change, told.share) == ("Målt endring", Decimal(-6), Decimal("0.6"))
    assert told.warnings == (wording.REGRESSION,)


def test_with_a_control_group_it_is_an_effect_less_what_the_others_changed():
    benefit = plan(**CONTROL)
    measure(benefit, control_value=Decimal(38), control_people=45)
    told = shown(benefit)
    assert (told.noun, told.change, told.warnings) == ("Effekt", Decimal(-4), (wording.CONTROLLED,))


def test_the_latest_measurement_counts_and_all_are_kept():
    benefit = plan()
    measure(benefit, value=Decimal(31), from_on=date(2026, 9, 1), to_on=date(2026, 9, 30))
    measure(benefit)
    told = shown(benefit)
    assert [reading.value for reading in told.readings] == [Decimal(34), Decimal(31)]
    assert told.change == Decimal(-9)


@pytest.mark.parametrize("people", [1, 4])
def test_few_people_are_hidden_wherever_they_stand(people):
    at_start, at_end = plan(baseline_people=people), plan()
    measure(at_start)
    measure(at_end, people=people)
    for benefit in (at_start, at_end):
        told = shown(benefit)
        assert (told.state, told.change, told.share) == ("hidden", None, None)
        assert wording.FEW in told.warnings
    assert shown(at_start).baseline is None
    assert shown(at_end).readings[0].value is None


def test_a_control_group_of_few_hides_too():
    benefit = plan(**CONTROL)
    measure(benefit, control_value=Decimal(38), control_people=3)
    assert shown(benefit).state == "hidden"


def test_few_are_warned_about_before_they_are_hidden():
    benefit = plan(baseline_people=12)
    measure(benefit)
    assert shown(benefit).state == "shown"
    assert wording.FEW in shown(benefit).warnings


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "Effekt på innleggelser"}, "name"),
        ({"method": "Viser hva oppfølgingen førte til"}, "name"),
        ({"expected": Decimal(50)}, "expected"),
        ({"expected_by": None}, "expected_by"),
        ({"measure": "finnes-ikke"}, "measure"),
        ({"measured_as": ""}, "measure"),
        ({"baseline_people": 0}, "baseline_people"),
        ({"baseline_to": date(2025, 1, 1)}, "baseline_to"),
        ({"design": "controlled"}, "control_group"),
        ({"control_people": 30}, "control_baseline"),
        ({"project": ""}, "project"),
        ({"unit": ""}, "unit"),
    ],
)
def test_a_plan_that_does_not_hold_is_refused(changes, field):
    with pytest.raises(Refused) as refusal:
        plan(**changes)
    assert field in refusal.value.reasons


def test_with_a_control_group_it_may_be_called_an_effect():
    assert plan(name="Effekt på kjøretid", **CONTROL).name == "Effekt på kjøretid"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"from_on": date(2026, 1, 15)}, "from_on"),
        ({"to_on": date(2026, 4, 1)}, "to_on"),
        ({"to_on": date(2099, 1, 1)}, "to_on"),
        ({"people": 0}, "people"),
        ({"control_value": Decimal(3), "control_people": 40}, "control_value"),
    ],
)
def test_a_measurement_that_does_not_hold_is_refused(changes, field):
    with pytest.raises(Refused) as refusal:
        measure(plan(), **changes)
    assert field in refusal.value.reasons


def test_the_baseline_stands_once_it_is_measured():
    benefit = plan()
    row = measure(benefit)
    moved = msgspec.structs.replace(TRAVEL, baseline=Decimal(60))
    with pytest.raises(Refused):
        actions.change_benefit(by=LEAD, benefit_id=benefit.id, version=1, draft=moved)
    renamed = msgspec.structs.replace(TRAVEL, name="Kjøretid i uka")
    actions.change_benefit(by=LEAD, benefit_id=benefit.id, version=1, draft=renamed)
    actions.withdraw(by=LEAD, kind="measurement", row_id=row.id, version=1, why="Feil uke")
    actions.change_benefit(by=LEAD, benefit_id=benefit.id, version=2, draft=moved)
    assert shown(benefit).state == "not_measured"
    with pytest.raises(SomebodyChanged):
        actions.change_benefit(by=LEAD, benefit_id=benefit.id, version=2, draft=moved)


def test_a_change_that_is_kept_has_no_share():
    benefit = plan(category="kept", wanted="kept", expected=None, expected_by=None)
    measure(benefit)
    assert (shown(benefit).change, shown(benefit).share) == (Decimal(-6), None)


def test_a_project_lead_writes_about_her_own_project_only():
    skien = Organization.objects.using("owner").create(kind="municipality", name="Skien", municipality_number="4003")
    lead = Actor("personnel", UUID(int=5), "Per Leder", role="project_lead", organization_id=skien.id)
    mine = msgspec.structs.replace(TRAVEL, project="vestfold-og-telemark")
    benefit = actions.plan_benefit(by=lead, draft=mine)
    with pytest.raises(NotYours):
        actions.plan_benefit(by=lead, draft=TRAVEL)
    with pytest.raises(NotYours):
        actions.change_benefit(by=lead, benefit_id=benefit.id, version=1, draft=TRAVEL)
    assert Benefit.objects.get(pk=benefit.pk).version == 1


@dataclass
class Plain:
    baseline: Decimal = Decimal(10)
    baseline_people: int = 50
    control_baseline: Decimal | None = None
    control_people: int | None = None
    expected: Decimal | None = Decimal(10)
    has_control: bool = False


def test_nothing_expected_and_nothing_measured():
    assert progress(Plain(), []).state == "not_measured"
