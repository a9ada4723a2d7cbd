"""How digital follow-up spread in the demo: which municipalities take part, when each began, and how many it follows now.

Pure and seeded. The shape follows the programme's history (first two years with few, 73 municipalities at the turn of
2024–2025, growth since); which places are high, low, slow or late is drawn by lot and says nothing about the real ones.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from varde.demo.dice import dice
from varde.demo.inhabitants import residents

# So many the sources count, of which they name a third.
PARTICIPANTS = 182
BEGUN = 118
# How many municipalities had begun so many months ago.
BEGUN_BY = ((48, 0), (40, 46), (24, 90), (1, BEGUN))
OPEN_STAYS = 1_740
FEWEST_SHOWN = 5
FEW = 12
STOPPED = 3
# Finnmark and Helgeland came with a later round; the sources say when.
NOT_BEFORE = {"Finnmark": date(2023, 10, 15), "Helgeland": date(2023, 3, 15)}
TWO_TAKE_PART = {"Nord-Trøndelag", "Sør-Trøndelag"}
ALSO = ("4001", "4012")


@dataclass(frozen=True, slots=True)
class Lot:
    """What chance gave one helsefellesskap. `reach` multiplies how many are followed, `done` is the usual share of
    expected measurements done, `slow` minutes are added before a red is read, `late_days` is how late values come in."""

    reach: float = 1.0
    done: float = 0.83
    slow: int = 0
    late_days: int = 0


@dataclass(frozen=True, slots=True)
class Site:
    """A municipality that has begun: how many months ago, and how many stays are open there now."""

    area: str
    municipality: str
    months: float
    open: int


Members = Mapping[str, Sequence[str]]


def lots(areas: Sequence[str]) -> dict[str, Lot]:
    """Two helsefellesskap far outside in how many they follow, one in what is done, one that is slow, one that is late.

    Only among those with many members, where limits are narrow enough to see it.
    """
    high, low, undone, slow, late = dice("lots").sample(sorted(areas), 5)
    drawn = {
        high: Lot(reach=1.9),
        low: Lot(reach=0.45),
        undone: Lot(done=0.66),
        slow: Lot(slow=70),
        late: Lot(late_days=11),
    }
    return {area: drawn.get(area, Lot()) for area in areas}


def participants(members: Members, named: set[str]) -> dict[str, list[str]]:
    """{area: municipalities that take part}: those the sources name, and synthetic ones up to as many as there were."""
    chosen = named | {number for number in ALSO if any(number in of for of in members.values())}
    open_areas = {area: of for area, of in members.items() if area not in TWO_TAKE_PART}
    for area in TWO_TAKE_PART & members.keys():
        chosen |= set(_drawn("partner", area, [m for m in members[area] if m not in chosen], 1))
    left = [m for of in open_areas.values() for m in of if m not in chosen]
    chosen |= set(_drawn("participants", "", left, min(len(left), PARTICIPANTS - len(chosen))))
    return {area: [m for m in of if m in chosen] for area, of in members.items()}


def sites(members: Members, named: set[str], owners: set[str], today: date) -> list[Site]:
    """Where somebody has been followed; participants that are not here never began."""
    taking_part = participants(members, named)
    area_of = {m: area for area, of in taking_part.items() for m in of}
    order = _order(taking_part, owners)
    began = {m: _not_before(area_of[m], _months(rank), today) for rank, m in enumerate(order)}
    few = set(dice("few").sample([m for m in order[35:] if m not in owners], FEW))
    stopped = set(dice("stopped").sample([m for m in order[:60] if m not in owners | few], STOPPED))
    people = {area: sum(map(residents, of)) for area, of in members.items()}
    open_now = _open(people, area_of, began, few, stopped)
    return [Site(area_of[m], m, began[m], open_now[m]) for m in order]


def _order(taking_part: Members, owners: set[str]) -> list[str]:
    """The order in which they began: at least one per area early, then large ones rather than small."""
    rng = dice("order")
    everybody = [m for of in taking_part.values() for m in of]
    first = {max(of, key=lambda m: (m in owners, residents(m))) for of in taking_part.values() if of}
    rank = {m: rng.expovariate(residents(m) ** 0.4) for m in sorted(everybody)}
    return sorted(everybody, key=lambda m: (m not in first, rank[m]))[:BEGUN]


def _months(rank: int) -> float:
    """How long ago number `rank` began, so that the counts of BEGUN_BY hold."""
    for (earlier, before), (later, after) in pairwise(BEGUN_BY):
        if rank < after:
            return earlier - (earlier - later) * (rank - before) / (after - before)
    return BEGUN_BY[-1][0]


def _not_before(area: str, months: float, today: date) -> float:
    first = NOT_BEFORE.get(area)
    return months if first is None else min(months, (today - first).days / 30.4)


def _open(
    people: Mapping[str, int],
    area_of: Mapping[str, str],
    began: Mapping[str, float],
    few: set[str],
    stopped: set[str],
) -> dict[str, int]:
    """Open stays now: by inhabitants and lot per area, shared out by size and how long each has been at it."""
    found: dict[str, int] = {}
    for area, lot in lots(list(people)).items():
        rng = dice("open", area)
        mean = OPEN_STAYS * people[area] / sum(people.values())
        wanted = max(6.0, rng.gauss(mean, 0.7 * mean**0.5)) * lot.reach
        found |= _shared(rng, round(wanted), [m for m in began if area_of[m] == area], began, few, stopped)
    return found


def _shared(
    rng: random.Random, wanted: int, of: Sequence[str], began: Mapping[str, float], few: set[str], stopped: set[str]
) -> dict[str, int]:
    weights = {m: residents(m) ** 0.85 * min(1.0, began[m] / 15) * rng.uniform(0.8, 1.2) for m in of}
    usual = [m for m in of if m not in few | stopped]
    total = sum(weights[m] for m in usual)
    shared = {m: max(FEWEST_SHOWN, round(wanted * weights[m] / total)) for m in usual}
    while sum(shared.values()) > max(wanted, FEWEST_SHOWN * len(usual)):
        shared[max(shared, key=lambda m: shared[m])] -= 1
    return shared | {m: rng.randint(1, 4) for m in of if m in few} | {m: 0 for m in of if m in stopped}


def _drawn(what: str, area: str, of: Sequence[str], count: int) -> Iterator[str]:
    return iter(dice(what, area).sample(sorted(of), count))
