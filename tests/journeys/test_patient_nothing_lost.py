"""Nothing the patient writes is lost, and *ikke sendt*, *sendt* and *sett* are told apart."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Serving, assert_accessible, log_in
from tests.journeys.patient_story import PatientStory
from tests.people import MONDAY_MORNING, town
from varde.care_teams.scope import scope_for
from varde.lib import clock
from varde.lib.context import opened
from varde.measurements.models import Observation
from varde.triage import actions as triage
from varde.triage.models import Card


@pytest.fixture
def story(serving: Serving, open_page: Callable[..., Any]) -> PatientStory:
    serving.at(MONDAY_MORNING)
    return PatientStory(serving, open_page, town())


def values_of(story: PatientStory, kind: str) -> list[float]:
    """What is stored of today's values, read as the patient."""
    actor = story.person.actor
    with clock.frozen(story.serving.now), scope_for(actor, [actor.id]) as scope:
        rows = scope.rows(Observation).filter(kind=kind, received_at__gte=MONDAY_MORNING)
        return [row.value for row in rows.order_by("effective_at") if row.value is not None]


def test_net_lost_while_typing_is_sent_once_when_it_is_back(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.when_the_net_is_lost()
    story.page.fill("#value", "93")
    story.when_she_sends_without_arriving()
    story.then_she_reads(
        "Nettet er borte", "Føler du deg verre: følg planen din nå", "Ikke sendt: Oksygen 93 %, kl. 10:00"
    )
    story.then_the_emergency_numbers_are_there()
    assert values_of(story, "spo2") == []
    story.when_minutes_pass(5)
    story.when_the_net_is_back()
    expect(story.page.locator(".outbox")).to_contain_text("Sendt nå: Oksygen 93 %, kl. 10:00")
    expect(story.page.locator(".outbox")).not_to_contain_text("Ikke sendt")
    assert values_of(story, "spo2") == [93]
    story.when_she_follows("Se svaret")
    story.then_her_zone_is("Som vanlig")
    story.then_she_reads("Oksygen 93 %, i dag kl. 10:00")


def test_what_is_half_written_is_there_when_she_comes_back(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/weight/")
    story.page.fill("#value", "68,")
    story.page.reload()
    expect(story.page.locator("#value")).to_have_value("68,")
    story.when_she_opens("/min/kontakt/")
    story.page.fill("#text", "Gjelder de nye tablettene")
    story.page.goto("/min/")
    story.page.goto("/min/kontakt/")
    expect(story.page.locator("#text")).to_have_value("Gjelder de nye tablettene")


def test_session_lost_while_typing_is_sent_after_logging_in(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.page.context.clear_cookies(name="varde")
    story.page.fill("#value", "94")
    story.when_she_sends_without_arriving()
    story.then_she_reads("Du er logget ut. Logg inn igjen")
    assert values_of(story, "spo2") == []
    log_in(story.page, story.person)
    expect(story.page.locator(".outbox")).to_contain_text("Sendt nå: Oksygen 94 %")
    assert values_of(story, "spo2") == [94]


def test_what_one_person_wrote_is_never_sent_by_the_next(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.page.context.clear_cookies(name="varde")
    story.page.fill("#value", "85")
    story.when_she_sends_without_arriving()
    log_in(story.page, story.town.other_patient)
    expect(story.page.get_by_role("heading", level=1)).to_contain_text("Odd")
    story.then_she_does_not_read("85")
    log_in(story.page, story.person)
    expect(story.page.locator(".outbox")).to_contain_text("Sendt nå: Oksygen 85 %")


def test_an_answer_that_never_arrives_is_stored_once(story: PatientStory) -> None:
    """The server stores it, the answer is lost on the way: sent again under the same key, it is one value."""
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.page.route("**/min/maal/spo2/", lambda route: (route.fetch(), route.abort()))
    story.page.fill("#value", "92")
    story.when_she_sends_without_arriving()
    story.page.unroute("**/min/maal/spo2/")
    story.page.goto("/min/")
    expect(story.page.locator(".outbox")).to_contain_text("Sendt nå: Oksygen 92 %")
    assert values_of(story, "spo2") == [92]


def test_without_a_net_the_page_still_shows_whom_to_ring(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    story.page.reload()
    story.when_the_net_is_lost()
    story.page.goto("/min/plan/")
    story.then_she_reads("Ingen nettforbindelse", "Ikke vent på oss")
    story.then_the_emergency_numbers_are_there()


def test_it_all_works_without_javascript(serving: Serving, open_page: Callable[..., Any]) -> None:
    serving.at(MONDAY_MORNING)
    story = PatientStory(serving, open_page, town())
    page = story.page = open_page(story.person, java_script_enabled=False)
    for address, value in (("/min/maal/spo2/", "93"), ("/min/maal/pulse/", "80")):
        page.goto(address)
        page.fill("#value", value)
        page.get_by_role("button", name="Send", exact=True).click()
        serving.at(serving.now.replace(minute=serving.now.minute + 1))
    expect(page).to_have_url(re.compile("/min/sendt/"))
    story.then_she_reads("Puls 80 slag i minuttet", "Som vanlig")
    page.goto("/min/kurve/")
    page.get_by_text("Vis som tabell").first.click()
    expect(page.get_by_role("cell", name="93 %").first).to_be_visible()


def test_sent_and_seen_are_told_apart(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.when_she_measures_again("86")
    story.then_her_page_says("Trenger hjelp", "Sendt")
    story.then_she_does_not_read("Sett av")
    nurse = story.town.nurse.actor
    story.when_minutes_pass(4)
    with clock.frozen(story.serving.now), opened(nurse, [story.person.id]):
        triage.see(patient_id=story.person.id, by=nurse)
    story.then_her_page_says("Trenger hjelp", "Sett av Kari Lyngstad i dag kl. 10:12")
    story.when_minutes_pass(1)
    with clock.frozen(story.serving.now), opened(nurse, [story.person.id]):
        triage.take(patient_id=story.person.id, by=nurse)
    story.then_her_page_says("Trenger hjelp", "Kari Lyngstad følger opp dette nå")


def test_a_closed_card_says_who_followed_up_and_who_looked(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_measures_oxygen("87")
    story.when_she_measures_again("86")
    nurse = story.town.nurse.actor
    story.when_minutes_pass(5)
    with clock.frozen(story.serving.now), scope_for(nurse, [story.person.id]) as scope:
        row = scope.rows(Observation).filter(kind="spo2", value=86).get()
        scope.record_read(what="Pasientens side", resources={story.person.id: [f"Observation/{row.pk}/{row.version}"]})
        triage.take(patient_id=story.person.id, by=nurse)
        version = scope.rows(Card).get().version
        triage.close(
            patient_id=story.person.id,
            by=nurse,
            version=version,
            outcome="advice",
            reason="Snakket med henne, følger planen",
            next_check_at=story.serving.now + timedelta(days=1),
        )
    story.page.reload()
    story.then_she_reads("Kari Lyngstad har fulgt opp dette og avsluttet i dag kl. 10:13")
    story.page.get_by_text("Hvem har sett dette?").click()
    story.then_she_reads("Kari Lyngstad, oppfølgingssykepleier, Oppfølgingsenheten i Grenland, i dag kl. 10:13")
    assert_accessible(story.page)


def test_a_draft_from_this_morning_is_no_answer_tomorrow(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/skjema/kols_daglig/")
    story.page.get_by_text("Mye verre", exact=True).click()
    story.page.reload()
    expect(story.page.get_by_label("Mye verre")).to_be_checked()
    story.when_minutes_pass(24 * 60)
    story.page.reload()
    expect(story.page.get_by_label("Mye verre")).not_to_be_checked()


def test_what_could_not_be_taken_in_stays_until_she_removes_it(story: PatientStory) -> None:
    story.given_she_is_on_her_own_page()
    story.when_she_opens("/min/maal/spo2/")
    story.when_the_net_is_lost()
    story.page.fill("#value", "nittitre")
    story.when_she_sends_without_arriving()
    story.when_the_net_is_back()
    expect(story.page.locator(".outbox")).to_contain_text("Ble ikke tatt imot")
    story.page.goto("/min/")
    expect(story.page.locator(".outbox")).to_contain_text("nittitre")
    assert_accessible(story.page)
    story.page.get_by_role("button", name="Fjern").click()
    story.then_she_does_not_read("nittitre")
