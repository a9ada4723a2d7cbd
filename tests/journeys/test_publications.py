"""The programme lead publishes a month and takes one back; somebody without a login reads, and downloads the table."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_accessible
from tests.people import organization, personnel
from varde.geography import actions as geography
from varde.indicators.tests.everywhere import stand_in

PEOPLE = {"5601": 3, "5603": 12, "4601": 40, "4602": 22, "1103": 31, "3301": 60, "3907": 2}
BAD = "maaling;sted;per_dato;verdi;enhet;kilde;kilde_dato;definisjon\nfantasi;4601;31.12.2024;mye;%;KS;01.02.2025;Andel"
MONTHS = {"phone": ("2026-08-31", "august 2026"), "desk": ("2026-09-30", "september 2026")}


@pytest.fixture(scope="module")
def lead(database):
    geography.load()
    with pytest.MonkeyPatch.context() as patched:
        stand_in(patched, PEOPLE, date(2026, 10, 31))
        yield personnel("Per Lunde", organization("directorate", "Helsedirektoratet"), "programme_lead")


@pytest.mark.req("D18", "A39")
def test_the_programme_lead_publishes_a_month_and_anybody_reads_it(open_page, serving, lead, width):
    serving.at(datetime(2026, 11, 25, 9, tzinfo=UTC))
    last, month = MONTHS[width]
    page = open_page(lead, at=width)
    page.goto("/styring/publisering/")
    assert_accessible(page)
    page.get_by_label("Måned", exact=True).select_option(last)
    page.get_by_role("button", name="Frys tallene").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("kan publiseres")
    page.get_by_text("Aktive pasienter: ").click()
    expect(page.get_by_text("Alta").first).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name=f"Publiser tallene for {month}").click()
    expect(page.get_by_role("status")).to_contain_text("Alle kan lese dem nå")
    page.get_by_role("link", name="Tell på nytt").click()
    expect(page.get_by_text("alle tallene er de samme")).to_be_visible()
    assert_accessible(page)

    anybody = open_page(at=width)
    anybody.goto("/publikasjoner/")
    assert_accessible(anybody)
    anybody.get_by_role("link", name=month.capitalize()).click()
    expect(anybody.get_by_role("heading", level=1)).to_contain_text(month)
    assert_accessible(anybody)
    with anybody.expect_download() as started:
        anybody.get_by_role("link", name="Aktive pasienter som CSV").click()
    lines = started.value.path().read_text(encoding="utf-8-sig")
    assert "Alta;K:5601;;" in lines
    assert "skjult (små tall)" in lines

    page.get_by_label("Hvorfor?").fill("En kommune var talt to ganger.")
    page.get_by_role("button", name="Trekk tilbake").click()
    expect(page.get_by_role("status")).to_contain_text("Trukket tilbake")
    assert_accessible(page)
    anybody.reload()
    expect(anybody.get_by_text("En kommune var talt to ganger.")).to_be_visible()
    assert_accessible(anybody)


@pytest.mark.req("C21")
def test_the_programme_lead_is_told_what_is_wrong_with_a_file_line_by_line(open_page, serving, lead, width):
    serving.at(datetime(2026, 11, 25, 9, tzinfo=UTC))
    page = open_page(lead, at=width)
    page.goto("/styring/publisering/eksterne/")
    assert_accessible(page)
    page.get_by_label("CSV-fil").set_input_files({"name": "feil.csv", "mimeType": "text/csv", "buffer": BAD.encode()})
    page.get_by_role("button", name="Ta inn tallene").click()
    expect(page.get_by_role("alert")).to_contain_text("Linje 2, verdi: «mye» er ikke et tall")
    assert_accessible(page)
    good = BAD.replace("fantasi", "e-konsultasjoner").replace("mye", "12,5").replace("KS;", f"KS {width};")
    page.get_by_label("CSV-fil").set_input_files({"name": "ks.csv", "mimeType": "text/csv", "buffer": good.encode()})
    page.get_by_role("button", name="Ta inn tallene").click()
    expect(page.get_by_role("status")).to_contain_text("1 tall fra «ks.csv» er tatt inn og låst")
    page.get_by_role("row", name="ks.csv").get_by_role("link").first.click()
    expect(page.get_by_role("row", name="Bergen").first).to_contain_text("12,5 %")
