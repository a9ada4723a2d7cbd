"""Stories of the programme lead: a deliverable slips, she moves it, delivers it, and every page that counts it follows."""

from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible
from tests.people import Person, organization, personnel
from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.portfolio.models import Deliverable
from varde.projects import actions as projects

SHARED = "Årsrapport for omsorgstjeneste"
HOME, CENTRAL, SPREAD = "flytte-tjenester-hjem", "sentrale-tiltak", "spredning"


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> None:
    by = Actor("worker", UUID(int=1), "Innlasting")
    geography.load()
    projects.load(by=by)
    portfolio.load(by=by)
    indicators.import_snapshot(by=by)


@pytest.fixture(scope="module")
def lead(country: None) -> Person:
    return personnel("Siri Framstad", organization("directorate", "Direktoratet"), "programme_lead")


def progress(page: Page, slug: str) -> str:
    """What an initiative's own page says of its deliverables."""
    page.goto(f"/tiltak/{slug}/")
    return page.get_by_role("heading", name="Prosjektet er ferdig med").inner_text()


def on_front(page: Page, name: str) -> str:
    page.goto("/")
    return page.locator("#tiltakene li").filter(has_text=name).get_by_text("er levert").inner_text()


def in_overview(page: Page, name: str) -> list[str]:
    """Progress, overdue and open findings of one initiative in the overview."""
    page.goto("/styring/tiltak/")
    cells = page.get_by_role("row").filter(has_text=name).get_by_role("cell").all_inner_texts()
    return cells[-3:]


@pytest.mark.req("A36", "B29", "B30", "C18", "C20")
def test_she_sees_a_deliverable_slip_and_every_page_follows_what_she_does(open_page, lead, width):
    page = open_page(lead, width)
    page.goto("/styring/tiltak/")
    assert_accessible(page)
    expect(
        page.get_by_text("«Stand og øvrige bidrag på årets ehin-konferanse» skulle vært levert 08.11.2023")
    ).to_be_visible()
    assert in_overview(page, "Sentrale tiltak")[:2] == ["2 av 3", "1"]

    # It slips: she moves it, and says why.
    page.get_by_role("link", name="DHV - Sentrale tiltak").click()
    assert_accessible(page)
    page.get_by_role("link", name="Endre Stand og øvrige bidrag").click()
    page.get_by_label("Leveransedato").fill("09.11.2027")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("alert")).to_have_text("Skriv hvorfor leveransedatoen flyttes.")
    expect(page.get_by_label("Leveransedato")).to_have_value("09.11.2027")
    assert_accessible(page)
    page.get_by_label("Hvorfor endres dette?").fill("Konferansen holdes neste høst")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("status")).to_have_text("Leveransen er endret.")
    expect(page.get_by_text("Leveransedato: 08.11.2023 → 09.11.2027").first).to_be_visible()
    assert in_overview(page, "Sentrale tiltak")[:2] == ["2 av 3", "0"]
    visitor = open_page(None, width)
    visitor.goto(f"/tiltak/{CENTRAL}/")
    expect(visitor.get_by_text("(flyttet fra 08.11.2023)")).to_be_visible()

    # It is held: x of y follows wherever it is shown.
    page.goto(f"/styring/tiltak/{CENTRAL}/leveranse/ehin-2023/")
    page.get_by_label("Ferdigstilt og levert").check()
    page.get_by_label("Levert dato").fill("20.11.2026")
    page.get_by_role("button", name="Lagre").click()
    assert in_overview(page, "Sentrale tiltak")[:2] == ["3 av 3", "0"]
    assert on_front(visitor, "Sentrale tiltak") == "3 av 3 er levert"
    assert progress(visitor, CENTRAL).endswith("3 av 3 leveranser")

    # She takes it back; both steps stay in the history.
    page.goto(f"/styring/tiltak/{CENTRAL}/leveranse/ehin-2023/")
    page.get_by_role("button", name="Angre siste endring").click()
    expect(page.get_by_role("status")).to_contain_text("Endringen er angret")
    assert on_front(visitor, "Sentrale tiltak") == "2 av 3 er levert"
    visitor.goto(f"/tiltak/{CENTRAL}/historikk/")
    expect(visitor.get_by_text("Levert: ja → nei").first).to_be_visible()
    expect(visitor.get_by_text("Siri Framstad")).to_have_count(0)
    assert_accessible(visitor)
    Deliverable.objects.using("owner").filter(slug="ehin-2023").update(due_on="2023-11-08", version=99)


@pytest.mark.req("A36", "B30", "C19")
def test_what_stands_under_two_initiatives_moves_both(open_page, lead, width):
    page, visitor = open_page(lead, width), open_page(None, width)
    page.goto(f"/styring/tiltak/{HOME}/")
    page.get_by_role("link", name=f"Endre {SHARED}").click()
    expect(page.get_by_text("Leveransen står også under DHV - Sentrale tiltak")).to_be_visible()
    page.get_by_label("Ferdigstilt og levert").uncheck()
    page.get_by_role("button", name="Lagre").click()
    assert progress(visitor, HOME).endswith("1 av 2 leveranser")
    assert progress(visitor, CENTRAL).endswith("1 av 3 leveranser")
    assert [on_front(visitor, "Flytte tjenester hjem"), on_front(visitor, "Sentrale tiltak")] == [
        "1 av 2 er levert",
        "1 av 3 er levert",
    ]
    assert in_overview(page, "Flytte tjenester hjem")[0] == "1 av 2"
    assert in_overview(page, "Sentrale tiltak")[0] == "1 av 3"
    page.goto(f"/styring/tiltak/{CENTRAL}/leveranse/arsrapport-omsorgstjenestene/")
    page.get_by_role("button", name="Angre siste endring").click()
    assert "2 av 2" in progress(visitor, HOME)
    assert "2 av 3" in progress(visitor, CENTRAL)


@pytest.mark.req("A37", "A40")
def test_what_the_text_says_and_the_flag_denies_is_put_right_at_the_flag(open_page, lead, width):
    """The recommendations were published in 2022; the deliverable must be approved before it is delivered."""
    page = open_page(lead, width)
    page.goto(f"/tiltak/{SPREAD}/")
    finding = page.get_by_text("Teksten sier at «Godkjenning av nasjonale faglige råd")
    expect(finding).to_be_visible()
    page.get_by_role("link", name="Rett opp i tiltaket").click()
    page.get_by_role("link", name="Endre Godkjenning av nasjonale faglige råd").click()
    page.get_by_label("Ferdigstilt og levert").check()
    page.get_by_label("Levert dato").fill("15.11.2022")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("alert")).to_contain_text("Uten godkjenning er den ikke levert")
    page.get_by_label("Godkjent av Retningslinjestyret i Helsedirektoratet").fill("01.11.2022")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(f"/tiltak/{SPREAD}/")
    expect(finding).to_have_count(0)
    expect(page.get_by_role("heading", name="1 av 3 leveranser")).to_be_visible()
    page.goto(f"/styring/tiltak/{SPREAD}/leveranse/nasjonale-faglige-rad/")
    page.get_by_role("button", name="Angre siste endring").click()
    page.goto(f"/tiltak/{SPREAD}/")
    expect(finding).to_be_visible()


@pytest.mark.req("A06", "A18", "B22")
def test_a_new_status_is_dated_and_the_old_one_is_kept_as_it_was_written(open_page, lead, width):
    page, visitor = open_page(lead, width), open_page(None, width)
    page.goto(f"/styring/tiltak/{HOME}/")
    page.locator("a.ds-button", has_text="Skriv ny status").click()
    assert_accessible(page)
    expect(page.get_by_label("Statusen gjelder per")).to_have_value("23.11.2026")
    page.get_by_label("Status", exact=True).select_option("Krever tiltak")
    page.get_by_label("Hvordan går det?").fill("Overgangen til ny plan er ikke avklart.")
    page.get_by_label("Samlet risiko").select_option("Høy")
    page.get_by_role("button", name="Lagre").click()
    visitor.goto(f"/tiltak/{HOME}/")
    expect(visitor.get_by_role("heading", name="Status: Krever tiltak")).to_be_visible()
    expect(visitor.get_by_text("Per 23.11.2026")).to_be_visible()
    visitor.goto(f"/tiltak/{HOME}/historikk/")
    expect(visitor.get_by_text("Overordnet status er grønn.")).to_be_visible()
    expect(visitor.get_by_text("Overgangen til ny plan er ikke avklart.").first).to_be_visible()


def test_two_leads_at_once_the_second_is_told_and_keeps_what_she_wrote(open_page, lead):
    first, second = open_page(lead, "desk"), open_page(lead, "desk")
    address = f"/styring/tiltak/{SPREAD}/leveranse/sluttrapport/"
    for page in (first, second):
        page.goto(address)
        page.get_by_label("Leveransedato").fill("01.06.2027" if page is first else "01.09.2027")
        page.get_by_label("Hvorfor endres dette?").fill("Flere tall")
    first.get_by_role("button", name="Lagre").click()
    second.get_by_role("button", name="Lagre").click()
    expect(second.get_by_role("alert")).to_contain_text("Noen andre har endret dette")
    expect(second.get_by_label("Leveransedato")).to_have_value("01.09.2027")
    assert_accessible(second)
    second.get_by_role("button", name="Lagre").click()
    expect(second.get_by_text("Leveransedato: 01.06.2027 → 01.09.2027")).to_be_visible()


@pytest.mark.req("A09", "A32", "A34", "B13", "C17")
def test_a_risk_is_written_changed_and_taken_to_a_steering_meeting(open_page, lead, width):
    page, visitor = open_page(lead, width), open_page(None, width)
    name = f"For få sykepleiere ({width})"
    page.goto(f"/styring/tiltak/{CENTRAL}/risiko/")
    assert_accessible(page)
    page.get_by_label("Hva kan gå galt?").fill(name)
    page.get_by_label("Nivå").select_option("Høy")
    page.get_by_label("Årsak eller driver").fill("Oppsigelser")
    page.get_by_label("Betydning for framdrift").fill("Tre måneder senere")
    page.get_by_label("Tiltak mot risikoen").fill("Lyse ut stillinger")
    page.get_by_label("Hvem har ansvaret?").fill("Enhetslederen")
    page.get_by_label("Restrisiko etter tiltak").select_option("Middels")
    page.get_by_role("button", name="Lagre").click()
    page.get_by_role("link", name=f"Endre risikoen {name}").click()
    page.get_by_label("Restrisiko etter tiltak").select_option("Lav")
    page.get_by_role("button", name="Lagre").click()
    visitor.goto(f"/tiltak/{CENTRAL}/")
    card = visitor.locator("#risiko ~ ul > li").filter(has_text=name)
    expect(card).to_contain_text("Oppsigelser")
    expect(card.locator("dt:text('Restrisiko') + dd")).to_have_text("Lav")

    page.get_by_role("link", name="Ta opp i styringsmøte").click()
    assert_accessible(page)
    page.get_by_label("Gjelder risikoen").select_option(name)
    page.get_by_label("Hva tas opp?").fill("Etatene må prioritere stillinger")
    page.get_by_label("Hva ble besluttet?").fill("To stillinger i 2027")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text(f"om «{name}»: Etatene må prioritere stillinger")).to_be_visible()
    expect(page.get_by_text("Besluttet: To stillinger i 2027").first).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("A08", "A10")
def test_a_contact_is_replaced_and_hidden_and_a_former_owner_is_remembered(open_page, lead):
    page, visitor = open_page(lead, "desk"), open_page(None, "phone")
    page.goto(f"/styring/tiltak/{HOME}/")
    page.get_by_role("link", name="Bytt eller skjul kontaktperson").click()
    page.get_by_label("Kontaktperson").fill("Turid Nyvold")
    page.get_by_role("button", name="Lagre").click()
    visitor.goto(f"/tiltak/{HOME}/")
    expect(visitor.get_by_text("Turid Nyvold")).to_be_visible()
    page.get_by_role("link", name="Bytt eller skjul kontaktperson").click()
    page.get_by_label("Navnet vises offentlig").uncheck()
    page.get_by_role("button", name="Lagre").click()
    for address in ("", "historikk/"):
        visitor.goto(f"/tiltak/{HOME}/{address}")
        expect(visitor.get_by_text("Turid Nyvold")).to_have_count(0)
        expect(visitor.get_by_text("Andreassen")).to_have_count(0)
    page.get_by_role("link", name="Bytt eier").click()
    assert_accessible(page)
    page.get_by_label("Ny eier").select_option("Norsk helsenett")
    page.get_by_label("Eier fra").fill("01.11.2026")
    page.get_by_role("button", name="Lagre").click()
    visitor.goto(f"/tiltak/{HOME}/historikk/")
    expect(visitor.get_by_text("Helsedirektoratet til 01.11.2026")).to_be_visible()
    expect(visitor.get_by_text("Norsk helsenett fra 01.11.2026 (nå)")).to_be_visible()
    assert_accessible(visitor)


@pytest.mark.req("A40", "D05")
def test_what_two_sources_say_differently_is_explained_and_put_aside(open_page, lead):
    page = open_page(lead, "phone")
    page.goto("/styring/tiltak/")
    before = in_overview(page, "hjemmeoppfølging spredning")[2]
    said = "Kildene er uenige om når Helgeland kom med: februar 2023 eller mars 2023."
    page.locator(".findings > li").filter(has_text=said).get_by_role("link", name="Forklar").click()
    expect(page.get_by_text("«Helgeland kom med i mars 2023.»")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Hva er riktig").fill("Vedtaket er fra mars; i februar ble det varslet.")
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Vedtaket er fra mars; i februar ble det varslet.")).to_be_visible()
    assert int(in_overview(page, "hjemmeoppfølging spredning")[2]) == int(before) - 1
    expect(page.get_by_role("heading", name="Forklart (1)")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("B12", "B32")
def test_a_report_that_was_ordered_gets_its_place_among_the_deliverables(open_page, lead):
    page, visitor = open_page(lead, "desk"), open_page(None, "phone")
    page.goto(f"/styring/tiltak/{HOME}/")
    finding = page.get_by_text("Oppdatert bestilling 2022 ba om en leveranse innen 15.09.2022")
    page.locator(".findings > li").filter(has=finding).get_by_role("link", name="Legg til leveransen").click()
    assert_accessible(page)
    page.get_by_label("Hva skal leveres?").fill("Rapport om spesialisthelsetjenester i hjemmet")
    page.get_by_label("Leveransedato").fill("15.09.2022")
    page.get_by_label("Datoen er tentativ").check()
    page.get_by_label("Avtalt form").fill("Rapport på 40 sider")
    page.get_by_role("button", name="Lagre").click()
    expect(finding).to_have_count(0)
    visitor.goto(f"/tiltak/{HOME}/")
    expect(visitor.get_by_role("heading", name="2 av 3 leveranser")).to_be_visible()
    card = visitor.locator("#leveranser ~ ul > li").filter(has_text="Rapport om spesialisthelsetjenester")
    expect(card).to_contain_text("15.09.2022 (tentativ)")
    expect(card).to_contain_text("Rapport på 40 sider")
    expect(visitor.get_by_text("Svar: Rapport om spesialisthelsetjenester i hjemmet (ikke levert)")).to_be_visible()
    assert on_front(visitor, "Flytte tjenester hjem") == "2 av 3 er levert"


@pytest.mark.req("B28", "B31")
def test_what_must_go_on_is_handed_over_and_a_changed_priority_says_why(open_page, lead):
    page, visitor = open_page(lead, "desk"), open_page(None, "phone")
    page.goto(f"/styring/tiltak/{CENTRAL}/")
    page.get_by_role("link", name="Meld overlevert").click()
    page.get_by_label("Hvem har tatt over?").fill("Helseteknologiordningen")
    page.get_by_role("button", name="Lagre").click()
    page.get_by_role("link", name="Før en endret prioritering").click()
    page.get_by_label("Hva er endret?").fill("Begreper før måling")
    page.get_by_label("På hvilken erfaring?").fill("Kommunene telte ulikt")
    page.get_by_label("Hvem bestemte det?").fill("Helsedirektoratet")
    page.get_by_role("button", name="Lagre").click()
    visitor.goto(f"/tiltak/{CENTRAL}/")
    expect(visitor.get_by_text("Helseteknologiordningen, overlevert 23.11.2026")).to_be_visible()
    expect(
        visitor.get_by_text("Begreper før måling. Erfaring: kommunene telte ulikt. Bestemt av Helsedirektoratet.")
    ).to_be_visible()


@pytest.mark.parametrize("slug", [SPREAD, HOME, CENTRAL])
def test_a_visitor_finds_every_section_and_every_source(open_page, width, slug):
    page = open_page(None, width)
    page.goto(f"/tiltak/{slug}/")
    assert_accessible(page)
    page.locator("a.ref").first.click()
    expect(page.locator("#kilde-1")).to_be_in_viewport()
    expect(page.get_by_text("stemmer ikke")).to_have_count(0)
