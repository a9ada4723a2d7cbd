"""The nurse's list: one card per patient, in an order that can be explained (reference: lexicographic, never a score).

Order of classes: acute, red not yet seen, red past its time, red in hand, red awaiting a second measurement, wants
contact, yellow by risk, unreadable, unread message, overdue (last zone yellow or red first), planned.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connections

from varde.care_teams.scope import Scope
from varde.lib import clock
from varde.lib.arrays import columns
from varde.lib.statements import execute, raw

KLASSES = {
    "acute": "Akutt",
    "red": "Rød, ny",
    "red_late": "Rød, tiden er ute",
    "red_in_hand": "Rød, under arbeid",
    "red_waiting": "Venter på ny måling",
    "contact": "Vil bli kontaktet",
    "yellow": "Gul",
    "unreadable": "Kunne ikke leses",
    "message": "Ulest melding",
    "overdue_worse": "Ikke målt, var dårligere sist",
    "overdue": "Ikke målt",
    "planned": "Planlagt",
    "open": "Åpent kort",
}
RED_KLASSES = ("acute", "red", "red_late", "red_in_hand", "red_waiting")


class NotYourUnit(PermissionError):
    """The actor has no role at this unit now."""


class WorklistRow(NamedTuple):
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


_LISTED = "SELECT patient_id, klass, heartbeat FROM varde.worklist(%s, %s) ORDER BY place"
# LATERAL with LIMIT: the same look-ups by key whatever the planner believes about the size of the tables.
_CARDS = """
SELECT c.patient_id, listed.klass, p.given_name || ' ' || p.family_name, p.birth_date, c.programme,
       CASE WHEN c.stands_at <= %(now)s THEN greatest(c.zone, c.pending_zone) ELSE c.zone END,
       c.acute, c.state, c.reason, c.since, c.promised_at,
       coalesce(c.promised_at <= %(now)s AND c.state = 'new', false), c.outside_hours, c.stands_at, c.overdue_at,
       c.wants_contact_at, c.feels_worse_at, c.unreadable, c.taken_by, c.taken_by_display, c.follow_up_at, c.version,
       c.id
FROM unnest(%(ids)s::uuid[], %(classes)s::text[]) WITH ORDINALITY AS listed (patient_id, klass, place)
CROSS JOIN LATERAL (SELECT * FROM triage_card c WHERE c.patient_id = listed.patient_id LIMIT 1) c
CROSS JOIN LATERAL (SELECT * FROM identity_patient p WHERE p.patient_id = listed.patient_id LIMIT 1) p
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
    connection = raw(using)
    with connections[using].wrap_database_errors:
        listed = execute(connection, _LISTED, [unit_id, now]).fetchall()
        if not listed:
            return WorklistPage([], {}, 0, _heartbeat_of_mine(scope, unit_id, using))
        shown = [row for row in listed if not classes or row[1] in classes][after : after + limit]
        rows: list[WorklistRow] = []
        if shown:
            ids, klasses, _ = columns(shown, "uuid", "text", "timestamptz")
            cards = scope.asked_about(ids.values, _CARDS, {"now": now, "ids": ids, "classes": klasses})
            rows = list(map(WorklistRow._make, cards))
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
