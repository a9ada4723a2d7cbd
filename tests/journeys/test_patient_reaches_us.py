"""*Jeg føler meg dårligere* and *Jeg vil bli kontaktet*, on every page, and the words when nobody is there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Serving, assert_accessible
from tests.journeys.patient_story import PatientStory
from tests.journeys.test_patient_measures import AS_EVERY_DAY
from tests.people import MONDAY_MORNING, SATURDAY_NIGHT, town

PAGES = (
    "/min/",
    "/min/plan/",
    "/min/kurve/",
    "/min/innsyn/",
    "/min/maal/",
    "/min/maal/spo2/",
    "/min/skjema/kols_daglig/",
)


@pytest.fixture
def story(serving: Serving, open_page: Callable[..., Any]) -> PatientStory:
    serving.at(MONDAY_MORNING)
    return PatientStory(serving, open_page, town())


def test_she_wants_to_be_contacted(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_follows("Jeg vil bli kontaktet")
    story.page.fill("#text", "Gjelder de nye tablettene")
    story.when_she_presses("Be om å bli oppringt")
    story.then_she_reads("Vi har fått beskjed", "Du ba om å bli kontaktet i dag kl. 10:00", "senest i dag kl.")


def test_she_feels_worse_and_it_is_sent_before_any_question(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_follows("Jeg føler meg dårligere")
    story.then_she_reads("Akutt fare for liv? Ring 113 nå.")
    story.when_she_presses("Si fra nå")
    story.then_she_reads("Vi har fått beskjed om at du føler deg dårligere")
    story.when_minutes_pass(1)
    story.when_she_answers("Mye verre", "Litt verre", *AS_EVERY_DAY[2:])
    story.then_her_page_says("Følg med", "En sykepleier ser på dette senest")


def test_on_a_saturday_night_the_wish_waits_until_monday(serving: Serving, open_page: Callable[..., Any]) -> None:
    serving.at(SATURDAY_NIGHT)
    story = PatientStory(serving, open_page, town(SATURDAY_NIGHT))
    story.given_she_is_on_her_own_page()
    story.when_she_follows("Jeg vil bli kontaktet")
    story.then_she_reads("Vi har stengt nå og åpner mandag 23.11. kl. 08:00")
    story.when_she_presses("Be om å bli oppringt")
    story.then_she_reads("Vi har stengt nå.", "mandag 23.11.", "Ikke vent på oss")


def test_the_buttons_the_numbers_and_the_hours_are_on_every_page(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    for address in (*PAGES, "/min/verre/", "/min/kontakt/", "/min/kontakt/sendt/"):
        story.when_she_opens(address)
        expect(story.page.get_by_role("link", name="Jeg føler meg dårligere")).to_be_visible()
        expect(story.page.get_by_role("link", name="Jeg vil bli kontaktet")).to_be_visible()
        story.then_the_emergency_numbers_are_there()
        foot = story.page.locator("footer")
        expect(foot).to_contain_text("68 05 10 00")
        expect(foot).to_contain_text("mandag–fredag 08.00–15.30")
        expect(foot).to_contain_text("Ikke CE-merket")


def test_the_numbers_are_there_for_the_logged_out_too(serving: Serving, open_page: Callable[..., Any]) -> None:
    page = open_page(None)
    for address in ("/logg-inn/", "/finnes-ikke/", "/min/frakoblet/"):
        page.goto(address)
        assert_accessible(page)
        expect(page.locator("footer")).to_contain_text("Akutt fare for liv: ring 113. Haster: legevakt 116 117")
