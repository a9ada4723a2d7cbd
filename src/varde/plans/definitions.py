"""Plan definitions: the clinical templates as data (`definitions/*.json`), and how several become one plan. Pure.

No definition has been approved by clinicians: `review_status` says so, and pages must show it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from typing import Any, Literal

import msgspec

from varde.plans.content import PlanContent, Slot, Zone, Zones

# Whom to reach, the strictest first: of two plans' advice the stricter is shown.
STRICTEST_FIRST = ("113", "sykehus", "116 117", "fastlege", "oppfølging")


class IndividualValue(msgspec.Struct, frozen=True):
    """A value each patient must have before the plan can be taken into use. `options` are the only answers of a choice."""

    key: str
    label: str
    kind: Literal["number", "choice", "text", "date"]
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    options: tuple[str, ...] = ()
    help: str = ""

    def problem_with(self, value: object) -> str:
        """What is wrong with the value, as a Norwegian sentence; empty when it can be used."""
        if value is None or value == "":
            return f"{self.label} mangler."
        if self.kind == "number":
            return self._problem_with_number(value)
        if self.kind == "choice" and value not in self.options:
            return f"{self.label} må være en av: {', '.join(self.options)}."
        if self.kind == "date" and not _is_date(value):
            return f"{self.label} må være en dato."
        return ""

    def _problem_with_number(self, value: object) -> str:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"{self.label} må være et tall."
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            return f"{self.label} må være mellom {self.minimum:g} og {self.maximum:g} {self.unit}."
        return ""


class Definition(msgspec.Struct, frozen=True):
    """One clinical template. `never` is what the product must not do, `later` what this version leaves out."""

    id: str
    version: str
    review_status: str
    title: str
    language: str
    individual_values: tuple[IndividualValue, ...]
    schedule: tuple[Slot, ...]
    zones: Zones
    rules: tuple[dict[str, Any], ...]
    never: tuple[str, ...] = ()
    later: tuple[str, ...] = ()


DEFINITIONS: Mapping[str, Definition] = {
    definition.id: definition
    for definition in (
        msgspec.json.decode(path.read_bytes(), type=Definition)
        for path in sorted((files(__package__) / "definitions").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".json")
    )
}


def compose(ids: Iterable[str], values: Mapping[str, str | float | bool | None] | None = None) -> PlanContent:
    """One plan of several conditions: each measurement asked for once, every rule with its origin, the stricter advice.

    Zones need no reconciling: every rule is judged, and the highest zone of those that fire is the patient's.
    """
    chosen = [DEFINITIONS[name] for name in dict.fromkeys(ids)]
    rules = [{**rule, "origin": definition.id} for definition in chosen for rule in definition.rules]
    if len({rule["id"] for rule in rules}) != len(rules):
        raise ValueError("Two plan definitions use the same rule id: give one of them another.")
    zones = [definition.zones for definition in chosen]
    return PlanContent(
        definitions={definition.id: definition.version for definition in chosen},
        zones=Zones(*(_one_zone([getattr(zone, colour) for zone in zones]) for colour in ("green", "yellow", "red"))),
        values=dict(values or {}),
        schedule=_one_schedule(chosen),
        rules=tuple(rules),
    )


def problems_with(content: PlanContent) -> list[str]:
    """Why the plan cannot be taken into use yet: one Norwegian sentence for each individual value missing or unusable."""
    unknown = [name for name in content.definitions if name not in DEFINITIONS]
    needed = {
        needed.key: needed
        for name in content.definitions
        if name in DEFINITIONS
        for needed in DEFINITIONS[name].individual_values
    }
    problems = [needed.problem_with(content.values.get(key)) for key, needed in needed.items()]
    return [f"Plandefinisjonen «{name}» finnes ikke." for name in unknown] + [text for text in problems if text]


def _one_schedule(chosen: Iterable[Definition]) -> tuple[Slot, ...]:
    """Each item once: on every weekday somebody asks for it, within the earliest times and the shortest grace."""
    merged: dict[str, Slot] = {}
    for definition in chosen:
        for slot in definition.schedule:
            other = merged.get(slot.item)
            merged[slot.item] = (
                _merged(other, slot, definition.id)
                if other
                else msgspec.structs.replace(slot, origins=(definition.id,))
            )
    return tuple(merged.values())


def _merged(one: Slot, other: Slot, origin: str) -> Slot:
    return Slot(
        item=one.item,
        weekdays=tuple(sorted({*one.weekdays, *other.weekdays})),
        opens=min(one.opens, other.opens),
        due=min(one.due, other.due),
        grace_minutes=min(one.grace_minutes, other.grace_minutes),
        note=one.note if len(one.weekdays) >= len(other.weekdays) else other.note,
        origins=(*one.origins, origin),
    )


def _one_zone(zones: list[Zone]) -> Zone:
    return Zone(
        signs=tuple(dict.fromkeys(sign for zone in zones for sign in zone.signs)),
        do=tuple(dict.fromkeys(advice for zone in zones for advice in zone.do)),
        contact=min((zone.contact for zone in zones), key=_strictness, default=""),
    )


def _strictness(contact: str) -> int:
    return next((rank for rank, who in enumerate(STRICTEST_FIRST) if who in contact.lower()), len(STRICTEST_FIRST))


def _is_date(value: object) -> bool:
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
