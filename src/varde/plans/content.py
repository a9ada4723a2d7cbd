"""What one version of a self-management plan says: plain structs, stored as JSON text in `CarePlanVersion.content`. Pure."""

from collections.abc import Iterable
from typing import Any

import msgspec


class Zone(msgspec.Struct, frozen=True):
    """What the patient notices in a zone, what to do, and whom to reach."""

    signs: tuple[str, ...] = ()
    do: tuple[str, ...] = ()
    contact: str = ""


class Zones(msgspec.Struct, frozen=True):
    green: Zone = Zone()
    yellow: Zone = Zone()
    red: Zone = Zone()


class AboutMe(msgspec.Struct, frozen=True):
    situation: str = ""
    conditions: tuple[str, ...] = ()
    allergies: tuple[str, ...] = ()
    home: str = ""
    communication_needs: str = ""


class Goal(msgspec.Struct, frozen=True):
    """`due` is an ISO date or empty."""

    text: str
    measure: str = ""
    target: str = ""
    due: str = ""
    status: str = ""


class Contact(msgspec.Struct, frozen=True):
    role: str
    name: str = ""
    phone: str = ""
    hours: str = ""


class Slot(msgspec.Struct, frozen=True):
    """When an item (a kind of measurement or a form) is expected: weekdays (Monday = 0) and local times "07:00".

    It is overdue `grace_minutes` after `due`. `origins` are the plan definitions that ask for it.
    """

    item: str
    weekdays: tuple[int, ...]
    opens: str
    due: str
    grace_minutes: int
    note: str = ""
    origins: tuple[str, ...] = ()


class PlanContent(msgspec.Struct, frozen=True):
    """One plan, composed of one or more plan definitions: {id: version}. `rules` are dicts as in the definitions.

    `values` are the patient's individual values by key; `my_normal` is what the patient says is usual, in words.
    """

    definitions: dict[str, str] = {}
    about_me: AboutMe = AboutMe()
    what_matters: str = ""
    goals: tuple[Goal, ...] = ()
    my_normal: str = ""
    zones: Zones = Zones()
    values: dict[str, str | float | bool | None] = {}
    schedule: tuple[Slot, ...] = ()
    rules: tuple[dict[str, Any], ...] = ()
    contacts: tuple[Contact, ...] = ()

    @classmethod
    def read(cls, text: str) -> "PlanContent":
        """From the stored JSON text; msgspec.ValidationError names what does not fit."""
        return msgspec.json.decode(text, type=cls)

    def text(self) -> str:
        """The JSON text to store."""
        return msgspec.json.encode(self).decode()

    def messages_of(self, rules: Iterable[str]) -> list[str]:
        """What the rules with these ids say to the patient, each once; what says 113 has a notice of its own."""
        fired = set(rules)
        said = (rule.get("message", "") for rule in self.rules if rule["id"] in fired and not rule.get("acute"))
        return list(dict.fromkeys(filter(None, said)))

    def with_values(self, **values: str | float | bool | None) -> "PlanContent":
        return msgspec.structs.replace(self, values={**self.values, **values})
