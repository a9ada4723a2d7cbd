"""The programme lead writes down an effect and measures a benefit; anybody reads both with grade and warning."""

from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible
from tests.people import organization, personnel
from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.projects.drafts import BenefitDraft

BY = Actor("worker", UUID(int=1), "Innlasting")
TRAVEL = BenefitDraft(
    project="agder", category="time", name="Kjøretid i hjemmesykepleien", unit="timer per uke", measured_as="Turplanen",
    method="Turplanene for fire uker.", wanted="down", baseline=Decimal(40), baseline_from=date(2026, 1, 1),
    baseline_to=date(2026, 1, 31), baseline_people=50, expected=Decimal(30), expected_by=date(2026, 12, 31),
    owner="Prosjektleder", is_public=True,
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> None:
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)
    indicators.import_snapshot(by=BY)
    projects.load_demo_effects(by=BY)


@pytest.fixture(scope="module", autouse=True)
def lead(country):
    """Made before the browser is there, as the country is."""
    return personnel("Siv Programleder", organization("directorate", "Direktoratet"), "programme_lead")


@pytest.mark.req("B19", "B20", "E112")
def test_an_effect_and_a_measured_benefit_reach_the_public_with_grade_and_warning(open_page, width, lead):
    writer = open_page(lead, at=width)
    writer.goto("/styring/effekter/")
    assert_accessible(writer)
    claim = f"Pårørende forteller at de ringer sjeldnere ({width})."
    _writes_an_effect(writer, claim)
    value = {"phone": "34", "desk": "31,5"}[width]
    _measures(writer, projects.plan_benefit(by=BY, draft=TRAVEL), value)

    visitor = open_page(at=width)
    visitor.goto("/prosjekt/agder/")
    expect(visitor.get_by_text(claim)).to_be_visible()
    expect(visitor.get_by_text("Evidensgrad D: Enkeltutsagn").first).to_be_visible()
    expect(visitor.get_by_text("regresjon mot gjennomsnittet").first).to_be_visible()
    changed = {"phone": "−6", "desk": "−8,5"}[width]
    expect(visitor.get_by_text(f"Målt endring: {changed}").first).to_be_visible()
    assert_accessible(visitor)


def _writes_an_effect(page: Page, claim: str) -> None:
    page.get_by_role("link", name="Effekter og erfaringer", exact=True).click()
    page.get_by_role("link", name="Skriv ny effekt eller erfaring").click()
    page.get_by_label("Prosjekt").select_option("agder")
    page.get_by_label("Hva bygger det på").select_option("webinar-2022")
    page.get_by_label("Hva gjelder det", exact=False).first.select_option("trygghet")
    page.get_by_label("Hvem merker det").select_option("relative")
    page.get_by_label("Hva slags").select_option("safety")
    page.get_by_label("Retning").select_option("up")
    page.get_by_label("For den det gjelder er det").select_option("positive")
    page.get_by_label("Hva ble sett eller sagt").fill("Oppfølgingen førte til ro.")
    page.get_by_label("Offentlig").check()
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("«førte til» sier at noe er årsaken")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Hva ble sett eller sagt").fill(claim)
    page.get_by_role("button", name="Lagre").click()
    expect(page.get_by_text("Lagret.")).to_be_visible()
    assert_accessible(page)


def _measures(page: Page, benefit, value: str) -> None:
    page.goto(f"/styring/effekter/gevinster/{benefit.pk}/")
    page.get_by_role("link", name="Ny måling").click()
    page.get_by_label("Målt fra").fill("2026-05-01")
    page.get_by_label("til", exact=True).fill("2026-05-31")
    page.get_by_label("Verdi").fill(value)
    page.get_by_label("Antall personer bak tallet").fill("48")
    assert_accessible(page)
    page.get_by_role("button", name="Lagre målingen").click()
    expect(page.get_by_text("Målingen er lagret.")).to_be_visible()
    expect(page.get_by_text("Målt endring")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("B18", "B21")
def test_anybody_reads_what_is_known_and_where_the_sources_disagree(open_page, width):
    page = open_page(at=width)
    page.goto("/effekter/")
    expect(page.get_by_role("heading", name="Kontakter med fastlege – fastlegen: kildene er uenige")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Alle studier, rapporter og anbefalinger").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Studier, rapporter og anbefalinger")
    assert_accessible(page)
    page.goto("/prosjekt/vestfold-og-telemark/")
    expect(page.get_by_text("Effekt: −0,5 døgn")).to_be_visible()
    expect(page.get_by_text("Syntetisk demo").first).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(
    "address",
    ["registre/", "registre/milestone/", "registre/norm/", "virkninger/", "gevinster/", "gevinster/ny/", "tjenester/ny/",
     "planer/", "planer/ny/", "medvirkning/ny/", "kunnskap/ny/", "pasienthistorier/", "pasienthistorier/ny/"],
)  # fmt: skip
def test_every_page_where_something_is_written_can_be_used_by_all(open_page, lead, address):
    page = open_page(lead, at="desk")
    page.goto(f"/styring/effekter/{address}")
    assert_accessible(page)


def test_two_readers_publish_a_patient_case(open_page, width, lead):
    readers = [personnel(f"Leser {n} {width}", organization("directorate", f"Etat {n} {width}"), "programme_lead")
               for n in (1, 2)]  # fmt: skip
    title = f"Roligere netter, {width}"
    writer = open_page(lead, at=width)
    writer.goto("/styring/effekter/pasienthistorier/ny/")
    writer.get_by_label("Prosjekt").select_option("agder")
    writer.get_by_label("Tittel").fill(title)
    writer.get_by_label("Aldersgruppe").select_option("70-79")
    writer.get_by_label("Tilstand").fill("KOLS")
    writer.get_by_label("Pasienten har sagt ja").check()
    writer.get_by_role("textbox", name="Historien").fill("Sykepleieren Kari ringte da verdiene falt.")
    writer.get_by_role("button", name="Lagre").click()
    expect(writer.get_by_text("«Kari» ser ut som et navn")).to_be_visible()
    writer.get_by_role("textbox", name="Historien").fill("Sykepleieren ringte da verdiene falt.")
    writer.get_by_role("button", name="Lagre").click()
    expect(writer.get_by_role("heading", name="0 av 2 har godkjent denne teksten")).to_be_visible()
    for reader in readers:
        page = open_page(reader, at=width)
        page.goto(writer.url)
        page.get_by_role("button", name="Ingen kan kjennes igjen: godkjenn").click()
        expect(page.get_by_text("Du har godkjent teksten.")).to_be_visible()
        assert_accessible(page)
    visitor = open_page(at=width)
    visitor.goto("/prosjekt/agder/")
    expect(visitor.get_by_role("heading", name=title)).to_be_visible()
