"""FHIR R4 Measure and MeasureReport (summary) from plain definitions and published figures. Pure.

What is hidden has no number: the score and its counts carry data-absent-reason `masked`; what nobody has counted, `unknown`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from varde.exchange.strict import Tree, number

MEASURE_BASE = "https://varde.example/fhir/Measure/"
PLACES = "https://varde.example/fhir/CodeSystem/sted"
LEVELS = "https://varde.example/fhir/CodeSystem/stedsniva"
SCORING_SYSTEM = "http://terminology.hl7.org/CodeSystem/measure-scoring"
POPULATION_SYSTEM = "http://terminology.hl7.org/CodeSystem/measure-population"
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
State = Literal["shown", "hidden", "no_data"]
_SCORING = {"share": "proportion", "rate": "ratio", "median": "continuous-variable", "mean": "continuous-variable"}
_ABSENT_CODES = {"hidden": "masked", "no_data": "unknown"}


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure means, in the service's own words. `formula` is count, share, rate, median, mean or external."""

    slug: str
    title: str
    version: str
    updated_on: date
    publisher: str
    purpose: str
    caution: str
    numerator: str
    denominator: str
    formula: str
    unit: str


@dataclass(frozen=True, slots=True)
class Score:
    """One published figure: `level` and `place` are codes, `text` is what a page says."""

    level: str
    level_name: str
    place: str
    place_name: str
    group: str
    group_name: str
    state: State
    value: Decimal | None
    numerator: int | None
    denominator: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A measure as of a day, published at a moment (ISO text). `scores` has the nation without a group first, if at all."""

    id: str
    definition: Definition
    start: date
    end: date
    published_at: str
    digest: str
    scores: Sequence[Score]


def measure(definition: Definition) -> Tree:
    """FHIR Measure. Its id is the slug."""
    return {
        "resourceType": "Measure",
        "id": definition.slug,
        "url": MEASURE_BASE + definition.slug,
        "version": definition.version,
        "name": "".join(part.capitalize() for part in definition.slug.split("-")),
        "title": definition.title,
        "status": "active",
        "date": definition.updated_on.isoformat(),
        "publisher": definition.publisher,
        "language": "nb",
        "description": definition.purpose,
        "purpose": definition.purpose,
        "guidance": definition.caution,
        "scoring": _concept(SCORING_SYSTEM, _SCORING.get(definition.formula, "cohort"), ""),
        "group": [{"population": [_criteria(code, words) for code, words in _populations(definition)]}],
    }


def report(told: Report) -> Tree:
    """FHIR MeasureReport of type summary: the nation is the group, each level of places a stratifier."""
    nation = next((score for score in told.scores if score.level == "nation" and not score.group), None)
    group: Tree = _scored(nation, told.definition) if nation else {}
    if strata := _stratifiers([score for score in told.scores if score is not nation], told.definition):
        group["stratifier"] = strata
    out: Tree = {
        "resourceType": "MeasureReport",
        "id": told.id,
        "language": "nb",
        "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:sha256:{told.digest}"}],
        "status": "complete",
        "type": "summary",
        "measure": f"{MEASURE_BASE}{told.definition.slug}|{told.definition.version}",
        "date": told.published_at,
        "period": {"start": told.start.isoformat(), "end": told.end.isoformat()},
    }
    return {**out, "group": [group]} if group else out


def _populations(definition: Definition) -> list[tuple[str, str]]:
    if definition.formula in {"share", "rate"}:
        return [("numerator", definition.numerator), ("denominator", definition.denominator)]
    if definition.formula in {"median", "mean"}:
        return [("measure-population", definition.denominator), ("measure-observation", definition.numerator)]
    return [("initial-population", definition.numerator)]


def _criteria(code: str, words: str) -> Tree:
    return {
        "code": _concept(POPULATION_SYSTEM, code, ""),
        "description": words,
        "criteria": {"language": "text/plain", "expression": words},
    }


def _stratifiers(scores: Sequence[Score], definition: Definition) -> list[Tree]:
    levels: dict[str, list[Score]] = {}
    for score in scores:
        levels.setdefault(score.level, []).append(score)
    return [
        {"code": [_concept(LEVELS, level, some[0].level_name)], "stratum": [_stratum(one, definition) for one in some]}
        for level, some in levels.items()
    ]


def _stratum(score: Score, definition: Definition) -> Tree:
    name = f"{score.place_name}, {score.group_name}" if score.group else score.place_name
    code = f"{score.place}|{score.group}" if score.group else score.place
    return {
        "value": {"coding": [{"system": PLACES, "code": code.replace(" ", "_")}], "text": name},
        **_scored(score, definition),
    }


def _scored(score: Score, definition: Definition) -> Tree:
    out: Tree = {}
    populations = [_population(code, count, score) for code, count in _counts(score, definition)]
    if populations:
        out["population"] = populations
    out["measureScore"] = _quantity(score, definition)
    return out


def _counts(score: Score, definition: Definition) -> list[tuple[str, int | None]]:
    if definition.formula in {"share", "rate"}:
        return [("numerator", score.numerator), ("denominator", score.denominator)]
    return [("initial-population", score.numerator)] if definition.formula == "count" else []


def _population(code: str, count: int | None, score: Score) -> Tree:
    out: Tree = {"code": _concept(POPULATION_SYSTEM, code, "")}
    if score.state == "shown" and count is not None:
        return {**out, "count": count}
    return {**out, "_count": _absent(score.state if score.state != "shown" else "no_data")}


def _quantity(score: Score, definition: Definition) -> Tree:
    if score.state != "shown" or score.value is None:
        return _absent(score.state if score.state != "shown" else "no_data")
    return {"value": number(f"{score.value:f}"), "unit": definition.unit}


def _absent(state: str) -> Tree:
    return {"extension": [{"url": ABSENT, "valueCode": _ABSENT_CODES[state]}]}


def _concept(system: str, code: str, text: str) -> Tree:
    out: Tree = {"coding": [{"system": system, "code": code}]}
    return {**out, "text": text} if text else out
