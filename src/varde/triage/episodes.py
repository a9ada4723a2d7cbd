"""How the patient's card follows the judgements: opens, worsens, waits, never closes a red by itself. Pure.

A card that has stood red stays until a person closes it, whatever is measured or corrected afterwards.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from varde.triage.file import CardEventRow, CardRow, Hours, Judged

YELLOW, RED = 2, 3
NO_PLAN = "no plan"
WITHOUT_PLAN = "Målt uten at noen plan gjelder"
ZONE_IS_FRESH_FOR = timedelta(hours=36)
REASONS_SHOWN = 4
RISK_OF_A_REASON = 0.5


def advance(card: CardRow, judged: Iterable[Judged], now: datetime, hours: Hours | None) -> list[CardEventRow]:
    """Fold new current judgements into the card; returns the events to append."""
    events = stand_what_waited(card, now)
    has_denial = False
    taken_back: list[str] = []
    for judgement in judged:
        _remember(card, judgement)
        waits = judgement.stands_at is not None and judgement.stands_at > now
        stands = judgement.zone if waits else judgement.worst
        if stands >= YELLOW:
            _stand(card, judgement, stands, now, hours, events)
        if waits:
            _wait(card, judgement, now, hours, events)
        if judgement.verdict == NO_PLAN:
            _unplanned(card, now, hours, events)
        has_denial = has_denial or judgement.denied
        taken_back += _taken_back(judgement)
    if has_denial:
        _deny(card, taken_back, now, events)
    card.zone_now = zone_now(card)
    return events


def stand_what_waited(card: CardRow, now: datetime) -> list[CardEventRow]:
    """Materialise what the query already shows: a zone whose time to be confirmed has passed stands."""
    if card.stands_at is None or card.stands_at > now:
        return []
    event = CardEventRow(
        card.episode, "stood", card.stands_at, card.pending_zone, "Ingen ny måling kom: den første gjelder"
    )
    card.zone, card.pending_zone, card.stands_at = max(card.zone, card.pending_zone), 0, None
    return [event]


def zone_now(card: CardRow) -> int:
    """The worst of what was last judged of each item in the 36 hours up to the newest; 0 before anything was.

    It does not fade with the clock, or the list would put whoever falls silent lower once the loop had looked at her.
    """
    newest = max((at for _, at, _ in card.latest.values()), default=None)
    return max((zone for zone, at, _ in card.latest.values() if newest and at > newest - ZONE_IS_FRESH_FOR), default=0)


def wish(card: CardRow, what: str, at: datetime, now: datetime, hours: Hours | None, text: str) -> list[CardEventRow]:
    """*Jeg vil bli kontaktet* or *Jeg føler meg dårligere*: the second is at least yellow."""
    events: list[CardEventRow] = []
    sentence = "Vil bli kontaktet" if what == "contact" else "Føler seg dårligere"
    _open(card, now, hours)
    if what == "contact":
        card.wants_contact_at = card.wants_contact_at or at
    else:
        card.feels_worse_at = card.feels_worse_at or at
        _raise_zone(card, YELLOW, now, hours)
    _explain(card, sentence)
    _promise(card, now, hours)
    events.append(CardEventRow(card.episode, f"wish_{what}", now, card.zone, f"{sentence}. {text}".strip()))
    return events


def unreadable(card: CardRow, reason: str, now: datetime, hours: Hours | None) -> list[CardEventRow]:
    _open(card, now, hours)
    card.unreadable += 1
    _explain(card, "Noe ble sendt som ikke kunne leses")
    _promise(card, now, hours)
    return [CardEventRow(card.episode, "unreadable", now, card.zone, reason)]


def _remember(card: CardRow, judgement: Judged) -> None:
    if not judgement.item:
        return
    held = card.latest.get(judgement.item)
    if held is None or held[1] <= judgement.at:
        card.latest[judgement.item] = (judgement.worst, judgement.at, judgement.stands_at)


def _wait(card: CardRow, judgement: Judged, now: datetime, hours: Hours | None, events: list[CardEventRow]) -> None:
    if judgement.waiting <= card.zone:
        return
    _open(card, now, hours)
    card.pending_zone = max(card.pending_zone, judgement.waiting)
    card.stands_at = min(filter(None, (card.stands_at, judgement.stands_at)))
    _explain(card, *(reason.why for reason in judgement.reasons), boost=_boost(judgement))
    _promise(card, now, hours)
    events.append(CardEventRow(card.episode, "awaiting", now, judgement.waiting, _sentence(judgement)))


def _stand(
    card: CardRow, judgement: Judged, zone: int, now: datetime, hours: Hours | None, events: list[CardEventRow]
) -> None:
    was_quiet, before = card.state == "quiet", _standing(card, now)
    _open(card, now, hours)
    card.acute = card.acute or judgement.acute
    if zone >= card.pending_zone:
        card.pending_zone, card.stands_at = 0, None
    if zone > before:
        _raise_zone(card, zone, now, hours)
    card.zone = max(card.zone, zone)
    _explain(card, *(reason.why for reason in judgement.reasons), boost=_boost(judgement))
    _promise(card, now, hours)
    kind = "opened" if was_quiet else "worsened" if zone > before else "repeated"
    events.append(CardEventRow(card.episode, kind, now, zone, _sentence(judgement)))


def _unplanned(card: CardRow, now: datetime, hours: Hours | None, events: list[CardEventRow]) -> None:
    """Nobody has said what is dangerous for this patient, so somebody must look at the value."""
    if WITHOUT_PLAN in card.reason:
        return
    _open(card, now, hours)
    _explain(card, WITHOUT_PLAN)
    _promise(card, now, hours)
    events.append(CardEventRow(card.episode, "unplanned", now, 0, WITHOUT_PLAN))


def _taken_back(judgement: Judged) -> list[str]:
    """The sentences a second measurement denied, but for those that another rule, which stands, says too."""
    kept = {reason.why for reason in judgement.reasons}
    return [part for reason in judgement.taken_back if reason.why not in kept for part in reason.why.split("; ")]


def _deny(card: CardRow, taken_back: list[str], now: datetime, events: list[CardEventRow]) -> None:
    """A second measurement took back what waited; another item may wait still. What already stood, a person closes."""
    if card.stands_at is None:
        return
    _explain_no_more(card, taken_back)
    waiting = [(zone, stands_at) for zone, _, stands_at in card.latest.values() if stands_at and stands_at > now]
    card.pending_zone = max((zone for zone, _ in waiting), default=0)
    card.stands_at = min((stands_at for _, stands_at in waiting), default=None)
    events.append(CardEventRow(card.episode, "denied", now, card.zone, "Ny måling bekreftet ikke den første"))
    untouched = card.state == "new" and card.taken_by is None and card.stands_at is None
    if untouched and card.zone < YELLOW and not (card.wants_contact_at or card.feels_worse_at or card.unreadable):
        settle_quiet(card)


def settle_quiet(card: CardRow) -> None:
    """Back to nothing to do: after a close, or when the only thing on the card was denied before it stood."""
    card.state, card.zone, card.pending_zone, card.stands_at = "quiet", 0, 0, None
    card.acute, card.reason, card.risk = False, "", 0.0
    card.since = card.promised_at = card.wants_contact_at = card.feels_worse_at = None
    card.outside_hours, card.unreadable = False, 0
    card.taken_by, card.taken_by_display = None, ""


def _standing(card: CardRow, now: datetime) -> int:
    if card.stands_at is not None and card.stands_at <= now:
        return max(card.zone, card.pending_zone)
    return card.zone


def _open(card: CardRow, now: datetime, hours: Hours | None) -> None:
    if card.state != "quiet":
        return
    card.state, card.episode, card.since = "new", card.episode + 1, now
    card.outside_hours = hours is not None and not hours.is_open(now)


def _raise_zone(card: CardRow, zone: int, now: datetime, hours: Hours | None) -> None:
    """Worse than before: new again for everybody, and the clock of the promise starts from now."""
    if zone > card.zone:
        card.zone, card.state, card.promised_at = zone, "new", None
        card.outside_hours = hours is not None and not hours.is_open(now)


def _promise(card: CardRow, now: datetime, hours: Hours | None) -> None:
    if card.promised_at is not None or hours is None:
        return
    if max(card.zone, card.pending_zone) >= RED:
        card.promised_at = hours.promised_at(now, hours.red_read_minutes)
    else:
        card.promised_at = hours.end_of_working_day(now)


def _explain(card: CardRow, *sentences: str, boost: float = 0.0) -> None:
    """Newest first, each reason once, at most four: the list shows why in one line.

    The risk orders cards within a class: half a point for each reason, and the largest boost of a rule that fired. The
    card keeps only the sum, so the boost it has is what is left of it when its reasons are taken away.
    """
    held, had = _held(card)
    said = [part for sentence in sentences for part in sentence.split("; ")]
    _hold(card, list(dict.fromkeys([*said, *held]))[:REASONS_SHOWN], max(had, boost))


def _explain_no_more(card: CardRow, sentences: list[str]) -> None:
    """What was denied is no reason any more. A boost it brought stays: the card does not know whose it was."""
    held, had = _held(card)
    _hold(card, [reason for reason in held if reason not in sentences], had)


def _held(card: CardRow) -> tuple[list[str], float]:
    """The card's reasons, and the boost that is left of its risk without them."""
    held = card.reason.split("; ") if card.reason else []
    return held, max(0.0, card.risk - RISK_OF_A_REASON * len(held))


def _hold(card: CardRow, reasons: list[str], boost: float) -> None:
    card.reason, card.risk = "; ".join(reasons), RISK_OF_A_REASON * len(reasons) + boost


def _boost(judgement: Judged) -> float:
    return max((reason.boost for reason in judgement.reasons), default=0.0)


def _sentence(judgement: Judged) -> str:
    return "; ".join(dict.fromkeys(reason.why for reason in judgement.reasons))
