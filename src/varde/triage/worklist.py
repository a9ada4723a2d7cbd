"""The nurse's list: one card per patient, in an order that can be explained (reference: lexicographic, never a score).

Order of classes: acute, red not yet seen, red past its time, red in hand, red awaiting a second measurement, wants
contact, yellow by risk, unreadable, overdue (last zone yellow or red first), planned.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connections

from varde.care_teams.scope import Scope
from varde.lib import clock

KLASSES = {
    "acute": "Akutt",
    "red": "Rød, ny",
    "red_late": "Rød, tiden er ute",
    "red_in_hand": "Rød, under arbeid",
    "red_waiting": "Venter på ny måling",
    "contact": "Vil bli kontaktet",
    "yellow": "Gul",
    "unreadable": "Kunne ikke leses",
    "overdue_worse": "Ikke målt, var dårligere sist",
    "overdue": "Ikke målt",
    "planned": "Planlagt",
    "open": "Åpent kort",
}
RED_KLASSES = ("acute", "red", "red_late", "red_in_hand", "red_waiting")


class NotYourUnit(PermissionError):
    """The actor has no role at this unit now."""


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One patient on the list. `zone` is what stands now; `is_late` that the promised reading time has passed."""

    patient_id: UUID
    klass: str
    name: str
    birth_date: date
    programme: str
    zone: int
    acute: bool
    state: str
    reason: str
    since: datetime | None
    promised_at: datetime | None
    is_late: bool
    outside_hours: bool
    stands_at: datetime | None
    overdue_at: datetime | None
    wants_contact_at: datetime | None
    feels_worse_at: datetime | None
    unreadable: int
    taken_by: UUID | None
    taken_by_display: str
    follow_up_at: datetime | None
    version: int
    card_id: UUID


@dataclass(frozen=True, slots=True)
class WorklistPage:
    """`counts` by class over the whole list, not only this page; `oldest_heartbeat` is the list's freshness."""

    rows: list[WorklistRow]
    counts: dict[str, int]
    total: int
    oldest_heartbeat: datetime | None

    @property
    def red_count(self) -> int:
        return sum(self.counts.get(klass, 0) for klass in RED_KLASSES)


_CARDS = """
SELECT c.patient_id, p.given_name || ' ' || p.family_name, p.birth_date, c.programme,
       CASE WHEN c.stands_at <= %(now)s THEN greatest(c.zone, c.pending_zone) ELSE c.zone END,
       c.acute, c.state, c.reason, c.since, c.promised_at,
       coalesce(c.promised_at <= %(now)s AND c.state = 'new', false), c.outside_hours, c.stands_at, c.overdue_at,
       c.wants_contact_at, c.feels_worse_at, c.unreadable, c.taken_by, c.taken_by_display, c.follow_up_at, c.version,
       c.id
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS listed (patient_id, place)
JOIN triage_card c USING (patient_id)
JOIN identity_patient p USING (patient_id)
ORDER BY listed.place
"""


def page(
    scope: Scope,
    unit_id: UUID,
    *,
    classes: Collection[str] = (),
    after: int = 0,
    limit: int = 50,
    using: str = "default",
) -> WorklistPage:
    """The list of `unit_id` from place `after`, inside an open scope; narrows the scope to the patients shown.

    `classes` are keys of KLASSES, none for all. Raises NotYourUnit.
    """
    now = clock.now()
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT patient_id, klass, heartbeat FROM varde.worklist(%s, %s) ORDER BY place", [unit_id, now])
        listed = cursor.fetchall()
        if not listed:
            return WorklistPage([], {}, 0, _heartbeat_of_mine(scope, unit_id, using))
        shown = [row for row in listed if not classes or row[1] in classes][after : after + limit]
        klass_of = {row[0]: row[1] for row in shown}
        rows: list[WorklistRow] = []
        if shown:
            scope.narrow(klass_of)
            cursor.execute(_CARDS, {"now": now, "ids": list(klass_of)})
            rows = [WorklistRow(card[0], klass_of[card[0]], *card[1:]) for card in cursor.fetchall()]
    return WorklistPage(rows, dict(Counter(row[1] for row in listed)), len(listed), listed[0][2])


def _heartbeat_of_mine(scope: Scope, unit_id: UUID, using: str) -> datetime | None:
    """An empty list is either nobody to look at, or not yours to look at."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT varde.may_list_unit(%s), (SELECT min(at) FROM triage_heartbeat)", [unit_id])
        may, heartbeat = cursor.fetchone()
    if not may:
        raise NotYourUnit(f"{scope.actor.display} has no role at unit {unit_id}.")
    found: datetime | None = heartbeat
    return found
