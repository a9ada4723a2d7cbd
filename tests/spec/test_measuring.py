"""Units are read exactly and never guessed; what cannot be true is marked and never dropped."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.spec.measuring import POSSIBLE, UNITS
from varde.measurements.kinds import KIND_OF_CODE, KINDS, METRICS, UnitNotAccepted, figure
from varde.measurements.plausibility import check

NOW = datetime(2026, 11, 18, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "literal", "unit", "expected"), [(kind, *row) for kind, rows in UNITS.items() for row in rows]
)
def test_a_number_is_read_in_the_unit_the_sender_says(kind, literal, unit, expected):
    if expected is None:
        with pytest.raises(UnitNotAccepted, match="Send"):
            KINDS[kind].in_own_unit(literal, unit)
    else:
        assert KINDS[kind].in_own_unit(literal, unit) == Decimal(expected)


@given(st.decimals(min_value=-10_000, max_value=1_000_000, places=3))
def test_grams_and_kilograms_are_the_same_weight_exactly(grams):
    assert KINDS["weight"].in_own_unit(grams, "g") * 1000 == grams


def test_a_weight_of_185_is_never_taken_for_pounds_because_of_its_size():
    assert KINDS["weight"].in_own_unit("185", "kg") == 185


@pytest.mark.parametrize(
    ("kind", "value", "finding"), [(kind, *row) for kind, rows in POSSIBLE.items() for row in rows]
)
def test_what_is_possible_and_what_is_unusual(kind, value, finding):
    values = value if isinstance(value, tuple) else (value,)
    assert check(KINDS[kind], *values) == finding


@pytest.mark.parametrize(
    ("value", "earlier", "days", "finding"),
    [
        (83.0, 80.0, 3, "soft"),
        (82.9, 80.0, 3, ""),
        (77.0, 80.0, 1, "soft"),
        (77.1, 80.0, 1, ""),
        (83.1, 80.1, 2, "soft"),
        (90.0, 80.0, 3.01, ""),
    ],
)
def test_a_weight_that_jumps_asks_who_is_on_the_scale(value, earlier, days, finding):
    assert check(KINDS["weight"], value, at=NOW, last=(NOW - timedelta(days=days), earlier)) == finding


def test_every_kind_is_in_both_tables():
    assert set(UNITS) == set(POSSIBLE) == set(KINDS)


def test_a_code_belongs_to_one_kind_and_older_codes_lead_to_the_same_series():
    assert sum(len(kind.codes) for kind in KINDS.values()) == len(KIND_OF_CODE)
    assert KIND_OF_CODE["85354-9"] is KIND_OF_CODE["55284-4"] is KINDS["bp"]
    assert KIND_OF_CODE["59408-5"] is KIND_OF_CODE["2708-6"] is KINDS["spo2"]
    assert KINDS["bp"].metrics == ("sbp", "dbp")


def test_soft_limits_lie_inside_hard_limits():
    for metric in METRICS.values():
        if metric.soft:
            assert metric.hard.low <= metric.soft.low < metric.soft.high <= metric.hard.high


@pytest.mark.parametrize(
    ("metric", "value", "said"),
    [
        ("spo2", 93, "93"),
        ("spo2", 93.5, "93,5"),
        ("weight", 82, "82,0"),
        ("weight", 81.95, "81,95"),
        ("temp", 38.5, "38,5"),
    ],
)
def test_a_number_is_written_as_it_was_measured(metric, value, said):
    assert figure(metric, value) == said


@pytest.mark.parametrize(("kind", "named"), [("spo2", "for SpO2"), ("weight", "for vekt"), ("bmi", "for KMI")])
def test_a_refused_unit_is_told_with_the_name_people_know(kind: str, named: str) -> None:
    with pytest.raises(UnitNotAccepted, match=named):
        KINDS[kind].in_own_unit("93", "mg")
