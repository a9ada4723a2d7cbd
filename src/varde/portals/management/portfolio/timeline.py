"""An initiative's papers in the order of their dates, and what was changed here in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from varde.indicators.models import Source
from varde.portfolio.models import Change, Initiative, RiskLevel

FIELDS = {
    "due_on": "Leveransedato",
    "is_delivered": "Levert",
    "delivered_on": "Levert dato",
    "gate_passed_on": "Godkjent dato",
    "risk": "Ny risiko",
    "deliverable": "Ny leveranse",
    "handover": "Må videreføres",
    "receiver": "Tar over",
    "done_on": "Overlevert dato",
    "title": "Navn",
    "level": "Nivå",
    "cause": "Årsak",
    "scope_impact": "Betydning for omfang",
    "progress_impact": "Betydning for framdrift",
    "mitigation": "Tiltak",
    "owner": "Eier",
    "residual_level": "Restrisiko",
    "is_closed": "Lukket",
    "contact": "Kontaktperson",
    "contact_is_public": "Vises offentlig",
}
NOTHING = "ikke satt"
DATES = frozenset({"due_on", "done_on", "delivered_on", "gate_passed_on"})
LEVELS = frozenset({"level", "residual_level"})


@dataclass(frozen=True, slots=True)
class Paper:
    """One entry of the document time line. `when` is the source's own words when it gives no exact day."""

    on: date
    when: str
    what: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Step:
    """What one person changed at one time."""

    at: datetime
    by: str
    subject: str
    reason: str
    lines: list[str]


def papers(initiative: Initiative) -> list[Paper]:
    """Letters, documents, due dates and deliveries, the earliest first."""
    found = [Paper(one.on, one.on_text, one.title, one.source) for one in initiative.documents.all()]
    for letter in initiative.assignments.all():
        if letter.issued_on:
            name = f"{letter.letter or letter.title}, {letter.issuer}"
            found.append(Paper(letter.issued_on, "", f"Brev: {name}", letter.source))
        found += [
            Paper(order.due_on, order.due_text, f"Frist: {order.text}", letter.source)
            for order in letter.orders.all()
            if order.due_on
        ]
    for delivery in initiative.deliveries.all():
        one = delivery.deliverable
        day = one.delivered_on or one.due_on
        if day:
            said = "Levert" if one.is_delivered else "Skal leveres"
            found.append(Paper(day, "", f"{said}: {delivery.heading}", one.source if not one.changed_at else None))
        if one.submit_on:
            found.append(Paper(one.submit_on, "", f"Oversendes departementet: {delivery.heading}", one.source))
    return sorted(found, key=lambda paper: paper.on)


def steps(changes: Iterable[Change], *, with_names: bool) -> list[Step]:
    """Changes gathered by when they were made, the latest first. Names of persons only when asked for."""
    found = []
    for (at, subject), rows in groupby(changes, key=lambda one: (one.recorded_at, one.subject)):
        group = list(rows)
        lines = [_line(one, with_names) for one in group]
        found.append(Step(at, group[0].recorded_by if with_names else "", subject, group[0].reason, lines))
    return found


def _line(change: Change, with_names: bool) -> str:
    if change.is_private and not with_names:
        return "Endret"
    name = FIELDS.get(change.field, change.field)
    if not change.before:
        return f"{name}: {_shown(change.field, change.after)}"
    return f"{name}: {_shown(change.field, change.before)} → {_shown(change.field, change.after)}"


def _shown(field: str, text: str) -> str:
    if not text:
        return NOTHING
    if field in DATES:
        return f"{date.fromisoformat(text):%d.%m.%Y}"
    return str(RiskLevel(text).label) if field in LEVELS else text
