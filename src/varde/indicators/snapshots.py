"""Frozen tables as text and back, what they hide, and whether counting again gives the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec

from varde.indicators import counts, disclosure, dividing
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.disclosure import Before, Counted
from varde.indicators.figures import NATION, Shown
from varde.indicators.models import FrozenTable, MeasureReport
from varde.indicators.partitions import Partitions


@dataclass(frozen=True, slots=True)
class Table:
    """A frozen table as it is read. `definition` is the one in force when it was frozen."""

    report: MeasureReport
    definition: Measure
    cells: list[Shown]
    digest: str


def frozen_measures() -> list[Measure]:
    """The measures a month's snapshot holds: what is counted or estimated here."""
    return [measure for measure in MEASURES.values() if measure.formula != "external"]


def made(
    asked: Iterable[tuple[Measure, Before]], as_of: date, country: Partitions, *, from_rows: bool = False
) -> dict[str, str]:
    """{measure: the text of its table}, counted now as of a day; `from_rows` counts every row again, not what was folded.

    Give all that is published of the day: what one table tells depends on what others tell of the same people.
    """
    wanted = {measure.slug: (measure, before) for measure, before in asked}
    cells = counts.together(wanted, as_of=as_of, from_rows=from_rows)
    counted = [Counted(measure, cells[slug], before) for slug, (measure, before) in wanted.items()]
    shown = disclosure.protect_all(counted, country)
    return {slug: msgspec.json.encode(cells).decode() for slug, cells in shown.items()}


def read(table: FrozenTable) -> Table:
    return Table(
        table.report,
        msgspec.json.decode(table.definition, type=Measure),
        msgspec.json.decode(table.cells, type=list[Shown]),
        table.digest,
    )


def digest_of(*texts: str) -> str:
    return sha256("\0".join(texts).encode()).hexdigest()


def digest_of_all(tables: Iterable[FrozenTable]) -> str:
    """Of a whole report, whatever order its tables come in."""
    return digest_of(*sorted(f"{table.measure} {table.digest}" for table in tables))


def hidden_in(tables: Iterable[FrozenTable]) -> frozenset[str]:
    return frozenset().union(*(what_is_held(read(table).cells) for table in tables))


def what_is_held(cells: Iterable[Shown]) -> frozenset[str]:
    """What a table hides, and whether it tells the nation rounded: the next one of the same day does so too."""
    hidden = {disclosure.key(cell) for cell in cells if cell.state == "hidden"}
    rounded = {
        cell.place + disclosure.ROUNDED for cell in cells if cell.place == NATION and cell.is_rounded and not cell.cut
    }
    return frozenset(hidden | rounded)


def recounted_otherwise(report: MeasureReport) -> list[str]:
    """Measures of a frozen report that, counted again from the rows as of its day, would not be shown as they were."""
    tables = list(report.tables.all())
    asked = [(read(table).definition, msgspec.json.decode(table.before, type=Before)) for table in tables]
    again = made(asked, report.as_of, dividing.partitions(), from_rows=True)
    return [table.measure for table in tables if again[table.measure] != table.cells]
