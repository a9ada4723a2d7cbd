"""The rules of the consistency watch. Each takes facts and a day and gives findings; none knows any one finding."""

from collections.abc import Callable, Iterable
from datetime import date

from varde.portfolio.facts import Facts, Finding
from varde.portfolio.rules import counts, deadlines, sources, words

Rule = Callable[[Facts, date], Iterable[Finding]]

RULES: dict[str, Rule] = {
    "overdue": deadlines.overdue,
    "status": deadlines.stale,
    "orders": deadlines.unanswered,
    "words": words.against_flags,
    "disagree": sources.disagree,
    "sequence": sources.out_of_order,
    "owners": sources.owner_left_out,
    "joined": counts.joined_later,
    "parts": counts.part_exceeds_whole,
}
