"""docs/indicators.md is what the definitions say, and each of them can be counted or says what is missing."""

import pytest

from tests.spec import figures_page
from varde.indicators.definitions import MEASURES
from varde.indicators.formulas import FORMULAS, NOT_YET


def test_the_page_of_figures_is_what_the_definitions_say_now():
    assert figures_page.PAGE.read_text(encoding="utf-8") == figures_page.page(), (
        "run `python -m tests.spec.figures_page`"
    )


def test_every_definition_has_one_formula_and_every_formula_a_definition():
    assert FORMULAS.keys() == MEASURES.keys()


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda measure: measure.slug)
def test_every_definition_is_whole(measure):
    for text in (
        measure.name,
        measure.purpose,
        measure.numerator,
        measure.denominator,
        measure.source,
        measure.caution,
    ):
        assert text.strip().endswith((".", ")")) or text == measure.name
    assert measure.levels
    assert "{value}" in measure.says
    if measure.kind == "external":
        assert FORMULAS[measure.slug] is NOT_YET
