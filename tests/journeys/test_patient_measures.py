"""The patient measures: 87 after a month around 93, and what happens then."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Serving
from tests.journeys.patient_story import PatientStory
from tests.people import MONDAY_MORNING, SATURDAY_NIGHT, town

AS_EVERY_DAY = (
    "Som vanlig eller bedre", "Som vanlig eller bedre", "Som vanlig eller mindre", "Klart eller hvitt",
    "Som vanlig eller bedre", "2", "Nei",
)  # fmt: skip


@pytest.fixture
def story(serving: Serving, open_page: Callable[..., Any]) -> PatientStory:
    serving.at(MONDAY_MORNING)
    return PatientStory(serving, open_page, town())


def test_87_then_86_is_red_and_says_what_the_plan_says(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.then_her_zone_is("Som vanlig")
    story.when_she_measures_oxygen("87")
    story.then_she_is_asked_to_measure_again()
    story.then_she_reads("Oksygen 87 %", "Du pleier å ha rundt 93 %")
    story.when_she_measures_again("86")
    story.then_her_zone_is("Trenger hjelp")
    story.then_she_reads(
        "oksygen 86 %",
        "Planen din sier:",
        "Ring 113 nå hvis du ikke får puste",
        "En sykepleier ser på dette senest i dag kl. 10:",
        "Blir du verre før det?",
    )
    story.then_the_emergency_numbers_are_there()
    story.then_her_page_says("Trenger hjelp", "Oksygen 86 %", "Sendt")


def test_an_ordinary_pulse_after_a_red_oxygen_does_not_say_that_all_is_as_usual(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.when_she_measures_again("86")
    story.when_minutes_pass(1)
    story.when_she_follows("Videre til puls")
    story.when_she_types_and_sends("80")
    story.then_her_zone_is("Trenger hjelp")
    story.then_she_reads(
        "Du er fortsatt i rød sone",
        "Det du sendte nå, er som vanlig for deg",
        "Ring 113 nå hvis du ikke får puste",
        "Puls 80 slag i minuttet",
        "En sykepleier ser på dette senest i dag kl. 10:",
    )
    story.then_she_does_not_read("ser ingen på dem én for én")
    story.when_minutes_pass(1)
    story.when_she_opens("/min/maal/pulse/")
    story.when_she_types_and_sends("135")
    story.then_she_reads("Mål en gang til", "Du er fortsatt i rød sone")


def test_on_a_saturday_night_nobody_is_there_and_the_page_says_so(
    serving: Serving, open_page: Callable[..., Any]
) -> None:
    serving.at(SATURDAY_NIGHT)
    story = PatientStory(serving, open_page, town(SATURDAY_NIGHT))
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.when_she_measures_again("86")
    story.then_her_zone_is("Trenger hjelp")
    story.then_she_reads("Vi har stengt nå.", "Ikke vent på oss", "mandag 23.11. kl. 08:30", "Ring legevakt 116 117")
    story.then_she_does_not_read("Ring oss: 68 05 10 00")


def test_87_then_92_is_as_usual(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.when_she_measures_again("92")
    story.then_her_page_says("Som vanlig", "Oksygen 92 %", "Oksygen 87 %")


def test_87_and_the_phone_put_away_stands_by_itself(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.then_she_reads("Du kan legge bort telefonen", "innen kl. 10:20, gjelder 87 %")
    story.then_her_page_says("Vet ikke", "Mål på nytt")
    story.when_minutes_pass(25)
    story.then_her_page_says("Trenger hjelp", "oksygen 87 %")
    story.when_she_follows("Oksygen 87 %")
    story.then_her_zone_is("Trenger hjelp")
    story.then_she_reads("Målingen ble ikke gjort på nytt. Den gjelder fra i dag kl. 10:20.")


def test_78_typed_for_87_is_corrected_and_both_are_kept(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("78")
    story.when_minutes_pass(1)
    story.when_she_follows("Jeg skrev feil")
    story.page.fill("#value", "87")
    story.when_she_presses("Rett tallet")
    story.then_she_is_asked_to_measure_again()
    story.then_she_reads("Oksygen 87 %")
    story.then_her_page_says("Vet ikke", "Oksygen 87 %")
    story.then_she_does_not_read("78")


def test_comma_and_point_are_the_same_number(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/weight/")
    story.when_she_types_and_sends("68,4")
    story.then_she_reads("Vekt 68,4 kg")
    story.when_minutes_pass(2)
    story.when_she_opens("/min/maal/weight/")
    story.when_she_types_and_sends("68.6")
    story.then_she_reads("Vekt 68,6 kg")


def test_what_is_no_number_is_asked_for_again_without_being_lost(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.page.fill("#value", "nittitre")
    story.page.get_by_role("button", name="Send", exact=True).click()
    story.then_she_reads("Det forsto vi ikke. Skriv bare tallet")
    expect(story.page.locator("#value")).to_have_value("nittitre")


def test_oxygen_leads_to_pulse_and_the_days_questions(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_follows("Oksygen og puls")
    story.when_she_types_and_sends("93")
    story.then_she_reads("Sendt: Oksygen 93 %", "Hva er pulsen din?")
    story.when_minutes_pass(1)
    story.when_she_types_and_sends("80")
    story.then_her_zone_is("Som vanlig")
    story.when_minutes_pass(1)
    story.when_she_follows("Videre: Dagens spørsmål")
    story.when_she_answers(*AS_EVERY_DAY)
    story.then_her_zone_is("Som vanlig")
    story.then_she_reads("ser ingen på dem én for én")


def test_blood_pressure_is_two_numbers(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/bp/")
    story.when_she_types_and_sends("132", "80")
    story.then_she_reads("Blodtrykk 132/80 mmHg")


def test_breathless_at_rest_says_113_at_once(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/skjema/kols_daglig/")
    story.when_she_answers(*AS_EVERY_DAY[:-1], "Ja")
    story.then_her_zone_is("Trenger hjelp")
    story.then_she_reads("Ring 113 nå.", "Ikke vent på oss.")
