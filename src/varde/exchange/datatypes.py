"""The R4 datatypes and resources we read, as msgspec Structs made from one table: names, cardinality, required codes.

A Struct here only *checks* (4 µs for an Observation); values are taken from the tree that `strict.read` gives, where
numbers are kept as written. Every primitive `x` may have its sibling `_x` with extensions. Unknown fields are refused.
"""

import re
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec
from msgspec import UNSET, Meta, Struct

from varde.exchange.problems import Refused

string = Annotated[str, Meta(min_length=1)]
uri = Annotated[str, Meta(pattern=r"^\S+$")]
fhir_id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9.-]{1,64}$")]
date_time = Annotated[str, Meta(pattern=r"^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$")]
instant = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")]
PRIMITIVES = (string, uri, fhir_id, date_time, instant, str, bool, int, float)

Shape = type[Struct]


class Extension(Struct):
    """Kept whatever it holds: its 50 kinds of value[x] are the sender's business."""

    url: str


class Contained(Struct):
    """A contained resource is kept as it is and never acted on."""

    resourceType: str


def shape(name: str, required: str = "", /, **fields: Any) -> Shape:
    """A Struct that refuses unknown fields; `required` names the fields that must be there, separated by spaces."""
    elements = {"id": str, "extension": list[Extension], **fields}
    needed = required.split()
    table: list[Any] = [(field, kind) for field, kind in elements.items() if field in needed]
    table += [(field, _optional(kind), UNSET) for field, kind in elements.items() if field not in needed]
    table += [(f"_{field}", sibling, UNSET) for field, kind in elements.items() if (sibling := _sibling(kind))]
    return msgspec.defstruct(name, table, forbid_unknown_fields=True, kw_only=True)


def many(kind: Any) -> Any:
    """0..* of a shape."""
    return list[kind]


def _optional(kind: Any) -> Any:
    return kind | msgspec.UnsetType if kind is not Any else kind


def _sibling(kind: Any) -> Any:
    """What `_x` may hold for a primitive `x`; None when `x` is not a primitive."""
    if kind in PRIMITIVES or get_origin(kind) is Literal:
        return _optional(dict[str, Any])
    is_list = get_origin(kind) is list and get_args(kind)[0] in PRIMITIVES
    return _optional(list[Any]) if is_list else None


Coding = shape("Coding", system=uri, version=string, code=string, display=str, userSelected=bool)
CodeableConcept = shape("CodeableConcept", coding=many(Coding), text=str)
Period = shape("Period", start=date_time, end=date_time)
Identifier = shape(
    "Identifier",
    use=Literal["usual", "official", "temp", "secondary", "old"],
    type=CodeableConcept,
    system=uri,
    value=string,
    period=Period,
    assigner=dict[str, Any],
)
Reference = shape("Reference", reference=string, type=uri, identifier=Identifier, display=str)
_quantity = {"value": float, "unit": str, "system": uri, "code": string}
Quantity = shape("Quantity", **_quantity, comparator=Literal["<", "<=", ">=", ">"])
SimpleQuantity = shape("SimpleQuantity", **_quantity)
Range = shape("Range", low=SimpleQuantity, high=SimpleQuantity)
Ratio = shape("Ratio", numerator=Quantity, denominator=Quantity)
SampledData = shape(
    "SampledData",
    "origin period dimensions",
    origin=SimpleQuantity,
    period=float,
    factor=float,
    lowerLimit=float,
    upperLimit=float,
    dimensions=int,
    data=str,
)
Annotation = shape("Annotation", "text", authorReference=Reference, authorString=str, time=date_time, text=string)
Narrative = shape(
    "Narrative", "status div", status=Literal["generated", "extensions", "additional", "empty"], div=string
)
ResourceMeta = shape(
    "ResourceMeta",
    versionId=fhir_id,
    lastUpdated=instant,
    source=uri,
    profile=list[uri],
    security=many(Coding),
    tag=many(Coding),
)
RESOURCE: dict[str, Any] = {
    "meta": ResourceMeta,
    "implicitRules": uri,
    "language": string,
    "text": Narrative,
    "contained": list[Contained],
    "modifierExtension": list[Extension],
}


class Checker:
    """Checks raw JSON against one shape."""

    def __init__(self, resource: str, kind: Shape) -> None:
        self._resource = resource
        self._decoder = msgspec.json.Decoder(kind)

    def check(self, text: bytes) -> None:
        """Raises Refused(400) with the FHIRPath of the first fault."""
        try:
            self._decoder.decode(text)
        except msgspec.ValidationError as error:
            what, _, where = str(error).partition(" - at `")
            path = self._resource + where.rstrip("`").removeprefix("$")
            raise Refused(400, "structure", f"{path}: {_in_norwegian(what)}", path) from None


_JSON_TYPES = {
    "str": "en tekst", "int": "et helt tall", "float": "et tall", "decimal": "et tall", "bool": "true eller false",
    "object": "et objekt", "array": "en liste",
}  # fmt: skip
_FAULTS = (
    (
        re.compile(r"Object contains unknown field `(.+)`"),
        "feltet «{0}» finnes ikke i FHIR R4 her. Fjern det, eller bruk extension",
    ),
    (re.compile(r"Object missing required field `(.+)`"), "feltet «{0}» mangler. Legg det til"),
    (re.compile(r"Invalid enum value (.+)"), "koden {0} er ikke i kodeverket som kreves"),
    (re.compile(r"Expected `(.+)`, got `(.+)`"), "skal være {0}, ikke {1}"),
    (re.compile(r"Expected `str` matching regex .+"), "teksten har ikke formatet FHIR krever"),
    (re.compile(r"Expected `str` of length >= 1"), "teksten er tom. Utelat feltet i stedet"),
    (re.compile(r"Number out of range"), "tallet er for stort"),
)


def _in_norwegian(what: str) -> str:
    for pattern, words in _FAULTS:
        if found := pattern.fullmatch(what):
            return words.format(*(_JSON_TYPES.get(part, part) for part in found.groups())) + "."
    return "innholdet følger ikke FHIR R4."
