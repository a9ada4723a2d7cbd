"""Dates that have passed: deliverables, status reports, and orders nobody answered."""

from collections.abc import Iterator
from datetime import date, timedelta

from varde.portfolio.facts import Facts, Finding, Order
from varde.portfolio.vocabulary import Severity

STALE_AFTER = timedelta(days=183)


def overdue(facts: Facts, on: date) -> Iterator[Finding]:
    """Not delivered and past its date; worse where the initiative says that all is under control."""
    for one in facts.deliverables:
        if one.is_delivered or one.due_on is None or one.due_on >= on:
            continue
        calm = [status for status in facts.statuses if status.initiative in one.under and status.is_under_control]
        sentence = f"«{one.title}» skulle vært levert {one.due_on:%d.%m.%Y} og er ikke levert"
        if calm:
            sentence += f", men status er «{calm[0].word}»"
        yield Finding(
            "overdue_under_control" if calm else "overdue",
            Severity.ACT if calm else Severity.CHECK,
            "deliverable",
            one.slug,
            sentence + ".",
            [(one.flag, one.source, one.due_on), *((f"Status: {s.word} ({s.name})", s.source, s.as_of) for s in calm)],
            one.under,
        )


def stale(facts: Facts, on: date) -> Iterator[Finding]:
    """A status older than half a year, or without a date, tells nobody how it goes."""
    for status in facts.statuses:
        if status.as_of is not None and on - status.as_of <= STALE_AFTER:
            continue
        is_open = any(status.initiative in one.under and not one.is_delivered for one in facts.deliverables)
        said = f"Statusen er fra {status.as_of:%d.%m.%Y}" if status.as_of else "Statusen har ingen dato"
        yield Finding(
            "stale_status" if status.as_of else "undated_status",
            Severity.CHECK if is_open else Severity.NOTE,
            "initiative",
            status.initiative,
            f"{said}, så ingen kan vite om «{status.word}» fortsatt gjelder for {status.name}.",
            [(f"Status: {status.word}", status.source, status.as_of)],
            (status.initiative,),
        )


def unanswered(facts: Facts, on: date) -> Iterator[Finding]:
    """Ordered to a firm date that has passed, and no deliverable answers it."""
    for order in facts.orders:
        if order.due_on is None or order.is_tentative or order.due_on >= on or _is_answered(order, facts):
            continue
        yield Finding(
            "ordered_not_among_deliverables",
            Severity.ACT,
            "order",
            order.slug,
            f"{order.letter} ba om en leveranse innen {order.due_on:%d.%m.%Y}, men den står ikke blant leveransene.",
            [(order.text, order.source, order.due_on)],
            (order.initiative,),
        )


def _is_answered(order: Order, facts: Facts) -> bool:
    return any(
        one.answers == order.slug or (order.initiative in one.under and one.due_on == order.due_on)
        for one in facts.deliverables
    )
