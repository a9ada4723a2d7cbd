"""Stories of those who report: the annual report is published and says what the raw rows say, and a county makes its own."""

from collections.abc import Callable, Iterator
from datetime import date
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Page, expect

from tests.journeys.conftest import assert_accessible, log_in
from tests.people import MONDAY_MORNING, Person, organization, personnel
from varde.care_teams.models import Unit
from varde.geography import actions as geography
from varde.identity.models import Organization, Patient
from varde.indicators import actions as indicators
from varde.indicators import publishing
from varde.indicators.snapshots import recounted_otherwise
from varde.lib import clock
from varde.lib.context import Actor
from varde.pathways.models import EpisodeOfCare
from varde.portals.components.templatetags.varde import thousands
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.reports import actions, published
from varde.reports.content import thawed

BY = Actor("worker", UUID(int=1), "Innlasting")
YEAR_END = date(2025, 12, 31)
MUNICIPALITIES = {
    "4003": 31,
    "4001": 12,
    "4601": 44,
    "0301": 63,
    "1103": 27,
    "5601": 3,
    "5603": 40,
    "5605": 25,
    "5001": 18,
}
RAW = """
    SELECT count(*), count(DISTINCT municipality_number) FROM pathways_episodeofcare
    WHERE status <> 'planned' AND started_on <= %(on)s AND (ended_on IS NULL OR ended_on > %(on)s)
"""


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> Iterator[None]:
    """The country with stays in seven municipalities: begun before, ended before and begun after the turn of the year."""
    with clock.frozen(MONDAY_MORNING):
        geography.load()
        projects.load(by=BY)
        portfolio.load(by=BY)
        indicators.import_snapshot(by=BY)
        unit = Unit.objects.using("owner").create(organization=organization("follow_up_unit", "Enhet"), phone="")
        for number, people in MUNICIPALITIES.items():
            stays(unit, number, people, started_on=date(2025, 3, 1))
            stays(unit, number, 6, started_on=date(2025, 1, 1), ended_on=date(2025, 9, 30))
            stays(unit, number, 7, started_on=date(2026, 2, 1))
        yield


def stays(unit: Unit, number: str, people: int, *, started_on: date, ended_on: date | None = None) -> None:
    patients = Patient.objects.using("owner").bulk_create(
        Patient(given_name="A", family_name="B", birth_date=date(1950, 1, 1)) for _ in range(people)
    )
    EpisodeOfCare.objects.using("owner").bulk_create(
        EpisodeOfCare(
            patient=patient,
            unit=unit,
            programme="kols",
            municipality_number=number,
            started_on=started_on,
            ended_on=ended_on,
            status="finished" if ended_on else "active",
        )
        for patient in patients
    )


@pytest.fixture(scope="module")
def lead(country: None) -> Person:
    """The programme lead, who has frozen the year's last month as every month."""
    person = personnel("Per Lunde", organization("directorate", "Helsedirektoratet"), "programme_lead")
    with clock.frozen(MONDAY_MORNING):
        publishing.freeze_month(by=person.actor, as_of=YEAR_END)
    return person


@pytest.fixture(scope="module")
def coordinator(country: None) -> Person:
    where = Organization.objects.using("owner").create(
        kind="municipality", name="Skien kommune", municipality_number="4003"
    )
    return personnel("Tone Fylling", where, "county_coordinator")


def at_the_desk(open_page: Callable[..., Page], person: Person) -> Page:
    """Logged in, with patience: the board that meets her counts the whole country."""
    page = open_page(at="desk")
    page.set_default_timeout(60_000)
    log_in(page, person)
    return page


def write(page: Page, heading: str, text: str) -> None:
    page.get_by_label(f"Bokmål til «{heading}»", exact=True).fill(text)
    page.get_by_role("button", name=f"Lagre: {heading}", exact=True).click()
    expect(page.get_by_text("Teksten er lagret.")).to_be_visible()


def raw_numbers() -> tuple[str, str]:
    """Patients and municipalities at the turn of the year, counted in the rows themselves."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(RAW, {"on": YEAR_END})
        patients, places = cursor.fetchone()
    return thousands(patients), thousands(places)


@pytest.mark.req("B27")
def test_the_programme_lead_publishes_the_annual_report_and_it_says_what_the_rows_say(open_page, lead):
    page = at_the_desk(open_page, lead)
    page.goto("/styring/rapporter/")
    assert_accessible(page)
    page.get_by_role("link", name="Lag en rapport").click()
    expect(page.get_by_role("heading", name="Lag en rapport")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Lag rapporten: Årsrapport for omsorgstjenestene").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Årsrapport for omsorgstjenestene 2025")
    expect(page.get_by_text("Mangler tekst i: Sammendrag, Vurdering.")).to_be_visible()
    assert_accessible(page)

    page.get_by_label("Bokmål til «Sammendrag»", exact=True).fill("Vi følger {figure:pasienter} pasienter.")
    page.get_by_role("button", name="Lagre: Sammendrag", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("det er ikke noe tall som heter «pasienter»")
    expect(page.get_by_label("Bokmål til «Sammendrag»", exact=True)).to_have_value(
        "Vi følger {figure:pasienter} pasienter."
    )
    assert_accessible(page)
    write(page, "Sammendrag", "Ved årsskiftet ble {figure:aktive-pasienter} pasienter fulgt hjemme.")
    write(page, "Vurdering", "Det går framover.")
    page.get_by_role("button", name="Send til godkjenning").click()
    expect(page.get_by_text("Rapporten er sendt til godkjenning.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Godkjenn").click()
    expect(page.get_by_text("fordi ingen andre kunne")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Levert til oppdragsgiver").fill("2026-07-01")
    page.get_by_role("button", name="Noter levert").click()
    expect(page.get_by_text("Det er notert at rapporten ble levert 01.07.2026.")).to_be_visible()
    page.get_by_role("button", name="Publiser").click()
    expect(page.get_by_text("Rapporten er publisert.")).to_be_visible()
    assert_accessible(page)

    visitor = open_page(at="phone")
    visitor.goto("/rapporter/")
    assert_accessible(visitor)
    visitor.get_by_role("link", name="Årsrapport for omsorgstjenestene 2025").click()
    patients, places = raw_numbers()
    expect(visitor.get_by_text(f"Ved årsskiftet ble {patients} pasienter fulgt hjemme.")).to_be_visible()
    status = visitor.get_by_role("region", name="Digital hjemmeoppfølging: status")
    for name, value in (("Aktive pasienter", patients), ("Kommuner med aktive pasienter", places)):
        row = status.get_by_role("row").filter(has=visitor.get_by_role("rowheader", name=name, exact=True))
        expect(row.get_by_role("cell").first).to_have_text(value)
    expect(visitor.get_by_text("01.07.2026")).to_be_visible()
    assert_accessible(visitor)
    visitor.get_by_role("link", name="Les på nynorsk").click()
    expect(visitor.get_by_text("Denne teksten finst berre på bokmål.").first).to_be_visible()
    assert_accessible(visitor)

    edition = published.edition("arsrapport-omsorg-2025")
    assert edition.snapshot is not None
    assert recounted_otherwise(edition.snapshot) == []


@pytest.mark.req("E104")
def test_the_county_coordinator_makes_the_county_report(open_page, lead, coordinator):
    """The figures of the year are public by now: the programme lead's report was published."""
    page = at_the_desk(open_page, coordinator)
    page.goto("/styring/rapporter/ny/")
    expect(page.get_by_text("Om Telemark.")).to_be_visible()
    expect(page.get_by_role("heading", name="Årsrapport for omsorgstjenestene")).to_have_count(0)
    page.get_by_role("button", name="Lag rapporten: Fylkesrapport").click()
    write(page, "Sammendrag", "Kommunene i Telemark er i gang.")
    write(page, "Behov kommunene har meldt", "Flere fastleger.")
    page.get_by_role("button", name="Send til godkjenning").click()
    page.get_by_role("button", name="Godkjenn", exact=True).click()
    page.get_by_role("button", name="Publiser", exact=True).click()
    expect(page.get_by_text("Rapporten er publisert.")).to_be_visible()
    assert page.goto("/styring/rapporter/arsrapport-omsorg-2025/").status == 404

    visitor = open_page(at="phone")
    visitor.goto("/rapporter/")
    visitor.get_by_role("link", name="Digital hjemmeoppfølging i Telemark 2025").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Digital hjemmeoppfølging i Telemark 2025")
    table = visitor.get_by_role("region", name="Kommune for kommune")
    row = table.get_by_role("row").filter(has=visitor.get_by_role("rowheader", name="Skien", exact=True))
    edition = published.edition("fylkesrapport-telemark-2025")
    contents = {section.key: thawed(section.content) for section in edition.sections.all()}
    frozen = {one.place_name: one.text for one in contents["kommunene"].numbers}
    expect(row.get_by_role("cell").first).to_have_text(frozen["Skien"])
    # 31 and 12 people, told as nearly as figures of places are.
    county = {one.measure: one.text for one in contents["innforing"].numbers}
    assert county["aktive-pasienter"] == "45"
    expect(visitor.get_by_role("region", name="Innføringen i kommunene: Tall per 31.12.2025")).to_contain_text("45")
    assert_accessible(visitor)


def test_two_who_write_at_once_are_told(open_page, lead):
    with clock.frozen(MONDAY_MORNING):
        edition = actions.make(by=lead.actor, kind="status-og-gevinst", place="NO", as_of=YEAR_END)
    first, second = at_the_desk(open_page, lead), at_the_desk(open_page, lead)
    for page in (first, second):
        page.goto(f"/styring/rapporter/{edition.report.slug}/")
    write(first, "Sammendrag", "Den første.")
    second.get_by_label("Bokmål til «Sammendrag»", exact=True).fill("Den andre.")
    second.get_by_role("button", name="Lagre: Sammendrag", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("Noen andre har endret rapporten")
    expect(second.get_by_label("Bokmål til «Sammendrag»", exact=True)).to_have_value("Den andre.")
    assert edition.sections.get(key="sammendrag").text_nb == "Den første."
