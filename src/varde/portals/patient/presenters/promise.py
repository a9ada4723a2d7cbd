"""When somebody will look at what was sent, said so that nobody believes they are watched around the clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from varde.portals.patient.presenters.unit import UnitLine
from varde.triage.models import Card, CardEvent, CardState, Zone

# What a unit says until it has chosen words of its own, which stand in the language they were written in.
CLOSED_ADVICE = gettext_noop(
    "Vi har stengt nå. Ikke vent på oss: følg planen din, ring legevakt 116 117 hvis det haster, og 113 ved akutt fare for liv."
)
Kind = Literal["taken", "open", "closed", "done", "not_each", "no_rule", "nobody"]


@dataclass(frozen=True, slots=True)
class ReadingPromise:
    """`kind`: somebody has taken it · read by `at` · closed now, read by `at` · followed up and ended by somebody ·
    not read one by one · no rule of the plan knows it · no unit to read it."""

    kind: Kind
    at: datetime | None = None
    by: str = ""
    opens_at: datetime | None = None
    advice: str = ""
    advice_is_own: bool = False


def reading_promise(
    zone: int, card: Card | None, unit: UnitLine | None, *, asked: bool = False, ended: CardEvent | None = None
) -> ReadingPromise:
    """`asked`: she pressed a button or a re-measure is awaited, so that somebody reads it whatever the zone is.

    `ended` is the event with which somebody closed the card after this was sent.
    """
    if unit is None:
        return ReadingPromise("nobody")
    on_list = card is not None and card.state != CardState.QUIET
    if ended is not None and not on_list:
        return ReadingPromise("done", at=ended.at, by=ended.by_display)
    if card is None or not on_list or not (asked or zone >= Zone.YELLOW):
        return ReadingPromise("no_rule" if zone == Zone.UNKNOWN else "not_each")
    if card.state == CardState.IN_PROGRESS and card.taken_by_display:
        return ReadingPromise("taken", by=card.taken_by_display)
    if unit.is_open:
        return ReadingPromise("open", at=card.promised_at)
    return ReadingPromise(
        "closed",
        at=card.promised_at,
        opens_at=unit.opens_at,
        advice=_(unit.closed_advice),
        advice_is_own=unit.closed_advice != CLOSED_ADVICE,
    )
