"""The programme lead freezes, looks and publishes; everybody reads and downloads what is published, and nothing else."""

import asyncio
import csv
import re
import subprocess
import sys
import threading
from datetime import date
from html import unescape
from io import BytesIO, StringIO

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook
from tests.people import organization, personnel

from varde.geography import actions as geography
from varde.indicators import externals, published
from varde.indicators.tests.everywhere import stand_in
from varde.lib.postgres import server

PEOPLE = {"5601": 3, "5603": 12, "4601": 40, "4602": 22, "1103": 31, "3301": 60, "3907": 2}
DAY = date(2025, 10, 31)
BAD = "maaling;sted;per_dato;verdi;enhet;kilde;kilde_dato;definisjon\nfantasi;4601;31.12.2024;1;%;KS;01.02.2025;Andel"


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    stand_in(monkeypatch, PEOPLE, DAY)


@pytest.fixture(scope="module")
def lead(country):
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(personnel("Per Lunde", organization("directorate", "Direktoratet"), "programme_lead").account.user)
    return made


@pytest.fixture
def anybody():
    return Client(SERVER_NAME="127.0.0.1")


def frozen(lead, day):
    answer = lead.post("/styring/publisering/frys/", {"dag": day})
    assert answer.status_code == 302
    return answer.url


def text(response):
    return (asyncio.run(whole(response)) if response.streaming and response.is_async else b"".join(response)).decode()


async def whole(response):
    return b"".join([part async for part in response])


def words(response):
    assert response.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text(response))).split())


@pytest.mark.req("D18", "A39")
def test_the_lead_freezes_looks_at_what_is_hidden_and_publishes(lead, anybody):
    desk = frozen(lead, "2025-10-31")
    page = text(lead.get(desk))
    assert "Publiser tallene for oktober 2025" in page
    assert "Alta" in page
    assert "Loppa" not in page
    assert "alle tallene er de samme" in text(lead.get(f"{desk}kontroll/"))
    assert anybody.get("/last-ned/aktive-pasienter.csv").status_code == 404

    lead.post(f"{desk}publiser/")
    public = text(anybody.get(desk.replace("/styring/publisering/", "/publikasjoner/")))
    assert "publisert for oktober 2025" in public
    assert published.told("aktive-pasienter").report.digest in public


def test_a_recount_that_fails_says_so_on_the_page_that_has_begun(lead, monkeypatch):
    desk = frozen(lead, "2025-10-31")

    def fails(report):
        raise RuntimeError

    monkeypatch.setattr("varde.indicators.snapshots.recounted_otherwise", fails)
    answer = lead.get(f"{desk}kontroll/")
    assert answer.status_code == 200
    page = text(answer)
    assert "Tellingen stanset før den var ferdig." in page
    assert page.rstrip().endswith("</html>")
    monkeypatch.setattr("varde.indicators.snapshots.recounted_otherwise", lambda report: ["plandekning"])
    assert "Plandekning" in text(lead.get(f"{desk}kontroll/"))


def test_whoever_waits_for_a_recount_sits_on_no_connection(lead, database, monkeypatch):
    """A process has sixteen: so many waiting pages would otherwise stop everything else."""
    address, may_end = f"{frozen(lead, '2025-10-31')}kontroll/", threading.Event()
    monkeypatch.setattr("varde.indicators.snapshots.recounted_otherwise", lambda report: may_end.wait(20) and [])
    before = connections_of(database)
    waiting = asyncio.run(connections_while_waiting(address, lead.cookies, database, may_end))
    assert waiting == before


async def connections_while_waiting(address, cookies, database, may_end):
    page = ApplicationCommunicator(get_asgi_application(), asked(address, cookies))
    try:
        await page.send_input({"type": "http.request", "body": b""})
        assert (await page.receive_output(20))["status"] == 200
        assert "Svaret kommer her" in (await page.receive_output(20))["body"].decode()
        await asyncio.sleep(0.3)
        return connections_of(database)
    finally:
        may_end.set()
        while (await page.receive_output(20)).get("more_body"):
            pass
        await page.wait()


def asked(address, cookies):
    cookie = "; ".join(f"{one.key}={one.value}" for one in cookies.values())
    headers = [(b"host", b"testserver"), (b"cookie", cookie.encode())]
    return {"type": "http", "method": "GET", "path": address, "query_string": b"", "headers": headers}


def connections_of(database):
    """Asked on a connection of its own: what Django holds inside an event loop may be left from another module's."""
    with server.connect(database.place, database.secrets) as admin:
        return admin.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND usename = 'varde_app'", [database.name]
        ).fetchone()


STOPPED_MEANWHILE = """
import time, types, django
django.setup()
from varde.indicators import snapshots
from varde.portals.management.publications import recounting
snapshots.recounted_otherwise = lambda report: time.sleep(60)
recounting._counting(types.SimpleNamespace(pk=1))
"""


def test_a_server_that_is_told_to_stop_does_not_wait_for_a_recount(database):
    subprocess.run([sys.executable, "-c", STOPPED_MEANWHILE], check=True, timeout=30)


def rows(response):
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_everybody_downloads_what_is_published_with_small_numbers_as_words(lead, anybody):
    desk = frozen(lead, "2025-09-30")
    lead.post(f"{desk}publiser/")
    answer = anybody.get("/last-ned/aktive-pasienter.csv?per=2025-09-30&niva=municipality")
    assert answer["Content-Disposition"] == 'attachment; filename="aktive-pasienter-2025-09-30.csv"'
    values = {row["Stedsnøkkel"]: row["Verdi"] for row in rows(answer)}
    assert (values["K:5601"], values["K:5603"], values["K:5605"]) == ("skjult (små tall)", "10", "0")
    assert len(values) == 357
    book = load_workbook(BytesIO(anybody.get("/last-ned/aktive-pasienter.xlsx?per=2025-09-30").content))
    assert book.sheetnames == ["Tall", "Definisjon"]


def test_what_is_counted_now_is_only_for_those_with_the_board(lead, anybody):
    desk = frozen(lead, "2025-08-31")
    lead.post(f"{desk}publiser/")
    assert all("ikke publisert" in row["Kilde"] for row in rows(lead.get("/last-ned/aktive-pasienter.csv?naa=1")))
    assert all(
        "ikke publisert" not in row["Kilde"] for row in rows(anybody.get("/last-ned/aktive-pasienter.csv?naa=1"))
    )


def test_a_withdrawn_month_says_why_to_everybody_and_can_be_frozen_again(lead, anybody):
    desk = frozen(lead, "2025-07-31")
    lead.post(f"{desk}publiser/")
    assert "minst ti tegn" in text(lead.post(f"{desk}trekk/", {"grunn": "feil"}, follow=True))
    lead.post(f"{desk}trekk/", {"grunn": "En kommune var talt to ganger."})
    public = text(anybody.get(desk.replace("/styring/publisering/", "/publikasjoner/")))
    assert "En kommune var talt to ganger." in public
    assert anybody.get("/last-ned/aktive-pasienter.csv?per=2025-07-31").status_code == 404
    assert "En kommune var talt to ganger." in text(anybody.get("/publikasjoner/"))
    assert frozen(lead, "2025-07-31") != desk


@pytest.mark.parametrize("day", ["", "i går", "2025-10-30", "2099-01-31"])
def test_a_month_that_cannot_be_frozen_is_said_in_words(lead, day):
    answer = lead.post("/styring/publisering/frys/", {"dag": day}, follow=True)
    assert 'class="notice"' in text(answer)
    assert not published.frozen().filter(as_of__gt=date(2026, 1, 1)).exists()


def test_a_report_nobody_has_published_is_not_there(lead, anybody):
    desk = frozen(lead, "2025-06-30")
    assert anybody.get(desk.replace("/styring/publisering/", "/publikasjoner/")).status_code == 404
    assert anybody.get("/last-ned/aktive-pasienter.csv?per=2025-06-30").status_code == 404


@pytest.mark.req("C21")
def test_figures_of_others_come_in_with_source_and_definition_and_leave_beside_the_counted(lead, anybody):
    assert lead.get("/styring/publisering/eksterne/mal.csv").content == externals.template()
    bad = SimpleUploadedFile("feil.csv", BAD.encode())
    refused = lead.post("/styring/publisering/eksterne/", {"fil": bad})
    assert refused.status_code == 422
    assert "Linje 2, maaling" in text(refused)
    good = SimpleUploadedFile("ks.csv", externals.template())
    page = text(lead.post("/styring/publisering/eksterne/", {"fil": good}, follow=True))
    assert "1 tall fra «ks.csv» er tatt inn" in page
    assert "velferdsteknologi-implementering" in page
    (row,) = rows(anybody.get("/last-ned/velferdsteknologi-implementering.csv"))
    assert (row["Sted"], row["Verdi"]) == ("Bergen", "62,5")
    assert row["Kilde"] == "KS: velferdsteknologi i kommunene 2025 (15.03.2026)"


@pytest.mark.req("C14")
def test_how_far_each_technology_is_introduced_stands_per_municipality_and_year_with_its_source(lead, anybody):
    heading = ";".join(externals.COLUMNS + externals.MAY_BE_THERE)
    row = "velferdsteknologi-implementering;{};31.12.{};{};%;Prøvekilden;01.06.2024;Andel brukere med løsningen;{}"
    told = [
        ("4003", 2022, "12,5", "Trygghetsalarm"), ("4003", 2023, "18", "Trygghetsalarm"), ("4003", 2023, "7,25", "Dørlås"),
        ("4001", 2023, "44", "Trygghetsalarm"),
    ]  # fmt: skip
    file = SimpleUploadedFile("grad.csv", "\r\n".join([heading, *(row.format(*one) for one in told)]).encode())
    assert "4 tall fra «grad.csv»" in text(lead.post("/styring/publisering/eksterne/", {"fil": file}, follow=True))
    about = "/tall/velferdsteknologi-implementering/"
    shown = words(anybody.get(f"{about}?teknologi=Trygghetsalarm"))
    assert "Trygghetsalarm, 2023 : 2 av" in shown
    assert "Skien 18 % 31.12.2023 Prøvekilden, sist endret 01.06.2024. Andel brukere med løsningen" in shown
    assert "12,5 %" not in shown
    earlier = words(anybody.get(f"{about}?teknologi=Trygghetsalarm&aar=2022"))
    assert "Skien 12,5 % 31.12.2022 Prøvekilden" in earlier
    assert "Porsgrunn" not in earlier
    place = words(anybody.get("/sted/K:4003/"))
    beside = place[place.index("Hentet fra andre") :]
    assert "Implementeringsgrad av velferdsteknologi : Dørlås 7,25 % per 31.12.2023." in beside
    assert "Trygghetsalarm 18 % per 31.12.2023. 12,5 % per 31.12.2022. Kilde: Prøvekilden" in beside
    assert "Prøvekilden" not in place[: place.index("Hentet fra andre")]
    assert anybody.get(f"{about}?teknologi=Ukjent&aar=1900").status_code == 200
