"""Templates are data: every text in both languages, every figure defined, every list there."""

import re

from varde.indicators.definitions import MEASURES, NYNORSK
from varde.indicators.figures import Level
from varde.reports.content import Both, Kind
from varde.reports.listings import LISTINGS
from varde.reports.placeholders import typed_numbers
from varde.reports.templates import TEMPLATES
from varde.reports.words import PHRASES_NN

PARTS = [part for template in TEMPLATES.values() for part in template.parts]
NOT_NYNORSK = frozenset(
    [
        "ikke",
        "fra",
        "hvor",
        "hvordan",
        "hva",
        "noen",
        "ennå",
        "kommuner",
        "pasienter",
        "tjenester",
        "effekter",
        "erfaringer",
        "gevinster",
        "hele",
        "kommunene",
        "pasientene",
        "teller",
        "telles",
        "vises",
        "uten",
        "målinger",
        "varsler",
        "antall",
        "hjemme",
        "sykehus",
        "kilde",
        "kilden",
        "måneden",
        "måneder",
        "en",
        "ett",
    ]
)


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def test_the_six_kinds_are_there():
    assert set(TEMPLATES) == {
        "status-og-gevinst",
        "sluttrapport",
        "arsrapport-omsorg",
        "flytte-tjenester-hjem",
        "fylkesrapport",
        "prosjektrapport",
    }


def test_every_fixed_text_is_in_both_languages():
    texts = [text for one in TEMPLATES.values() for text in (one.name, one.title, one.ordered_by)]
    texts += [text for part in PARTS for text in (part.heading, part.caution) if text]
    assert [text for text in texts if not (isinstance(text, Both) and text.nb and text.nn)] == []
    assert [text.nn for text in texts if NOT_NYNORSK & words_of(text.nn)] == []


def test_every_figure_a_template_names_is_defined():
    assert {slug for part in PARTS for slug in part.measures} <= MEASURES.keys()
    assert set(PHRASES_NN) >= {"ingen data ennå", "Krever tiltak", "Høy"}


def test_figures_by_place_are_asked_for_at_a_level_they_have():
    for part in PARTS:
        if part.kind in {Kind.PLACES, Kind.MAP, Kind.FUNNEL}:
            assert all(Level(part.level) in MEASURES[slug].levels for slug in part.measures), part.key


def test_every_listing_exists():
    assert {part.listing for part in PARTS if part.kind == Kind.LISTING} <= LISTINGS.keys()


def test_every_report_ends_with_what_its_figures_mean():
    assert {template.parts[-1].kind for template in TEMPLATES.values()} == {Kind.DEFINITIONS}


def test_years_dates_and_chapters_are_not_typed_figures():
    assert typed_numbers("I 2024, 31.12.2024, 1. mars 2024, kap. 3.3, {figure:kommuner} kommuner.") == []
    assert typed_numbers("1 204 pasienter, 12,5 % og 73 kommuner") == ["1 204", "12,5", "73"]


def test_every_definition_is_in_nynorsk_and_follows_its_version():
    assert NYNORSK.keys() == MEASURES.keys()
    assert [slug for slug, one in NYNORSK.items() if one.version != MEASURES[slug].version] == []
    texts = [text for one in NYNORSK.values() for text in struct_texts(one)]
    assert [text for text in texts if not text or NOT_NYNORSK & words_of(text)] == []
    numbers = re.compile(r"[\d.,]*\d")
    for slug, one in NYNORSK.items():
        for field in one.__struct_fields__:
            assert numbers.findall(getattr(one, field)) == numbers.findall(getattr(MEASURES[slug], field)), (
                slug,
                field,
            )


def struct_texts(one):
    return [getattr(one, field) for field in one.__struct_fields__]
