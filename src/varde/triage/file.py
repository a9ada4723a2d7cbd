"""What judging needs to know about one patient, in memory: the same whether it came from PostgreSQL or from a generator."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from varde.lib.uuid7 import uuid7
from varde.triage.rules import RuleSet
from varde.triage.submissions import Answer, Reason


class Hours(Protocol):
    """When the patient's unit reads: see `care_teams.hours`."""

    @property
    def red_read_minutes(self) -> int: ...
    @property
    def organization_id(self) -> UUID: ...
    def is_open(self, at: datetime) -> bool: ...
    def promised_at(self, received_at: datetime, minutes: int) -> datetime | None: ...
    def end_of_working_day(self, received_at: datetime) -> datetime | None: ...


class Plan(msgspec.Struct):
    """One plan version in force from `valid_from` to `valid_to` (exclusive, None while in force), compiled."""

    id: UUID
    rules: RuleSet
    valid_from: datetime
    valid_to: datetime | None = None

    def is_in_force(self, at: datetime) -> bool:
        return self.valid_from <= at and (self.valid_to is None or at < self.valid_to)


class Reading(msgspec.Struct):
    """A stored value as the rules see it: {metric: value}.

    Trends and baselines leave out what is outside hard limits (not `is_trusted`) or was denied by a second measurement.
    `zone` is what was last judged, 0 while it has not been.
    """

    id: UUID
    kind: str
    at: datetime
    values: dict[str, float]
    is_trusted: bool = True
    is_denied: bool = False
    is_new: bool = False
    zone: int = 0


class AnsweredForm(msgspec.Struct):
    id: UUID
    form: str
    at: datetime
    answers: dict[str, Answer]
    score: float | None = None
    is_new: bool = False


class Judged(msgspec.Struct):
    """A judgement to write, or the current one of a subject as read back."""

    subject_kind: str
    subject_id: UUID
    at: datetime
    zone: int
    waiting: int
    acute: bool
    verdict: str
    stands_at: datetime | None
    reasons: tuple[Reason, ...]
    plan_version_id: UUID | None
    digest: bytes
    revision: int = 1
    supersedes: UUID | None = None
    item: str = ""
    denied: bool = False
    id: UUID = msgspec.field(default_factory=uuid7)

    @property
    def worst(self) -> int:
        """The zone with what still waits counted in: what a chart marks and the patient is shown."""
        return max(self.zone, self.waiting)

    def says_the_same(self, other: "Judged") -> bool:
        return (
            self.zone == other.zone
            and self.waiting == other.waiting
            and self.acute == other.acute
            and self.verdict == other.verdict
            and self.stands_at == other.stands_at
            and self.reasons == other.reasons
            and self.plan_version_id == other.plan_version_id
        )


@dataclass(slots=True)
class CardRow:
    """The patient's card as `triage.models.Card` holds it; `latest` is {item: (zone, effective_at, stands_at)}."""

    patient_id: UUID
    unit_id: UUID | None = None
    plan_version_id: UUID | None = None
    state: str = "quiet"
    episode: int = 0
    zone: int = 0
    pending_zone: int = 0
    stands_at: datetime | None = None
    zone_now: int = 0
    acute: bool = False
    reason: str = ""
    risk: float = 0.0
    since: datetime | None = None
    promised_at: datetime | None = None
    outside_hours: bool = False
    wants_contact_at: datetime | None = None
    feels_worse_at: datetime | None = None
    unreadable: int = 0
    overdue_at: datetime | None = None
    last_heard_at: datetime | None = None
    latest: dict[str, tuple[int, datetime, datetime | None]] = field(default_factory=dict)
    taken_by: UUID | None = None
    taken_by_display: str = ""
    follow_up_at: datetime | None = None
    version: int = 0
    id: UUID = field(default_factory=uuid7)


class WindowRow(msgspec.Struct):
    id: UUID
    item: str
    opens_at: datetime
    overdue_at: datetime
    state: str = "open"
    filled_at: datetime | None = None
    subject_id: UUID | None = None


class CardEventRow(msgspec.Struct):
    episode: int
    kind: str
    at: datetime
    zone: int = 0
    text: str = ""
    by: UUID | None = None
    by_display: str = ""
    outcome: str = ""
    next_check_at: datetime | None = None
    undoes: UUID | None = None
    before: str = ""
    id: UUID = msgspec.field(default_factory=uuid7)


BaselineKey = tuple[str, str, int, int]
"""(metric, ISO day, window days, excluded days)."""


@dataclass(slots=True)
class PatientFile:
    """One patient as read under the lock. Lists are sorted by time; `current` holds judgements that may be revised."""

    patient_id: UUID
    zone: ZoneInfo
    card: CardRow
    plans: list[Plan] = field(default_factory=list)
    hours: Hours | None = None
    readings: dict[str, list[Reading]] = field(default_factory=dict)
    answers: dict[str, list[AnsweredForm]] = field(default_factory=dict)
    baselines: dict[BaselineKey, tuple[int, float | None, float | None]] = field(default_factory=dict)
    windows: list[WindowRow] = field(default_factory=list)
    current: dict[UUID, Judged] = field(default_factory=dict)

    def plan_in_force(self, at: datetime) -> Plan | None:
        return next((plan for plan in self.plans if plan.is_in_force(at)), None)

    def present_plan(self) -> Plan | None:
        return next((plan for plan in self.plans if plan.valid_to is None), None)
