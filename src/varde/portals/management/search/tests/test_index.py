"""What is found, in which order, and by which spelling."""

import pytest

from varde.portals.management.search.index import Entry, find, folded

ENTRIES = [
    Entry("Kommuner", "Kárášjohka – Karasjok", "/k/", "Kommune i Finnmark", ("5610", "Karasjok")),
    Entry("Kommuner", "Bærum", "/b/", "Kommune i Akershus", ("3201",)),
    Entry("Kommuner", "Os", "/os/", "Kommune i Innlandet"),
    Entry("Kommuner", "Oslo", "/oslo/", "Kommune i Oslo"),
    Entry("Tall", "Aktive pasienter", "/tall/", "Viser hvor mange som følges hjemme i Oslo og ellers " + "ord " * 60),
    Entry("Ord og uttrykk", "DHO", "/ord/#dho", "Digital hjemmeoppfølging", ("digital hjemmeoppfølging",)),
]


def titles(asked):
    return [(some.kind, [hit.entry.title for hit in some.hits]) for some in find(asked, ENTRIES)]


@pytest.mark.parametrize("asked", ["Kárášjohka", "karasjohka", "KARASJOK", "5610"])
def test_every_spelling_of_a_place_finds_it(asked):
    assert titles(asked) == [("Kommuner", ["Kárášjohka – Karasjok"])]


@pytest.mark.parametrize("asked", ["bærum", "baerum", "Bærum", "BÆR"])
def test_ae_is_ae(asked):
    assert titles(asked) == [("Kommuner", ["Bærum"])]


def test_the_title_itself_comes_before_a_beginning():
    assert titles("os")[0] == ("Kommuner", ["Os", "Oslo"])


def test_kinds_keep_their_order_and_text_is_searched_last():
    assert [kind for kind, _ in titles("oslo")] == ["Kommuner", "Tall"]


def test_every_word_must_be_there():
    assert titles("aktive pasienter") == [("Tall", ["Aktive pasienter"])]
    assert titles("aktive elefanter") == []


def test_a_long_word_is_found_inside_a_word_of_the_title():
    assert titles("asjohka") == [("Kommuner", ["Kárášjohka – Karasjok"])]
    assert titles("slo") == []


def test_another_name_is_told():
    (some,) = find("digital hjemme", ENTRIES)
    assert some.hits[0].also == "digital hjemmeoppfølging"


def test_a_long_text_is_cut_at_a_word():
    (some,) = find("aktive", ENTRIES)
    assert len(some.hits[0].snippet) <= 161
    assert some.hits[0].snippet.endswith("ord …")


@pytest.mark.parametrize("asked", ["", "  ", "!?", "\0", "%"])
def test_nothing_asked_finds_nothing(asked):
    assert find(asked, ENTRIES) == []


def test_letters_are_compared_without_accents():
    assert folded("Unjárga Ŋáŋŋo Ålesund Sør-Trøndelag") == "unjarga nanno alesund sor-trondelag"
