"""Figures that others have collected come in with source, day and definition, or not at all."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError

from varde.geography import actions as geography
from varde.indicators import actions, externals, published
from varde.indicators.externals import COLUMNS, BadFile
from varde.indicators.models import ExternalFigure, ExternalFile, Figure, FrozenTable
from varde.lib import clock
from varde.lib.context import Actor

BY = Actor("personnel", UUID(int=7), "Per Lunde", role="programme_lead")
GOOD = [
    "velferdsteknologi-implementering",
    "4601",
    "31.12.2025",
    "62,5",
    "%",
    "KS 2025",
    "2026-03-15",
    "Andel tjenestesteder.",
]


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(datetime(2026, 11, 25, tzinfo=UTC)):
        yield


def file(*rows, heading=COLUMNS, separator=";", encoding="utf-8"):
    return "\n".join(separator.join(row) for row in [heading, *rows]).encode(encoding)


def line(**changes):
    return [changes.get(name, value) for name, value in zip(COLUMNS, GOOD, strict=True)]


def mistakes(content):
    with pytest.raises(BadFile) as caught:
        actions.import_external(by=BY, name="tall.csv", content=content)
    return [(one.line, one.column) for one in caught.value.mistakes]


def test_the_template_can_be_imported_as_it_is():
    taken = actions.import_external(by=BY, name="mal.csv", content=externals.template())
    assert taken.figures.get().value == Decimal("62.5")


def test_figures_stand_beside_and_are_never_mixed_with_what_is_counted():
    before = Figure.objects.count(), FrozenTable.objects.count()
    rows = [line(sted="0301"), line(sted="hele landet", verdi="1 204"), line(sted="56", verdi="−3,25")]
    actions.import_external(by=BY, name="tall.csv", content=file(*rows))
    found = {
        row.place: row for row in published.external("velferdsteknologi-implementering") if row.source == "KS 2025"
    }
    assert {place: row.value for place, row in found.items()} == {
        "K:0301": Decimal("62.5"),
        "NO": 1204,
        "F:56": Decimal("-3.25"),
    }
    assert found["K:0301"].place_name == "Oslo"
    assert (found["NO"].as_of, found["NO"].source_updated_on) == (date(2025, 12, 31), date(2026, 3, 15))
    assert (Figure.objects.count(), FrozenTable.objects.count()) == before


def test_the_same_file_again_changes_nothing():
    content = file(line(kilde="Samme fil"))
    first = actions.import_external(by=BY, name="a.csv", content=content)
    assert actions.import_external(by=BY, name="b.csv", content=content) == first
    assert ExternalFigure.objects.filter(source="Samme fil").count() == 1


def test_every_wrong_line_is_named_and_nothing_is_stored():
    content = file(
        line(kilde="Feil"),
        line(kilde="Feil", maaling="fantasi"),
        line(kilde="Feil", sted="Atlantis", verdi="mye"),
        line(kilde="Feil", per_dato="31.02.2025", kilde_dato="01.01.2030"),
        line(kilde="", definisjon=""),
        line(kilde="Feil"),
    )
    assert mistakes(content) == [
        (3, "maaling"), (4, "sted"), (4, "verdi"), (5, "per_dato"), (5, "kilde_dato"), (6, "kilde"), (6, "definisjon"), (7, "sted"),
    ]  # fmt: skip
    assert not ExternalFigure.objects.filter(source="Feil").exists()


def test_a_name_that_two_places_have_must_be_said_by_number():
    assert mistakes(file(line(sted="Finnmark"))) == [(2, "sted")]


def test_a_figure_that_is_there_is_not_replaced():
    actions.import_external(by=BY, name="a.csv", content=file(line(kilde="Først")))
    with pytest.raises(BadFile) as caught:
        actions.import_external(by=BY, name="b.csv", content=file(line(kilde="Først", verdi="70")))
    assert caught.value.mistakes[0].text == "Dette tallet er lagt inn før, med verdien 62,5. Det endres ikke."


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", (1, "maaling")),
        (file(heading=COLUMNS[:-1]), (1, "definisjon")),
        (file(), (0, "")),
        (b"PK\x03\x04\x00\x00", (0, "")),
        (b"x" * 2_000_001, (0, "")),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(content, where):
    assert mistakes(content)[0] == where


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8"), ("\t", "utf-8-sig"), (";", "cp1252")])
def test_it_may_be_saved_by_any_spreadsheet(separator, encoding):
    source = f"Målt {encoding}{ord(separator)}"
    value = {"verdi": "62.5"} if separator == "," else {}
    taken = actions.import_external(by=BY, name="a.csv", content=file(line(kilde=source, **value), separator=separator, encoding=encoding))  # fmt: skip
    assert taken.figures.get().source == source


@pytest.mark.parametrize("login", ["default", "owner"])
def test_the_database_keeps_it_as_it_came(login):
    actions.import_external(by=BY, name="a.csv", content=file(line(kilde="Låst")))
    with pytest.raises(DatabaseError):
        ExternalFigure.objects.using(login).update(value=1)
    with pytest.raises(DatabaseError):
        ExternalFile.objects.using(login).all()._raw_delete(login)
