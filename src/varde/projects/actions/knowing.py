"""Bringing in what the sources say about effects and projects, and the demo's invented examples, from data files."""

from importlib.resources import files
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import transaction

from varde.lib.context import Actor
from varde.projects.actions.benefits import measure_benefit, plan_benefit
from varde.projects.actions.cases import approve_case, write_case
from varde.projects.actions.effects import record_effect, record_evidence
from varde.projects.actions.entries import enter
from varde.projects.actions.inventory import record_involvement, record_plan, record_service
from varde.projects.drafts import (
    BenefitDraft,
    CaseDraft,
    EffectDraft,
    EntryDraft,
    EvidenceDraft,
    InvolvementDraft,
    MeasurementDraft,
    PlanDraft,
    ServiceDraft,
)
from varde.projects.models import Entry, Evidence, Outcome, Project

T = TypeVar("T")
ALL = "*"


class KnowledgeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    outcomes: dict[str, str]
    evidence: list[EvidenceDraft]
    effects: list[EffectDraft]


class MeasuredFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plan: BenefitDraft
    measurements: list[MeasurementDraft]


class PlannedFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    plan: PlanDraft
    services: list[ServiceDraft]
    involvements: list[InvolvementDraft]


class DemoFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    evidence: list[EvidenceDraft]
    effects: list[EffectDraft]
    plans: list[PlannedFile]
    benefits: list[MeasuredFile]
    cases: list[CaseDraft]
    entries: list[EntryDraft]


@transaction.atomic
def load_knowledge(*, by: Actor) -> None:
    """What studies and slides say, each claim with its evidence; what is there already is left alone."""
    known = set(Evidence.objects.values_list("slug", flat=True))
    knowledge = _read("knowledge.json", KnowledgeFile)
    for slug, name in knowledge.outcomes.items():
        Outcome.objects.get_or_create(slug=slug, defaults={"name": name})
    for evidence in knowledge.evidence:
        if evidence.slug not in known:
            record_evidence(by=by, draft=evidence)
    for effect in knowledge.effects:
        if effect.evidence not in known:
            record_effect(by=by, draft=effect)


@transaction.atomic
def load_entries(*, by: Actor) -> None:
    """Facts of the sources for the registers; a project of `*` means each of them. Loading again changes nothing."""
    slugs = list(Project.objects.values_list("slug", flat=True))
    for draft in _read("registers.json", list[EntryDraft]):
        for slug in slugs if draft.project == ALL else [draft.project]:
            one = msgspec.structs.replace(draft, project=slug)
            if not _is_there(one):
                enter(by=by, draft=one)


@transaction.atomic
def load_demo_effects(*, by: Actor) -> None:
    """Invented examples for the demo, every one marked synthetic. Needs `load`. Loading again changes nothing."""
    if Evidence.objects.filter(is_synthetic=True).exists():
        return
    demo = _read("demo_effects.json", DemoFile)
    for evidence in demo.evidence:
        record_evidence(by=by, draft=evidence, synthetic=True)
    for effect in demo.effects:
        record_effect(by=by, draft=effect, synthetic=True)
    for planned in demo.plans:
        _planned(planned, by)
    for measured in demo.benefits:
        benefit = plan_benefit(by=by, draft=measured.plan, synthetic=True)
        for measurement in measured.measurements:
            measure_benefit(by=by, benefit_id=benefit.id, draft=measurement, synthetic=True)
    for entry in demo.entries:
        enter(by=by, draft=entry, synthetic=True)
    for case in demo.cases:
        _told(case, by)


def _planned(planned: PlannedFile, by: Actor) -> None:
    plan = record_plan(by=by, draft=planned.plan, synthetic=True)
    for service in planned.services:
        record_service(by=by, draft=msgspec.structs.replace(service, plan=plan.id), synthetic=True)
    for involvement in planned.involvements:
        record_involvement(by=by, draft=msgspec.structs.replace(involvement, plan=plan.id), synthetic=True)


def _told(draft: CaseDraft, by: Actor) -> None:
    """Approved by two invented readers."""
    case = write_case(by=by, draft=draft, synthetic=True)
    for number in (1, 2):
        reader = Actor("worker", UUID(int=700 + number), f"Oppdiktet leser {number}")
        approve_case(by=reader, case_id=case.id, version=case.version)


def _is_there(draft: EntryDraft) -> bool:
    """Whether the source's fact has been brought in before, also when somebody has withdrawn it since."""
    same: dict[str, Any] = {
        "register": draft.register,
        "project__slug": draft.project or None,
        "item": draft.item,
        "state": draft.state,
        "party": draft.party,
        "year": draft.year,
        "source_id": draft.source,
    }
    return Entry.objects.filter(**same).exists()


def _read(name: str, shape: type[T]) -> T:
    return msgspec.json.decode(files("varde.projects").joinpath("data", name).read_bytes(), type=shape)
