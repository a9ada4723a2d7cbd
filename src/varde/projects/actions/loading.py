"""Bringing in the spread projects from this room's data file."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import msgspec
from django.db import transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.geography.models import Helsefellesskap
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.projects.actions.knowing import load_entries, load_knowledge
from varde.projects.models import Coverage, Participation, Project, Role, Statement


class StatementFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    text: str
    source: str
    on: date | None = None
    number: int | None = None


class ParticipantFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    municipality: str
    role: str
    source: str


class ProjectFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`everyone_takes_part` names the source that says so; it makes a participant of every municipality in the area."""

    slug: str
    name: str
    owner: str
    helsefellesskap: list[str]
    area_source: str
    participants: list[ParticipantFile] = []
    statements: list[StatementFile] = []
    everyone_takes_part: str = ""


class ProgrammeFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    for_all: list[StatementFile]
    owner_source: str
    projects: list[ProjectFile]


@transaction.atomic
def load(*, by: Actor) -> None:
    """Make the 17 projects with owners, participants and sourced statements, and what the sources say about effects and
    in the registers; loading again changes nothing.

    What is there already is left alone: people may have corrected it since. Needs `geography.actions.load()` first.
    """
    indicators.load_sources(by=by)
    programme = msgspec.json.decode(
        files("varde.projects").joinpath("data", "projects.json").read_bytes(), type=ProgrammeFile
    )
    known = set(Project.objects.values_list("slug", flat=True))
    new = [item for item in programme.projects if item.slug not in known]
    for item in new:
        _make(item, programme)
    if new:
        audit.record(by=by, action=Action.CREATE, what="Spredningsprosjekter", subjects={}, purpose="programstyring")
    load_knowledge(by=by)
    load_entries(by=by)


def _make(item: ProjectFile, programme: ProgrammeFile) -> None:
    project = Project.objects.create(slug=item.slug, name=item.name)
    Coverage.objects.bulk_create(
        Coverage(project=project, helsefellesskap_id=name, source_id=item.area_source) for name in item.helsefellesskap
    )
    Participation.objects.bulk_create(
        Participation(project=project, municipality_id=one.municipality, role=one.role, source_id=one.source)
        for one in _participants(item, programme.owner_source)
    )
    Statement.objects.bulk_create(
        Statement(project=project, kind=one.kind, text=one.text, on=one.on, number=one.number, source_id=one.source)
        for one in [*item.statements, *programme.for_all]
    )


def _participants(item: ProjectFile, owner_source: str) -> Iterator[ParticipantFile]:
    yield ParticipantFile(item.owner, Role.OWNER, owner_source)
    yield from item.participants
    if item.everyone_takes_part:
        areas = Helsefellesskap.objects.filter(name__in=item.helsefellesskap)
        for number in areas.values_list("municipalities__number", flat=True):
            if number != item.owner:
                yield ParticipantFile(number, Role.PARTNER, item.everyone_takes_part)
