"""What each figure means, written for the public: `data/definitions.json`, and in nynorsk `data/definitions_nn.json`.

How it is counted: `counts`.
"""

from datetime import date
from importlib.resources import files
from typing import Literal

import msgspec

from varde.indicators.figures import Level


class Measure(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The definition of one figure (FHIR Measure). `says` is its title as a sentence, with `{value}` in it.

    `counts_people` figures are subject to disclosure control. `needs` is the room, or the part of it, that must hold
    something before there is a value. `decimals` is how the value is shown. `beside` is what must stand beside the value
    wherever it stands, because it misleads without.
    """

    slug: str
    name: str
    says: str
    unit: str
    purpose: str
    numerator: str
    denominator: str
    grouping: str
    period: str
    source: str
    owner: str
    version: str
    updated_on: date
    caution: str
    formula: Literal["count", "share", "rate", "median", "mean", "external"]
    levels: tuple[Level, ...]
    kind: Literal["counted", "external", "estimate"]
    needs: str
    counts_people: bool = False
    decimals: int = 0
    beside: str = ""

    @property
    def has_public_denominator(self) -> bool:
        """A rate per inhabitant: what it is divided by is no secret."""
        return self.formula == "rate" and self.needs == "geography.population"


class Nynorsk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of a definition in nynorsk. `version` is the one they translate."""

    version: str
    name: str
    unit: str
    purpose: str
    numerator: str
    denominator: str
    grouping: str
    period: str
    source: str
    owner: str
    caution: str


def _read() -> dict[str, Measure]:
    return {measure.slug: measure for measure in msgspec.json.decode(_data("definitions.json"), type=list[Measure])}


def _data(name: str) -> bytes:
    return files("varde.indicators").joinpath("data", name).read_bytes()


MEASURES: dict[str, Measure] = _read()
NYNORSK: dict[str, Nynorsk] = msgspec.json.decode(_data("definitions_nn.json"), type=dict[str, Nynorsk])
