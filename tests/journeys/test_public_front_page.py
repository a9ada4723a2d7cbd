"""Stories of somebody without a login: what is this, where does the country stand, and what does that number mean?"""

from collections.abc import Iterator
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible
from tests.people import town
from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects

PAGES = (
    "/",
    "/tall/",
    "/tall/aktive-pasienter/",
    "/tall/kommuner/",
    "/prosjekt/finnmark/",
    "/prosjekt/vestfold-og-telemark/",
    "/tiltak/spredning/",
    "/tiltak/flytte-tjenester-hjem/",
    "/tiltak/sentrale-tiltak/",
    "/kommuner/?q=Herøy",
    "/kommuner/?q=Atlantis",
    "/om/",
)


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> None:
    """The country, its programme, the reported status, and a unit with two patients."""
    by = Actor("worker", UUID(int=1), "Innlasting")
    geography.load()
    projects.load(by=by)
    portfolio.load(by=by)
    indicators.import_snapshot(by=by)
    town(days=0)


@pytest.mark.req("D16", "D18")
def test_a_member_of_the_public_finds_out_what_1204_means(open_page, width):
    page = open_page(at=width)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Digital hjemmeoppfølging")
    expect(page.get_by_role("heading", name="fulgte 73 kommuner")).to_contain_text("1\u202f204 pasienter")
    assert_accessible(page)

    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Aktive pasienter", exact=True))
    # Two patients are too few to tell about.
    expect(row.get_by_role("cell").nth(1)).to_have_text("skjult (færre enn 5)")
    row.get_by_role("cell").nth(0).get_by_role("link").click()

    expect(page).to_have_url(f"{page.url.split('/tall/')[0]}/tall/aktive-pasienter/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aktive pasienter")
    expect(page.get_by_text("Antall ulike pasienter med et forløp")).to_be_visible()
    expect(page.get_by_text("I kilden: «1204 aktive pasienter»")).to_be_visible()
    expect(page.get_by_text("sist endret 27.05.2025")).to_be_visible()
    assert_accessible(page)


@pytest.mark.req("D09")
def test_a_finger_hits_every_project_on_the_map_of_a_phone(open_page):
    page = open_page(at="phone")
    page.goto("/")
    hits = page.locator(".map a").evaluate_all(
        """links => links.map(link => {
            link.scrollIntoView({block: "center"});
            const label = link.querySelector("rect").getBoundingClientRect();
            const under = document.elementFromPoint(label.x + label.width / 2, label.y + label.height / 2);
            return [link.textContent.trim(), label.height, under.closest("a") === link];
        })"""
    )
    assert len(hits) == 17
    assert [name for name, height, hit in hits if height < 24 or not hit] == []
    page.locator(".map").get_by_text("Oslo", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Spredningsprosjekt: Oslo")


@pytest.mark.req("D09")
def test_the_map_is_walked_by_keyboard_alone(open_page, width):
    page = open_page(at=width)
    page.goto("/")
    walked = list(_tabs(page, until="Gamvik"))
    assert walked[0] == "Hopp til innholdet"
    outline = page.locator(".map a:focus-visible rect").evaluate("rect => getComputedStyle(rect).stroke")
    assert outline not in {"none", "rgba(0, 0, 0, 0)"}
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Spredningsprosjekt: Troms og Ofoten")
    expect(page.get_by_text("Universitetssykehuset Nord-Norge HF").first).to_be_visible()


@pytest.mark.req("D19")
def test_somebody_who_spells_it_as_the_report_finds_the_project(open_page, width):
    page = open_page(at=width)
    page.goto("/")
    page.get_by_label("Finn en kommune").fill("Kværangen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("rowheader", name="Kvænangen")).to_be_visible()
    page.get_by_role("cell").get_by_role("link", name="Troms og Ofoten").click()
    expect(page.get_by_text("Kvænangen eier prosjektet")).to_be_visible()


@pytest.mark.req("A36")
def test_somebody_follows_a_shared_deliverable_from_one_initiative_to_the_other(open_page, width):
    page = open_page(at=width)
    page.goto("/")
    page.get_by_role("link", name="DHV - Flytte tjenester hjem").click()
    expect(page.get_by_role("heading", name="Prosjektet er ferdig med 2 av 2 leveranser")).to_be_visible()
    page.get_by_role("link", name="DHV - Sentrale tiltak").click()
    expect(page.get_by_role("heading", name="Prosjektet er ferdig med 2 av 3 leveranser")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
def test_every_public_page_is_accessible(open_page, width, address):
    page = open_page(at=width)
    assert page.goto(address).status == 200
    assert_accessible(page)


@pytest.mark.parametrize("address", ["/", "/prosjekt/finnmark/", "/tiltak/spredning/", "/tall/aktive-pasienter/"])
def test_it_is_accessible_in_the_dark_and_on_the_narrowest_phone(open_page, address):
    page = open_page(at="phone", color_scheme="dark")
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    assert_accessible(page)


def test_everything_works_without_javascript(open_page):
    page = open_page(at="phone", java_script_enabled=False)
    page.goto("/")
    expect(page.locator(".map a")).to_have_count(17)
    page.get_by_label("Finn en kommune").fill("Volda")
    page.locator("main").get_by_role("button", name="Søk").click()
    expect(page.get_by_role("rowheader", name="Volda")).to_be_visible()


def _tabs(page: Page, until: str) -> Iterator[str]:
    """Press Tab till the focus is on `until`; gives the text of each stop."""
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate("document.activeElement.textContent.trim()")
        yield stop
        if stop == until:
            return
    raise AssertionError(f"{until} was not reached")
