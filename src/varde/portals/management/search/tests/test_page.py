"""The search page finds what is public, and nothing else."""

import re
from unittest.mock import patch
from uuid import UUID

import pytest
from django.test import Client
from tests.people import MONDAY_MORNING, organization, personnel

from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.indicators.definitions import MEASURES
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio import actions as portfolio
from varde.projects import actions as projects
from varde.reports import actions as reports
from varde.reports.content import thawed


@pytest.fixture(scope="module", autouse=True)
def country(database):
    by = Actor("worker", UUID(int=1), "Innlasting")
    geography.load()
    projects.load(by=by)
    portfolio.load(by=by)
    indicators.import_snapshot(by=by)


def answer(asked):
    return Client(SERVER_NAME="127.0.0.1").get("/sok/", {"q": asked})


@pytest.mark.parametrize(
    ("asked", "href"),
    [
        ("Kvænangen", "/sted/K:5546/"),
        ("Kværangen", "/sted/K:5546/"),
        ("5546", "/sted/K:5546/"),
        ("finnmarkssykehuset", "/sted/HF:finnmark/"),
        ("telemark", "/sted/F:40/"),
        ("spredningsprosjekt agder", "/prosjekt/agder/"),
        ("flytte tjenester hjem", "/tiltak/flytte-tjenester-hjem/"),
        ("plandekning", "/tall/plandekning/"),
        ("egenbehandlingsplan", "/ord/#egenbehandlingsplan"),
        ("tilgjengelighet", "/om/#uu"),
        ("Grünerløkka", "/sted/B:030102/"),
        ("folkehelseinstituttet", "/kunnskap/#fhi-oversikt"),
        ("kontakter med fastlege", "/effekter/"),
        ("norsk helsenett", "/tiltak/flytte-tjenester-hjem/"),
        ("samhandlingsplan", "/tiltak/flytte-tjenester-hjem/"),
        ("ordliste", "/ord/"),
    ],
)
def test_everything_public_is_found_and_leads_somewhere(asked, href):
    found = answer(asked).content.decode()
    assert f'href="{href}"' in found
    assert Client(SERVER_NAME="127.0.0.1").get(href).status_code == 200


def test_every_deliverable_is_found():
    found = answer("rapport").content.decode()
    assert "Leveranser (" in found


def test_what_was_published_is_found_and_what_is_worked_on_is_not():
    lead = personnel("Per Lunde", organization("directorate", "Helsedirektoratet"), "programme_lead").actor
    with clock.frozen(MONDAY_MORNING):
        with patch("varde.indicators.snapshots.frozen_measures", lambda: [MEASURES["kommuner"]]):
            edition = reports.make(by=lead, kind="sluttrapport", place="NO")
        for section in edition.sections.all():
            if thawed(section.content).required:
                reports.write(
                    by=lead,
                    edition_id=edition.id,
                    key=section.key,
                    revision=1,
                    text_nb="Regnbueregelen virket.",
                    text_nn="",
                )
        assert "Ingen treff" in answer("regnbueregelen").content.decode()
        edition.refresh_from_db()
        for step in (reports.submit, reports.approve, reports.publish):
            edition = step(by=lead, edition_id=edition.id, revision=edition.revision)
        assert 'href="/rapporter/sluttrapport-2024/"' in answer("regnbueregelen").content.decode()
        assert f'href="/publikasjoner/{edition.snapshot_id}/"' in answer("tallene for desember 2024").content.decode()


def test_nothing_found_says_what_to_do():
    found = answer("Atlantis").content.decode()
    assert "Ingen treff på «Atlantis»" in found
    assert "Prøv færre eller kortere ord" in found


def test_what_is_asked_is_shown_as_text():
    found = answer('<script>alert("x")</script>').content.decode()
    assert "<script>" not in found.split("<main")[1]


@pytest.mark.parametrize(
    "address",
    ["/", "/tall/", "/tall/aktive-pasienter/", "/sted/NO/", "/prosjekt/agder/", "/om/", "/ord/", "/logg-inn/"],
)
@pytest.mark.req("A01")
def test_the_search_is_in_the_header_of_every_public_page(address):
    page = Client(SERVER_NAME="127.0.0.1").get(address).content.decode()
    header = re.search(r"<header.*?</header>", page, re.S).group()
    assert 'action="/sok/"' in header
    assert 'class="skip"' in page
