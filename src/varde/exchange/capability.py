"""FHIR R4 CapabilityStatement, made from what the door declares about itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from varde.exchange import moments
from varde.exchange.strict import Tree


@dataclass(frozen=True, slots=True)
class Served:
    """One resource type: its interactions and its search parameters {name: FHIR search type}."""

    type: str
    interactions: tuple[str, ...]
    search: Mapping[str, str] = field(default_factory=dict)
    conditional_create: bool = False
    note: str = ""


def statement(served: Iterable[Served], *, base: str, version: str, at: datetime) -> Tree:
    return {
        "resourceType": "CapabilityStatement",
        "status": "active",
        "date": moments.written(at),
        "kind": "instance",
        "software": {"name": "Varde", "version": version},
        "implementation": {"description": "Varde: digital hjemmeoppfølging", "url": base},
        "fhirVersion": "4.0.1",
        "format": ["application/fhir+json"],
        "rest": [
            {
                "mode": "server",
                "security": {
                    "cors": False,
                    "description": "Bearer token for hver systemklient (Authorization-headeren).",
                },
                "resource": [_resource(resource) for resource in served],
                "interaction": [{"code": "transaction"}, {"code": "batch"}],
            }
        ],
    }


def _resource(served: Served) -> Tree:
    out: Tree = {"type": served.type, "interaction": [{"code": code} for code in served.interactions]}
    if served.note:
        out["documentation"] = served.note
    out["versioning"] = "versioned"
    out["readHistory"] = False
    out["updateCreate"] = False
    out["conditionalCreate"] = served.conditional_create
    if served.search:
        out["searchParam"] = [{"name": name, "type": kind} for name, kind in served.search.items()]
    return out
