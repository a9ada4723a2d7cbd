"""What somebody who sees figures answers for, and which places' pages are hers. Never a patient, wherever she looks."""

from dataclasses import dataclass

from varde.identity.accounts import municipality_of
from varde.indicators.figures import Level
from varde.lib.context import Actor
from varde.portals.management.places import Spot, find
from varde.reports.people import EVERYWHERE, places_of


@dataclass(frozen=True, slots=True)
class Territory:
    """`own` are the places answered for; empty `own` with `everywhere` is the programme lead's."""

    own: tuple[Spot, ...]
    everywhere: bool = False

    def holds(self, spot: Spot) -> bool:
        """Whether this place's page is hers: her own place and what lies inside it; never the whole country's by this."""
        if self.everywhere:
            return True
        inside = {link.key for one in self.own for link in one.parts}
        return any(one.key == spot.key for one in self.own) or spot.key in inside or self._holds_district(spot, inside)

    def _holds_district(self, spot: Spot, inside: set[str]) -> bool:
        return spot.level == Level.DISTRICT and any(link.key in inside for link in spot.above)


def of(by: Actor) -> Territory:
    """From the organisation the role is at; nothing without a live role."""
    if municipality_of(by) is None:
        return Territory(())
    keys = places_of(by)
    if keys == EVERYWHERE:
        return Territory((), everywhere=True)
    return Territory(tuple(spot for key in sorted(keys) if (spot := find(key)) is not None))
