"""The consistency watch: every fact the portfolio holds, held against the others. It only tells; it changes nothing."""

from collections.abc import Iterable
from datetime import date

from varde.portfolio import collecting, published
from varde.portfolio.facts import Facts, Finding
from varde.portfolio.rules import RULES
from varde.portfolio.vocabulary import Severity

__all__ = ["Facts", "Finding", "Severity", "findings", "judge"]


def findings(on: date) -> list[Finding]:
    """What does not fit on that day, the gravest first."""
    return judge(collecting.collected(), on)


def judge(facts: Facts, on: date) -> list[Finding]:
    """The same, of facts at hand. Pure."""
    order = list(Severity)
    found = [finding for rule in RULES.values() for finding in rule(facts, on)]
    return sorted(found, key=lambda one: (order.index(Severity(one.severity)), one.subject_kind, one.subject_slug))


def unexplained(found: Iterable[Finding]) -> list[Finding]:
    """Those that nobody has explained, or whose facts have changed since."""
    explained = published.explanations()
    return [one for one in found if one.digest not in explained]


def of(found: list[Finding], initiative: str) -> list[Finding]:
    """Those that concern one initiative."""
    return [one for one in found if initiative in one.initiatives]
