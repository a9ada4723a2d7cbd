"""The board, the places under it and those who answer for a county or a project: figures, and never more than their own."""

import re
from datetime import date
from decimal import Decimal
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from tests.people import LONG_AGO, organization, personnel

from varde.care_teams.models import Unit
from varde.geography import actions as geography
from varde.identity.models import Organization, Patient, PractitionerRole
from varde.indicators import actions as indicators
from varde.indicators import published
from varde.indicators.figures import Shown
from varde.lib import clock
from varde.lib.context import Actor
from varde.pathways.models import EpisodeOfCare
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.reports import asking

BY = Actor("worker", UUID(int=1), "Innlasting")
PATIENTS = {"4003": 26, "4001": 12, "4012": 2, "0301": 31, "5501": 14}


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)
    indicators.import_snapshot(by=BY)
    people = ["4003,57000", "4001,37000", "4012,14000", "4018,6000", "4034,2900"]
    geography.load_population(["number,people", *people], "SSB", by=BY, as_of=date(2026, 1, 1))
    geography.load_listed(["number,people", "4003,55000"], "Helfo", by=BY, as_of=date(2026, 1, 1))
    place = organization("follow_up_unit", "Oppfølging")
    unit = Unit.objects.using("owner").create(organization=place, phone="")
    for number, people in PATIENTS.items():
        for _ in range(people):
            who = Patient.objects.using("owner").create(
                given_name="Ada", family_name="Zwirnlund", birth_date=date(1950, 1, 1)
            )
            EpisodeOfCare.objects.using("owner").create(
                patient=who, unit=unit, programme="kols", municipality_number=number, started_on=date(2026, 1, 1)
            )


def somebody(code, municipality=""):
    where = organization("municipality", f"Kommune {municipality}")
    Organization.objects.using("owner").filter(pk=where.pk).update(municipality_number=municipality)
    return personnel("Kari", where, code)


@pytest.fixture(scope="module")
def lead(country):
    return somebody("programme_lead")


@pytest.fixture(scope="module")
def coordinator(country):
    return somebody("county_coordinator", "4001")


@pytest.fixture(scope="module")
def project_lead(country):
    return somebody("project_lead", "4003")


def client(person):
    made = Client(SERVER_NAME="127.0.0.1")
    made.force_login(person.account.user)
    return made


def page(person, address):
    response = client(person).get(address, follow=True)
    assert response.status_code == 200, address
    body = re.sub(r"<svg.*?</svg>", " ", response.content.decode(), flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u202f", " ").split())


def status(person, address):
    return client(person).get(address).status_code


@pytest.mark.req("A15")
def test_the_board_counts_tildelt_and_etablert_of_19_against_the_deadline(lead):
    text = page(lead, "/styring/")
    assert "Tildelt i 19 av 19 helsefellesskap, etablert i" in text or "etableringen kan ikke telles ennå" in text
    assert "Fristen 31.12.2024 gikk ut for" in text


@pytest.mark.req("A12")
def test_each_aim_stands_with_what_it_is_measured_by(lead):
    text = page(lead, "/styring/")
    assert re.search(r"Tidlig oppdagelse av tegn til forverring +Fra rødt varsel til sett, i åpningstiden ?:", text)
    assert re.search(r"Helhetlige og sammenhengende tjenester +Plandekning ?:", text)


def test_a_key_figure_is_one_click_from_its_definition_and_never_zero_without_data(lead):
    answer = client(lead).get("/styring/").content.decode()
    tile = re.search(r'<a class="figure-value" data-state="no_data" href="(/tall/[^"]+)"[^>]*>([^<]+)</a>', answer)
    assert tile
    assert tile[2] == "ingen data ennå"
    assert status(lead, tile[1]) == 200


def test_a_change_from_before_to_after_never_stands_without_its_warning(lead, monkeypatch):
    real = published.everywhere

    def with_change(slug, **asked):
        change = Shown(slug, "NO", "Hele landet", date(2026, 11, 25), Decimal("-2.5"), "−2,5", "shown")
        return [change] if slug == "prom-endring" else real(slug, **asked)

    monkeypatch.setattr(published, "everywhere", with_change)
    warning = "mange blir bedre av seg selv (regresjon mot gjennomsnittet). Viser ingen virkning."
    for address in ("/styring/", "/styring/sted/NO/"):
        text = page(lead, address)
        assert "−2,5" in text
        assert warning in text
    monkeypatch.undo()
    assert warning not in page(lead, "/styring/sted/NO/"), "nothing to warn against without a number"


def test_an_overdue_report_says_for_how_long_and_leads_to_where_it_is_written(lead):
    asking.load(by=BY)
    answer = client(lead).get("/styring/").content.decode()
    told = re.findall(
        r'<td class="number">([^<]+)</td><td><a href="(/styring/rapporter/[^"]+)">Rapport, ikke levert</a>', answer
    )
    assert len(told) == 1
    assert int(told[0][0].replace("\u202f", "")) > 1_000
    assert status(lead, told[0][1]) == 200


def test_small_numbers_are_hidden_on_the_way_down(lead):
    telemark = page(lead, "/styring/sted/HF:telemark/")
    assert "Bamble skjult" in telemark
    assert "Skien 25" in telemark
    bamble = page(lead, "/styring/sted/K:4012/")
    assert "Aktive pasienter skjult" in bamble
    assert "Her stopper tallene" in bamble
    assert " 2 " not in bamble.split("Nøkkeltall")[1].split("Utviklingen")[0].replace("2 til", "")


@pytest.mark.req("C08")
def test_own_place_stands_beside_its_group_and_the_nation(lead):
    text = page(lead, "/styring/sted/K:4003/")
    assert "Tall Skien Telemark Hele landet" in text
    assert "Aktive pasienter per 1 000 innbyggere" in text


@pytest.mark.req("D17")
def test_the_potential_stands_beside_the_active_and_is_called_an_estimate(lead):
    answer = client(lead).get("/styring/sted/HF:telemark/").content.decode()
    heads = [re.sub(r"<[^>]+>", "", one) for one in re.findall(r'<th scope="col" class="number">(.*?)</th>', answer)]
    assert heads.index("Anslått potensial") > heads.index("Aktive pasienter")
    skien = re.search(r'<th scope="row"><a href="/styring/sted/K:4003/">Skien</a></th>(.*?)</tr>', answer, re.S)
    assert re.findall(r">(\d+)</td>", skien[1])[:2] == ["25", "220"]


@pytest.mark.req("D24")
def test_size_and_distance_stand_beside_the_municipalities(lead, coordinator):
    telemark = page(lead, "/styring/sted/HF:telemark/")
    assert "store (20 000 og flere)" in telemark
    assert "mellomstore (5 000–19 999)" in telemark
    assert "små (under 5 000)" in telemark
    assert re.search(
        r"Til eierkommunen.*Skien Vestfold og Telemark Eier ikke oppgitt 0 km", page(coordinator, "/styring/fylke/")
    )


def test_oslo_has_districts_below_it(lead):
    assert "15 bydeler, etter navn" in page(lead, "/styring/sted/K:0301/")


def test_parts_stand_by_name_and_never_by_number(lead):
    answer = client(lead).get("/styring/sted/HF:telemark/").content.decode()
    names = re.findall(r'<th scope="row"><a href="/styring/sted/K:\d{4}/">([^<]+)</a>', answer)
    assert names == sorted(names)
    assert len(names) == 17


@pytest.mark.req("C02")
def test_variation_is_told_against_what_chance_would_give(lead, monkeypatch):
    monkeypatch.setattr(published, "everywhere", made_up)
    assert "Hvor er forskjellene større enn tilfeldigheter kan forklare?" in page(lead, "/styring/variasjon/")
    text = page(lead, "/styring/variasjon/plandekning/")
    assert "Plandekning: 1 av 18 skiller seg mer enn tilfeldigheter kan forklare" in text
    assert "Én av 18 ligger utenfor 99,8 %-grensen" in text
    assert "ville vi ventet omtrent 0,9 utenfor 95 %-grensen" in text
    assert "Én er ikke med i figuren fordi tallet er skjult eller mangler" in text
    assert "Sted 17: 20,0 % – utenfor 99,8 %-grensen, under" in text
    assert status(lead, "/styring/variasjon/aktive-pasienter/") == 404


@pytest.mark.req("C02")
def test_where_a_patient_counts_many_times_the_limits_are_wider_and_it_says_so(lead, monkeypatch):
    monkeypatch.setattr(published, "everywhere", alerts)
    text = page(lead, "/styring/variasjon/varselbyrde/")
    assert "Varsler per pasient og måned: 1 av 13 skiller seg klart fra de andre" in text
    assert re.search(r"Grensene er \d,\d ganger så vide som tilfeldigheter alene tilsier", text)
    assert "Sted 0 trekker det felles tallet: uten det stedet er det 0,11, ikke 0,25." in text
    assert "Pasientmåneder" in text
    assert "107" in text


def alerts(slug, **_):
    """One area with many alerts of few patients, and twelve much alike: alerts and days of patients."""
    counted = [(190, 3210), *[(n, 3000) for n in (9, 14, 7, 12, 17, 10, 8, 15, 6, 11, 13, 9)]]
    return [
        Shown(slug, f"HF:sted-{i}", f"Sted {i}", date(2026, 11, 25), Decimal(30 * n) / days, f"{30 * n / days:.2f}",
              "shown", n, days)
        for i, (n, days) in enumerate(counted)
    ]  # fmt: skip


def made_up(slug, **_):
    """19 helsefellesskap: 17 alike, one far below, one hidden."""
    shares = [80.0] * 17 + [20.0, None]
    return [
        Shown(slug, f"HF:sted-{i}", f"Sted {i}", date(2026, 11, 25), None if share is None else Decimal(str(share)),
              "skjult (små tall)" if share is None else f"{share} %".replace(".", ","),
              "hidden" if share is None else "shown", None, None if share is None else 100)
        for i, share in enumerate(shares)
    ]  # fmt: skip


@pytest.mark.req("E104")
def test_a_county_coordinator_sees_introduction_quality_and_benefits_of_her_own_county(coordinator):
    text = page(coordinator, "/styring/fylke/")
    assert "Telemark: innføring, kvalitet og gevinster i 17 kommuner" in text
    assert "Skien Vestfold og Telemark" in text
    assert "Porsgrunn 10" in text
    assert "Gevinster" in text
    assert status(coordinator, "/styring/sted/K:4003/") == 200


def test_a_project_lead_sees_her_own_project(project_lead):
    text = page(project_lead, "/styring/prosjekt/")
    assert "Prosjektet Vestfold og Telemark" in text
    assert "1 kommune er med i prosjektet" in text, "of its own participants all take part: that is no share"
    assert status(project_lead, "/styring/sted/K:4003/") == 200


@pytest.mark.parametrize(
    "address",
    [
        "/styring/",
        "/styring/variasjon/",
        "/styring/variasjon/plandekning/",
        "/styring/sted/NO/",
        "/styring/sted/HF:oslo/",
        "/styring/sted/K:0301/",
        "/styring/sted/B:030101/",
        "/styring/sted/F:03/",
        "/styring/prosjekt/oslo/",
    ],
)
def test_others_places_are_not_there(coordinator, project_lead, address):
    assert {status(coordinator, address), status(project_lead, address)} == {404}


def test_a_county_is_not_the_project_leads_nor_a_project_the_coordinators(coordinator, project_lead, lead):
    assert status(project_lead, "/styring/fylke/") == 404
    assert status(coordinator, "/styring/prosjekt/") == 404
    assert status(lead, "/styring/fylke/") == 404


@pytest.mark.parametrize("code", ["programme_lead", "county_coordinator", "project_lead"])
def test_a_role_that_has_ended_opens_nothing(country, code):
    former = somebody(code, "4003")
    PractitionerRole.objects.using("owner").filter(pk=former.id).update(valid_from=LONG_AGO, valid_to=clock.now())
    addresses = ("/styring/", "/styring/variasjon/", "/styring/sted/NO/", "/styring/fylke/", "/styring/prosjekt/")
    assert {status(former, address) for address in addresses} == {404}


def test_each_has_a_start_page_of_her_own(lead, coordinator, project_lead):
    from varde.portals.access import start_page

    assert [start_page(one.actor) for one in (lead, coordinator, project_lead)] == [
        "/styring/",
        "/styring/fylke/",
        "/styring/prosjekt/",
    ]


def test_a_place_nobody_knows_is_not_found(lead):
    assert {status(lead, f"/styring/sted/{key}/") for key in ("K:9999", "HF:atlantis", "F:99", "B:030199", "P:x")} == {
        404
    }
