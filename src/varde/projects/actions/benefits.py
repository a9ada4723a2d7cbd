"""Planning a benefit and measuring it. The baseline stands from the first measurement; a cause needs a control group."""

from typing import Any
from uuid import UUID

from django.db import transaction

from varde.indicators.definitions import MEASURES
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects import rights, wording
from varde.projects.actions.writing import change, found, make, standing
from varde.projects.drafts import BenefitDraft, MeasurementDraft
from varde.projects.models import STANDING, Benefit, Design, Measurement, Project, Wanted
from varde.projects.refusals import Refused, refuse

FIXED = (
    "unit", "measure", "measured_as", "design", "control_group", "baseline", "baseline_from", "baseline_to",
    "baseline_people", "control_baseline", "control_people",
)  # fmt: skip


@transaction.atomic
def plan_benefit(*, by: Actor, draft: BenefitDraft, synthetic: bool = False) -> Benefit:
    """Raises Refused (also when it names a cause and has no control group), NotYours."""
    values = _benefit(draft)
    rights.ensure(by, values["project"])
    return make(Benefit, values, by=by, synthetic=synthetic)


@transaction.atomic
def change_benefit(*, by: Actor, benefit_id: UUID, version: int, draft: BenefitDraft) -> Benefit:
    """Raises Refused when what is measured, or its baseline, would change after it was measured; SomebodyChanged, NotYours."""
    row, values = standing(Benefit, benefit_id), _benefit(draft)
    rights.ensure(by, row.project, values["project"])
    if row.measurements.filter(STANDING).exists():
        moved = {name for name in FIXED if getattr(row, name) != values[name]}
        refuse(**dict.fromkeys(moved, "Kan ikke endres etter at gevinsten er målt. Trekk målingene først."))
    return change(row, values, by=by, version=version)


@transaction.atomic
def measure_benefit(*, by: Actor, benefit_id: UUID, draft: MeasurementDraft, synthetic: bool = False) -> Measurement:
    """One more measurement of a standing benefit. Raises Refused, NotYours."""
    benefit = standing(Benefit, benefit_id)
    rights.ensure(by, benefit.project)
    plain = {name: getattr(draft, name) for name in draft.__struct_fields__}
    refuse(
        value="Gevinsten er trukket." if benefit.withdrawn_at else "",
        from_on="Målingen må gjelde tiden etter utgangspunktet." if draft.from_on <= benefit.baseline_to else "",
        to_on=_period(draft),
        people="Skriv hvor mange personer som står bak tallet." if draft.people < 1 else "",
        control_value=_control(benefit.has_control, draft.control_value, draft.control_people),
    )
    return make(Measurement, {**plain, "benefit": benefit, "is_public": benefit.is_public}, by=by, synthetic=synthetic)


def _period(draft: MeasurementDraft) -> str:
    if draft.to_on < draft.from_on:
        return "Kan ikke slutte før den begynner."
    return "Kan ikke være fram i tid." if draft.to_on > clock.now().date() else ""


def _control(has_control: bool, value: object, people: int | None) -> str:
    given = value is not None and bool(people)
    if has_control and not given:
        return "Skriv kontrollgruppens verdi og hvor mange den er."
    return "Gevinsten har ingen kontrollgruppe." if not has_control and (value is not None or people) else ""


def _benefit(draft: BenefitDraft) -> dict[str, Any]:
    has_control = draft.design != Design.BEFORE_AFTER
    words = [] if has_control else wording.causal_words(f"{draft.name} {draft.method}")
    control = _control(has_control, draft.control_baseline, draft.control_people)
    refuse(
        name=f"«{words[0]}» sier at noe er årsaken. Det krever en kontrollgruppe. Skriv hva som skal måles."
        if words
        else "",
        control_baseline=control,
        control_group="Skriv hvem kontrollgruppen er." if has_control and not draft.control_group.strip() else "",
        baseline_to="Kan ikke slutte før det begynner." if draft.baseline_to < draft.baseline_from else "",
        baseline_people="Skriv hvor mange personer som står bak tallet." if draft.baseline_people < 1 else "",
        measure="Velg et mål fra lista, eller skriv hva som måles." if not _is_measured(draft) else "",
        expected_by="Skriv når det er ventet." if draft.expected is not None and draft.expected_by is None else "",
        expected=_direction(draft),
    )
    project = found(Project, "project", slug=draft.project)
    if project is None:
        raise Refused({"project": "Velg prosjekt."})
    plain = {name: getattr(draft, name) for name in draft.__struct_fields__}
    return {**plain, "project": project, "control_group": draft.control_group if has_control else ""}


def _is_measured(draft: BenefitDraft) -> bool:
    return draft.measure in MEASURES if draft.measure else bool(draft.measured_as.strip())


def _direction(draft: BenefitDraft) -> str:
    if draft.expected is None:
        return ""
    ways = {
        Wanted.DOWN: draft.expected < draft.baseline,
        Wanted.UP: draft.expected > draft.baseline,
        Wanted.KEPT: True,
    }
    return "" if ways.get(Wanted(draft.wanted), True) else "Det ventede går motsatt vei av det ønskede."
