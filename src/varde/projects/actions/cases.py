"""Patient cases: written by one, read by two others, published only when both have approved the same version."""

import re
from typing import Any
from uuid import UUID

from django.db import transaction

from varde.audit.models import Action
from varde.geography.models import County, Helsefellesskap, Municipality
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects import recognition, rights
from varde.projects.actions.writing import change, found, make, note, standing
from varde.projects.drafts import CaseDraft
from varde.projects.models import Approval, PatientCase, Project
from varde.projects.models.cases import APPROVALS_NEEDED
from varde.projects.refusals import Refused, SomebodyChanged, refuse


@transaction.atomic
def write_case(*, by: Actor, draft: CaseDraft, synthetic: bool = False) -> PatientCase:
    """Not public until approved. Raises Refused when the text could point at somebody; NotYours."""
    values = _case(draft)
    rights.ensure(by, values["project"])
    return make(PatientCase, values, by=by, synthetic=synthetic)


@transaction.atomic
def change_case(*, by: Actor, case_id: UUID, version: int, draft: CaseDraft) -> PatientCase:
    """Also a published one is taken down and must be approved anew. Raises Refused, SomebodyChanged, NotYours."""
    row, values = standing(PatientCase, case_id), _case(draft)
    rights.ensure(by, row.project, values["project"])
    values |= {"is_public": False, "published_at": None, "recorded_by": by.display, "recorded_by_id": by.id}
    return change(row, values, by=by, version=version)


@transaction.atomic
def approve_case(*, by: Actor, case_id: UUID, version: int) -> PatientCase:
    """The second approval publishes it. Raises Refused for the writer and for one who has approved this version already;
    SomebodyChanged, NotYours."""
    row = standing(PatientCase, case_id)
    rights.ensure(by, row.project)
    if row.version != version or row.withdrawn_at:
        raise SomebodyChanged
    approved = {one.approved_by_id for one in row.approvals_now}
    refuse(
        approve="Den som har skrevet historien, kan ikke godkjenne den." if by.id == row.recorded_by_id else "",
        again="Du har godkjent denne teksten." if by.id in approved else "",
    )
    _refuse_traces(row.title, row.text, row.condition)
    Approval.objects.create(
        case=row, version=version, approved_at=clock.now(), approved_by=by.display, approved_by_id=by.id
    )
    note(by, Action.UPDATE, Approval)
    if len(approved) + 1 >= APPROVALS_NEEDED and not row.is_public:
        PatientCase.objects.filter(pk=row.pk).update(is_public=True, published_at=clock.now())
        row.refresh_from_db()
    return row


def _case(draft: CaseDraft) -> dict[str, Any]:
    refuse(
        agreed="" if draft.agreed else "Pasienten må ha sagt ja til at historien brukes.",
        quarter="" if re.fullmatch(r"(20\d\d-[1-4])?", draft.quarter) else "Skriv år og kvartal, for eksempel 2025-2.",
    )
    _refuse_traces(draft.title, draft.text, draft.condition)
    plain = {name: getattr(draft, name) for name in ("title", "text", "age_band", "condition", "agreed", "quarter")}
    return {
        **plain,
        "project": found(Project, "project", slug=draft.project),
        "helsefellesskap": found(Helsefellesskap, "helsefellesskap", name=draft.helsefellesskap),
    }


def _refuse_traces(title: str, text: str, condition: str) -> None:
    small, large = place_names()
    told = {}
    for field, written in {"title": title, "text": text, "condition": condition}.items():
        if hits := recognition.traces(written, places=small, large=large):
            told[field] = f"Kan peke på en person: {'; '.join(map(str, hits[:5]))}."
    if told:
        raise Refused(told)


def place_names() -> tuple[frozenset[str], frozenset[str]]:
    """Names of municipalities however spelled; and names of helsefellesskap and counties, which are large enough to tell."""
    rows = Municipality.objects.values_list("name", "other_name", "aliases")
    small = {name for row in rows for text in row for name in text.splitlines() if name}
    areas = [*Helsefellesskap.objects.values_list("name", flat=True), *County.objects.values_list("name", flat=True)]
    large = {part.strip() for name in areas for part in re.split(r",| og | - ", name)} | set(areas)
    return frozenset(small), frozenset(large)
