"""The phone has no network: it says what the plan says of the value at once, and that nobody else has seen it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Serving, assert_accessible, log_in
from tests.journeys.patient_story import PatientStory
from tests.journeys.test_patient_measures import AS_EVERY_DAY
from tests.people import MONDAY_MORNING, town


@pytest.fixture
def story(serving: Serving, open_page: Callable[..., Any]) -> PatientStory:
    serving.at(MONDAY_MORNING)
    return PatientStory(serving, open_page, town())


def says_red(page: Page) -> None:
    panel = page.locator("[data-card]")
    expect(panel).to_have_attribute("data-zone", "3")
    for text in (
        "Trenger hjelp",
        "Ikke sendt. Ingen andre har sett dette.",
        "Du er i rød sone.",
        "Mål på nytt så snart du kan. Til da gjelder denne målingen.",
        "Planen din sier:",
        "Ring 113 nå hvis du ikke får puste",
        "Sitt oppreist og bruk anfallsmedisinen.",
    ):
        expect(panel).to_contain_text(text)
    expect(panel.get_by_role("link", name="Ring legevakt 116 117")).to_have_attribute("href", "tel:116117")
    assert_accessible(page)


def kept_on(page: Page) -> str | None:
    held: str | None = page.evaluate("localStorage.getItem('varde.card')")
    return held


def test_86_without_a_net_is_red_and_says_what_to_do(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.when_the_net_is_lost()
    story.page.fill("#value", "86")
    story.when_she_sends_without_arriving()
    says_red(story.page)
    story.then_she_reads("Ikke sendt: Oksygen 86 %, kl. 10:00")
    story.page.fill("#value", "93")
    story.when_she_sends_without_arriving()
    expect(story.page.locator("[data-card]")).to_have_count(0)  # green is not for the phone to say
    story.when_the_net_is_back()
    expect(story.page.locator(".outbox")).to_contain_text("Sendt nå")


def test_she_opens_the_page_without_a_net_and_measures_there(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    page = story.page
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    story.when_the_net_is_lost()
    page.goto("/min/")
    story.then_she_reads("Ingen nettforbindelse", "Du kan måle nå.")
    assert_accessible(page)
    oxygen = page.locator("form[data-outbox=Oksygen]")
    oxygen.get_by_label("Oksygen").fill("86")
    oxygen.get_by_role("button", name="Lagre").click()
    says_red(page)
    expect(oxygen.get_by_label("Oksygen")).to_have_value("")
    story.then_she_reads("Ikke sendt: Oksygen 86 %, kl. 10:00")
    pressure = page.locator("form[data-outbox=Puls]")
    pressure.get_by_label("Puls").fill("80")
    pressure.get_by_role("button", name="Lagre").click()
    story.then_she_reads("Ikke sendt: Puls 80 slag i minuttet")
    story.when_the_net_is_back()
    expect(page.locator(".outbox")).to_contain_text("Sendt nå: Puls 80", timeout=30_000)  # the page comes back first
    expect(page.locator(".outbox")).to_contain_text("Sendt nå: Oksygen 86 %")
    expect(page.locator(".outbox")).not_to_contain_text("Ikke sendt")


def test_the_days_questions_answered_without_a_net(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    page = story.page
    page.goto("/min/skjema/kols_daglig/")
    worse = ("Mye verre", "Mye verre", "Som vanlig eller mindre", "Blodig", *AS_EVERY_DAY[4:])
    for number, answer in enumerate(worse, 1):
        expect(page.locator("#fremdrift")).to_have_text(f"Spørsmål {number} av 7")
        if answer.isdigit():
            page.fill("#svar", answer)
        else:
            page.get_by_text(answer, exact=True).click()
        if number < len(worse):
            page.get_by_role("button", name="Neste", exact=True).click()
    story.when_the_net_is_lost()
    story.when_she_sends_without_arriving()
    panel = page.locator("[data-card]")
    expect(panel).to_have_attribute("data-zone", "3")
    expect(panel).not_to_contain_text("Mål på nytt")
    assert_accessible(page)


def test_yesterdays_card_says_nothing(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.when_the_net_is_lost()
    story.when_minutes_pass(14 * 60)
    story.page.fill("#value", "86")
    story.when_she_sends_without_arriving()
    expect(story.page.locator("[data-card]")).to_have_count(0)
    story.then_she_reads("Føler du deg verre: følg planen din nå")
    assert kept_on(story.page) is None


def test_the_card_goes_when_she_logs_out_and_is_never_anothers(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    assert str(story.person.id) in (kept_on(story.page) or "")
    story.page.get_by_role("button", name="Logg ut").click()
    story.page.wait_for_url("**/logg-inn/")
    assert kept_on(story.page) is None
    log_in(story.page, story.person)
    mine = kept_on(story.page)
    story.page.context.clear_cookies(name="varde")
    log_in(story.page, story.town.other_patient)
    assert str(story.person.id) in str(mine)
    assert str(story.person.id) not in (kept_on(story.page) or "")
    for name in ("Ingrid", "Solbakken"):
        assert name not in str(mine)
