"""What in a patient case could point at a person is refused, and an ordinary story is not."""

import pytest

from varde.projects.recognition import traces

SMALL, LARGE = frozenset({"Skien", "Nome", "Ås", "Bø", "Oslo", "Nordkapp"}), frozenset({"Telemark", "Oslo", "Finnmark"})
STORY = (
    "En kvinne med KOLS i Telemark bodde alene. Hun ringte ofte 113.\n\nEtter oppstart målte hun oksygen hver morgen "
    "i 2 år. Sykepleieren ringte da verdiene falt under 90. «Jeg sover bedre», sier hun. Innleggelsene gikk fra 4 til 1."
)


def found(text):
    return [trace.what for trace in traces(text, places=SMALL, large=LARGE)]


def test_an_ordinary_story_passes():
    assert found(STORY) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("Sykepleieren Kari ringte.", "Kari"),
        ("Kari ringte.", "Kari"),
        ("Karis plan ble endret.", "Karis"),
        ("Han het Zwirnlund.", "Zwirnlund"),
        ("Hun bor i Skien.", "Skien"),
        ("Skiens legevakt kom.", "Skien"),
        ("Hun bor i Nordkapp.", "Nordkapp"),
        ("Kvinnen er 78 år gammel.", "78 år gammel"),
        ("En 78-åring med kols.", "78-åring"),
        ("Født i 1948.", "Født i 1948"),
        ("Innlagt 12.03.2025.", "12.03.2025"),
        ("Innlagt 12/3.", "12/3"),
        ("Innlagt 12. mars.", "12. mars"),
        ("Innlagt i mars 2025.", "mars 2025"),
        ("Innlagt 2025-03-12.", "2025-03-12"),
        ("Ring 68 05 41 97.", "68 05 41 97"),
        ("Saksnummer 201912345.", "201912345"),
        ("Skriv til ola@example.no nå.", "ola@example.no"),
        ("Hun bor i Storgata 5.", "Storgata 5"),
        ("Pasienten K. ringte.", "K."),
    ],
)
def test_what_points_at_somebody_is_found(text, what):
    assert what in found(text)


@pytest.mark.parametrize("text", ["I gruppen 70–79 år.", "Fulgt i 3 år.", "Hun bor i Oslo.", "Målte 96 % og 95/60."])
def test_bands_durations_large_areas_and_values_pass(text):
    assert found(text) == []


def test_a_reason_is_given_in_words():
    (only,) = traces("Hun bor i Nome.", places=SMALL, large=LARGE)
    assert str(only) == "«Nome» er et sted, skriv helsefellesskapet i stedet"
