"""From the rows of what happened, through a published month, to the page that anybody reads."""

import re
from datetime import date
from html import unescape
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from varde.geography import actions as geography
from varde.indicators import actions as indicators
from varde.indicators import counts, published
from varde.indicators.definitions import MEASURES
from varde.indicators.tests import histories
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects import actions as projects

BY = Actor("personnel", UUID(int=7), "Per Lunde", role="programme_lead")
OCTOBER = date(2026, 10, 31)
PRACTICES = 3


@pytest.fixture(scope="module", autouse=True)
def october(database):
    """Twenty in Alta and twenty in Hammerfest, at three GP practices, measured and followed; the month is published."""
    geography.load()
    projects.load(by=BY)
    indicators.load_sources(by=BY)
    with clock.frozen(histories.at(date(2026, 11, 18))):
        unit = histories.unit()
        practices = [histories.unit().organization for _ in range(PRACTICES)]
        for number in range(40):
            who = histories.patient()
            histories.stay(who, unit, "5601" if number % 2 else "5603", date(2026, 9, 1))
            histories.relation(who, "gp", date(2026, 9, 1), practices[number % PRACTICES])
            histories.relation(who, "hospital", date(2026, 9, 1))
            for day in range(1, 6):
                state = "missed" if day == 1 else "filled"
                histories.window(who, histories.at(date(2026, 10, day), 7), state)
        report = indicators.freeze_month(by=BY, as_of=OCTOBER)
        indicators.publish(by=BY, report=report)
        yield


def page(address):
    response = Client(SERVER_NAME="127.0.0.1").get(address)
    assert response.status_code == 200, address
    return unescape(response.content.decode())


def measure_page(slug):
    return page(reverse("management:measure", args=[slug]))


@pytest.mark.req("A27")
def test_one_set_of_figures_each_with_owner_source_and_frequency():
    everything = page(reverse("management:measures"))
    for slug, measure in MEASURES.items():
        assert measure.name in everything
        shown = measure_page(slug)
        assert all(text in shown for text in (measure.owner, measure.source, measure.period)), slug


@pytest.mark.req("A19")
def test_helsefellesskap_with_a_project_are_counted_from_the_register():
    assert "19 helsefellesskap er med i et prosjekt" in measure_page("helsefellesskap")


@pytest.mark.req("A15", "A19")
def test_awarded_has_a_past_that_is_frozen_and_stands_in_the_published_month():
    awarded = {
        day: counts.everywhere("helsefellesskap", as_of=date.fromisoformat(day))[0].value
        for day in ("2022-06-30", "2022-12-31", "2023-06-30", "2023-12-31", "2026-10-31")
    }
    assert list(awarded.values()) == [0, 17, 17, 19, 19], "Helgeland and Finnmark came with the round of 2023"
    months = {one.as_of.isoformat(): one.value for one in counts.trend("helsefellesskap", place="NO", months=60)}
    assert all(months[day] == value for day, value in awarded.items())
    assert re.search(r"figure-value[^>]*>19<.*i hele landet per 31.10.2026", measure_page("helsefellesskap"), re.S)
    assert re.search(r'/tall/helsefellesskap/">[^<]*</a></th><td class="number">19<', page("/sted/NO/"))


@pytest.mark.req("A30")
def test_how_many_gp_practices_really_have_patients_is_measured():
    assert f"{PRACTICES} legekontor er knyttet til pasienter" in measure_page("fastleger-med-aktive-pasienter")


@pytest.mark.req("A15", "A16")
def test_where_the_offer_is_established_is_told_apart_from_where_a_project_is_awarded():
    assert "Tilbudet er etablert i 1 helsefellesskap" in measure_page("helsefellesskap-etablert")
    assert "19 helsefellesskap er med i et prosjekt" in measure_page("helsefellesskap")


def test_the_map_of_the_country_has_its_table():
    rows = re.findall(r'<a href="/sted/HF:[^"]*">([^<]*)</a></th><td class="number">([^<]*)</td>', page("/sted/NO/"))
    assert len(rows) == 19
    assert dict(rows)["Finnmark"] == "40"
    assert dict(rows)["Oslo"] == "0"


def test_a_figure_divided_by_age_is_shown_group_by_group():
    shown = measure_page("likeverd-alder")
    told = dict(re.findall(r'<th scope="row">([^<]*)</th><td class="number">([^<]*)<', shown))
    assert list(told) == ["Under 50 år", "50–66 år", "67–79 år", "80 år og eldre"]
    assert "ingen data ennå" not in shown
    assert "67–79 år" in page("/last-ned/likeverd-alder.csv")
    assert 'Fordelt på grupper: <a href="/tall/likeverd-alder/">' in page("/sted/NO/")


@pytest.mark.parametrize("slug", ["prem", "tjenestebruk-for-etter", "spart-reise", "likeverd-kjonn"])
def test_what_has_no_source_says_so_and_what_it_waits_for_also_after_publication(slug):
    shown = measure_page(slug)
    assert "ingen data ennå</strong>" in shown
    assert "Tallet kommer når" in shown
    assert not re.search(r'class="lead"|figure-value', shown), "no sentence and no large figure is made of nothing"


def test_what_a_register_only_knows_of_today_is_not_called_without_data():
    assert "ingen data ennå" not in measure_page("kommuner") + measure_page("deltakelsesandel")
    assert re.search(r'figure-value">[\d,]+ %<', measure_page("deltakelsesandel"))
    nation = page("/sted/NO/")
    assert not re.search(r'tall/kommuner/"[^\n]*ingen data', nation)
    assert "det bare telles nå" in nation


@pytest.mark.req("B24")
def test_a_municipality_and_its_hospital_area_read_the_same_figure():
    table = published.told("etterlevelse")
    shown = {cell.place: cell for cell in table.cells}
    for key in ("K:5601", "HF:finnmark"):
        assert shown[key].state == "shown"
        assert abs(shown[key].value - 80) < 10, "the share is told about as exactly as its whole allows"
        assert shown[key].text in page(reverse("management:place", args=[key]))
