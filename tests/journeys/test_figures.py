"""Stories of those who see figures and never a patient, and of somebody who searches with the keyboard alone."""

from datetime import date
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible
from tests.people import Person, organization, personnel, town
from varde.geography import actions as geography
from varde.identity.models import Organization, Patient
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.pathways.models import EpisodeOfCare
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects

PATIENTS = {"4003": 26, "4001": 12, "4012": 2, "0301": 31, "5501": 14}
INSIDE = (
    "/styring/",
    "/styring/sted/NO/",
    "/styring/sted/HF:telemark/",
    "/styring/sted/K:4012/",
    "/styring/sted/K:0301/",
    "/styring/sted/B:030101/",
    "/styring/variasjon/",
    "/styring/variasjon/deltakelsesandel/",
    "/styring/variasjon/plandekning/?niva=municipality",
    "/styring/prosjekt/agder/",
)
OPEN = ("/sted/NO/", "/sted/HF:telemark/", "/sted/K:4003/", "/sted/B:030101/", "/sok/", "/sok/?q=rapport", "/sok/?q=Atlantis", "/ord/", "/tall/potensial/?liste=1200")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> None:
    """The country with its programme, and patients in five municipalities, two of them in Bamble."""
    by = Actor("worker", UUID(int=1), "Innlasting")
    geography.load()
    projects.load(by=by)
    portfolio.load(by=by)
    indicators.import_snapshot(by=by)
    projects.load_demo_effects(by=by)
    unit = town(days=0).unit
    for number, people in PATIENTS.items():
        for _ in range(people):
            who = Patient.objects.using("owner").create(
                given_name="Ada", family_name="Zwirnlund", birth_date=date(1950, 1, 1)
            )
            EpisodeOfCare.objects.using("owner").create(
                patient=who, unit=unit, programme="kols", municipality_number=number, started_on=date(2026, 1, 1)
            )


def somebody(name: str, code: str, municipality: str = "") -> Person:
    where = organization("municipality", "Kommunen")
    Organization.objects.using("owner").filter(pk=where.pk).update(municipality_number=municipality)
    return personnel(name, where, code)


@pytest.fixture(scope="module")
def lead(country: None) -> Person:
    return somebody("Torunn Eidsaa", "programme_lead")


@pytest.mark.req("A15", "C08", "D09")
def test_the_programme_lead_goes_from_the_board_to_a_municipality_and_stops_there(open_page, lead, width):
    page = open_page(lead, at=width)
    expect(page).to_have_url(f"{page.url.split('/styring/')[0]}/styring/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tildelt i 19 av 19 helsefellesskap")
    page.locator(".map a[aria-label^='Telemark:']").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/styring/sted/HF:telemark/", timeout=30_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Telemark: slik står det til nå")
    bamble = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Bamble"))
    expect(bamble.get_by_role("cell").nth(0)).to_contain_text("skjult")
    bamble.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bamble: slik står det til nå")
    expect(page.get_by_text("Her stopper tallene.")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Hele landet")).to_be_visible()
    assert "Zwirnlund" not in page.content()


@pytest.mark.req("E104")
def test_a_county_coordinator_finds_introduction_quality_and_benefits_of_her_county(open_page, country, width):
    page = open_page(somebody("Ragnhild Sundby", "county_coordinator", "4001"), at=width)
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Telemark: innføring, kvalitet og gevinster i 17 kommuner"
    )
    for heading in ("kommuner er med i et prosjekt", "Kvalitet: fylket og landet", "Gevinster"):
        expect(page.get_by_role("heading", level=2, name=heading)).to_be_visible()
    assert_accessible(page)
    page.get_by_role("rowheader", name="Skien").first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Skien: slik står det til nå")
    assert page.goto("/styring/sted/K:0301/").status == 404
    assert page.goto("/arbeidsliste/").status == 404


def test_a_project_lead_has_her_own_project(open_page, country, width):
    page = open_page(somebody("Eirik Tveitan", "project_lead", "4003"), at=width)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Prosjektet Vestfold og Telemark")
    expect(page.get_by_role("region", name="Tabell: gevinster")).to_contain_text("Liggedøgn på sykehus")
    assert_accessible(page)


@pytest.mark.req("A01")
def test_somebody_searches_with_the_keyboard_alone(open_page, width):
    page = open_page(at=width)
    page.goto("/")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "q":
            break
    page.keyboard.type("karasjohka")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ett treff på «karasjohka»")
    while page.evaluate("document.activeElement.closest('.hits') === null"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Karasjok")


@pytest.mark.req("C12")
def test_a_word_is_explained_by_keyboard_and_by_finger(open_page, width):
    page = open_page(at=width, has_touch=True)
    page.goto("/tall/plandekning/")
    word = page.locator(".term > button").first
    note = page.locator(f"#{word.get_attribute('popovertarget')}")
    expect(note).not_to_be_visible()
    word.focus()
    page.keyboard.press("Enter")
    expect(note).to_be_visible()
    assert _is_in_sight(page, note)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(note).not_to_be_visible()
    word.tap()
    expect(note).to_be_visible()


def test_a_word_is_explained_by_hovering_and_put_away_by_escape(open_page):
    page = open_page(at="desk")
    page.goto("/tall/plandekning/")
    word = page.locator(".term > button").first
    note = page.locator(f"#{word.get_attribute('popovertarget')}")
    word.hover()
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).not_to_be_visible()
    page.mouse.move(0, 0)
    word.hover()
    expect(note).to_be_visible()
    page.mouse.move(0, 0)
    expect(note).not_to_be_visible()


@pytest.mark.parametrize("address", INSIDE)
def test_every_page_of_figures_is_accessible(open_page, lead, address):
    page = open_page(lead, at="desk")
    assert page.goto(address).status == 200
    for more in page.locator("details.more > summary").all():
        more.click()
    assert_accessible(page)


@pytest.mark.parametrize("address", OPEN)
def test_every_open_page_is_accessible(open_page, address):
    page = open_page(at="phone")
    assert page.goto(address).status == 200
    assert_accessible(page)


@pytest.mark.parametrize("address", ["/styring/", "/styring/variasjon/deltakelsesandel/", "/styring/sted/HF:telemark/"])
def test_the_figures_stand_in_the_dark_and_on_the_narrowest_phone(open_page, lead, address):
    page = open_page(lead, at="phone", color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    assert_accessible(page)


@pytest.mark.parametrize("address", ["/styring/", "/styring/sted/HF:telemark/"])
def test_nothing_is_drawn_with_inline_style_or_script(open_page, lead, address):
    page = open_page(lead, at="desk")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert [text for text in said if "Content Security Policy" in text] == []
    assert page.locator("[style], script:not([src])").count() == 0


def _is_in_sight(page: Page, note: object) -> bool:
    box = note.bounding_box()  # type: ignore[attr-defined]
    size = page.viewport_size or {"width": 0, "height": 0}
    return box["x"] >= 0 and box["x"] + box["width"] <= size["width"] and box["y"] + box["height"] <= size["height"]
