"""What the patient reads: her plan on paper too, her curves, who has seen her record; on small and magnified screens."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Serving, assert_accessible, log_in
from tests.journeys.patient_story import PatientStory
from tests.people import MONDAY_MORNING, town

PAGES = (
    "/min/", "/min/plan/", "/min/kurve/", "/min/innsyn/", "/min/maal/", "/min/maal/spo2/", "/min/maal/bp/",
    "/min/skjema/kols_daglig/", "/min/verre/", "/min/kontakt/",
)  # fmt: skip
FIRST_LOAD, LATER_LOAD = 250_000, 60_000


@pytest.fixture
def story(serving: Serving, open_page: Callable[..., Any]) -> PatientStory:
    serving.at(MONDAY_MORNING)
    return PatientStory(serving, open_page, town())


def test_the_plan_says_what_to_do_and_who_stands_behind_it(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_follows("Planen min")
    story.then_she_reads(
        "Grønn sone", "Gul sone", "Rød sone", "Ring 113 nå", "Å kunne gå til butikken selv",
        "Grensene godkjent av", "Jonas Bekkevold", "Malen bak planen er et utkast som ikke er klinisk godkjent.",
    )  # fmt: skip


def test_the_plan_prints_on_one_or_two_sheets(serving: Serving, open_page: Callable[..., Any]) -> None:
    serving.at(MONDAY_MORNING)
    page: Page = open_page(town().patient)
    page.goto("/min/plan/")
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 1 <= sheets <= 2


def test_who_has_seen_her_record_is_read_in_plain_norwegian(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_follows("Hvem har sett journalen min?")
    story.then_she_reads("Kari Lyngstad, oppfølgingssykepleier, Oppfølgingsenheten i Grenland", "tok planen din i bruk")
    story.then_she_does_not_read("Du selv")
    story.when_she_follows("Vis også mine egne besøk")
    story.then_she_reads("Du selv", "så: min side")


def test_the_curve_shows_the_usual_and_the_limits_and_has_a_table(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.when_she_opens("/min/kurve/")
    expect(story.page.locator("figure[data-chart=spo2] canvas")).to_be_visible()
    story.then_she_reads("Det vanlige er 93 %", "Grenser i planen", "Lavest 87 % i dag")
    story.page.get_by_text("Vis som tabell").first.click()
    expect(story.page.get_by_role("row", name="23.11.2026 10:00 87 %")).to_be_visible()
    assert_accessible(story.page)


@pytest.mark.parametrize(
    "options", [{"viewport": {"width": 320, "height": 256}}, {"color_scheme": "dark"}, {"forced_colors": "active"}]
)
def test_pages_hold_at_320_pixels_in_the_dark_and_in_high_contrast(
    serving: Serving, open_page: Callable[..., Any], options: dict[str, Any]
) -> None:
    """320 × 256 is a 1280 × 1024 screen at 400 % zoom."""
    serving.at(MONDAY_MORNING)
    page = open_page(town().patient, **options)
    for address in PAGES:
        page.goto(address)
        assert_accessible(page)


def test_targets_are_large_and_the_keyboard_reaches_the_first_task(
    serving: Serving, open_page: Callable[..., Any]
) -> None:
    serving.at(MONDAY_MORNING)
    page: Page = open_page(town().patient)
    for target in page.locator("main a.task, .talk a, .top a, .top button").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_text()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a.task')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/min/maal/**" if "maal" in page.url else "**/min/**")
    expect(
        page.get_by_role("button", name="Neste").or_(page.get_by_role("button", name="Send", exact=True))
    ).to_be_visible()


def test_pages_are_light(serving: Serving, open_page: Callable[..., Any]) -> None:
    """The first visit is counted from the login page, with nothing in the browser's cache."""
    serving.at(MONDAY_MORNING)
    page: Page = open_page(None, service_workers="block")
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
    log_in(page, town().patient)
    page.wait_for_load_state("networkidle")
    assert sum(sizes) <= FIRST_LOAD, sizes
    for address in ("/min/kurve/", "/min/plan/", "/min/maal/spo2/"):
        sizes.clear()
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert sum(sizes) <= LATER_LOAD, (address, sizes)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("Nynorsk", ("Som vanleg", "Oppgåver i dag", "Kven har sett")),
        ("English", ("As usual", "Today's tasks", "Who has seen")),
    ],
)
def test_she_chooses_her_language(
    serving: Serving, open_page: Callable[..., Any], language: str, words: tuple[str, ...]
) -> None:
    serving.at(MONDAY_MORNING)
    story = PatientStory(serving, open_page, town())
    story.given_she_is_on_her_own_page()
    story.page.get_by_role("button", name=language).click()
    story.then_she_reads(*words)
    expect(story.page.locator("footer")).to_contain_text("113")
    for address in PAGES:
        story.when_she_opens(address)
    story.page.get_by_role("button", name="Bokmål").click()
    story.when_she_opens("/min/")
    story.then_she_reads("Som vanlig", "Dagens oppgaver")
