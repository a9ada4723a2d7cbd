"""The programme lead publishes a month and takes one back; somebody without a login reads, and downloads the table."""

import threading
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import assert_accessible, axe
from tests.people import organization, personnel
from varde.geography import actions as geography
from varde.indicators import actions, snapshots
from varde.indicators.snapshots import recounted_otherwise
from varde.indicators.tests.everywhere import stand_in
from varde.lib import clock

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
    expect(page.get_by_role("progressbar")).to_be_hidden()
    assert_accessible(page)
    page.get_by_role("link", name=f"Tilbake til {month}").click()

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


def test_a_recount_says_at_once_that_it_goes_on_and_the_answer_comes_by_itself(open_page, serving, lead, width):
    """Without JavaScript too. Whoever asks again meanwhile waits for the same counting."""
    serving.at(datetime(2026, 11, 25, 9, tzinfo=UTC))
    with clock.frozen(serving.now):
        report = actions.freeze_month(by=lead.actor, as_of=date(2026, 7, 31))
    begun, may_end = [], threading.Event()

    def slowly(one):
        begun.append(one.pk)
        may_end.wait(20)
        return recounted_otherwise(one)

    address = f"/styring/publisering/{report.pk}/"
    page, again = open_page(lead, at=width), open_page(lead, at=width, java_script_enabled=False)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(snapshots, "recounted_otherwise", slowly)
        try:
            for one in (page, again):
                one.goto(address)
                one.get_by_role("link", name="Tell på nytt").click(no_wait_after=True)
                expect(one.get_by_text("Svaret kommer her av seg selv")).to_be_visible()
                expect(one.get_by_text("alle tallene er de samme")).to_have_count(0)
            expect(page.get_by_text("noen sekunder")).to_be_visible()
            axe(page)
        finally:
            may_end.set()
        for one in (page, again):
            expect(one.get_by_text("alle tallene er de samme")).to_be_visible()
            expect(one.get_by_text("Svaret kommer her av seg selv")).to_be_hidden()
    assert begun == [report.pk]
    assert_accessible(page)
