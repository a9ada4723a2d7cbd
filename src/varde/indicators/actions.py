"""Bringing in sources and frozen figures from this room's data files."""

from datetime import date
from importlib.resources import files
from typing import Any

import msgspec
from django.db import transaction

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.indicators.definitions import MEASURES
from varde.indicators.externals import BadFile
from varde.indicators.importing import import_external
from varde.indicators.models import Figure, MeasureReport, Source
from varde.indicators.publishing import CannotPublish, freeze_month, publish, withdraw
from varde.lib import clock
from varde.lib.context import Actor

__all__ = [
    "BadFile", "CannotPublish", "SnapshotIsFrozen", "freeze", "freeze_month", "import_external", "import_snapshot", "load_sources", "publish", "withdraw",
]  # fmt: skip


class SnapshotIsFrozen(ValueError):
    """The report for this date and source is already here with other figures, and frozen figures are never changed."""


class SourceFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    short: str
    title: str
    publisher: str
    updated_on: date | None = None
    note: str = ""


class FigureFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    measure: str
    value: int
    quoted: str


class SnapshotFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    as_of: date
    source: str
    place: str
    figures: list[FigureFile]

    def __post_init__(self) -> None:
        if unknown := {figure.measure for figure in self.figures} - MEASURES.keys():
            raise ValueError(f"No definition for {', '.join(sorted(unknown))}: a figure needs one before it comes in.")


@transaction.atomic
def load_sources(*, by: Actor) -> None:
    """Make the sources that facts of the programme refer to; loading again changes nothing."""
    wanted = [Source(**msgspec.structs.asdict(item)) for item in read("sources.json", list[SourceFile])]
    known = set(Source.objects.values_list("key", flat=True))
    Source.objects.bulk_create(
        wanted,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["short", "title", "publisher", "updated_on", "note"],
    )
    if any(source.key not in known for source in wanted):
        audit.record(
            by=by, action=Action.CREATE, what="Kilder til programmets fakta", subjects={}, purpose="programstyring"
        )


@transaction.atomic
def import_snapshot(*, by: Actor, name: str = "snapshot_2024-12-31.json") -> MeasureReport:
    """Freeze the figures of a data file as a report with its source and as-of date.

    Importing the same again gives the report that is there. Raises SnapshotIsFrozen when the figures differ.
    """
    load_sources(by=by)
    return freeze(by=by, snapshot=read(name, SnapshotFile))


@transaction.atomic
def freeze(*, by: Actor, snapshot: SnapshotFile) -> MeasureReport:
    """Keep `snapshot` for ever; see `import_snapshot`."""
    found = MeasureReport.objects.filter(as_of=snapshot.as_of, source_id=snapshot.source).first()
    if found is not None:
        if {figure.measure: figure.value for figure in found.figures.all()} != _values(snapshot):
            raise SnapshotIsFrozen(f"The figures of {snapshot.as_of} from {snapshot.source} are frozen and differ.")
        return found
    report = MeasureReport.objects.create(
        as_of=snapshot.as_of,
        source_id=snapshot.source,
        place=snapshot.place,
        imported_at=clock.now(),
        imported_by=by.display,
    )
    Figure.objects.bulk_create(Figure(report=report, **msgspec.structs.asdict(item)) for item in snapshot.figures)
    audit.record(
        by=by,
        action=Action.CREATE,
        what=f"Øyeblikksbilde per {snapshot.as_of:%d.%m.%Y}",
        subjects={},
        purpose="programstyring",
    )
    return report


def _values(snapshot: SnapshotFile) -> dict[str, int]:
    return {figure.measure: figure.value for figure in snapshot.figures}


def read(name: str, shape: Any) -> Any:
    """A data file of this room, decoded strictly into `shape`."""
    return msgspec.json.decode(files("varde.indicators").joinpath("data", name).read_bytes(), type=shape)
