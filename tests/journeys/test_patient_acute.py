"""What the plan says to the patient because of an answer: 113 and the red zone before the form is sent, and its own words."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Serving, assert_accessible
from tests.journeys.patient_story import PatientStory
from tests.journeys.test_patient_measures import AS_EVERY_DAY
from tests.people import MONDAY_MORNING, town


@pytest.fixture
def story(serving: Serving, open_page: Callable[..., Any]) -> PatientStory:
    serving.at(MONDAY_MORNING)
    return PatientStory(serving, open_page, town())


def answer_until_the_last(page: Page) -> None:
    for answer in AS_EVERY_DAY[:-1]:
        if answer.isdigit():
            page.fill("#svar", answer)
        else:
            page.get_by_text(answer, exact=True).click()
        before = page.locator("#fremdrift").inner_text()
        page.get_by_role("button", name="Neste", exact=True).click()
        expect(page.locator("#fremdrift")).not_to_have_text(before)


def says_113(page: Page) -> None:
    notice = page.locator("[data-acute-notice]")
    expect(notice).to_contain_text("Ring 113 nå. Ikke vent på oss.")
    expect(notice).to_contain_text("Planen din sier: Ring 113 nå hvis du ikke får puste")
    expect(notice.get_by_role("link", name="Ring 113")).to_have_attribute("href", "tel:113")
    expect(notice.get_by_role("link", name="Ring 113")).to_be_in_viewport()


def test_breathless_at_rest_says_113_before_it_is_sent_also_without_a_net(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    page = story.page
    page.goto("/min/skjema/kols_daglig/")
    answer_until_the_last(page)
    expect(page.locator("[data-acute-notice]")).to_be_hidden()
    story.when_the_net_is_lost()
    page.get_by_text("Ja", exact=True).click()
    says_113(page)
    assert_accessible(page)
    page.get_by_text("Nei", exact=True).click()
    expect(page.locator("[data-acute-notice]")).to_be_hidden()
    page.get_by_text("Ja", exact=True).click()
    story.when_she_sends_without_arriving()
    expect(page.locator("[data-acute-notice]")).to_contain_text("Ring 113 nå. Ikke vent på oss.")
    story.then_she_reads("Ikke sendt ennå")
    story.when_the_net_is_back()
    expect(page.locator(".outbox")).to_contain_text("Sendt nå: Dagens spørsmål")


def test_the_message_stays_on_the_questions_after_it(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    page = story.page
    fainted_on_the_way(page)
    says_113(page)
    page.get_by_text("Nei, glemte", exact=True).click()
    says_113(page)
    assert_accessible(page)


def test_without_javascript_the_next_step_says_it(serving: Serving, open_page: Callable[..., Any]) -> None:
    serving.at(MONDAY_MORNING)
    page = open_page(town().patient, java_script_enabled=False)
    fainted_on_the_way(page)
    notice = page.locator("[data-acute-notice]")
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("Ring 113 nå. Ikke vent på oss.")


def fainted_on_the_way(page: Page) -> None:
    """The heart failure form, up to the question after "Har du besvimt, eller har du brystsmerter nå?" answered with yes."""
    page.goto("/min/skjema/hjertesvikt_daglig/")
    for number in range(1, 7):
        expect(page.locator("#fremdrift")).to_have_text(f"Spørsmål {number} av 7")
        expect(page.locator("[data-acute-notice]")).to_be_hidden()
        page.locator(".choice").nth(0 if number in {1, 2, 3, 6} else 1).click()
        page.get_by_role("button", name="Neste", exact=True).click()


def test_what_a_rule_says_to_her_the_nurse_reads_too(story: PatientStory, open_page: Callable[..., Any]) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/skjema/kols_daglig/")
    story.when_she_answers("Klart verre", *AS_EVERY_DAY[1:3], "Gult eller grønt", *AS_EVERY_DAY[4:])
    story.then_her_zone_is("Følg med")
    story.then_she_reads("Se i planen din om legen har skrevet at du skal starte reservemedisin nå.")
    desk = open_page(story.town.nurse, "desk")
    desk.goto(f"/pasient/{story.person.id}/")
    expect(desk.locator("#innhold")).to_contain_text(
        "Planen har sagt til pasienten: «Se i planen din om legen har skrevet at du skal starte reservemedisin nå.»"
    )
    assert_accessible(desk)
