"""What the rules answered."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

UNKNOWN, GREEN, YELLOW, RED = 0, 1, 2, 3
ZONES = {"green": GREEN, "yellow": YELLOW, "red": RED}
PLAUSIBILITY = "plausibility"


@dataclass(frozen=True, slots=True)
class Fired:
    """One rule whose condition held. `why` is Norwegian, the third person: "SpO2 86 %, vanligvis 93".

    `needs_confirmation`: it waits for a re-measure. `boost` raises the card within its class, `message` is for the patient.
    """

    rule: str
    zone: int
    why: str
    metric: str = ""
    needs_confirmation: bool = False
    acute: bool = False
    boost: float = 0.0
    message: str = ""
    origin: str = ""


@dataclass(frozen=True)
class Verdict:
    """The rules' answer about one subject. Zone 0 with verdict "no rule" is not green: nothing looked at the value."""

    zone: int
    fired: tuple[Fired, ...] = ()
    verdict: Literal["judged", "no rule"] = "judged"

    @cached_property
    def acute(self) -> bool:
        """Show 113 now."""
        return any(rule.acute for rule in self.fired)

    @cached_property
    def standing(self) -> int:
        """The zone of what stands at once: at least green when the rules looked at it."""
        return max((rule.zone for rule in self.fired if not rule.needs_confirmation), default=min(self.zone, GREEN))

    @cached_property
    def waiting(self) -> int:
        """The zone that waits for a re-measure, 0 when nothing waits."""
        return max((rule.zone for rule in self.fired if rule.needs_confirmation), default=UNKNOWN)

    @cached_property
    def is_possible(self) -> bool:
        """False for a value outside what is possible: it may be judged, but it never denies another value."""
        return all(rule.rule != PLAUSIBILITY for rule in self.fired)

    @cached_property
    def why(self) -> str:
        """The reasons of the highest zone first, each value's limit once, joined by semicolons."""
        reasons: dict[str, str] = {}
        for rule in sorted(self.fired, key=lambda rule: -rule.zone):
            reasons.setdefault(rule.why.partition(" (")[0] if rule.metric else rule.why, rule.why)
        said = reasons.values()
        return "; ".join(why for why in said if not any(other != why and other.startswith(why) for other in said))


NO_RULE = Verdict(UNKNOWN, (), "no rule")
ALL_WELL = Verdict(GREEN)
