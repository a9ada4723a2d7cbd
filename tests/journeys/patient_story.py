"""What a patient does and sees, in the words of the stories. Each step leaves her on a page without axe violations."""

import re
from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Serving, assert_accessible
from tests.people import Person, Town

KILLED = "**/*"


class PatientStory:
    """Given / when / then of one patient on one page."""

    def __init__(self, serving: Serving, open_page: Callable[..., Page], town: Town) -> None:
        self.serving = serving
        self.open_page = open_page
        self.town = town
        self.person: Person = town.patient
        self.page: Page

    # Given

    def given_she_is_on_her_own_page(self) -> None:
        self.page = self.open_page(self.person)
        expect(self.page).to_have_url(re.compile("/min/$"))
        assert_accessible(self.page)

    # When

    def when_she_opens(self, address: str) -> None:
        self.page.goto(address)
        assert_accessible(self.page)

    def when_she_measures_oxygen(self, typed: str) -> None:
        self.page.goto("/min/maal/spo2/")
        assert_accessible(self.page)
        self.when_she_types_and_sends(typed)

    def when_she_types_and_sends(self, *typed: str) -> None:
        for field, text in zip(("#value", "#value2"), typed, strict=False):
            self.page.fill(field, text)
        before = self.page.url
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.wait_for_url(lambda address: address != before)
        assert_accessible(self.page)

    def when_she_measures_again(self, typed: str, minutes: int = 8) -> None:
        self.page.get_by_role("link", name="Mål på nytt nå").click()
        expect(self.page.locator("#value")).to_be_visible()
        assert_accessible(self.page)
        self.when_minutes_pass(minutes)
        self.when_she_types_and_sends(typed)

    def when_minutes_pass(self, minutes: int) -> None:
        self.serving.at(self.serving.now + timedelta(minutes=minutes))

    def when_she_follows(self, link: str) -> None:
        before = self.page.url
        self.page.get_by_role("link", name=link).first.click()
        self.page.wait_for_url(lambda address: address != before)
        assert_accessible(self.page)

    def when_she_presses(self, button: str) -> None:
        before = self.page.url
        self.page.get_by_role("button", name=button).click()
        self.page.wait_for_url(lambda address: address != before)
        assert_accessible(self.page)

    def when_she_answers(self, *answers: str) -> None:
        """One question at a time; an answer in digits is typed, others are chosen."""
        for number, answer in enumerate(answers, 1):
            expect(self.page.get_by_text(f"Spørsmål {number} av {len(answers)}")).to_be_visible()
            assert_accessible(self.page)
            if answer.isdigit():
                self.page.fill("#svar", answer)
            else:
                self.page.get_by_text(answer, exact=True).click()
            self.page.get_by_role("button", name="Send" if number == len(answers) else "Neste", exact=True).click()
        self.page.wait_for_url("**/min/sendt/**")
        assert_accessible(self.page)

    def when_the_net_is_lost(self) -> None:
        self.page.context.set_offline(True)

    def when_the_net_is_back(self) -> None:
        self.page.context.set_offline(False)

    def when_she_sends_without_arriving(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()
        expect(self.page.locator("form [data-kept]")).to_contain_text("Ikke sendt ennå")
        assert_accessible(self.page)

    # Then

    def then_she_is_asked_to_measure_again(self) -> None:
        expect(self.page.get_by_role("heading", name="Mål en gang til")).to_be_visible()
        expect(self.page.get_by_text("Varm hendene")).to_be_visible()
        expect(self.page.get_by_text("Mål på nytt om 10 minutter")).to_be_visible()

    def then_her_zone_is(self, word: str) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(word)

    def then_she_reads(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def then_she_does_not_read(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_role("main")).not_to_contain_text(text)

    def then_the_emergency_numbers_are_there(self) -> None:
        foot = self.page.locator("footer")
        expect(foot).to_contain_text("Akutt fare for liv: ring 113. Haster: legevakt 116 117")

    def then_her_page_says(self, zone: str, *texts: str) -> None:
        self.page.goto("/min/")
        assert_accessible(self.page)
        self.then_her_zone_is(zone)
        self.then_she_reads(*texts)
