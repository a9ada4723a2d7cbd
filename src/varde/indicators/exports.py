"""A protected table as CSV and as Excel: the same rows, with source, date and definition, and hidden cells as words."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Literal

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from varde.indicators import wording
from varde.indicators.definitions import Measure
from varde.indicators.figures import Level, Shown, level_of
from varde.lib.spreadsheet import harmless

Value = str | int | Decimal | date | None
LEVELS = {
    Level.NATION: "hele landet",
    Level.HELSEFELLESSKAP: "helsefellesskap",
    Level.COUNTY: "fylke",
    Level.MUNICIPALITY: "kommune",
    Level.DISTRICT: "bydel",
    Level.PROJECT: "prosjekt",
}
HEADINGS = (
    "Tall", "Nivå", "Sted", "Stedsnøkkel", "Gruppe", "Per dato", "Verdi", "Enhet", "Teller", "Nevner",
    "Nedre grense", "Øvre grense", "Avrundet", "Kilde", "Definisjonens versjon",
)  # fmt: skip
WIDTHS = (28, 16, 26, 16, 12, 12, 18, 14, 10, 10, 12, 12, 10, 40, 12)


@dataclass(frozen=True, slots=True)
class Download:
    """What is written: cells after disclosure control, and how they came to be."""

    definition: Measure
    cells: Sequence[Shown]
    source: str
    notes: Sequence[str] = (wording.NOTE,)


def to_csv(download: Download, *, decimal: Literal[",", "."] = ",") -> bytes:
    """Semicolon-separated UTF-8 with a byte order mark, which Norwegian Excel opens as it is."""
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADINGS)
    for row in rows(download):
        writer.writerow([_written(value, decimal) for value in row])
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(download: Download) -> bytes:
    """A workbook: the figures with a frozen heading and filters, and a sheet that says what they mean."""
    book, buffer = Workbook(), BytesIO()
    figures: Worksheet = book.active
    figures.title = "Tall"
    _fill(figures, [HEADINGS, *rows(download)], WIDTHS)
    figures.freeze_panes, figures.auto_filter.ref = "A2", figures.dimensions
    _fill(book.create_sheet("Definisjon"), [("Felt", "Innhold"), *about(download)], (24, 100))
    book.properties.title, book.properties.creator = harmless(download.definition.name), "Varde"
    book.save(buffer)
    return buffer.getvalue()


def rows(download: Download) -> list[tuple[Value, ...]]:
    return [_row(cell, download) for cell in download.cells]


def about(download: Download) -> list[tuple[str, str]]:
    """The definition, as pairs of heading and text."""
    measure = download.definition
    said = [
        ("Navn", measure.name), ("Formål", measure.purpose), ("Teller", measure.numerator), ("Nevner", measure.denominator),
        ("Gruppert på", measure.grouping), ("Tidspunkt", measure.period), ("Talt fra", measure.source), ("Eier", measure.owner),
        ("Grenser", "Spennet i anslaget" if measure.kind == "estimate" else "95 % konfidensintervall"),
        ("Versjon", f"{measure.version}, sist endret {wording.day(measure.updated_on)}"), ("Vær varsom med", measure.caution),
        ("Kilde", download.source),
    ]  # fmt: skip
    return [*said, *(("Merk", note) for note in download.notes)]


def _row(cell: Shown, download: Download) -> tuple[Value, ...]:
    is_shown = cell.state == "shown"
    return (
        download.definition.name,
        LEVELS[level_of(cell.place)],
        cell.place_name,
        cell.place,
        wording.group(cell.cut),
        cell.as_of,
        _plain(cell.value) if is_shown else cell.text,
        download.definition.unit,
        cell.numerator,
        cell.denominator,
        cell.lower,
        cell.upper,
        "ja" if cell.is_rounded else "",
        download.source,
        download.definition.version,
    )


def _plain(value: Decimal | None) -> Value:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else Decimal(f"{round(value, 4).normalize():f}")


def _written(value: Value, decimal: str) -> str:
    if isinstance(value, str):
        return harmless(value)
    if isinstance(value, date):
        return wording.day(value)
    return "" if value is None else f"{value:f}".replace(".", decimal) if isinstance(value, Decimal) else str(value)


def _fill(sheet: Worksheet, lines: Iterable[Sequence[Value]], widths: Sequence[int]) -> None:
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(line, 1):
            cell = sheet.cell(number, column)
            if isinstance(value, str):
                # Set as text outright: openpyxl would make a formula of anything that starts with "=".
                cell.value, cell.data_type = harmless(value), "s"
            else:
                cell.value = value
                cell.number_format = "DD.MM.YYYY" if isinstance(value, date) else cell.number_format
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(vertical="top", wrap_text=len(widths) == 2)
    for column, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + column)].width = width
