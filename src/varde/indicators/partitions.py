"""The fixed partitions of the country in which figures are published: the same division, whatever the figure and the month.

Two trees share their leaves: municipality → helsefellesskap → nation and municipality → county → nation. A municipality
may be divided once more (the districts of Oslo). No other division is ever published, so nothing else can be subtracted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Partitions:
    """`municipalities` is {municipality: (helsefellesskap, county)}, `districts` is {district: municipality}.

    `projects` is {project: its municipalities}: they cut across, so nothing is published of them but what their municipalities say.
    """

    municipalities: Mapping[str, tuple[str, str]]
    districts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    projects: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def name(self, place: str) -> str:
        return self.names.get(place, place)

    def divided(self) -> frozenset[str]:
        """Municipalities that have districts."""
        return frozenset(self.districts.values())
