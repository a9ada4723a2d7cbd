"""People per place when somebody supplies them: reading the file, keeping it, and asking how many there were.

Varde ships no figures of its own here: rates have no data until a file is loaded.
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from django.db import transaction

from varde.geography.models import Counted, District, Municipality, Population, PopulationFile
from varde.lib import clock
from varde.lib.context import Actor


class PopulationFileError(ValueError):
    """The file cannot be used; the message is Norwegian, names the line and says what is wrong. Nothing was stored."""


@transaction.atomic
def load_population(
    file: Iterable[str],
    source: str,
    *,
    by: Actor,
    as_of: date,
    counted: Counted = Counted.RESIDENTS,
    is_synthetic: bool = False,
) -> PopulationFile:
    """Keep a CSV of `number,people` (four digits: municipality, six: district) as counted on `as_of`.

    Listed patients come as one line per list with the number of its municipality, and are summed. A file for a date that
    is there already counts instead of it; the former is kept. Raises PopulationFileError. Reference data has no log: the row keeps who loaded it.
    """
    people = _summed(_lines(file), counted)
    kept = PopulationFile.objects.create(
        counted=counted,
        as_of=as_of,
        source=source,
        is_synthetic=is_synthetic,
        loaded_at=clock.now(),
        loaded_by=by.display,
    )
    Population.objects.bulk_create(Population(file=kept, place=place, people=n) for place, n in people.items())
    return kept


def load_listed(
    file: Iterable[str], source: str, *, by: Actor, as_of: date, is_synthetic: bool = False
) -> PopulationFile:
    """As `load_population`, for patients on the lists of general practitioners: `number,people` for each list."""
    return load_population(file, source, by=by, as_of=as_of, counted=Counted.LISTED, is_synthetic=is_synthetic)


def _lines(file: Iterable[str]) -> Iterator[tuple[int, str, int]]:
    reader = csv.DictReader(file)
    if not {"number", "people"} <= set(reader.fieldnames or ()):
        raise PopulationFileError("Filen må ha en overskriftslinje med kolonnene «number» og «people».")
    known = {*Municipality.objects.values_list("pk", flat=True), *District.objects.values_list("pk", flat=True)}
    for line, row in enumerate(reader, 2):
        place, people = (row["number"] or "").strip(), (row["people"] or "").strip()
        if place not in known:
            raise PopulationFileError(f"Linje {line}: «{place}» er verken en kommune eller en bydel.")
        if not (people.isascii() and people.isdigit()):
            raise PopulationFileError(f"Linje {line}: «{people}» er ikke et helt tall fra 0 og opp.")
        yield line, place, int(people)


def _summed(lines: Iterable[tuple[int, str, int]], counted: Counted) -> dict[str, int]:
    people: dict[str, int] = {}
    for line, place, number in lines:
        if place in people and counted == Counted.RESIDENTS:
            raise PopulationFileError(f"Linje {line}: {place} står to ganger.")
        people[place] = people.get(place, 0) + number
    if not people:
        raise PopulationFileError("Filen har ingen linjer med tall.")
    return people
