"""Units, codes and parts: what is read, and what is refused rather than guessed."""

import json
from decimal import Decimal
from typing import Any

import pytest

from varde.exchange import codes, strict
from varde.exchange.catalogue import Catalogue, Part, Series
from varde.exchange.observation import checker
from varde.exchange.problems import Refused
from varde.exchange.reading import read

UCUM = codes.UCUM


def grams_too(literal: str, unit: str) -> Decimal:
    if unit != "g":
        raise ValueError(f"Enheten «{unit}» kan ikke brukes.")
    return Decimal(literal) / 1000


def refuses(literal: str, unit: str) -> Decimal:
    raise ValueError(f"Enheten «{unit}» kan ikke brukes.")


def series(key: str, unit: str, *loinc: str, convert: Any = refuses, parts: tuple[Part, ...] = ()) -> Series:
    return Series(key, key, "vital-signs", unit, unit, tuple((codes.LOINC, c) for c in loinc), convert, parts)


CATALOGUE = Catalogue({
    "pulse": series("pulse", "/min", "8867-4"),
    "weight": series("weight", "kg", "29463-7", convert=grams_too),
    "glucose": series("glucose", "mmol/L", "15074-8"),
    "pain": series("pain", "{score}", "72514-3"),
    "bp": series(
        "bp", "mm[Hg]", "85354-9", "55284-4",
        parts=(Part("Over", ((codes.LOINC, "8480-6"),)), Part("Under", ((codes.LOINC, "8462-4"),))),
    ),
})  # fmt: skip


def quantity(value: object, unit: str) -> dict[str, Any]:
    return {"value": value, "system": UCUM, "code": unit}


def observation(code: str, **more: Any) -> dict[str, Any]:
    coding = [{"system": codes.LOINC, "code": code}]
    return {
        "resourceType": "Observation", "status": "final", "code": {"coding": coding},
        "effectiveDateTime": "2026-03-01T08:00:00Z", **more,
    }  # fmt: skip


def reading(tree: dict[str, Any]) -> Any:
    text = json.dumps(tree).encode()
    checker.check(text)
    return read(strict.read(text), CATALOGUE)


def part(code: str, value: object, unit: str = "mm[Hg]") -> dict[str, Any]:
    return {"code": {"coding": [{"system": codes.LOINC, "code": code}]}, "valueQuantity": quantity(value, unit)}


def test_a_value_in_its_own_unit_keeps_its_literal() -> None:
    found = reading(observation("29463-7", valueQuantity=quantity(72.5, "kg")))
    assert (found.kind, found.value, found.decimal, found.unit) == ("weight", 72.5, "72.5", "kg")


def test_grams_become_kilograms_by_their_code_and_not_by_their_size() -> None:
    assert reading(observation("29463-7", valueQuantity=quantity(49000, "g"))).decimal == "49"
    assert reading(observation("29463-7", valueQuantity=quantity(49000, "kg"))).value == 49000


@pytest.mark.parametrize("value", [5.0, 20, 30, 40, 400])
@pytest.mark.parametrize("unit", ["mg/dL", "mmol", "%", "MMOL/L"])
def test_glucose_in_another_unit_is_never_converted(value: float, unit: str) -> None:
    with pytest.raises(Refused, match="Enheten"):
        reading(observation("15074-8", valueQuantity=quantity(value, unit)))


def test_text_in_braces_means_nothing_in_a_unit() -> None:
    assert reading(observation("8867-4", valueQuantity=quantity(70, "{beats}/min"))).value == 70
    with pytest.raises(Refused):
        reading(observation("8867-4", valueQuantity=quantity(70, "{beats}")))


def test_a_score_may_be_an_integer() -> None:
    assert reading(observation("72514-3", valueInteger=7)).value == 7
    with pytest.raises(Refused):
        reading(observation("8867-4", valueInteger=70))


@pytest.mark.parametrize("code", ["85354-9", "55284-4"])
def test_pressure_is_read_from_its_parts_in_any_order(code: str) -> None:
    found = reading(observation(code, component=[part("8462-4", 81), part("8480-6", 138), part("8867-4", 70)]))
    assert (found.kind, found.decimal, found.decimal2) == ("bp", "138", "81")


@pytest.mark.parametrize(
    "components",
    [
        [],
        [part("8867-4", 70)],
        [part("8480-6", 138), part("8480-6", 139)],
        [part("8480-6", 138, "kPa")],
        [{"code": {"text": "over"}}],
        [{**part("8480-6", 138), "modifierExtension": [{"url": "urn:x"}]}],
    ],
)
def test_pressure_that_cannot_be_read_is_refused(components: list[Any]) -> None:
    with pytest.raises(Refused) as refused:
        reading(observation("85354-9", component=components))
    assert refused.value.problem.expression.startswith("Observation.component")


def test_one_part_missing_with_a_reason_is_kept() -> None:
    under = {"code": {"coding": [{"system": codes.LOINC, "code": "8462-4"}]}, "dataAbsentReason": {"text": "feil"}}
    found = reading(observation("85354-9", component=[part("8480-6", 138), under]))
    assert (found.kind, found.value, found.value2) == ("bp", 138, None)


def test_no_number_with_a_reason_is_no_measurement_of_the_kind() -> None:
    found = reading(observation("8867-4", dataAbsentReason={"text": "feil"}))
    assert (found.kind, found.value, found.decimal) == ("absent:pulse", None, "")


def test_what_we_have_no_kind_for_is_kept_under_its_code() -> None:
    found = reading(observation("19994-3", valueQuantity=quantity(28, "%")))
    assert (found.kind, found.value, found.unit) == ("loinc:19994-3", 28, "%")
    smoker = reading(observation("72166-2", valueCodeableConcept={"text": "aldri røykt"}))
    assert (smoker.kind, smoker.value) == ("loinc:72166-2", None)


def test_codes_of_two_kinds_are_refused() -> None:
    tree = observation("8867-4", valueQuantity=quantity(70, "/min"))
    tree["code"]["coding"].append({"system": codes.LOINC, "code": "29463-7"})
    with pytest.raises(Refused, match="flere ulike"):
        reading(tree)


def test_keys_of_unknown_codes_fit_and_differ() -> None:
    keys = [
        codes.key_of(system, code)
        for system in (codes.LOINC, codes.SNOMED, "urn:x", "urn:y")
        for code in ("1", "1104051000000101", "9" * 40)
    ]
    assert all(len(key) <= 20 and ":" in key for key in keys)
    assert len(set(keys)) == len(keys)
    assert codes.preferred([("urn:x", "a"), (codes.SNOMED, "b"), (codes.LOINC, "c")]) == (codes.LOINC, "c")
