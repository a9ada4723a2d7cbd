"""The kinds of things that are written here: how each is listed, which form it has and which verbs write it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from varde.lib.context import Actor
from varde.portals.management.effects import fields
from varde.projects import actions, desk, drafts
from varde.projects.models import Recorded

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """`rows(by)` are those `by` works with; `record` and `change` write a draft made of a form's values."""

    slug: str
    kind: str
    title: str
    one: str
    intro: str
    rows: Callable[[Actor], "QuerySet[Any]"]
    fields: Callable[[Actor], fields.Fields]
    draft: type[Any]
    record: Callable[..., Recorded]
    change: Callable[..., Recorded]
    id_name: str
    says: Callable[[Any], tuple[str, str]]

    def make(self, by: Actor, values: Values) -> Recorded:
        return self.record(by=by, draft=self._draft(values))

    def put(self, by: Actor, row_id: UUID, version: int, values: Values) -> Recorded:
        return self.change(by=by, version=version, draft=self._draft(values), **{self.id_name: row_id})

    def initial(self, row: Recorded) -> dict[str, object]:
        """What stands now, as the form shows it."""
        found = {name: _shown(getattr(row, name, "")) for name in self.draft.__struct_fields__}
        if found.get("intention") == "unknown":
            found["intention"] = ""
        if "is_jointly_planned" in found:
            found["is_jointly_planned"] = _YES_NO[getattr(row, "is_jointly_planned", None)]
        return found

    def _draft(self, values: Values) -> Any:
        taken = {name: _taken(name, value) for name, value in values.items()}
        return self.draft(**{name: value for name, value in taken.items() if name in self.draft.__struct_fields__})


_YES_NO: Mapping[bool | None, str] = {True: "yes", False: "no", None: ""}


def _shown(value: Any) -> object:
    """Foreign keys by the key the draft uses: slug, source key, helsefellesskap's name, else id."""
    if isinstance(value, bool):
        return value
    for key in ("slug", "key"):
        if hasattr(value, key) and hasattr(value, "pk") and value.__class__.__name__ != "Helsefellesskap":
            return getattr(value, key)
    return str(value.pk) if hasattr(value, "pk") else fields.as_written(value)


def _taken(name: str, value: Any) -> Any:
    if name == "is_jointly_planned":
        return {"yes": True, "no": False}.get(value)
    if name == "plan":
        return UUID(value) if value else None
    if name == "intention":
        return value or "unknown"
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value


def _of(row: Any) -> str:
    return row.project.name if row.project else "Hele programmet"


_ALL = (
    Section(
        "virkninger", "effect", "Effekter og erfaringer", "effekt eller erfaring",
        "Hva én kilde sier om én ting, for én part. Motstridende funn skrives hver for seg og vises ved siden av hverandre.",
        desk.effects, fields.effect, drafts.EffectDraft, actions.record_effect, actions.change_effect, "effect_id",
        lambda row: (row.claim, f"{_of(row)} · {row.outcome} · {row.get_party_display()} · {row.noun}, grad {row.evidence.grade or '–'}"),
    ),
    Section(
        "kunnskap", "evidence", "Kunnskapsgrunnlag", "studie, rapport eller utsagn",
        "Det påstander bygger på. Graden følger av metoden: A er loddtrekning eller oversikt over slike, D er et enkeltutsagn.",
        lambda by: desk.evidence(), fields.evidence, drafts.EvidenceDraft, actions.record_evidence,
        actions.change_evidence, "evidence_id",
        lambda row: (row.title, f"{row.get_kind_display()} · grad {row.grade or '–'} · {row.publisher}"),
    ),
    Section(
        "gevinster", "benefit", "Gevinster", "gevinst",
        "Planlegg med utgangspunkt før dere begynner, og mål samme ting igjen. Det som er oppnådd, regnes ut.",
        desk.benefits, fields.benefit, drafts.BenefitDraft, actions.plan_benefit, actions.change_benefit, "benefit_id",
        lambda row: (row.name, f"{_of(row)} · {row.get_category_display()} · {_measured(len(row.measurements.all()))}"),
    ),
    Section(
        "tjenester", "service", "Tjenester i eller nær hjemmet", "tjeneste",
        "Spesialisthelsetjenester som ytes hjemme i dag eller er planlagt, og om de er planlagt sammen.",
        desk.services, fields.service, drafts.ServiceDraft, actions.record_service, actions.change_service, "service_id",
        lambda row: (row.name, f"{row.helsefellesskap} · {row.get_state_display()} · {row.given_by}"),
    ),
    Section(
        "planer", "plan", "Utviklingsplaner", "utviklingsplan",
        "Spesialisthelsetjenestens lokale og regionale planer, og hva de sier om tjenester hjemme.",
        lambda by: desk.plans(), fields.plan, drafts.PlanDraft, actions.record_plan, actions.change_plan, "plan_id",
        lambda row: (str(row), f"{row.get_level_display()} · {row.owner}"),
    ),
    Section(
        "medvirkning", "involvement", "Medvirkning", "medvirkning",
        "Hvem som har vært med, når, hvordan, og hvor det er dokumentert.",
        desk.involvements, fields.involvement, drafts.InvolvementDraft, actions.record_involvement,
        actions.change_involvement, "involvement_id",
        lambda row: (f"{row.who}: {row.how}", f"{_of(row)} · {row.get_party_display()} · {row.on:%d.%m.%Y}"),
    ),
    Section(
        "pasienthistorier", "case", "Pasienthistorier", "pasienthistorie",
        "Fortalt slik at ingen kan kjennes igjen. To andre enn den som skrev, må godkjenne teksten før den blir offentlig.",
        desk.cases, fields.case, drafts.CaseDraft, actions.write_case, actions.change_case, "case_id",
        lambda row: (row.title, f"{_of(row)} · {len(row.approvals_now)} av 2 har godkjent"),
    ),
)  # fmt: skip

SECTIONS: Mapping[str, Section] = {one.slug: one for one in _ALL}


def _measured(times: int) -> str:
    return "1 måling" if times == 1 else f"{times} målinger"
