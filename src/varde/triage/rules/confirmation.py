"""Confirm before red: what a run of readings of one kind comes to when a re-measure confirms or denies the one before.

A pure function of the readings in their effective order: when they arrived has no say, and neither has the clock.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from varde.triage.rules.verdicts import GREEN, UNKNOWN, Fired, Verdict


class Judged(msgspec.Struct, frozen=True):
    """One reading with what the rules said about it alone."""

    id: UUID
    at: datetime
    verdict: Verdict


class Settled(msgspec.Struct, frozen=True):
    """One reading in the light of its neighbours.

    `fired` stands (also the rules that wait); `denied` was fired and then contradicted by `settled_by`, and counts no more.
    `zone` is what stands now; `waiting` what will stand from `stands_at` unless a re-measure comes (0 and None: nothing waits).
    """

    id: UUID
    at: datetime
    zone: int
    waiting: int
    stands_at: datetime | None
    acute: bool
    fired: tuple[Fired, ...]
    denied: tuple[Fired, ...] = ()
    remeasure_of: UUID | None = None
    settled_by: UUID | None = None


def settle(run: Iterable[Judged], window: timedelta) -> list[Settled]:
    """Settle consecutive readings of one kind, whatever order they are given in; `window` is the kind's confirm window.

    A reading that fires rules needing confirmation, and is not itself a re-measure, waits until its time + window. The
    first believable reading up to then is its re-measure: each waiting rule it fires too is confirmed, each it does not
    fire is denied. A re-measure's own rules stand at once, and the reading after it starts afresh.
    """
    readings = sorted(run, key=lambda judged: (judged.at, judged.id))
    if not any(reading.verdict.waiting for reading in readings):
        return [_settled(reading, window, None, None) for reading in readings]
    answered_by: dict[UUID, Judged] = {}
    answer_to: dict[UUID, UUID] = {}
    open_: list[Judged] = []
    for reading in readings:
        open_ = [first for first in open_ if reading.at <= first.at + window]
        if open_ and reading.verdict.is_possible:
            answered_by.update((first.id, reading) for first in open_)
            answer_to[reading.id] = open_[-1].id
            open_ = []
        elif reading.verdict.waiting:
            open_.append(reading)
    return [_settled(reading, window, answered_by.get(reading.id), answer_to.get(reading.id)) for reading in readings]


def _settled(reading: Judged, window: timedelta, remeasure: Judged | None, remeasure_of: UUID | None) -> Settled:
    fired = reading.verdict.fired
    if not fired:
        zone = min(reading.verdict.zone, GREEN)  # it never waited, so no re-measure settles it
        return Settled(reading.id, reading.at, zone, UNKNOWN, None, False, (), remeasure_of=remeasure_of)
    denied: tuple[Fired, ...] = ()
    if remeasure is not None:
        again = {rule.rule for rule in remeasure.verdict.fired}
        denied = tuple(rule for rule in fired if rule.needs_confirmation and rule.rule not in again)
    kept = tuple(rule for rule in fired if rule not in denied)
    is_settled = remeasure is not None or remeasure_of is not None
    standing = [rule for rule in kept if is_settled or not rule.needs_confirmation]
    waiting = UNKNOWN if is_settled else reading.verdict.waiting
    at_least = min(reading.verdict.zone, GREEN) if reading.verdict.is_possible else UNKNOWN
    return Settled(
        id=reading.id,
        at=reading.at,
        zone=max((rule.zone for rule in standing), default=at_least),
        waiting=waiting,
        stands_at=reading.at + window if waiting else None,
        acute=any(rule.acute for rule in standing),
        fired=kept,
        denied=denied,
        remeasure_of=remeasure_of,
        settled_by=remeasure.id if remeasure else None,
    )
