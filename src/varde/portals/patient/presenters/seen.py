"""Whether a nurse has seen what the patient sent: from what people did with the card, never from a guess."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from varde.triage.models import CardEvent


@dataclass(frozen=True, slots=True)
class Seen:
    at: datetime
    by: str


def ended_after(received_at: datetime, events: Iterable[CardEvent]) -> CardEvent | None:
    """The last time a person closed the card after `received_at`."""
    closed = [event for event in events if event.kind == "closed" and event.at >= received_at]
    return max(closed, key=lambda event: event.at, default=None)


def seen_after(received_at: datetime, events: Iterable[CardEvent]) -> Seen | None:
    """The first time a person did something with the card at or after `received_at`."""
    human = sorted((event for event in events if event.by and event.at >= received_at), key=lambda event: event.at)
    return Seen(human[0].at, human[0].by_display) if human else None
