"""Entering a fact in a register. The newer replaces the older from the same source; the older is kept."""

from typing import Any
from uuid import UUID

from django.db import transaction

from varde.geography.models import Helsefellesskap, Municipality
from varde.indicators.models import Source
from varde.lib.context import Actor
from varde.projects import rights
from varde.projects.actions.writing import found, make, standing, withdraw
from varde.projects.drafts import EntryDraft
from varde.projects.models import Entry, Evidence, Participation, Project
from varde.projects.refusals import Refused, SomebodyChanged, refuse
from varde.projects.registers import REGISTERS, Register

SAME = ("register", "project", "helsefellesskap", "municipality", "item", "about", "source")
# In these one project has several facts with different names, standing side by side.
BY_PARTY = frozenset(
    {
        "need",
        "support",
        "region",
        "routine",
        "norm",
        "cooperation",
        "example",
        "closing",
        "elsewhere",
        "body",
        "procurement",
    }
)
# And in these, several on different days, or about different questions.
ALSO_BY = {
    "award": ("year",),
    "continuation": ("year",),
    "reporting-meeting": ("on",),
    "mini-hta": ("party", "question"),
    "gathering": ("party", "on"),
} | dict.fromkeys(BY_PARTY, ("party",))
PLAIN = ("register", "item", "state", "party", "text", "on", "year", "number", "question", "responsible", "is_public")
ASKED = ("municipality", "party", "text", "on", "year", "number", "about", "question", "responsible", "evidence")


@transaction.atomic
def enter(*, by: Actor, draft: EntryDraft, seen: UUID | None = None, synthetic: bool = False) -> Entry:
    """The fact as the newest of its kind. `seen` is the one shown on the page it was written on, if any.

    Raises Refused; SomebodyChanged when another fact about the same stands now; NotYours.
    """
    values = _values(draft)
    rights.ensure(by, values["project"])
    _one_at_a_time(values["project"])
    older = standing_about_the_same(values)
    if seen is not None and (older is None or older.pk != seen):
        raise SomebodyChanged
    return make(Entry, {**values, "replaces": older}, by=by, synthetic=synthetic)


@transaction.atomic
def withdraw_entry(*, by: Actor, entry_id: UUID, version: int, why: str) -> Entry:
    """Raises Refused without a reason; SomebodyChanged, NotYours."""
    row = standing(Entry, entry_id)
    rights.ensure(by, row.project)
    return withdraw(row, by=by, version=version, why=why)


def _one_at_a_time(project: Project | None) -> None:
    """Two that saw the same fact cannot both replace it; what is about no project waits in one line, behind the first."""
    wanted = Project.objects.filter(pk=project.pk) if project else Project.objects.order_by("slug")[:1]
    list(wanted.select_for_update())


def standing_about_the_same(values: dict[str, Any]) -> Entry | None:
    same = {name: values[name] for name in (*SAME, *ALSO_BY.get(values["register"], ()))}
    return Entry.objects.standing().filter(**same).first()


def _values(draft: EntryDraft) -> dict[str, Any]:
    register = REGISTERS.get(draft.register)
    if register is None:
        raise Refused({"register": "Registeret finnes ikke."})
    _check(register, draft)
    project = found(Project, "project", slug=draft.project)
    municipality = found(Municipality, "municipality", number=draft.municipality)
    if municipality and project and not _takes_part(municipality, project):
        raise Refused({"municipality": f"{municipality.name} ligger ikke i prosjektets område."})
    return {
        **{name: getattr(draft, name) for name in PLAIN},
        "project": project,
        "helsefellesskap": found(Helsefellesskap, "helsefellesskap", name=draft.helsefellesskap),
        "municipality": municipality,
        "about": _referred(register, draft.about),
        "evidence": found(Evidence, "evidence", slug=draft.evidence),
        "attended": sorted(set(draft.attended)),
        "source": found(Source, "source", key=draft.source),
    }


def _check(register: Register, draft: EntryDraft) -> None:
    """What the register does not ask for stays empty, what it requires is there, and codes are its own."""
    reasons = {name: "Må fylles ut." for name in register.required if getattr(draft, name) in {"", None}}
    for name, allowed in {"item": register.items, "state": register.states}.items():
        if getattr(draft, name) and getattr(draft, name) not in allowed:
            reasons[name] = "Velg et av svarene i lista."
    for name in ASKED:
        if name not in register.fields and getattr(draft, name) not in {"", None}:
            reasons[name] = "Dette spørres det ikke om her."
    if set(draft.attended) - set(register.roles):
        reasons["attended"] = "Velg blant dem som skal møte."
    refuse(**reasons, **_about(register, draft))


def _about(register: Register, draft: EntryDraft) -> dict[str, str]:
    given = {"project": bool(draft.project), "helsefellesskap": bool(draft.helsefellesskap)}
    whole = not any(given.values())
    if whole and (register.about == "programme" or register.also_programme):
        return {}
    return {
        name: "Velg hva det gjelder." if name == register.about else "Dette registeret gjelder ikke det."
        for name, is_given in given.items()
        if is_given != (name == register.about)
    }


def _takes_part(municipality: Municipality, project: Project) -> bool:
    there = Participation.objects.filter(project=project, municipality=municipality)
    return there.exists() or project.helsefellesskap.filter(municipalities=municipality).exists()


def _referred(register: Register, about: UUID | None) -> Entry | None:
    entry = found(Entry, "about", pk=about)
    if entry is not None and entry.register != register.refers_to:
        raise Refused({"about": "Velg noe i lista."})
    return entry
