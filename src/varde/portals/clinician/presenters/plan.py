"""The plan as personnel read it: who the patient is to us, the zones, the individual limits, the schedule."""

from dataclasses import dataclass
from datetime import date, datetime

from varde.identity.models import RoleCode
from varde.measurements.kinds import KINDS
from varde.plans.content import PlanContent, Zone
from varde.plans.definitions import DEFINITIONS
from varde.plans.models import CarePlanVersion
from varde.portals.components.templatetags.varde import plan_value
from varde.questionnaires.forms import FORMS

WEEKDAYS = ("man", "tirs", "ons", "tors", "fre", "lør", "søn")
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)


@dataclass(frozen=True, slots=True)
class PlanShown:
    """One version of the plan in words."""

    number: int
    title: str
    diagnosis: str
    allergies: str
    oxygen_target: str
    approved: str
    accepted_at: datetime | None
    valid_from: datetime | None
    review_due: date | None
    is_draft: bool
    content: PlanContent
    zones: list[tuple[int, Zone]]
    values: list[tuple[str, str]]
    schedule: list[tuple[str, str]]


def present(version: CarePlanVersion) -> PlanShown:
    content = PlanContent.read(version.content)
    definitions = [DEFINITIONS[name] for name in content.definitions if name in DEFINITIONS]
    titles = ", ".join(definition.title for definition in definitions)
    target = content.values.get("oxygen_target")
    return PlanShown(
        number=version.number,
        title=titles,
        diagnosis=", ".join(content.about_me.conditions) or titles,
        allergies=", ".join(content.about_me.allergies) or "Ikke registrert",
        oxygen_target=f"{plan_value(target)} %" if target else "",
        approved=_approved(version),
        accepted_at=version.accepted_at,
        valid_from=version.valid_from,
        review_due=version.review_due,
        is_draft=any(definition.review_status != "approved" for definition in definitions),
        content=content,
        zones=[(1, content.zones.green), (2, content.zones.yellow), (3, content.zones.red)],
        values=_values(content),
        schedule=[(item_name(slot.item), _times(slot.weekdays, slot.opens, slot.due)) for slot in content.schedule],
    )


def _approved(version: CarePlanVersion) -> str:
    if not version.approved_by:
        return ""
    code = version.approved_role
    title = str(RoleCode(code).label) if code in RoleCode.values else code
    role = title.lower() if title in RoleCode.labels else title
    return ", ".join(part for part in (version.approved_by, role) if part)


def _values(content: PlanContent) -> list[tuple[str, str]]:
    asked = {
        value.key: value
        for name in content.definitions
        if name in DEFINITIONS
        for value in DEFINITIONS[name].individual_values
    }
    return [
        (asked[key].label, f"{plan_value(value)} {asked[key].unit}".strip())
        for key, value in content.values.items()
        if key in asked and value not in (None, "")
    ]


def item_name(item: str) -> str:
    """A measurement or a form by the name people know it by."""
    if item in KINDS:
        return KINDS[item].name_no
    return FORMS[item].title if item in FORMS else item


def _times(weekdays: tuple[int, ...], opens: str, due: str) -> str:
    days = "hver dag" if tuple(weekdays) == EVERY_DAY else ", ".join(WEEKDAYS[day] for day in weekdays)
    return f"{days} {opens}–{due}"
