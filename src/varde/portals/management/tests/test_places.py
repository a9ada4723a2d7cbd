"""The public page of a place, and the potential worked out for a list."""

import pytest
from django.test import Client

from varde.geography import actions as geography
from varde.lib.context import Actor
from varde.portals.management.board.local import distance
from varde.portals.management.places import find
from varde.portals.management.potential import asked
from varde.projects import actions as projects


@pytest.fixture(scope="module", autouse=True)
def country(database):
    from uuid import UUID

    geography.load()
    projects.load(by=Actor("worker", UUID(int=1), "Innlasting"))


def page(address):
    return Client(SERVER_NAME="127.0.0.1").get(address)


@pytest.mark.parametrize(
    ("key", "says"),
    [
        ("NO", "19 helsefellesskap"),
        ("HF:telemark", "17 kommuner"),
        ("F:40", "17 kommuner"),
        ("K:0301", "15 bydeler"),
        ("K:5610", "Finnmark"),
        ("B:030101", "Bydel"),
    ],
)
def test_every_kind_of_place_has_a_page(key, says):
    answer = page(f"/sted/{key}/")
    assert answer.status_code == 200
    assert says in answer.content.decode()


def test_a_project_is_sent_to_its_own_page():
    assert page("/sted/P:agder/").headers["Location"] == "/prosjekt/agder/"


@pytest.mark.parametrize("key", ["K:9999", "HF:atlantis", "F:99", "B:030199", "P:atlantis", "X:1", "K:40", "NO:1"])
def test_what_does_not_exist_is_not_found(key):
    assert page(f"/sted/{key}/").status_code == 404


def test_no_live_number_of_patients_stands_on_a_public_place():
    assert "Antall pasienter på ett sted vises ikke fortløpende" in page("/sted/K:4003/").content.decode()


def test_the_way_up_ends_in_the_nation():
    assert [link.key for link in find("K:4003").above] == ["NO", "HF:telemark"]
    assert find("B:030101").group.key == "K:0301"


@pytest.mark.req("D30")
def test_the_potential_of_a_list_is_worked_out_beside_its_definition():
    text = page("/tall/potensial/?liste=1 200").content.decode()
    assert "Anslagsvis 4–6 av 1\u202f200 pasienter kan ha nytte av tilbudet." in text
    assert "Et anslag, ikke en telling" in text


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("1000", "3–5"),
        ("1.000", "3–5"),
        ("100", "0"),
        ("tusen", "Skriv antallet"),
        ("-5", "Skriv antallet"),
        ("", ""),
        ("0", "Skriv"),
        ("9" * 30, "Skriv"),
    ],
)
def test_a_number_is_read_as_people_write_it(written, says):
    assert says in asked(written).text


def test_kilometres_are_kilometres():
    oslo, bergen = (10.752, 59.914), (5.322, 60.391)
    assert distance(oslo, bergen) == pytest.approx(305, abs=3)


def test_a_group_of_the_same_name_is_told_apart():
    oslo = find("K:0301")
    assert (oslo.heading, oslo.group_heading) == ("Oslo (kommune)", "Oslo (helsefellesskap)")
    assert find("K:4003").heading == "Skien"
