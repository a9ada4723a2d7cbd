"""The patient's plan as she reads and prints it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from varde.identity.models import RoleCode
from varde.plans.content import Contact, Goal, PlanContent, Slot, Zone
from varde.plans.definitions import DEFINITIONS
from varde.plans.models import CarePlanVersion
from varde.portals.components.templatetags.varde import plan_value, weekday
from varde.portals.patient.presenters.disclosure import ROLE_WORDS
from varde.portals.patient.presenters.tasks import title
from varde.portals.patient.presenters.values import in_patient_words

WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
# The definitions' own labels speak to the nurse who fills them in.
OWN_LABELS = {
    "oxygen_target": gettext_lazy("Oksygenmålet mitt"),
    "spo2_reference": gettext_lazy("Oksygen til vanlig"),
    "pulse_reference": gettext_lazy("Hvilepuls til vanlig"),
    "home_oxygen": gettext_lazy("Oksygen hjemme"),
    "usual_reliever": gettext_lazy("Anfallsmedisin på en vanlig dag"),
    "reserve_medicine": gettext_lazy("Reservemedisin"),
}

UNITS = {"slag/min": gettext_lazy("slag i minuttet"), "liter/min": gettext_lazy("liter i minuttet")}


@dataclass(frozen=True, slots=True)
class ZonePart:
    number: int
    anchor: str
    heading: str
    content: Zone


@dataclass(frozen=True, slots=True)
class Approval:
    drafted_by: str
    drafted_at: datetime
    approved_by: str
    approved_role: str
    approved_at: datetime | None
    accepted_at: datetime | None
    valid_from: datetime | None
    review_due: date | None
    number: int


@dataclass(frozen=True, slots=True)
class PlanPage:
    names: list[str]
    content: PlanContent
    zones: list[ZonePart]
    values: list[tuple[str, str]]
    schedule: list[tuple[str, str, str]]
    goals: tuple[Goal, ...]
    contacts: tuple[Contact, ...]
    approval: Approval
    is_draft_definition: bool


def plan_page(content: PlanContent, version: CarePlanVersion) -> PlanPage:
    known = [DEFINITIONS[name] for name in content.definitions if name in DEFINITIONS]
    return PlanPage(
        names=[definition.title for definition in known],
        content=content,
        zones=zone_parts(content),
        values=_values(content),
        schedule=[(title(slot.item), _days(slot), in_patient_words([slot.note])[0]) for slot in content.schedule],
        goals=content.goals,
        contacts=content.contacts,
        approval=_approval(version),
        is_draft_definition=any(definition.review_status != "approved" for definition in known),
    )


def zone_parts(content: PlanContent) -> list[ZonePart]:
    return [
        ZonePart(1, "gronn", _("Grønn sone: slik har jeg det til vanlig"), content.zones.green),
        ZonePart(2, "gul", _("Gul sone: noe er annerledes"), content.zones.yellow),
        ZonePart(3, "rod", _("Rød sone: jeg trenger hjelp"), content.zones.red),
    ]


def _values(content: PlanContent) -> list[tuple[str, str]]:
    """The individual values in the patient's words: "Oksygenmålet mitt: 88-92 %"."""
    asked = {
        value.key: value
        for name in content.definitions
        if name in DEFINITIONS
        for value in DEFINITIONS[name].individual_values
    }
    return [
        (str(OWN_LABELS.get(key, asked[key].label)), _value(key, value, asked[key].unit))
        for key, value in content.values.items()
        if key in asked and value not in (None, "")
    ]


def _value(key: str, value: str | float | bool | None, unit: str) -> str:
    if key == "home_oxygen" and value == 0:
        return _("nei")
    return f"{plan_value(value)} {UNITS.get(unit, unit)}".strip()


def role_said(role: str) -> str:
    """A role as the log or the plan has it, by code or by title, inside a sentence."""
    title = str(RoleCode(role).label) if role in RoleCode.values else role
    return str(ROLE_WORDS.get(title, title))


def _days(slot: Slot) -> str:
    days = sorted(slot.weekdays)
    which = _("hver dag") if len(days) == 7 else ", ".join(weekday(day) for day in days)
    return _("%(days)s mellom kl. %(opens)s og %(due)s") % {"days": which, "opens": slot.opens, "due": slot.due}


def _approval(version: CarePlanVersion) -> Approval:
    role = version.approved_role
    return Approval(
        version.drafted_by,
        version.drafted_at,
        version.approved_by,
        role_said(role),
        version.approved_at,
        version.accepted_at,
        version.valid_from,
        version.review_due,
        version.number,
    )
