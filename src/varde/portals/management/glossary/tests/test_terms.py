"""Words are explained where they first stand, once, and the data holds together."""

import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client

from varde.indicators.definitions import MEASURES
from varde.portals.management.glossary.terms import called, norwegian_order, pieces, terms


def test_every_name_means_one_thing_and_every_measure_exists():
    names = [name.casefold() for one in terms() for name in one.names]
    assert sorted(names) == sorted(set(names))
    assert {one.measure for one in terms() if one.measure} <= MEASURES.keys()
    assert len({one.slug for one in terms()}) == len(terms())


def test_the_words_stand_in_norwegian_order():
    listed = [one.term for one in terms()]
    assert listed == sorted(listed, key=norwegian_order)
    assert listed[-1].casefold().startswith(("ø", "å"))


@pytest.mark.parametrize(
    "word", ["DHO", "dho", "digital hjemmeoppfølging", "PROM", "Tildelt", "etablert", "helsefellesskapene"]
)
def test_a_word_is_found_by_every_name(word):
    assert called(word)


def test_a_text_is_cut_at_the_first_of_each_word():
    cut = list(pieces("Et helsefellesskap og et helsefellesskap til, med DHO.", set()))
    assert [piece for piece, found in cut if found] == ["helsefellesskap", "DHO"]
    assert "".join(piece for piece, _ in cut) == "Et helsefellesskap og et helsefellesskap til, med DHO."


def test_only_whole_words_and_the_longest_name():
    assert [piece for piece, found in pieces("promenade og aktive pasienter", set()) if found] == ["aktive pasienter"]


def rendered(template, **context):
    return Template("{% load explaining %}" + template).render(Context(context))


def test_a_note_is_made_once_on_a_page_and_the_text_is_escaped():
    made = rendered("{% term 'DHO' %} {% explained text %}", text="<b>DHO</b> og PROM")
    assert made.count("popovertarget") == 2
    assert "&lt;b&gt;DHO&lt;/b&gt;" in made
    assert re.search(r'popovertarget="ord-prom" aria-describedby="ord-prom">PROM</button>', made)


def test_a_word_that_is_not_there_is_a_mistake_in_the_template():
    with pytest.raises(TemplateSyntaxError):
        rendered("{% term 'elefant' %}")


@pytest.mark.req("C12")
def test_the_words_have_a_page_and_are_explained_where_they_are_used(database):
    page = Client(SERVER_NAME="127.0.0.1").get("/ord/").content.decode()
    assert all(f'id="{one.slug}"' in page and one.meaning[:20] in page for one in terms())
    definition = Client(SERVER_NAME="127.0.0.1").get("/tall/plandekning/").content.decode()
    assert 'popovertarget="ord-egenbehandlingsplan"' in definition or 'popovertarget="ord-aktiv-pasient"' in definition
