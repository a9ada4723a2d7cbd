"""The public pages answer without a login, show counted figures, and say nothing about few people."""

import re
from datetime import date
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from varde.care_teams.models import Unit
from varde.geography import actions as geography
from varde.identity.models import Organization, Patient
from varde.indicators import actions as indicators
from varde.indicators import counts
from varde.indicators.definitions import MEASURES
from varde.lib.context import Actor
from varde.pathways.models import EpisodeOfCare
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.projects.models import Project

BY = Actor("worker", UUID(int=1), "Innlasting")


@pytest.fixture(scope="module")
def empty(database):
    """The pages before anything has been brought in."""
    return [page("/"), page("/tall/"), page("/tall/aktive-pasienter/"), page("/om/"), page("/kommuner/?q=Oslo")]


@pytest.fixture(scope="module", autouse=True)
def loaded(empty):
    geography.load()
    projects.load(by=BY)
    portfolio.load(by=BY)
    indicators.import_snapshot(by=BY)


@pytest.fixture(scope="module")
def patients(loaded):
    """Six in Skien, four in Porsgrunn, one in Oslo."""
    place = Organization.objects.using("owner").create(kind="follow_up_unit", name="Oppfølging")
    unit = Unit.objects.using("owner").create(organization=place, phone="")
    for number, people in {"4003": 6, "4001": 4, "0301": 1}.items():
        for _ in range(people):
            who = Patient.objects.using("owner").create(
                given_name="Ada", family_name="Zwirnlund", birth_date=date(1950, 1, 1)
            )
            EpisodeOfCare.objects.using("owner").create(
                patient=who, unit=unit, programme="kols", municipality_number=number, started_on=date(2026, 1, 1)
            )


def visitor():
    return Client(SERVER_NAME="127.0.0.1")


def page(address):
    """The page's text with single spaces, tags left out."""
    response = visitor().get(address)
    assert response.status_code == 200, address
    body = re.sub(
        r"<svg.*?</svg>|</?span class=\"term\">|<span class=\"term-note\".*?</span>",
        "",
        response.content.decode(),
        flags=re.S,
    )
    body = re.sub(r"<button type=\"button\" popovertarget[^>]*>(.*?)</button>(</span>)?", r"\1", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u202f", " ").split())


def test_before_anything_is_brought_in_nothing_is_claimed(empty):
    front, _, measure, _, _ = empty
    assert "Ikke importert" in front
    assert "ingen data ennå" in front
    assert "Ingen prosjekter er registrert ennå" in front
    assert "1 204" not in front + measure


@pytest.mark.req("D14", "D15", "D16", "D18")
def test_the_reported_status_stands_beside_what_is_counted(patients):
    text = page("/")
    assert "Per 31.12.2024 fulgte 73 kommuner 1 204 pasienter hjemme" in text
    assert "Helsefellesskap med prosjekt (tildelt) 19 19" in text
    assert "Kommuner i prosjektene 182 63" in text
    assert "Kommuner med aktive pasienter 73 3" in text
    assert "Aktive pasienter 1 204 11" in text
    assert "Erfaringsrapport" in text
    assert "pasientene er oppdiktet" in text


@pytest.mark.req("D08")
def test_the_coverage_is_counted():
    assert "17 samarbeidsprosjekter dekker alle 19 helsefellesskap" in page("/")


@pytest.mark.req("D09")
def test_the_map_and_the_table_lead_to_the_same_seventeen_projects():
    body = visitor().get("/").content.decode()
    drawing = re.search(r'<figure class="map">.*?</figure>', body, flags=re.S).group()
    table = body[body.index("De samme prosjektene som tabell") :]
    in_map = re.findall(r'href="(/prosjekt/[^"]+)"', drawing)
    assert len(in_map) == 17
    assert set(in_map) == set(re.findall(r'href="(/prosjekt/[^"]+)"', table))
    assert "Kartverket" in body


@pytest.mark.req("D10")
def test_a_project_may_cover_two_helsefellesskap():
    text = page("/prosjekt/vestfold-og-telemark/")
    assert "Helsefellesskap Vestfold, Telemark" in text
    assert "Sykehuset i Vestfold HF Sykehuset Telemark HF" in text
    assert "Skien eier prosjektet" in text


@pytest.mark.req("D11")
def test_a_project_says_how_many_of_its_municipalities_take_part():
    assert "alle 15 kommunene" in page("/prosjekt/sor-rogaland/")
    assert "4 av 18 er navngitt i kildene" in page("/prosjekt/finnmark/")


@pytest.mark.req("D05")
def test_sources_that_disagree_are_shown_as_that():
    text = page("/prosjekt/finnmark/")
    assert "Med fra – kildene er uenige" in text
    assert "februar 2023" in text
    assert "oktober 2023" in text


def test_every_project_has_a_page(loaded):
    for project in Project.objects.all():
        assert project.name in page(f"/prosjekt/{project.slug}/")


def test_a_municipality_with_one_to_four_patients_looks_like_one_with_none(patients):
    text = page("/prosjekt/vestfold-og-telemark/")
    assert "Skien Eier 5 eller flere" in text
    assert "Oslo Eier ingen, eller skjult (færre enn 5)" in page("/prosjekt/oslo/")
    assert "Vågå Eier ingen, eller skjult (færre enn 5)" in page("/prosjekt/innlandet/")


def test_no_public_page_counts_patients_for_a_part_of_the_country(patients):
    body = "".join(page(f"/prosjekt/{project.slug}/") for project in Project.objects.all())
    assert not re.search(r"\d+ (aktive )?pasient", body)


@pytest.mark.req("D19")
def test_a_misspelt_municipality_is_found_and_leads_to_its_project():
    text = page("/kommuner/?q=Kværangen")
    assert "Kvænangen" in text
    assert "Troms og Ofoten" in text
    assert "Ingen kommune heter «Nordpolen»" in page("/kommuner/?q=Nordpolen")


@pytest.mark.parametrize("slug", list(MEASURES))
@pytest.mark.req("D01", "D16")
def test_every_figure_is_one_click_from_its_definition(slug):
    first = "/" if slug in counts.COUNTED else "/tall/"
    assert f'href="{reverse("management:measure", args=[slug])}"' in visitor().get(first).content.decode()
    text = page(f"/tall/{slug}/")
    for heading in ("Formål", "Teller", "Nevner", "Tidspunkt", "Kilde", "Eier", "Versjon", "Vær varsom med"):
        assert heading in text
    assert MEASURES[slug].numerator in text
    assert f"sist endret {MEASURES[slug].updated_on:%d.%m.%Y}" in text


def test_the_definition_behind_1204_shows_where_it_comes_from():
    text = page("/tall/aktive-pasienter/")
    assert "I kilden: «1204 aktive pasienter»" in text
    assert "sist endret 27.05.2025" in text


@pytest.mark.parametrize("address", ["/prosjekt/atlantis/", "/tiltak/atlantis/", "/tall/atlantis/"])
def test_what_does_not_exist_is_not_found(address):
    assert visitor().get(address).status_code == 404


def test_the_about_page_says_what_varde_is_not():
    text = page("/om/")
    assert "Ikke CE-merket" in text
    assert "EUPL 1.2" in text
    assert "© Kartverket, CC BY 4.0" in text


def test_pages_are_light_and_show_no_name(patients):
    front = visitor().get("/").content
    assert len(front) < 40_000
    assert b"Zwirnlund" not in front
