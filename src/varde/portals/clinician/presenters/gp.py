"""The GP's page: each patient in one line of sight, those with something new first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from varde.identity.models import Patient
from varde.lib import clock
from varde.measurements.kinds import KINDS, figure
from varde.messages.models import Message
from varde.portals.clinician.presenters import reasons
from varde.portals.clinician.presenters.worklist import age_in_years
from varde.portals.components.templatetags.varde import zone_word
from varde.triage.models import Card, CardState

DAYS = 14
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 140.0, 28.0, 3.0


@dataclass(frozen=True, slots=True)
class DayZone:
    """The worst zone of one day; 0 when nothing was judged that day."""

    day: date
    zone: int


@dataclass(frozen=True, slots=True)
class Spark:
    """A small curve of one kind over the 14 days: SVG path, end point, and what it says in words."""

    name: str
    path: str
    x: float
    y: float
    newest: str
    newest_at: datetime
    said: str


@dataclass(frozen=True, slots=True)
class Line:
    """One patient. `questions` wait for this practice; `is_new` puts the line first."""

    patient: Patient
    age: int
    card: Card | None
    zone: int
    zone_word: str
    why: str
    programme: str
    days: list[DayZone]
    days_said: str
    spark: Spark | None
    questions: list[Message]
    dialogue: list[Message]

    @property
    def is_open(self) -> bool:
        return self.card is not None and self.card.state != CardState.QUIET

    @property
    def is_new(self) -> bool:
        return bool(self.questions) or self.is_open


Value = tuple[UUID, str, datetime, float, float | None, int]
"""(patient, kind, effective_at, value, value2, zone), in order of time."""


def lines(
    patients: Iterable[Patient],
    cards: Mapping[UUID, Card],
    values: Sequence[Value],
    answer_zones: Iterable[tuple[UUID, datetime, int]],
    messages: Mapping[UUID, list[Message]],
    practice: UUID | None,
) -> list[Line]:
    today = timezone.localdate(clock.now())
    zones = _worst_by_day([(row[0], row[2], row[5]) for row in values], answer_zones)
    found = []
    for patient in patients:
        days = [DayZone(day, zones.get((patient.id, day), 0)) for day in _last_days(today)]
        about = messages.get(patient.id, [])
        found.append(
            _line(
                patient,
                cards.get(patient.id),
                days,
                [row for row in values if row[0] == patient.id],
                about,
                practice,
                today,
            )
        )
    return sorted(found, key=lambda line: (not line.questions, not line.is_open, -line.zone, line.patient.family_name))


def _line(
    patient: Patient,
    card: Card | None,
    days: list[DayZone],
    values: list[Value],
    about: list[Message],
    practice: UUID | None,
    today: date,
) -> Line:
    questions = [
        one for one in about if one.to_organization_id == practice and not one.answers and one.answered_at is None
    ]
    since = clock.now() - timedelta(days=DAYS)
    is_open = card is not None and card.state != CardState.QUIET
    waits = card is not None and card.stands_at is not None and card.stands_at > clock.now()
    fresh = card.zone_of_what_is_fresh(clock.now()) if card else 0
    standing = max(card.zone, 0 if waits else card.pending_zone) if card and is_open else fresh
    return Line(
        patient=patient,
        age=age_in_years(patient.birth_date, today),
        card=card,
        zone=3 if waits and card and card.pending_zone == 3 else standing,
        zone_word="Måler på nytt" if waits else "",
        why=reasons.short(card.reason) if card else "",
        programme=card.programme if card else "",
        days=days,
        days_said=_days_said(days),
        spark=_spark(values),
        questions=questions,
        dialogue=[one for one in about if one not in questions and one.sent_at > since][-2:],
    )


def _last_days(today: date) -> list[date]:
    return [today - timedelta(days=DAYS - 1 - n) for n in range(DAYS)]


def _worst_by_day(*rows: Iterable[tuple[UUID, datetime, int]]) -> dict[tuple[UUID, date], int]:
    worst: dict[tuple[UUID, date], int] = {}
    for patient_id, at, zone in (row for group in rows for row in group):
        key = (patient_id, timezone.localdate(at))
        worst[key] = max(worst.get(key, 0), zone)
    return worst


def _days_said(days: Sequence[DayZone]) -> str:
    """ "Siste 14 dager: 1 trenger hjelp (24.11.), 2 følg med (20.11., 21.11.), 9 som vanlig, 2 vet ikke"."""
    parts = []
    for zone in (3, 2, 1, 0):
        of_zone = [one.day for one in days if one.zone == zone]
        if of_zone:
            which = f" ({', '.join(f'{day:%d.%m.}' for day in of_zone)})" if zone > 1 else ""
            parts.append(f"{len(of_zone)} {zone_word(zone).lower()}{which}")
    return f"Siste {len(days)} dager: {', '.join(parts)}"


def _spark(values: Sequence[Value]) -> Spark | None:
    """The kind measured most often, as a curve; nothing under two values."""
    counts: dict[str, int] = {}
    for row in values:
        counts[row[1]] = counts.get(row[1], 0) + 1
    if not counts:
        return None
    kind = KINDS[max(counts, key=lambda key: (counts[key], -list(KINDS).index(key)))]
    series = [(row[2], row[3], row[4]) for row in values if row[1] == kind.key]
    numbers = [value for _, value, _ in series]
    low, high = min(numbers), max(numbers)
    until = clock.now()
    places = [(_x(at, until), _y(value, low, high)) for at, value, _ in series]
    newest_at, newest, second = series[-1]
    pair = f"/{figure(kind.metrics[1], second)}" if second is not None and len(kind.metrics) > 1 else ""
    said = f"{kind.name_no} fra {figure(kind.metrics[0], low)} til {figure(kind.metrics[0], high)} {kind.unit_no}"
    return Spark(
        name=kind.name_no,
        path="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places),
        x=places[-1][0],
        y=places[-1][1],
        newest=f"{figure(kind.metrics[0], newest)}{pair} {kind.unit_no}",
        newest_at=newest_at,
        said=said,
    )


def _x(at: datetime, until: datetime) -> float:
    passed = 1 - (until - at) / timedelta(days=DAYS)
    return SPARK_EDGE + max(0.0, min(1.0, passed)) * (SPARK_WIDTH - 2 * SPARK_EDGE)


def _y(value: float, low: float, high: float) -> float:
    share = (value - low) / (high - low) if high > low else 0.5
    return SPARK_HEIGHT - SPARK_EDGE - share * (SPARK_HEIGHT - 2 * SPARK_EDGE)
