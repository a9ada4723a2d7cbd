"""People per place: none until somebody supplies a file, then as that file says, and refused when it cannot be true."""

from datetime import date
from uuid import UUID

import pytest
from django.db import connections

from varde.geography import actions, published
from varde.geography.models import Counted, District, Municipality, PopulationFile
from varde.lib.context import Actor

LOADER = Actor("personnel", UUID(int=7), "Torunn Eidsaa")
NEW_YEAR = date(2026, 1, 1)


@pytest.fixture(scope="module", autouse=True)
def country(database):
    actions.load()


@pytest.fixture(autouse=True)
def nobody_has_supplied_anything():
    yield
    PopulationFile.objects.using("owner").all().delete()


def load(*lines, **more):
    return actions.load_population(["number,people", *lines], "SSB, tabell 07459", by=LOADER, as_of=NEW_YEAR, **more)


def test_oslo_has_fifteen_districts_by_their_official_numbers():
    assert District.objects.count() == 15
    assert {district.municipality_id for district in District.objects.all()} == {"0301"}
    first, *_, last = published.districts()
    assert (first.number, first.name) == ("030101", "Gamle Oslo")
    assert (last.number, last.name) == ("030115", "Søndre Nordstrand")


def test_every_municipality_belongs_to_the_county_its_number_begins_with():
    for place in Municipality.objects.all():
        assert place.number.startswith(place.county_id)


def test_nothing_is_known_until_a_file_is_supplied():
    assert published.population(NEW_YEAR) == {}
    assert published.population_file(NEW_YEAR) is None


def test_a_file_says_how_many_and_where_it_is_from():
    load("0301,717710", "030101,61000", "4003,56300")
    assert published.population(NEW_YEAR) == {"0301": 717710, "030101": 61000, "4003": 56300}
    file = published.population_file(date(2026, 11, 25))
    assert (file.source, file.as_of, file.loaded_by) == ("SSB, tabell 07459", NEW_YEAR, "Torunn Eidsaa")
    assert not file.is_synthetic


def test_a_file_counts_from_its_date_on_and_a_newer_one_after_that():
    load("4003,56300")
    assert published.population(date(2025, 12, 31)) == {}
    actions.load_population(["number,people", "4003,57000"], "SSB", by=LOADER, as_of=date(2027, 1, 1))
    assert published.population(date(2026, 12, 31)) == {"4003": 56300}
    assert published.population(date(2027, 6, 1)) == {"4003": 57000}


def test_a_file_for_the_same_date_takes_the_place_of_the_former():
    load("4003,56300", "4001,37000")
    load("4003,56400")
    assert published.population(NEW_YEAR) == {"4003": 56400}
    with connections["report"].cursor() as cursor:
        cursor.execute("SELECT place, people FROM fact_population")
        assert cursor.fetchall() == [("4003", 56400)]


def test_lists_of_general_practitioners_are_summed_by_municipality():
    lists = ["number,people", "4003,1020", "4003,980", "4001,1100"]
    actions.load_listed(lists, "Fastlegeregisteret", by=LOADER, as_of=NEW_YEAR)
    assert published.population(NEW_YEAR, Counted.LISTED) == {"4003": 2000, "4001": 1100}
    assert published.population(NEW_YEAR) == {}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["number,people", "9999,10"], "Linje 2: «9999» er verken en kommune eller en bydel."),
        (["number,people", "4003,10", "4003,11"], "Linje 3: 4003 står to ganger."),
        (["number,people", "4003,-5"], "Linje 2: «-5» er ikke et helt tall"),
        (["number,people", "4003,12 300"], "Linje 2: «12 300» er ikke et helt tall"),
        (["number,people", "4003"], "Linje 2: «» er ikke et helt tall"),
        (["kommune;folk", "4003;10"], "kolonnene «number» og «people»"),
        (["number,people"], "ingen linjer"),
        ([], "kolonnene"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_whole(lines, words):
    with pytest.raises(actions.PopulationFileError, match=words.split("(")[0]):
        actions.load_population(lines, "?", by=LOADER, as_of=NEW_YEAR)
    assert not PopulationFile.objects.exists()


@pytest.mark.parametrize(
    ("people", "size"),
    [(4_999, "små (under 5 000)"), (5_000, "mellomstore (5 000–19 999)"), (20_000, "store (20 000 og flere)")],
)
def test_municipalities_are_compared_in_three_sizes(people, size):
    assert published.size_class(people) == size
