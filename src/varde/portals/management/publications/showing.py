"""A frozen report as rows for a page: how much each measure tells and hides. Never the numbers behind what is hidden."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from varde.indicators import wording
from varde.indicators.definitions import Measure
from varde.indicators.exports import LEVELS
from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.indicators.models import MeasureReport
from varde.indicators.snapshots import Table

MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)


@dataclass(frozen=True, slots=True)
class Row:
    """One measure of a report. `hidden` is [(level in words, names of places)]."""

    measure: Measure
    nation: str
    told: int
    hidden: list[tuple[str, list[str]]]
    empty: int
    digest: str

    @property
    def hidden_count(self) -> int:
        return sum(len(names) for _, names in self.hidden)

    @property
    def has_data(self) -> bool:
        return self.told + self.hidden_count > 0


@dataclass(frozen=True, slots=True)
class Month:
    """A month that is over: its last day, and the report that stands for it."""

    last: date
    report: MeasureReport | None

    @property
    def name(self) -> str:
        return month_name(self.last)


def month_name(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.year}"


def rows(tables: Iterable[Table]) -> list[Row]:
    """Those with something in them first."""
    made = [_row(table) for table in tables]
    return sorted(made, key=lambda row: (not row.has_data, row.measure.name))


def months(reports: Iterable[MeasureReport], today: date, count: int = 12) -> list[Month]:
    """The last months that are over, the latest first."""
    standing = {report.as_of: report for report in reports if not report.withdrawn_step}
    found, last = [], today.replace(day=1) - timedelta(days=1)
    for _ in range(count):
        found.append(Month(last, standing.get(last)))
        last = last.replace(day=1) - timedelta(days=1)
    return found


def state(report: MeasureReport) -> str:
    if report.withdrawn_step:
        return "trukket tilbake"
    return "publisert" if report.published_step else "frosset, ikke publisert"


def _row(table: Table) -> Row:
    states = Counter(cell.state for cell in table.cells)
    nation = next((cell.text for cell in table.cells if cell.place == NATION and not cell.cut), "")
    return Row(
        table.definition,
        nation.replace(" %", "\u00a0%"),
        states["shown"],
        _hidden(table.cells),
        states["no_data"],
        table.digest,
    )


def _is_never_told(cell: Shown) -> bool:
    """Groups of a place, and projects: they are not among the partitions that are published."""
    return level_of(cell.place) == Level.PROJECT or bool(cell.cut and cell.place != NATION)


def _hidden(cells: Iterable[Shown]) -> list[tuple[str, list[str]]]:
    places: dict[Level, list[str]] = {}
    for cell in cells:
        if cell.state == "hidden" and not _is_never_told(cell):
            name = f"{cell.place_name} ({wording.group(cell.cut)})" if cell.cut else cell.place_name
            places.setdefault(level_of(cell.place), []).append(name)
    return [(LEVELS[level], sorted(names)) for level, names in places.items()]
