"""Recording services given in or near the home, development plans, and who was involved."""

from typing import Any
from uuid import UUID

from django.db import transaction

from varde.geography.models import Helsefellesskap
from varde.indicators.models import Source
from varde.lib.context import Actor
from varde.projects import rights
from varde.projects.actions.writing import change, found, make, standing
from varde.projects.drafts import InvolvementDraft, PlanDraft, ServiceDraft
from varde.projects.models import DevelopmentPlan, HealthcareService, Involvement, Project, ServiceState
from varde.projects.refusals import NotYours, refuse


@transaction.atomic
def record_service(*, by: Actor, draft: ServiceDraft, synthetic: bool = False) -> HealthcareService:
    """Raises Refused, NotYours."""
    values = _service(draft)
    rights.ensure(by, values["project"])
    return make(HealthcareService, values, by=by, synthetic=synthetic)


@transaction.atomic
def change_service(*, by: Actor, service_id: UUID, version: int, draft: ServiceDraft) -> HealthcareService:
    """Raises Refused, SomebodyChanged, NotYours."""
    row, values = standing(HealthcareService, service_id), _service(draft)
    rights.ensure(by, row.project, values["project"])
    return change(row, values, by=by, version=version)


@transaction.atomic
def record_plan(*, by: Actor, draft: PlanDraft, synthetic: bool = False) -> DevelopmentPlan:
    """A development plan that services may follow from. Raises Refused, NotYours."""
    _ensure_leads(by)
    return make(DevelopmentPlan, _plan(draft), by=by, synthetic=synthetic)


@transaction.atomic
def change_plan(*, by: Actor, plan_id: UUID, version: int, draft: PlanDraft) -> DevelopmentPlan:
    """Raises Refused, SomebodyChanged, NotYours."""
    row = standing(DevelopmentPlan, plan_id)
    if not rights.writes_about_all(by) and row.recorded_by_id != by.id:
        raise NotYours
    return change(row, _plan(draft), by=by, version=version)


@transaction.atomic
def record_involvement(*, by: Actor, draft: InvolvementDraft, synthetic: bool = False) -> Involvement:
    """Raises Refused, NotYours."""
    values = _involvement(draft)
    rights.ensure(by, values["project"])
    return make(Involvement, values, by=by, synthetic=synthetic)


@transaction.atomic
def change_involvement(*, by: Actor, involvement_id: UUID, version: int, draft: InvolvementDraft) -> Involvement:
    """Raises Refused, SomebodyChanged, NotYours."""
    row, values = standing(Involvement, involvement_id), _involvement(draft)
    rights.ensure(by, row.project, values["project"])
    return change(row, values, by=by, version=version)


def _service(draft: ServiceDraft) -> dict[str, Any]:
    planned = draft.state == ServiceState.PLANNED
    refuse(
        helsefellesskap="" if draft.helsefellesskap else "Velg helsefellesskap.",
        from_year="Skriv når tjenesten er planlagt å starte." if planned and draft.from_year is None else "",
        to_year=_years(draft.from_year, draft.to_year),
        volume_unit="Skriv hva som er talt." if draft.volume is not None and not draft.volume_unit else "",
        volume_on="Skriv hvilken dato tallet gjelder." if draft.volume is not None and not draft.volume_on else "",
        said_by="Skriv hvem som oppgir dette." if not draft.source and not draft.said_by.strip() else "",
    )
    return {
        **_as_they_are(draft, "helsefellesskap", "project", "plan", "source"),
        "helsefellesskap": found(Helsefellesskap, "helsefellesskap", name=draft.helsefellesskap),
        "project": found(Project, "project", slug=draft.project),
        "plan": found(DevelopmentPlan, "plan", pk=draft.plan),
        "source": found(Source, "source", key=draft.source),
    }


def _plan(draft: PlanDraft) -> dict[str, Any]:
    wrong = draft.link and not draft.link.startswith("https://")
    refuse(
        to_year=_years(draft.from_year, draft.to_year),
        link="Skriv en adresse som begynner med https://." if wrong else "",
    )
    return {
        **_as_they_are(draft, "helsefellesskap"),
        "helsefellesskap": found(Helsefellesskap, "helsefellesskap", name=draft.helsefellesskap),
    }


def _involvement(draft: InvolvementDraft) -> dict[str, Any]:
    return {
        **_as_they_are(draft, "project", "plan"),
        "project": found(Project, "project", slug=draft.project),
        "plan": found(DevelopmentPlan, "plan", pk=draft.plan),
    }


def _as_they_are(draft: ServiceDraft | PlanDraft | InvolvementDraft, *but: str) -> dict[str, Any]:
    return {name: getattr(draft, name) for name in draft.__struct_fields__ if name not in but}


def _years(first: int | None, last: int | None) -> str:
    return "Kan ikke slutte før det begynner." if first and last and last < first else ""


def _ensure_leads(by: Actor) -> None:
    if not rights.writes_about_all(by) and by.role != rights.PROJECT_LEAD:
        raise NotYours
