"""Stories of the patient's page: what happened, what the nurse does about it, and who else may look."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import APIResponse, Page, ViewportSize, expect

from tests.journeys.conftest import Serving, assert_accessible
from tests.people import MONDAY_MORNING, Person, Town, town
from varde.audit.models import AuditSubject
from varde.lib import clock
from varde.lib.context import opened
from varde.lib.uuid7 import uuid7
from varde.triage import actions
from varde.triage.models import Card
from varde.triage.submissions import Measurement, Unreadable

OpenPage = Callable[..., Page]
TABLET: ViewportSize = {"width": 768, "height": 1024}
UUID_PATTERN = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


@pytest.fixture(scope="module")
def here(serving: Serving) -> Town:
    return town()


def goes_red(person: Person, key: str) -> None:
    """87 %, and 86 % when she measures again."""
    with clock.frozen(MONDAY_MORNING - timedelta(minutes=12)):
        first = Measurement(person.id, key, "spo2", clock.now(), 87, "87", "%")
        person.sends(first)
    with clock.frozen(MONDAY_MORNING - timedelta(minutes=1)):
        person.sends(Measurement(person.id, f"{key}-again", "spo2", clock.now(), 86, "86", "%", remeasure_of=first.id))


def page_of(here: Town, open_page: OpenPage, who: Person | None = None) -> Page:
    page = open_page(who or here.nurse, "desk")
    page.goto(f"/pasient/{here.patient.id}/")
    return page


@pytest.mark.req("E81")
def test_the_nurse_rings_writes_closes_and_takes_it_back(here: Town, open_page: OpenPage) -> None:
    # Given a red card that she has taken
    goes_red(here.patient, "rings")
    page = page_of(here, open_page)
    bar = page.get_by_role("region", name="Pasienten")
    expect(bar).to_contain_text("Ingrid Solbakken")
    expect(bar).to_contain_text("f. 1948")
    expect(bar).to_contain_text("94–98 %")
    expect(bar).to_contain_text("Penicillin")
    expect(bar.get_by_role("link", name="68 05 22 33")).to_have_attribute("href", "tel:68052233")
    expect(page.locator("#kort-tittel")).to_contain_text("SpO2 86 %")
    assert_accessible(page)
    page.get_by_role("button", name="Ta kortet").click()
    expect(page.locator("#innhold")).to_contain_text("Du har kortet.")
    # When she rings, is not answered, rings again and writes what was said
    page.get_by_label("Svarte ikke").check()
    page.get_by_role("button", name="Før kontakten").click()
    expect(page.locator(".timeline").first).to_contain_text("Ringte, ikke svar")
    page.get_by_label("Fikk kontakt").check()
    page.get_by_label("Kort om samtalen").fill("Pusten er bedre nå.")
    page.get_by_role("button", name="Før kontakten").click()
    page.get_by_label("Notat").fill("Måler igjen i kveld. Kjenner grensen for 116 117.")
    page.get_by_role("button", name="Lagre notatet").click()
    # Then it is a history, and a text to copy to the journal
    timeline = page.locator(".timeline").first
    expect(timeline).to_contain_text("Fikk kontakt")
    expect(timeline).to_contain_text("Måler igjen i kveld.")
    journal = page.get_by_label("Tekst til journalen").input_value()
    assert journal.index("SpO2 86 %") < journal.index("Pusten er bedre nå") < journal.index("Måler igjen i kveld")
    assert "Kari Lyngstad" in journal
    # When she closes it with outcome, reason and next check
    page.get_by_label("Utfall").select_option("Ga råd på telefon")
    page.get_by_label("Hvorfor kan det avsluttes").fill("Frisk igjen etter hvile.")
    page.get_by_label("Neste kontroll").select_option(label="I morgen kl. 09")
    page.get_by_role("button", name="Avslutt kortet").click()
    # Then nothing waits, the next check stands, and she can take it back
    expect(page.locator("#kort-tittel")).to_have_text("Ingenting venter")
    expect(page.locator("#innhold")).to_contain_text("Neste kontroll er i morgen kl. 09:00")
    page.get_by_role("button", name="Angre").click()
    expect(page.locator("#kort-tittel")).to_contain_text("SpO2 86 %")
    expect(page.locator(".timeline").first).to_contain_text("Angret")
    # And the patient reads who has seen her record
    own = open_page(here.patient)
    own.goto("/min/innsyn/")
    expect(own.locator("#innhold")).to_contain_text("Kari Lyngstad")


def test_a_red_card_is_not_closed_without_a_next_check_and_nothing_written_is_lost(
    here: Town, open_page: OpenPage
) -> None:
    # Given a red card, and a browser that does not stop an unfinished form
    goes_red(here.patient, "unfinished")
    page = page_of(here, open_page)
    page.locator("form").evaluate_all("forms => forms.forEach(form => { form.noValidate = true; })")
    # When she closes it without a next check
    page.get_by_label("Utfall").select_option("Ga råd på telefon")
    page.get_by_label("Hvorfor kan det avsluttes").fill("Alt i orden.")
    page.get_by_role("button", name="Avslutt kortet").click()
    # Then it is refused with the reason, the card is open, and her words stand
    expect(page.get_by_role("alert").first).to_contain_text("neste kontroll")
    expect(page.get_by_label("Hvorfor kan det avsluttes")).to_have_value("Alt i orden.")
    expect(page.get_by_label("Utfall")).to_have_value("advice")
    expect(page.locator("#kort-tittel")).to_contain_text("SpO2 86 %")
    assert_accessible(page)


def test_two_nurses_cannot_close_on_top_of_each_other(here: Town, open_page: OpenPage) -> None:
    # Given a nurse who is writing on a card
    goes_red(here.patient, "both")
    page = page_of(here, open_page)
    page.get_by_label("Hvorfor kan det avsluttes").fill("Jeg skrev dette først.")
    # When a colleague takes the card meanwhile
    with clock.frozen(MONDAY_MORNING), opened(here.colleague.actor, [here.patient.id]):
        actions.take(patient_id=here.patient.id, by=here.colleague.actor)
    # Then the page says so without touching what she wrote
    expect(page.locator("#kort-endret")).to_contain_text("Kortet er endret")
    expect(page.get_by_label("Hvorfor kan det avsluttes")).to_have_value("Jeg skrev dette først.")
    # And closing it anyway is refused, says who, and keeps her words
    page.get_by_label("Utfall").select_option("Ga råd på telefon")
    page.get_by_label("Neste kontroll").select_option(index=1)
    page.get_by_role("button", name="Avslutt kortet").click()
    expect(page.get_by_role("alert").first).to_contain_text("Noen andre endret kortet: Amina Warsame")
    expect(page.get_by_label("Hvorfor kan det avsluttes")).to_have_value("Jeg skrev dette først.")


def test_what_could_not_be_read_is_shown_and_gone_through(here: Town, open_page: OpenPage) -> None:
    # Given something from her apparatus that could not be read
    with clock.frozen(MONDAY_MORNING):
        here.patient.sends(
            Unreadable(here.patient.id, "bad-1", "Enheten «mmHg» kan ikke brukes for SpO2.", b"{}", clock.now())
        )
    page = page_of(here, open_page)
    section = page.get_by_role("region", name="Kunne ikke leses")
    expect(section).to_contain_text("Enheten «mmHg» kan ikke brukes for SpO2.")
    # When the nurse has looked into it
    section.get_by_label("Hva du gjorde med det").fill("Ringte: apparatet er byttet.")
    section.get_by_role("button", name="Gjennomgått").click()
    # Then it is gone from the page and in the history
    expect(page.get_by_role("region", name="Kunne ikke leses")).to_have_count(0)
    expect(page.locator(".timeline").first).to_contain_text("Uleselig innsending gjennomgått")


@pytest.mark.parametrize("at", ["phone", "desk", "tablet"])
def test_series_are_drawn_with_limits_usual_and_a_table(here: Town, open_page: OpenPage, at: str) -> None:
    # Given a month of values
    goes_red(here.patient, f"series-{at}")
    page = open_page(here.nurse, "phone" if at == "phone" else "desk")
    if at == "tablet":
        page.set_viewport_size(TABLET)
    page.goto(f"/pasient/{here.patient.id}/")
    # Then SpO2 is drawn, its age said, its limits in words, and the same values stand in a table
    figure = page.locator("figure[data-chart=spo2]")
    expect(figure.locator("canvas")).to_be_visible()
    expect(figure).to_contain_text("86 %")
    expect(figure).to_contain_text("følg med under 91")
    expect(figure).to_contain_text("Det vanlige er 93")
    figure.get_by_text("Vis som tabell").click()
    expect(figure.locator("tbody tr").first).to_contain_text("86 %")
    expect(figure.locator("tbody tr").first).to_contain_text("Målt på nytt")
    assert_accessible(page)
    figure.get_by_role("link", name="Alle verdier").click()
    expect(page.locator("tbody tr").first).to_contain_text("86 %")
    assert_accessible(page)


def test_two_years_of_ten_thousand_values_are_drawn_within_a_second(here: Town, open_page: OpenPage) -> None:
    # Given ten thousand pulse values over two years, one of them red and one flagged as unusual
    start = MONDAY_MORNING - timedelta(days=729)
    step = timedelta(days=729) / 10_000
    rows = [(start + n * step, 60 + n % 30) for n in range(10_000)]
    _store(here, rows, red_at=5_003)
    page = page_of(here, open_page)
    # When two years are asked for
    page.evaluate(
        """() => new Promise((done) => {
            const began = performance.now();
            const wait = () => {
                const source = document.querySelector("figure[data-chart=pulse] script[type='application/json']");
                const drawn = document.querySelector("figure[data-chart=pulse] canvas");
                if (source && drawn && JSON.parse(source.textContent).ends - JSON.parse(source.textContent).starts > 700 * 86400) done(window.took = performance.now() - began);
                else requestAnimationFrame(wait);
            };
            document.querySelector("#kurver a[data-days='730']").click();
            wait();
        })"""
    )
    # Then the curve stands within a second, with its smallest, its largest and its red value
    data = json.loads(page.locator("figure[data-chart=pulse] script").text_content() or "{}")
    assert page.evaluate("window.took") < 1000
    assert 1_000 < len(data["at"]) < 3_000
    assert min(data["values"]) == 60
    assert max(data["values"]) == 140
    assert data["zones"].count(3) == 1
    expect(page).to_have_url(re.compile("dager=730"))


def _store(here: Town, rows: list[tuple[datetime, int]], red_at: int) -> None:
    from varde.measurements.models import Observation

    unit = here.unit.organization_id
    with opened(here.nurse.actor, [here.patient.id]):
        Observation.objects.bulk_create(
            Observation(
                id=uuid7(), patient_id=here.patient.id, kind="pulse", effective_at=at, received_at=at, unit="/min",
                value=140 if n == red_at else value, decimal="140" if n == red_at else str(value),
                zone=3 if n == red_at else 1, source=here.patient.id, controller_org=unit, source_org=unit,
            )
            for n, (at, value) in enumerate(rows)
        )  # fmt: skip


ROUTES = ("", "versjon/", "serie/spo2.json", "serie/spo2/", "serie/finnes-ikke/")
FORMS = ("ta/", "slipp/", "kontakt/", "notat/", "avslutt/", "angre/", "uleselig/", "sporsmal/", "melding/", "svar/")


def test_a_nurse_without_a_relation_meets_the_same_page_as_for_a_patient_who_does_not_exist(
    here: Town, open_page: OpenPage
) -> None:
    # Given a nurse of another municipality
    page = open_page(here.stranger, "desk")
    page.goto("/arbeidsliste/")
    expect(page.locator("#innhold")).to_contain_text("Du har ingen arbeidsliste")
    assert_accessible(page)
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    headers = {"X-CSRFToken": token or "", "Referer": page.url}
    # When she asks for somebody else's patient, and for one that is nowhere
    nobody = uuid7()
    for route in ROUTES:
        theirs = page.request.get(f"/pasient/{here.patient.id}/{route}")
        nothing = page.request.get(f"/pasient/{nobody}/{route}")
        # Then the answers are the same in every way
        assert (theirs.status, _headers(theirs), theirs.text()) == (404, _headers(nothing), nothing.text()), route
    for route in FORMS:
        theirs = page.request.post(f"/pasient/{here.patient.id}/{route}", headers=headers, form={"version": "1"})
        nothing = page.request.post(f"/pasient/{nobody}/{route}", headers=headers, form={"version": "1"})
        assert (theirs.status, _headers(theirs), theirs.text()) == (404, _headers(nothing), nothing.text()), route


def _headers(response: APIResponse) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name != "date"}


def test_the_gp_reads_the_card_but_does_not_work_with_it(here: Town, open_page: OpenPage) -> None:
    # Given a red card
    goes_red(here.patient, "gp-reads")
    before = _version(here)
    page = page_of(here, open_page, here.gp)
    # Then the GP sees why, and no form of the unit's
    expect(page.locator("#kort-tittel")).to_contain_text("SpO2 86 %")
    expect(page.get_by_role("button", name="Ta kortet")).to_have_count(0)
    expect(page.get_by_role("button", name="Avslutt kortet")).to_have_count(0)
    assert_accessible(page)
    # And the card is not "seen" because of it
    assert _version(here) == before
    # And a form sent all the same is refused
    token = page.locator("input[name=csrfmiddlewaretoken]").first.get_attribute("value")
    headers = {"X-CSRFToken": token or "", "Referer": page.url}
    assert page.request.post(f"/pasient/{here.patient.id}/ta/", headers=headers, form={}).status == 403
    assert _version(here) == before


def _version(here: Town) -> int:
    with opened(here.nurse.actor, [here.patient.id]):
        return Card.objects.get(patient_id=here.patient.id).version


def test_every_value_on_the_wire_is_in_the_log_and_nothing_else(here: Town, open_page: OpenPage) -> None:
    # Given a nurse who opens the page
    goes_red(here.patient, "wire")
    page = page_of(here, open_page, here.colleague)
    drawn = set()
    for source in page.locator("figure script[type='application/json']").all_text_contents():
        drawn |= set(json.loads(source)["ids"])
    # Then the log of that disclosure names exactly the values that were drawn
    with opened(here.patient.actor, [here.patient.id]):
        rows = AuditSubject.objects.filter(patient_id=here.patient.id, what="Pasientside", actor_id=here.colleague.id)
        logged = set(re.findall(rf"Observation/({UUID_PATTERN})/", rows.latest("recorded_at").resources))
    assert drawn == logged
    assert len(drawn) > 50
