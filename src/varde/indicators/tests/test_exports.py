"""Tables leave as CSV and Excel with their source and definition, and nothing in them runs."""

import csv
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from varde.indicators import wording
from varde.indicators.definitions import MEASURES
from varde.indicators.exports import HEADINGS, Download, about, to_csv, to_xlsx
from varde.indicators.figures import Shown
from varde.lib.spreadsheet import harmless

DAY = date(2026, 10, 31)
SHOWN = Shown("plandekning", "K:4601", "Bergen", DAY, Decimal("60"), "60 %", "shown", 12, 20, Decimal("38.7"), Decimal("78.1"), is_rounded=True)  # fmt: skip
HIDDEN = Shown("plandekning", "K:5601", "Alta", DAY, None, "skjult (små tall)", "hidden")
EMPTY = Shown("plandekning", "K:5603", "Hammerfest", DAY, None, "ingen data ennå", "no_data")
DOWNLOAD = Download(MEASURES["plandekning"], [SHOWN, HIDDEN, EMPTY], "Varde, publisert 25.11.2026")
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    "|cmd",
    "%0A=1",
    '=HYPERLINK("x")',
    "=cmd|' /C calc'!A0",
]


def lines(data):
    return list(csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";"))


def test_csv_opens_in_norwegian_excel():
    data = to_csv(DOWNLOAD)
    assert data.startswith(b"\xef\xbb\xbf")
    heading, bergen, alta, hammerfest = lines(data)
    assert tuple(heading) == HEADINGS
    row = dict(zip(HEADINGS, bergen, strict=True))
    assert (row["Verdi"], row["Nedre grense"], row["Per dato"], row["Avrundet"]) == ("60", "38,7", "31.10.2026", "ja")
    assert row["Kilde"] == "Varde, publisert 25.11.2026"
    assert dict(zip(HEADINGS, alta, strict=True))["Verdi"] == "skjult (små tall)"
    assert dict(zip(HEADINGS, hammerfest, strict=True))["Verdi"] == "ingen data ennå"


def test_a_machine_may_have_decimal_points():
    assert "38.7" in to_csv(DOWNLOAD, decimal=".").decode("utf-8-sig")


def test_excel_has_numbers_words_and_a_sheet_that_says_what_they_mean():
    book = load_workbook(BytesIO(to_xlsx(DOWNLOAD)))
    figures, definition = book["Tall"], book["Definisjon"]
    assert [cell.value for cell in figures["G"]] == ["Verdi", 60, "skjult (små tall)", "ingen data ennå"]
    assert figures["F2"].value.date() == DAY
    said = dict(definition.iter_rows(min_row=2, values_only=True))
    assert said["Navn"] == MEASURES["plandekning"].name
    assert said["Kilde"] == "Varde, publisert 25.11.2026"


def hostile(name):
    cells = [replace(SHOWN, place_name=name, cut=name), replace(HIDDEN, place_name=name)]
    return replace(DOWNLOAD, cells=cells, source=name)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_never_starts_a_formula(name):
    for row in lines(to_csv(hostile(name)))[1:]:
        assert all(not text.startswith(tuple("=+@|%\t\r＝")) for text in row)
        assert all(text.lstrip("-").replace(",", "").isdigit() for text in row if text.startswith("-"))
    for sheet in load_workbook(BytesIO(to_xlsx(hostile(name)))):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@settings(max_examples=200, deadline=None)
@given(st.text(st.one_of(st.sampled_from("=+-@|%\t\r\n\x00;\"' ＝"), st.characters(codec="utf-8")), max_size=12))
def test_no_text_is_dangerous_afterwards(text):
    safe = harmless(text)
    assert not safe.startswith(tuple("=+-@|%\t\r\n＝＋－＠"))
    assert not set(safe) & set("\t\r\n\x00")
    assert lines(to_csv(hostile(text)))[1][2] == safe


def test_ordinary_names_are_left_alone():
    for name in ("Bergen", "Nord-Trøndelag", "Kárášjohka – Karasjok", "Sør-Odal (2024)", "Møre og Romsdal"):
        assert harmless(name) == name


def test_the_span_of_an_estimate_is_no_interval_of_chance():
    potential, share = MEASURES["potensial"], MEASURES["plandekning"]
    assert (
        wording.span(potential, Decimal("15661.557"), Decimal("26102.595"))
        == "Spennet i anslaget: 15\u202f662–26\u202f103"
    )
    assert wording.span(share, Decimal("91.6"), Decimal("94.1")) == "95 % konfidensintervall: 91,6–94,1"
    said = dict(about(Download(potential, [], "Varde")))
    assert said["Grenser"] == "Spennet i anslaget"
