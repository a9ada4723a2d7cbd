"""Recording knowledge, and what it says: an effect with a control group behind it, else an experience."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.text import slugify

from varde.lib.context import Actor
from varde.projects import rights, wording
from varde.projects.actions.writing import change, found, make, standing
from varde.projects.drafts import EffectDraft, EvidenceDraft
from varde.projects.models import Effect, Evidence, Outcome, Project
from varde.projects.refusals import NotYours, Refused, refuse


@transaction.atomic
def record_evidence(*, by: Actor, draft: EvidenceDraft, synthetic: bool = False) -> Evidence:
    """A study, report or statement that claims can rest on. Raises Refused, NotYours."""
    _ensure_leads(by)
    if Evidence.objects.filter(slug=draft.slug).exists():
        raise Refused({"slug": "Kortnavnet er brukt."})
    return make(Evidence, _evidence(draft), by=by, synthetic=synthetic)


@transaction.atomic
def change_evidence(*, by: Actor, evidence_id: UUID, version: int, draft: EvidenceDraft) -> Evidence:
    """Raises Refused when a control group is taken away from under a claim that names a cause; SomebodyChanged, NotYours."""
    row = standing(Evidence, evidence_id)
    if not rights.writes_about_all(by) and row.recorded_by_id != by.id:
        raise NotYours
    changed = change(row, _evidence(draft), by=by, version=version)
    if not changed.has_control:
        named = [effect for effect in changed.effects.all() if wording.causal_words(effect.claim)]
        refuse(kind="En påstand som bygger på dette, sier at noe er årsaken. Endre den først." if named else "")
    return changed


@transaction.atomic
def record_effect(*, by: Actor, draft: EffectDraft, synthetic: bool = False) -> Effect:
    """Raises Refused (also for a claim about causes without a control group), NotYours."""
    values = _effect(draft)
    rights.ensure(by, values["project"])
    return make(Effect, values, by=by, synthetic=synthetic)


@transaction.atomic
def change_effect(*, by: Actor, effect_id: UUID, version: int, draft: EffectDraft) -> Effect:
    """Raises Refused, SomebodyChanged, NotYours."""
    row, values = standing(Effect, effect_id), _effect(draft)
    rights.ensure(by, row.project, values["project"])
    return change(row, values, by=by, version=version)


def _evidence(draft: EvidenceDraft) -> dict[str, Any]:
    tags = " ".join(sorted({word.strip(",").lower() for word in draft.tags.split()}))
    link = draft.link.strip()
    refuse(
        link="" if not link or link.startswith(("https://", "doi:")) else "Skriv en adresse som begynner med https://."
    )
    return {
        **{name: getattr(draft, name) for name in draft.__struct_fields__},
        "tags": f" {tags} " if tags else "",
        "link": link,
    }


def _effect(draft: EffectDraft) -> dict[str, Any]:
    evidence = found(Evidence, "evidence", slug=draft.evidence)
    if evidence is None:
        raise Refused({"evidence": "Velg hva påstanden bygger på."})
    words = wording.causal_words(draft.claim)
    if words and not evidence.has_control:
        raise Refused(
            {
                "claim": f"«{words[0]}» sier at noe er årsaken. Det kan bare skrives når kunnskapsgrunnlaget har en "
                "kontrollgruppe. Skriv hva som ble sett eller sagt."
            }
        )
    plain = ("party", "category", "polarity", "direction", "intention", "claim", "quote", "estimate", "caution")
    return {
        **{name: getattr(draft, name) for name in (*plain, "is_public")},
        "evidence": evidence,
        "project": found(Project, "project", slug=draft.project),
        "outcome": _outcome(draft),
    }


def _outcome(draft: EffectDraft) -> Outcome:
    """The outcome of the list, or a new one, unless it is there under the same name."""
    outcome = found(Outcome, "outcome", slug=draft.outcome)
    if outcome is not None:
        return outcome
    slug = slugify(draft.new_outcome.lower().translate(str.maketrans("æøå", "eoa")))[:80]
    if not slug:
        raise Refused({"outcome": "Velg hva det gjelder, eller skriv et nytt utfall."})
    return Outcome.objects.get_or_create(slug=slug, defaults={"name": draft.new_outcome.strip()[:120]})[0]


def _ensure_leads(by: Actor) -> None:
    if not rights.writes_about_all(by) and by.role != rights.PROJECT_LEAD:
        raise NotYours
