"""Findings about the same thing held beside each other, and whether they disagree. Pure over loaded effects."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from varde.projects.models import Direction, Effect, Party


@dataclass(frozen=True, slots=True)
class Compared:
    """All findings about one outcome for one party, the strongest method first."""

    outcome: str
    party: str
    findings: tuple[Effect, ...]

    @property
    def disagree(self) -> bool:
        """One says more where another says less, or no difference."""
        return len({finding.direction for finding in self.findings} - {Direction.MIXED}) > 1

    @property
    def has_control(self) -> bool:
        return any(finding.evidence.has_control for finding in self.findings)


def compare(effects: Iterable[Effect]) -> list[Compared]:
    """`effects` in the order of `side_by_side()`; those that disagree first."""
    grouped = groupby(effects, key=lambda effect: (effect.outcome.name, effect.party))
    found = [Compared(outcome, str(Party(party).label), tuple(group)) for (outcome, party), group in grouped]
    return sorted(found, key=lambda one: not one.disagree)
