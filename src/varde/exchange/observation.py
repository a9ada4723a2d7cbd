"""FHIR R4 Observation: the whole shape, and its way to and from one row of ours.

What a sender's resource holds beyond the row is kept as `body`, so that it goes out JSON-equal, number literals and
key order included; only `id`, `meta.versionId`, `meta.lastUpdated` and `subject.reference` are the server's own.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from varde.exchange import codes, moments, strict
from varde.exchange.catalogue import Catalogue, Series
from varde.exchange.datatypes import (
    RESOURCE,
    Annotation,
    Checker,
    CodeableConcept,
    Extension,
    Identifier,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
    SampledData,
    SimpleQuantity,
    date_time,
    instant,
    many,
    shape,
)
from varde.exchange.strict import Tree

Status = Literal[
    "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"
]
_REFERENCE_RANGE = shape(
    "ReferenceRange",
    modifierExtension=many(Extension),
    low=SimpleQuantity,
    high=SimpleQuantity,
    type=CodeableConcept,
    appliesTo=many(CodeableConcept),
    age=Range,
    text=str,
)
_VALUE: dict[str, Any] = {
    "valueQuantity": Quantity,
    "valueCodeableConcept": CodeableConcept,
    "valueString": str,
    "valueBoolean": bool,
    "valueInteger": int,
    "valueRange": Range,
    "valueRatio": Ratio,
    "valueSampledData": SampledData,
    "valueTime": str,
    "valueDateTime": date_time,
    "valuePeriod": Period,
    "dataAbsentReason": CodeableConcept,
    "interpretation": many(CodeableConcept),
    "referenceRange": many(_REFERENCE_RANGE),
}
_COMPONENT = shape("Component", "code", modifierExtension=many(Extension), code=CodeableConcept, **_VALUE)
_OBSERVATION = shape(
    "Observation",
    "resourceType status code",
    resourceType=Literal["Observation"],
    **RESOURCE,
    identifier=many(Identifier),
    basedOn=many(Reference),
    partOf=many(Reference),
    status=Status,
    category=many(CodeableConcept),
    code=CodeableConcept,
    subject=Reference,
    focus=many(Reference),
    encounter=Reference,
    effectiveDateTime=date_time,
    effectivePeriod=Period,
    effectiveTiming=dict[str, Any],
    effectiveInstant=instant,
    issued=instant,
    performer=many(Reference),
    **_VALUE,
    note=many(Annotation),
    bodySite=CodeableConcept,
    method=CodeableConcept,
    specimen=Reference,
    device=Reference,
    hasMember=many(Reference),
    derivedFrom=many(Reference),
    component=many(_COMPONENT),
)
checker = Checker("Observation", _OBSERVATION)


@dataclass(frozen=True, slots=True)
class Row:
    """An Observation as stored. `decimal` and `decimal2` are number literals in the unit of its kind ("" for none)."""

    id: UUID
    patient_id: UUID
    kind: str
    effective_at: datetime
    decimal: str
    decimal2: str
    unit: str
    status: str
    version: int
    entry_mode: str
    note: str
    body: str | None
    received_at: datetime


def to_fhir(row: Row, catalogue: Catalogue) -> Tree:
    """The resource to send: the sender's own where we kept it, else made from the columns."""
    tree = from_columns(row, catalogue) if row.body is None else strict.read(row.body.encode())
    return with_server_fields(tree, row.id, row.patient_id, row.version, row.received_at)


def with_server_fields(
    tree: Tree, observation_id: UUID, patient_id: UUID, version: int, received_at: datetime | None
) -> Tree:
    """The same resource, key order kept, with the server's id, version and subject."""
    ours: Tree = {"versionId": str(version)}
    if received_at is not None:
        ours["lastUpdated"] = moments.written(received_at)
    out: Tree = {}
    for key, value in tree.items():
        out[key] = value
        if key == "resourceType":
            out.update({new: None for new in ("id", "meta") if new not in tree})
    out["id"] = str(observation_id)
    out["meta"] = {**tree.get("meta", {}), **ours}
    out["subject"] = {**tree.get("subject", {}), "reference": f"Patient/{patient_id}"}
    return out


def without_server_fields(tree: Tree) -> Tree:
    """What is worth keeping of a sender's resource: all but `id`, `subject.reference` and the server's part of `meta`."""
    kept = {key: value for key, value in tree.items() if key != "id"}
    for key, ours in (("meta", ("versionId", "lastUpdated")), ("subject", ("reference",))):
        if key in kept:
            kept[key] = {name: value for name, value in kept[key].items() if name not in ours}
    return kept


def from_columns(row: Row, catalogue: Catalogue) -> Tree:
    """The resource as we write it when the columns say everything."""
    series = catalogue.series.get(row.kind.removeprefix("absent:"))
    tree: Tree = {"resourceType": "Observation", "meta": _meta(row.entry_mode), "status": row.status}
    if series is not None:
        tree["category"] = [_concept(codes.OBSERVATION_CATEGORY, series.category)]
    tree["code"] = code_of(series.codings, series.name) if series else _concept(*codes.coding_of(row.kind))
    tree["subject"] = {}
    tree["effectiveDateTime"] = moments.written(row.effective_at)
    tree |= _values(row, series)
    if row.note:
        tree["note"] = [{"text": row.note}]
    return tree


def _values(row: Row, series: Series | None) -> Tree:
    if not row.decimal and not row.decimal2:
        return {
            "dataAbsentReason": _concept(
                codes.DATA_ABSENT_REASON, "error" if row.status == "entered-in-error" else "unknown"
            )
        }
    if series is None:
        return {"valueQuantity": {"value": strict.number(row.decimal), "unit": row.unit}}
    if not series.parts:
        return {"valueQuantity": _quantity(row.decimal, series)}
    literals = zip(series.parts, (row.decimal, row.decimal2), strict=False)
    return {
        "component": [
            {"code": code_of(part.codings, part.name), "valueQuantity": _quantity(literal, series)}
            for part, literal in literals
            if literal
        ]
    }


def _meta(entry_mode: str) -> Tree:
    if entry_mode == "device":
        return {}
    return {"tag": [{"system": codes.ENTRY_MODE, "code": "manual" if entry_mode == "typed" else entry_mode}]}


def _concept(system: str, code: str) -> Tree:
    return {"coding": [{"system": system, "code": code}]}


def code_of(codings: tuple[tuple[str, str], ...], text: str) -> Tree:
    return {"coding": [{"system": system, "code": code} for system, code in codings], "text": text}


def _quantity(literal: str, series: Series) -> Tree:
    return {"value": strict.number(literal), "unit": series.unit_text, "system": codes.UCUM, "code": series.unit}
