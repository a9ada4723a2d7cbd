"""Answers are read strictly, and a refusal says which question and what to do."""

import pytest

from varde.questionnaires.forms import FORMS, FormError, validate

KOLS = {
    "sym_pust": 2,
    "sym_hoste": 1,
    "sym_slim": 0,
    "slim_farge": "Klart eller hvitt",
    "sym_ork": 0,
    "anfall_ekstra": 3,
    "hvile": False,
}


def test_answers_from_a_page_get_their_right_types():
    posted = {
        "sym_pust": "2",
        "sym_hoste": "1",
        "sym_slim": "0",
        "sym_ork": "0",
        "anfall_ekstra": " 3 ",
        "hvile": "nei",
    }
    assert validate("kols_daglig", {**posted, "slim_farge": "Klart eller hvitt"}) == KOLS


@pytest.mark.parametrize(
    ("item", "answer", "says"),
    [
        ("sym_pust", 4, "Velg ett"),
        ("sym_pust", True, "Velg ett"),
        ("sym_pust", "", "Svar på"),
        ("slim_farge", "Grønt", "Velg ett"),
        ("anfall_ekstra", 31, "fra 0 til 30"),
        ("anfall_ekstra", -1, "fra 0 til 30"),
        ("anfall_ekstra", "2,5", "helt tall"),
        ("anfall_ekstra", True, "helt tall"),
        ("hvile", None, "Svar på"),
        ("hvile", "kanskje", "ja eller nei"),
        ("puter", True, "hører ikke til"),
    ],
)
def test_an_unusable_answer_is_refused_by_name(item, answer, says):
    with pytest.raises(FormError, match=says) as refused:
        validate("kols_daglig", {**KOLS, item: answer})
    assert refused.value.item == item


def test_an_unknown_form_is_refused():
    with pytest.raises(FormError, match="finnes ikke"):
        validate("psyk_daglig", {})


def test_the_score_is_the_sum_of_the_symptoms_and_nothing_when_one_is_missing():
    form = FORMS["kols_daglig"]
    assert form.score(KOLS) == 3
    assert form.score({**KOLS, "sym_pust": 3, "sym_hoste": 3, "sym_slim": 3, "sym_ork": 3}) == form.score_max == 12
    assert form.score({"sym_pust": 3}) is None


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.id)
def test_every_form_has_a_licence_and_can_be_answered_with_its_own_options(form):
    assert form.licence
    for pick in (0, -1):
        answers = {
            item.id: item.options[pick].value
            if item.options
            else bool(pick)
            if item.kind == "boolean"
            else item.maximum
            for item in form.items
        }
        assert validate(form.id, answers) == answers
        assert all(item.said(answers[item.id]) and item.in_reasons(answers[item.id]) for item in form.items)
