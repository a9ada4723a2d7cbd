"""Frozen tables as text and back, what they hide, and whether counting again gives the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import msgspec

from varde.indicators import counts, disclosure, dividing
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.disclosure import Before
from varde.indicators.figures import Shown
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


def made(measure: Measure, as_of: date, before: Before, country: Partitions, *, from_rows: bool = False) -> str:
    """The text of a table counted now as of a day; `from_rows` counts every row again, not what was folded."""
    cells = counts.everywhere(measure.slug, as_of=as_of, from_rows=from_rows)
    shown = disclosure.protect(
        cells, partitions=country, measure=measure, held=sorted(before.held), lately=sorted(before.lately)
    )
    return msgspec.json.encode(shown).decode()


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
    return frozenset(disclosure.key(cell) for table in tables for cell in read(table).cells if cell.state == "hidden")


def recounted_otherwise(report: MeasureReport) -> list[str]:
    """Measures of a frozen report that, counted again from the rows as of its day, would not be shown as they were."""
    country = dividing.partitions()
    return [table.measure for table in report.tables.all() if not _is_same(table, report.as_of, country)]


def _is_same(table: FrozenTable, as_of: date, country: Partitions) -> bool:
    definition = msgspec.json.decode(table.definition, type=Measure)
    before = msgspec.json.decode(table.before, type=Before)
    return made(definition, as_of, before, country, from_rows=True) == table.cells
