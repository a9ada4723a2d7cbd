"""Which words name a cause."""

import pytest

from varde.projects.wording import causal_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Oppfølgingen førte til færre innleggelser", ["førte til"]),
        ("Nedgangen skyldes planen", ["skyldes"]),
        ("DHO reduserer innleggelser", ["reduserer"]),
        ("God effekt av målingene", ["effekt"]),
        ("Effektene kom takket være sykepleierne", ["Effektene", "takket være"]),
        ("Dette bidro til ro, som følge av planen", ["bidro til", "som følge av"]),
    ],
)
def test_words_that_name_a_cause_are_found(text, words):
    assert causal_words(text) == words


@pytest.mark.parametrize(
    "text",
    [
        "Antall innleggelser gikk ned fra 40 til 31",
        "Mer effektiv ressursbruk er målet",
        "Pasientene oppgir økt trygghet",
        "Andelen med hjemmetjenester økte",
        "De førte journal om kvelden",
    ],
)
def test_descriptions_are_left_alone(text):
    assert causal_words(text) == []
