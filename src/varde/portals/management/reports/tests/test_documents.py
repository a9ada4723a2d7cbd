"""A report as a page and as a PDF/UA: structure, languages, tables, alternative texts, and nothing fetched."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.test import Client
from pypdf import PdfReader
from tests.people import Person, organization, personnel

from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.lib import clock
from varde.lib.context import Actor
from varde.portals.management.reports import document, drawings, pdf
from varde.portals.management.reports.words import WORDS, Words
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.reports import actions, published
from varde.reports import drawings as found
from varde.reports.content import Both, Content, Kind, Named, Number, thawed
from varde.reports.models import Edition
from varde.reports.templates import Part

BY = Actor("worker", UUID(int=1), "Innlasting")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)
    indicators.import_snapshot(by=BY)


@pytest.fixture(scope="module")
def lead(country) -> Person:
    return personnel("Per Lunde", organization("directorate", "Helsedirektoratet"), "programme_lead")


@pytest.fixture(scope="module")
def final(lead) -> Edition:
    """The final report, published, with its summary in both languages and the other texts in bokmål only."""
    with clock.frozen(NOW):
        edition = actions.make(by=lead.actor, kind="sluttrapport", place="NO")
        for section in edition.sections.all():
            if thawed(section.content).required:
                actions.write(
                    by=lead.actor,
                    edition_id=edition.id,
                    key=section.key,
                    revision=1,
                    text_nb="Per {reported:aktive-pasienter} pasienter.\n- Første\n- Andre\n\nSlutt.",
                    text_nn="Det var {reported:aktive-pasienter} pasientar." if section.key == "sammendrag" else "",
                )
        edition.refresh_from_db()
        edition = actions.submit(by=lead.actor, edition_id=edition.id, revision=edition.revision)
        edition = actions.approve(by=lead.actor, edition_id=edition.id, revision=edition.revision)
        actions.publish(by=lead.actor, edition_id=edition.id, revision=edition.revision)
    return published.edition("sluttrapport-2024")


@pytest.fixture(scope="module")
def bokmaal(final) -> PdfReader:
    return PdfReader(BytesIO(pdf.of(final, "nb")))


def elements(node: Any, kind: str) -> list[Any]:
    """Every structure element of a kind under `node`."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if not isinstance(node, dict):
        return []
    kids = node.get("/K", [])
    kids = kids.get_object() if hasattr(kids, "get_object") else kids
    found = [node] if node.get("/S") == kind else []
    for kid in kids if isinstance(kids, list) else [kids]:
        found += elements(kid, kind)
    return found


def test_the_pdf_says_that_it_is_pdf_ua_with_language_and_title(bokmaal):
    root = bokmaal.trailer["/Root"]
    assert root["/Lang"] == "nb"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert bokmaal.metadata.title == "Sluttrapport: spredning av digital hjemmeoppfølging per 31.12.2024"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data() or b"<pdfuaid:part>1<" in root["/Metadata"].get_data()


def test_headings_become_bookmarks_and_structure(bokmaal, final):
    titles = [item.title for item in bokmaal.outline if not isinstance(item, list)]
    assert titles[0].startswith("Sluttrapport")
    tree = bokmaal.trailer["/Root"]["/StructTreeRoot"]
    headings = [thawed(section.content).heading.nb for section in final.sections.all()]
    assert len(elements(tree, "/H1")) == 1
    assert len(elements(tree, "/H2")) == len(headings) + 1


def test_every_table_has_headers_that_its_cells_point_to(bokmaal, final):
    tables = elements(bokmaal.trailer["/Root"]["/StructTreeRoot"], "/Table")
    assert len(tables) >= 4
    for table in tables:
        headers = elements(table, "/TH")
        assert headers
        assert all(cell["/A"]["/Headers"] for cell in elements(table, "/TD"))
    # A table that goes on over the page is several tables in the structure; only its first has the caption.
    shown = [table for section in document.of(final, "nb").sections for table in section.tables if table.rows]
    assert len(shown) == len([table for table in tables if elements(table, "/Caption")])


def test_every_drawing_has_an_alternative_text(bokmaal):
    figures = elements(bokmaal.trailer["/Root"]["/StructTreeRoot"], "/Figure")
    assert all(figure["/Alt"] for figure in figures)


def test_all_fonts_are_in_the_file(bokmaal):
    fonts = [font.get_object() for page in bokmaal.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)


def test_nothing_is_fetched_for_a_pdf():
    from weasyprint.urls import FatalURLFetchingError

    for address in ("http://127.0.0.1:9/x.png", "file:///etc/hostname"):
        with pytest.raises(FatalURLFetchingError):
            pdf.written(f'<html lang="nb"><title>x</title><p>x<img alt="x" src="{address}">')


def test_text_of_people_is_never_markup(final):
    shown = document.of(final, "nb")
    blocks = shown.sections[0].blocks
    assert [(block.is_list, block.lines) for block in blocks] == [
        (False, ("Per 1\u202f204 pasienter.",)),
        (True, ("Første", "Andre")),
        (False, ("Slutt.",)),
    ]


@pytest.mark.req("A39")
def test_anybody_reads_the_final_report_as_a_page(final):
    page = Client().get("/rapporter/sluttrapport-2024/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "31.12.2024" in text
    assert "1\u202f204" in text
    assert "Rapportert av andre" in text
    listed = Client().get("/rapporter/").content.decode()
    assert "Sluttrapport: spredning av digital hjemmeoppfølging per 31.12.2024" in listed


def test_nynorsk_is_nynorsk_and_says_what_is_missing(final):
    text = Client().get("/rapporter/sluttrapport-2024/?sprak=nn").content.decode()
    assert 'lang="nn"' in text
    assert "Det var 1\u202f204 pasientar." in text
    assert "Denne teksten finst berre på bokmål." in text
    assert "Kva vi har lært" in text
    assert "Hva vi har lært" not in text
    assert "<dt>Stad</dt><dd>Noreg</dd>" in text
    assert "Talet på ulike pasientar med eit forløp" in text
    assert "Antall ulike pasienter med et forløp" not in text
    assert "Definisjonane finst berre på bokmål." not in text
    assert '<th scope="row" lang="nb">DHV - Digital hjemmeoppfølging spredning</th><td>Under kontroll</td>' in text
    assert "Det som er skrive inn i registra, står på bokmål." in text


def test_a_definition_frozen_before_it_was_translated_says_it_is_in_bokmaal(final):
    old = Named(
        "kommuner", Both("Kommuner", "Kommunar"), Both("", ""), "Antall.", "Ingen.", "Registeret.", "1", "Vær varsom."
    )
    shown = document.Shown("d", "Definisjonar", "definitions", (), "nn", "", "", (), (), (old,))
    made = replace(document.of(final, "nn"), sections=(shown,))
    text = render_to_string("management/reports/body.html", {"document": made})
    assert "Definisjonane finst berre på bokmål." in text
    assert '<dl class="facts" lang="nb">' in text
    assert "<dd>Antall.</dd>" in text


def test_the_portfolio_is_told_of_where_its_deliverable_is_a_report_that_is_published(lead, final):
    client = Client()
    client.force_login(lead.account.user)
    with clock.frozen(NOW):
        page = client.get("/styring/rapporter/sluttrapport-2024/").content.decode()
    assert 'href="/styring/tiltak/spredning/leveranse/sluttrapport/"' in page


def test_a_draft_is_nobodys_to_read(lead, final):
    with clock.frozen(NOW):
        second = actions.correct(by=lead.actor, report_id=final.report_id, reason="Feil i teksten.")
    assert Client().get(f"/rapporter/sluttrapport-2024/utgave/{second.number}/").status_code == 404
    assert Client().get("/rapporter/finnes-ikke/").status_code == 404
    assert Client().get("/rapporter/sluttrapport-2024/utgave/1/nb.pdf").headers["Content-Type"] == "application/pdf"
    assert Client().get("/rapporter/sluttrapport-2024/utgave/1/en.pdf").status_code == 404


def test_without_pango_the_page_says_how_to_get_it(final, monkeypatch):
    monkeypatch.setattr(pdf, "problem", lambda: pdf.HOW_TO_GET_IT)
    assert "installer pakken libpango" in Client().get("/rapporter/sluttrapport-2024/").content.decode()
    answer = Client().get("/rapporter/sluttrapport-2024/utgave/1/nb.pdf")
    assert answer.status_code == 503
    assert "libpango" in answer.content.decode()


def test_every_word_is_in_both_languages():
    said_by_one_language_only = {"only_bokmaal", "only_nynorsk", "definitions_language", "registers_language"}
    assert {name for name, text in WORDS.items() if not (text.nb and text.nn)} == said_by_one_language_only


@pytest.mark.req("B18", "B19", "B20", "B21")
def test_the_report_on_services_moved_home_has_its_three_parts_and_who_was_involved(lead):
    """Made, written and read by the programme lead; the registers hold the demo's invented examples, marked as such."""
    projects.load_demo_effects(by=lead.actor)
    client = Client()
    client.force_login(lead.account.user)
    with clock.frozen(NOW):
        made = client.post(
            "/styring/rapporter/ny/", {"type": "flytte-tjenester-hjem", "sted": "NO", "per": "2024-12-31"}
        )
        assert made.headers["Location"] == "/styring/rapporter/flytte-tjenester-hjem-2024-12-31/"
        shown = document.of(published.worked_on(lead.actor).get(kind="flytte-tjenester-hjem").newest, "nb")
        page = client.get(f"{made.headers['Location']}forhandsvisning/").content.decode()
    sections = {section.key: section for section in shown.sections}
    services, municipal, people = (sections[key].tables[0] for key in ("del1", "del2", "del3"))
    assert {row[2].text for row in services.rows} >= {"Ytes i dag", "Planlagt"}
    assert {row[4].text for row in services.rows} >= {"Ja", "Nei"}
    assert {row[3].text.split(" · ")[0] for row in municipal.rows} == {"Kommunen", "Fastlegen"}
    assert {row[2].text.split(" · ")[0] for row in municipal.rows} >= {"Positiv", "Negativ"}
    assert {row[3].text.split(" · ")[0] for row in people.rows} >= {"Pasienten"}
    assert {row[0].text for row in sections["medvirkning"].tables[0].rows} >= {"Helseforetak", "Kommuner", "Fastleger"}
    assert sections["planer"].tables[0].rows
    for text in ("Del 1:", "Del 2:", "Del 3:", "oppdiktet eksempel"):
        assert text in page


@pytest.mark.req("A24")
def test_every_project_is_asked_for_its_annual_report_by_a_deadline_and_the_late_ones_are_listed(lead):
    client = Client()
    client.force_login(lead.account.user)
    asked = {"type": "prosjektrapport", "sted": "P:oslo", "per": "2024-12-31", "frist": "2025-03-01", "be-alle": "ja"}
    with clock.frozen(NOW):
        client.post("/styring/rapporter/ny/", asked)
        page = client.get("/styring/rapporter/").content.decode()
        begun = client.get("/styring/rapporter/prosjektrapport-oslo-2024/").content.decode()
    assert "17 prosjekter er bedt om årsrapport innen 01.03.2025." in page
    assert page.count("Skulle vært levert") == 17
    assert "Begynn: fyll inn tallene" in begun


@pytest.mark.req("C19")
def test_the_annual_report_tells_of_welfare_technology_and_services_moved_home(lead):
    """What others have collected stands in a column of its own with its source; the registers give the rest."""
    columns = "maaling;sted;per_dato;verdi;enhet;kilde;kilde_dato;definisjon"
    lines = [
        "velferdsteknologi-implementering;NO;31.12.2023;61,4;%;KPR 2023;01.06.2024;Kommuner med minst fire teknologier",
        "e-konsultasjoner;NO;31.12.2023;1204567;konsultasjoner;KUHR 2023;01.06.2024;E-konsultasjoner hos fastlege",
    ]
    indicators.import_external(by=lead.actor, name="prove.csv", content="\r\n".join([columns, *lines]).encode())
    with clock.frozen(NOW):
        edition = actions.make(by=lead.actor, kind="arsrapport-omsorg", place="NO", as_of=date(2024, 12, 31))
    shown = {
        section.key: section for section in document.of(Edition.objects.in_full().get(id=edition.id), "nb").sections
    }
    table = shown["velferdsteknologi"].tables[0]
    told = {row[0].text: (row[1].text, row[-1].text) for row in table.rows}
    assert told["Implementeringsgrad av velferdsteknologi"] == ("ingen data ennå", "61,4")
    assert told["E-konsultasjoner"] == ("ingen data ennå", "1\u202f204\u202f567")
    assert "Rapportert av andre: KPR 2023, per 31.12.2023." in table.notes
    assert shown["flytte-hjem"].tables[0].rows
    assert shown["konsekvenser-kommuner"].tables[0].rows
    assert shown["konsekvenser-brukere"].tables[0].rows


@pytest.mark.req("A38")
def test_the_status_and_benefit_report_is_built_from_operations_and_published(lead):
    """Figures, status, deliverables and preliminary benefits come by themselves; people write the words."""
    projects.load_demo_effects(by=lead.actor)
    client = Client()
    client.force_login(lead.account.user)
    desk = "/styring/rapporter/status-og-gevinst-2024/"
    with clock.frozen(NOW):
        client.post("/styring/rapporter/ny/", {"type": "status-og-gevinst", "sted": "NO", "per": "2024-12-31"})
        for key in ("sammendrag", "risiko", "veien-videre"):
            client.post(f"{desk}tekst/{key}/", {"bokmaal": "Slik er det.", "nynorsk": "Slik er det.", "revision": "1"})
        for step in ("send", "godkjenn", "publiser"):
            revision = Edition.objects.get(report__slug="status-og-gevinst-2024").revision
            assert client.post(f"{desk}steg/", {"steg": step, "revision": str(revision)}).status_code == 302
    page = Client().get("/rapporter/status-og-gevinst-2024/").content.decode()
    shown = {
        section.key: section for section in document.of(published.edition("status-og-gevinst-2024"), "nb").sections
    }
    assert [row[3].text for row in shown["tiltakene"].tables[0].rows] == ["0 av 3", "2 av 2", "2 av 3"]
    benefits = shown["gevinster"].tables[0]
    assert {row[2].text for row in benefits.rows} >= {"Spart tid"}
    assert {row[6].text for row in benefits.rows} <= {"Effekt", "Målt endring"}
    assert "det krever en sammenligningsgruppe" in page
    assert page.count("Slik er det.") == 3


def test_a_funnel_names_the_places_outside_the_limits_of_chance_and_has_a_text_for_who_cannot_see_it():
    people = {"Agder": 60, "Bergen": 10, "Fonna": 9, "Førde": 11, "Oslo": 10, "Telemark": 0}
    told = [
        Number("aktive-per-1000", name, name, NOW.date(), "shown", f"{n / 100}", Decimal(n) / 100, n, 100_000)
        for name, n in people.items()
    ]
    part = Part("variasjon", Kind.FUNNEL, Both("Variasjon", "Variasjon"), measures=["aktive-per-1000"])
    content = Content(
        heading=part.heading,
        kind=Kind.FUNNEL,
        measures=[Named("aktive-per-1000", Both("Per 1 000", "Per 1 000"), Both("per 1 000", "per 1 000"), *[""] * 5)],
        numbers=told,
        drawings=list(found.of(part, told)),
    )
    drawing = next(drawings.drawn(content, Words("nb")))
    assert drawing.title == "Per 1 000. 2 av 6 ligger utenfor det tilfeldigheter alene kan gi (99,8\u00a0%)."
    assert "1 Agder, 2 Telemark" in drawing.key
    made = render_to_string("management/reports/funnel.svg", {"chart": drawing.chart, "drawing": drawing})
    assert f"<title>{drawing.title}</title>" in made
