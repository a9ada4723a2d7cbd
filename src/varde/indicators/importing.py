"""Taking in figures that others have collected: stored beside what is counted, never mixed with it."""

from collections.abc import Iterable
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.indicators import dividing, externals, wording
from varde.indicators.externals import BadFile, Line, Mistake
from varde.indicators.figures import NATION
from varde.indicators.models import ExternalFigure, ExternalFile
from varde.lib import clock
from varde.lib.context import Actor


@transaction.atomic
def import_external(*, by: Actor, name: str, content: bytes) -> ExternalFile:
    """Keep every figure of a CSV file, or none of them. The same file again is given back as it is.

    Raises BadFile with a mistake for each line that cannot be taken, also when a figure is there already.
    """
    digest = sha256(content).hexdigest()
    if known := ExternalFile.objects.filter(digest=digest).first():
        return known
    places = dict(dividing.partitions().names)
    lines = externals.read(content, places, today=timezone.localdate(clock.now()))
    if mistakes := list(_known_already(lines)):
        raise BadFile(mistakes)
    file = ExternalFile.objects.create(name=name[:200], digest=digest, imported_at=clock.now(), imported_by=by.display)
    ExternalFigure.objects.bulk_create([_figure(file, line, places) for line in lines])
    audit.record(
        by=by, action=Action.CREATE, what="Tall samlet inn av andre", subjects={}, purpose="programstyring",
        asked_for=f"ExternalFile/{file.pk} sha256:{digest}",
    )  # fmt: skip
    return file


def _figure(file: ExternalFile, line: Line, places: dict[str, str]) -> ExternalFigure:
    return ExternalFigure(
        file=file,
        measure=line.measure,
        place=line.place,
        place_name="Hele landet" if line.place == NATION else places[line.place],
        technology=line.technology,
        as_of=line.as_of,
        value=line.value,
        unit=line.unit,
        source=line.source,
        source_updated_on=line.source_updated_on,
        definition=line.definition,
    )


def _known_already(lines: list[Line]) -> Iterable[Mistake]:
    rows = ExternalFigure.objects.filter(measure__in={line.measure for line in lines})
    known = {(row.measure, row.place, row.technology, row.as_of, row.source): row.value for row in rows}
    for line in lines:
        if line.key in known:
            value = wording.as_written(known[line.key])
            yield Mistake(line.number, "verdi", f"Dette tallet er lagt inn før, med verdien {value}. Det endres ikke.")
