"""Stories of the nurse's list: what is worst comes on top by itself, and two nurses never do the same work."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.journeys.conftest import Serving, assert_accessible
from tests.people import MONDAY_MORNING, Person, Town, kols_patient, town
from varde.identity.models import Organization
from varde.lib import clock
from varde.triage import loop
from varde.triage.submissions import ContactRequest, Measurement

OpenPage = Callable[..., Page]
WITHIN_A_SECOND = 1000
TABLET: ViewportSize = {"width": 768, "height": 1024}
PHONE: ViewportSize = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def here(serving: Serving) -> Town:
    return town()


def measures(person: Person, key: str, spo2: int, *, again: bool = False) -> None:
    """A value of SpO2, and another eleven minutes later when she is asked to measure again."""
    first = Measurement(person.id, key, "spo2", clock.now(), spo2, str(spo2), "%")
    person.sends(first)
    if again:
        with clock.frozen(clock.now() + timedelta(minutes=11)):
            second = Measurement(
                person.id, f"{key}-again", "spo2", clock.now(), spo2 - 1, str(spo2 - 1), "%", remeasure_of=first.id
            )
            person.sends(second)


def goes_red(person: Person, key: str, at: datetime = MONDAY_MORNING) -> None:
    with clock.frozen(at - timedelta(minutes=12)):
        measures(person, key, 87, again=True)


def row_of(page: Page, person: Person) -> Locator:
    return page.locator(f"#kort-{person.id}")


def top_row(page: Page) -> Locator:
    return page.locator(".worklist tbody tr").first


def test_a_red_card_comes_on_top_within_a_second_and_says_why(
    here: Town, open_page: OpenPage, serving: Serving
) -> None:
    # Given a nurse with the list open
    page = open_page(here.nurse, "desk")
    expect(page.locator("#liste-tittel")).to_contain_text("Oppfølgingsenheten i Grenland")
    stays = page.evaluate("window.stays = true")
    # When a patient who usually has 93 measures 87, and 86 again
    goes_red(here.patient, "top")
    # Then she is on top within a second, without a reload, with the reason, the promise and the next step
    first = top_row(page)
    expect(first).to_have_attribute("id", f"kort-{here.patient.id}", timeout=WITHIN_A_SECOND)
    expect(first).to_contain_text("Trenger hjelp")
    expect(first).to_contain_text(re.compile(r"SpO2 86 %, (vanligvis|du pleier å ha) 93"))
    expect(first).to_contain_text("Ingrid Solbakken")
    expect(first).to_contain_text("Ta og ring")
    assert re.search(r"\d\d:\d\d", first.locator(".promise").inner_text())
    # And the tab says how many are red, and how fresh the list is
    expect(page).to_have_title(re.compile(r"^\(1\) Arbeidsliste"))
    expect(page.locator("#ferskhet")).to_contain_text("Oppdatert 10:00")
    assert page.evaluate("window.stays") is stays is True
    assert_accessible(page)
    for size in (TABLET, PHONE):
        page.set_viewport_size(size)
        assert_accessible(page)


def test_a_colleague_sees_at_once_that_a_card_is_taken(here: Town, open_page: OpenPage) -> None:
    # Given two nurses with the same red card in sight
    goes_red(here.patient, "taken")
    mine, hers = open_page(here.nurse, "desk"), open_page(here.colleague, "desk")
    expect(row_of(hers, here.patient)).to_be_visible()
    # When one of them takes it
    row_of(mine, here.patient).get_by_role("button", name="Ta Ingrid Solbakken").click()
    # Then the other sees who has it, without a reload
    expect(row_of(hers, here.patient)).to_contain_text("Kari Lyngstad", timeout=WITHIN_A_SECOND)
    expect(row_of(hers, here.patient).get_by_role("button")).to_have_count(0)
    expect(row_of(mine, here.patient)).to_contain_text("deg")
    # And when she takes it back, it is free again
    row_of(mine, here.patient).get_by_role("button", name="Angre").click()
    expect(row_of(hers, here.patient).get_by_role("button", name="Ta Ingrid Solbakken")).to_be_visible()
    expect(row_of(hers, here.patient)).not_to_contain_text("Kari Lyngstad")


def test_no_row_moves_under_the_pointer(here: Town, open_page: OpenPage) -> None:
    # Given the pointer on a row
    goes_red(here.patient, "pointer")
    page = open_page(here.nurse, "desk")
    expect(row_of(page, here.patient)).to_be_visible()
    row_of(page, here.patient).hover()
    before = row_of(page, here.patient).bounding_box()
    # When another card comes that belongs above or below it
    with clock.frozen(MONDAY_MORNING):
        here.other_patient.sends(ContactRequest(here.other_patient.id, "wish-1", "contact", clock.now()))
    # Then the row stays under the pointer, and a bar says what came
    expect(page.locator("#nye-kort")).to_contain_text("1 nytt kort")
    expect(page.locator("#nye-kort")).to_contain_text("Odd Nærby")
    assert row_of(page, here.patient).bounding_box() == before
    expect(row_of(page, here.other_patient)).to_have_count(0)
    # And when the pointer leaves the rows, it slides in at its place
    page.mouse.move(5, 5)
    expect(row_of(page, here.other_patient)).to_contain_text("Vil bli kontaktet")
    expect(page.locator("#nye-kort")).to_have_text("")


def test_filters_are_links_that_keep_their_place_in_the_address(here: Town, open_page: OpenPage) -> None:
    # Given a red patient and one who wants contact
    goes_red(here.patient, "filters")
    with clock.frozen(MONDAY_MORNING):
        here.other_patient.sends(ContactRequest(here.other_patient.id, "wish-2", "contact", clock.now()))
    page = open_page(here.nurse, "desk")
    # When she asks for those who want contact
    page.get_by_role("navigation", name="Vis").get_by_role("link", name="Vil bli kontaktet").click()
    # Then only they are shown, also after a reload and after taking one
    expect(page).to_have_url(re.compile(r"\?vis=kontakt$"))
    expect(row_of(page, here.other_patient)).to_be_visible()
    expect(row_of(page, here.patient)).to_have_count(0)
    page.reload()
    row_of(page, here.other_patient).get_by_role("button", name="Ta").click()
    expect(row_of(page, here.other_patient)).to_contain_text("deg")
    expect(page).to_have_url(re.compile(r"\?vis=kontakt$"))
    row_of(page, here.other_patient).get_by_role("button", name="Angre").click()


def test_the_list_works_without_javascript(here: Town, open_page: OpenPage) -> None:
    # Given a browser that runs no script
    goes_red(here.patient, "no-script")
    page = open_page(here.nurse, "desk", java_script_enabled=False)
    # When she takes a card
    row_of(page, here.patient).get_by_role("button", name="Ta").click()
    # Then she is back on the list, it is hers, and a link loads it again
    expect(page).to_have_url(re.compile("/arbeidsliste/"))
    expect(row_of(page, here.patient)).to_contain_text("deg")
    row_of(page, here.patient).get_by_role("button", name="Angre").click()
    page.get_by_role("link", name="Last på nytt").click()
    expect(row_of(page, here.patient).get_by_role("button", name="Ta")).to_be_visible()


@pytest.mark.req("E81")
def test_a_red_card_is_taken_and_closed_from_the_keyboard_alone(here: Town, open_page: OpenPage) -> None:
    # Given a red card, and a nurse who does not touch the mouse
    goes_red(here.patient, "keyboard")
    page = open_page(here.nurse, "desk")
    expect(row_of(page, here.patient)).to_be_visible()
    # When she goes down to it, takes it and opens it
    page.keyboard.press("ArrowDown")
    expect(row_of(page, here.patient).locator("a.open")).to_be_focused()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Hurtigtaster")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("t")
    expect(row_of(page, here.patient)).to_contain_text("deg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ingrid Solbakken")
    # And fills in how it ended with Tab, letters and arrows
    tab_to(page, "select[name=utfall]")
    page.keyboard.type("Ga r")
    page.keyboard.press("Tab")
    page.keyboard.type("Kald finger. Nytt tall er 93.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#avslutt")
    page.keyboard.press("Enter")
    # Then the card is closed
    expect(page.locator(".notice")).to_contain_text("Kortet er avsluttet")
    expect(page.locator("#kort-tittel")).to_have_text("Ingenting venter")


def tab_to(page: Page, selector: str, most: int = 60) -> None:
    for _ in range(most):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with Tab.")


def test_an_old_list_says_so_over_the_whole_width(here: Town, open_page: OpenPage, serving: Serving) -> None:
    # Given a list that is fresh
    with clock.frozen(MONDAY_MORNING):
        loop.run_once()
    page = open_page(here.nurse, "desk")
    expect(page.locator(".banner")).to_have_count(0)
    # When the judging has stood still for three minutes
    later = MONDAY_MORNING + timedelta(minutes=3)
    serving.at(later)
    try:
        page.reload()
        # Then the page warns, and says since when
        expect(page.locator("#varsel .banner")).to_contain_text("Lista kan være gammel")
        expect(page.locator("#varsel .banner")).to_contain_text("10:00")
        warning = page.locator("#varsel .banner").bounding_box()
        assert warning
        assert warning["width"] >= page.evaluate("document.documentElement.clientWidth") - 1
        assert_accessible(page)
        # And when it goes again, the warning is gone
        with clock.frozen(later):
            loop.run_once()
        page.reload()
        expect(page.locator("#varsel .banner")).to_have_count(0)
    finally:
        serving.at(MONDAY_MORNING)


def test_a_dead_stream_and_a_dead_net_are_said_on_the_page(here: Town, open_page: OpenPage, serving: Serving) -> None:
    # Given a list whose stream cannot be reached
    page = open_page(here.nurse, "desk")
    page.route("**/hendelser/", lambda route: route.abort())
    page.reload()
    expect(page.locator("#varsel-stream .banner")).to_have_count(0)
    # When more than two minutes pass
    page.clock.set_fixed_time(MONDAY_MORNING + timedelta(seconds=125))
    # Then the page says that it is old and what to do
    expect(page.locator("#varsel-stream .banner")).to_contain_text("Last siden på nytt", timeout=10_000)
    page.clock.set_fixed_time(MONDAY_MORNING)


def test_an_empty_list_says_what_to_do_next(serving: Serving, open_page: OpenPage, here: Town) -> None:
    # Given a nurse of a unit where nobody waits
    from tests.people import follow_up_unit, personnel

    unit = follow_up_unit("Oppfølgingsenheten i Vestmarka")
    page = open_page(personnel("Liv Strand", unit.organization, "follow_up_nurse"), "desk")
    # Then the page says so, and how to know that it is true
    expect(page.locator("#liste")).to_contain_text("Ingen venter på deg nå.")
    assert_accessible(page)


def test_twenty_five_patients_are_in_sight_on_a_desk_screen(here: Town, open_page: OpenPage) -> None:
    # Given more than twenty-five patients who want contact
    practice = Organization.objects.using("owner").get(pk=here.gp.actor.organization_id)
    for number in range(27):
        person = kols_patient(f"Navn{number}", "Nesten", here.unit, practice, here.nurse, here.gp, days=0)
        with clock.frozen(MONDAY_MORNING):
            person.sends(ContactRequest(person.id, f"many-{number}", "contact", clock.now()))
    # When the list is opened at 1280 × 900
    page = open_page(here.nurse, "desk")
    expect(page.locator(".worklist tbody tr").nth(26)).to_be_attached()
    # Then twenty-five of them are on the screen without scrolling
    inside = page.evaluate(
        "[...document.querySelectorAll('.worklist tbody tr')].filter(r => r.getBoundingClientRect().bottom <= innerHeight).length"
    )
    assert inside >= 25
    assert_accessible(page)
