"""The plan definitions as data, and several of them as one plan."""

import pytest

from varde.measurements.kinds import KINDS
from varde.plans.content import PlanContent
from varde.plans.definitions import DEFINITIONS, compose, problems_with
from varde.questionnaires.forms import FORMS

BOTH = ["kols-voksen", "hjertesvikt-voksen"]


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.id)
def test_every_definition_says_that_no_clinician_has_approved_it(definition):
    assert definition.review_status == "draft-not-clinically-approved"


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.id)
def test_every_rule_says_what_it_rests_on_and_every_sleeping_rule_says_why(definition):
    assert all(rule["evidence"] for rule in definition.rules)
    assert all(rule["reason"] for rule in definition.rules if not rule.get("active", True))


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.id)
def test_only_what_can_be_measured_or_answered_is_expected(definition):
    assert all(slot.item in KINDS or slot.item in FORMS for slot in definition.schedule)


@pytest.mark.parametrize("definition", DEFINITIONS.values(), ids=lambda definition: definition.id)
def test_a_zone_fits_on_a_phone(definition):
    for zone in (definition.zones.green, definition.zones.yellow, definition.zones.red):
        assert zone.contact
        assert 1 <= len(zone.signs) <= 8
        assert 1 <= len(zone.do) <= 8
        assert all(len(line) <= 120 for line in (*zone.signs, *zone.do))


def test_red_always_says_113():
    assert all("113" in definition.zones.red.contact for definition in DEFINITIONS.values())


def test_two_conditions_ask_for_each_measurement_once_as_often_as_the_one_that_asks_most():
    schedule = {slot.item: slot for slot in compose(BOTH).schedule}
    assert len(schedule) == len(compose(BOTH).schedule)
    assert schedule["weight"].weekdays == (0, 1, 2, 3, 4, 5, 6)
    assert schedule["weight"].due == "10:00"
    assert schedule["weight"].origins == ("kols-voksen", "hjertesvikt-voksen")


def test_two_conditions_keep_every_rule_with_its_origin():
    rules = compose(BOTH).rules
    assert {(rule["origin"], rule["id"]) for rule in rules} == {
        (definition.id, rule["id"]) for definition in DEFINITIONS.values() for rule in definition.rules
    }


def test_the_order_of_conditions_changes_neither_times_nor_rules():
    one, other = compose(BOTH), compose(BOTH[::-1])
    assert {(slot.item, slot.weekdays, slot.opens, slot.due) for slot in one.schedule} == {
        (slot.item, slot.weekdays, slot.opens, slot.due) for slot in other.schedule
    }
    assert sorted(rule["id"] for rule in one.rules) == sorted(rule["id"] for rule in other.rules)


def test_a_plan_comes_back_from_its_text_unchanged():
    content = compose(BOTH, {"spo2_reference": 93.5, "oxygen_target": "88-92"})
    assert PlanContent.read(content.text()) == content


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("oxygen_target", "92-96", "en av"),
        ("spo2_reference", 69, "mellom 70 og 100"),
        ("spo2_reference", "93", "et tall"),
        ("home_oxygen", True, "et tall"),
        ("pulse_reference", None, "mangler"),
        ("reserve_medicine", "", "mangler"),
        ("target_weight_date", "i fjor", "dato"),
    ],
)
def test_an_unusable_individual_value_is_named(key, value, says):
    good = {
        "oxygen_target": "94-98",
        "spo2_reference": 93,
        "pulse_reference": 78,
        "home_oxygen": 0,
        "usual_reliever": 2,
        "reserve_medicine": "ingen",
        "target_weight": 80.5,
        "target_weight_date": "2026-10-01",
        "sbp_low": 95,
        "pulse_low": 50,
        "pulse_high": 100,
        "diuretic_plan": "Nei, bare etter avtale",
        "has_pacemaker_or_af": "Nei",
    }
    assert problems_with(compose(BOTH, good)) == []
    [problem] = problems_with(compose(BOTH, {**good, key: value}))
    assert says in problem


def test_a_rule_s_words_to_the_patient_are_found_by_its_id():
    plan = compose(["kols-voksen"])
    assert plan.messages_of(["K10", "K1", "K10"]) == [
        "Se i planen din om legen har skrevet at du skal starte reservemedisin nå."
    ]
    assert plan.messages_of(["K13"]) == []  # 113 is said by the notice of the page
