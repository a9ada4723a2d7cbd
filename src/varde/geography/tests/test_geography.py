"""The country: 357 municipalities, each in exactly one of 19 helsefellesskap, found by every name they go by."""

import pytest
from django.db.models import Count

from varde.geography import actions, published
from varde.geography.models import County, Helsefellesskap, Municipality


@pytest.fixture(scope="module", autouse=True)
def loaded(database):
    actions.load()


def test_it_holds_the_whole_country():
    assert Municipality.objects.count() == 357
    assert County.objects.count() == 15
    assert Helsefellesskap.objects.count() == 19


def test_every_municipality_belongs_to_exactly_one_helsefellesskap():
    counted = Municipality.objects.annotate(areas=Count("helsefellesskap"))
    assert set(counted.values_list("areas", flat=True)) == {1}


def test_every_point_lies_in_norway():
    for place in Municipality.objects.all():
        assert 57.9 < place.latitude < 71.3
        assert 4.5 < place.longitude < 31.2


def test_loading_again_changes_nothing():
    before = list(Municipality.objects.order_by("number").values())
    members = set(Helsefellesskap.municipalities.through.objects.values_list("helsefellesskap_id", "municipality_id"))
    actions.load()
    assert list(Municipality.objects.order_by("number").values()) == before
    assert (
        set(Helsefellesskap.municipalities.through.objects.values_list("helsefellesskap_id", "municipality_id"))
        == members
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [("Kværangen", "5546"), ("kvænangen", "5546"), ("Guovdageaidnu", "5612"), ("stadt", "4649"), ("0301", "0301")],
)
def test_it_finds_a_municipality_by_number_name_other_name_or_misspelling(text, number):
    assert [place.number for place in published.municipalities().called(text)] == [number]


def test_it_finds_both_of_two_with_the_same_name():
    assert {place.number for place in published.municipalities().called("herøy")} == {"1515", "1818"}


def test_nothing_asked_for_finds_nothing():
    assert not published.municipalities().called("  ").exists()


def test_the_alphabet_is_norwegian():
    names = list(published.municipalities().values_list("name", flat=True))
    assert names[0] == "Alstahaug"
    assert names.index("Ørsta") < names.index("Ål")
    assert names.index("Volda") < names.index("Ørland") < names.index("Ås")
    assert names[-1] == "Åsnes"
