"""The card in words: what happened, what was done, and a text that can be copied to the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from varde.lib.context import Actor
from varde.portals.clinician.presenters import reasons
from varde.portals.components.templatetags.varde import when
from varde.triage import actions
from varde.triage.models import Card, CardEvent, CardState

EVENT_WORDS = {
    "opened": "Kortet kom på lista",
    "worsened": "Ble dårligere",
    "repeated": "Fortsatt",
    "awaiting": "Venter på ny måling",
    "denied": "Ny måling bekreftet ikke den første",
    "stood": "Ingen ny måling kom: den første gjelder",
    "wish_contact": "Vil bli kontaktet",
    "wish_worse": "Føler seg dårligere",
    "unreadable": "Noe kunne ikke leses",
    "resolved": "Uleselig innsending gjennomgått",
    "corrected": "En verdi ble rettet",
    "overdue": "Ikke målt som avtalt",
    "seen": "Sett",
    "taken": "Tatt",
    "released": "Lagt tilbake",
    "contact": "Fikk kontakt",
    "contact_missed": "Ringte, ikke svar",
    "note": "Notat",
    "closed": "Avsluttet",
    "undone": "Angret",
    "moved": "Flyttet til en annen enhet",
    "unattended": "Ingen enhet følger med",
}
ABOUT_THE_PATIENT = frozenset(
    {"opened", "worsened", "repeated", "awaiting", "denied", "stood", "wish_contact", "wish_worse", "unreadable"}
    | {"corrected", "overdue"}
)
UNDOABLE = ("taken", "released", "closed")
NOT_FOR_THE_JOURNAL = ("seen", "taken", "released", "undone")
EPISODES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Happening:
    """One event as a line. `is_care` when personnel did it, else it came from the patient or the rules."""

    id: UUID
    kind: str
    at: datetime
    what: str
    who: str
    text: str
    zone: int
    is_care: bool
    is_undone: bool
    outcome: str
    next_check_at: datetime | None


@dataclass(frozen=True, slots=True)
class Episode:
    """From the card came on the list until it was closed; newest event first."""

    number: int
    events: list[Happening]

    @property
    def began(self) -> datetime:
        return self.events[-1].at

    @property
    def worst_zone(self) -> int:
        return max((event.zone for event in self.events if event.kind in ABOUT_THE_PATIENT), default=0)

    @property
    def close(self) -> Happening | None:
        return next((event for event in self.events if event.kind == "closed" and not event.is_undone), None)


@dataclass(frozen=True, slots=True)
class Panel:
    """The card as it stands: an open one's zone, or of a quiet one what is known now. `undoable` is the last thing the reader did herself, while it can still be taken back."""

    card: Card
    reason: str
    zone: int
    is_open: bool
    is_mine: bool
    is_late: bool
    waits_until: datetime | None
    now: Episode | None
    earlier: list[Episode]
    undoable: Happening | None
    journal: str


def panel(card: Card, events: Sequence[CardEvent], actor: Actor, patient_line: str, at: datetime) -> Panel:
    """`events` newest first, of this and earlier episodes."""
    undone: set[UUID | None] = {event.undoes for event in events if event.undoes}
    episodes = [
        Episode(number, [_happening(event, undone) for event in rows])
        for number, rows in groupby(events, key=lambda event: event.episode)
    ]
    is_open = card.state != CardState.QUIET
    now = episodes[0] if episodes and is_open and episodes[0].number == card.episode else None
    waits = card.stands_at if card.stands_at and card.stands_at > at else None
    standing = card.zone if waits or not card.stands_at else max(card.zone, card.pending_zone)
    return Panel(
        card=card,
        reason=reasons.once(card.reason),
        zone=standing if is_open else card.zone_of_what_is_fresh(at),
        is_open=is_open,
        is_mine=card.taken_by == actor.id,
        is_late=bool(card.promised_at and card.promised_at <= at and card.state == CardState.NEW),
        waits_until=waits,
        now=now,
        earlier=episodes[1 if now else 0 :][:EPISODES_SHOWN],
        undoable=_happening(last, undone) if (last := undoable(events, actor)) else None,
        journal=journal_text(now or (episodes[0] if episodes else None), patient_line, actor, at),
    )


def _happening(event: CardEvent, undone: set[UUID | None]) -> Happening:
    return Happening(
        id=event.id,
        kind=event.kind,
        at=event.at,
        what=EVENT_WORDS.get(event.kind, event.kind),
        who=event.by_display,
        text=reasons.once(event.text) if event.kind in ABOUT_THE_PATIENT else event.text,
        zone=event.zone,
        is_care=event.kind not in ABOUT_THE_PATIENT,
        is_undone=event.id in undone,
        outcome=actions.OUTCOMES.get(event.outcome, event.outcome),
        next_check_at=event.next_check_at,
    )


def undoable(events: Sequence[CardEvent], actor: Actor) -> CardEvent | None:
    """Only what nothing has been built on: the very newest event, if it is a step the reader took."""
    newest = events[0] if events else None
    return newest if newest and newest.kind in UNDOABLE and newest.by == actor.id else None


def journal_text(episode: Episode | None, patient_line: str, actor: Actor, at: datetime) -> str:
    """Plain text for the journal system: what came, what was done, what was decided. Oldest first."""
    lines = [f"Digital hjemmeoppfølging {timezone.localtime(at):%d.%m.%Y kl. %H:%M}", patient_line]
    told: set[str] = set()
    for event in reversed(episode.events if episode else []):
        is_news = event.is_care or event.text not in told
        if event.is_undone or event.kind in NOT_FOR_THE_JOURNAL or not is_news:
            continue
        told.add(event.text)
        lines.append(_journal_line(event))
    lines.append(f"{actor.display}, {actor.organization_display}")
    return "\n".join(line for line in lines if line)


def _journal_line(event: Happening) -> str:
    parts = [
        f"{timezone.localtime(event.at):%d.%m. %H:%M}",
        f"{event.what}:" if event.text or event.outcome else event.what,
    ]
    said = ". ".join(part.rstrip(". ") for part in (event.outcome, event.text) if part)
    check = f"Neste kontroll {when(event.next_check_at)}" if event.next_check_at else ""
    return " ".join(part for part in [*parts, f"{said}." if said else "", f"{check}." if check else ""] if part)
