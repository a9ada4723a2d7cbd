"""Countries for the attacker: as hypothesis makes them, and one as large as Norway."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from varde.indicators.definitions import MEASURES
from varde.indicators.disclosure import protect
from varde.indicators.figures import NATION, Cell, Shown
from varde.indicators.partitions import Partitions

ACTIVE = MEASURES["aktive-pasienter"]
PER_THOUSAND = MEASURES["aktive-per-1000"]
SHARE = MEASURES["plandekning"]


@dataclass(frozen=True)
class Country:
    """Divided once, counted month by month: `months` are {municipality or district: people}."""

    partitions: Partitions
    months: tuple[Mapping[str, int], ...]

    def truth(self, month: int = 0) -> dict[str, int]:
        """People at every place there is."""
        leaves = self.months[month]
        people = dict(leaves)
        for place in self.partitions.divided():
            people[place] = sum(n for leaf, n in leaves.items() if self.partitions.districts.get(leaf) == place)
        totals: dict[str, int] = {NATION: 0}
        for place, parents in self.partitions.municipalities.items():
            for whole in (NATION, *parents):
                totals[whole] = totals.get(whole, 0) + people[place]
        return people | totals

    def cells(self, month: int = 0, measure: str = ACTIVE.slug) -> list[Cell]:
        day = date(2026, 1 + month, 28)
        return [Cell(measure, place, day, n, None, n, Decimal(n)) for place, n in self.truth(month).items()]

    def published(self, month: int = 0, **how: object) -> list[Shown]:
        return protect(self.cells(month), partitions=self.partitions, measure=ACTIVE, **how)

    def shares(self, parts: Mapping[str, int]) -> dict[str, tuple[int, int]]:
        """{place: (part, whole)} where `parts` says how many of the people of each leaf."""
        return {
            place: (part, whole) for place, part in Country(self.partitions, (parts,)).truth().items()
            if (whole := self.truth()[place])
        }  # fmt: skip

    def share_cells(self, parts: Mapping[str, int], people: Mapping[str, int] | None = None) -> list[Cell]:
        """`people` by place when the whole counts something else than people."""
        return [
            Cell(
                SHARE.slug, place, date(2026, 1, 28), part, whole, whole if people is None else people[place],
                Decimal(100 * part) / whole,
            )
            for place, (part, whole) in self.shares(parts).items()
        ]  # fmt: skip


def divided(places: list[tuple[int, int]], districts: int) -> Partitions:
    municipalities = {f"K:{1000 + n}": (f"HF:{area}", f"F:{county}") for n, (area, county) in enumerate(places)}
    return Partitions(municipalities, {f"B:1000{n:02}": "K:1000" for n in range(districts)})


PEOPLE = st.one_of(st.integers(0, 8), st.integers(0, 3), st.integers(0, 40), st.just(0))


@st.composite
def countries(draw: st.DrawFn, months: int = 1) -> Country:
    """Small and skewed: few places, most of them with few people, so that there is little to hide behind."""
    places = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=10))
    partitions = divided(places, draw(st.sampled_from([0, 0, 2, 3])))
    leaves = [p for p in partitions.municipalities if p not in partitions.divided()] + list(partitions.districts)
    first = {leaf: draw(PEOPLE) for leaf in leaves}
    counted = [first]
    for _ in range(months - 1):
        counted.append({leaf: max(0, n + draw(st.integers(-3, 3))) for leaf, n in counted[-1].items()})
    return Country(partitions, tuple(counted))


def norway(seed: int = 1, months: int = 1, active: int = 120) -> Country:
    """357 municipalities in 19 areas and 15 counties that cross, the first with 15 districts; a third have anybody."""
    random = Random(seed)
    partitions = divided([(n % 19, (n % 19 + n % 2) % 15) for n in range(357)], 15)
    leaves = [p for p in partitions.municipalities if p not in partitions.divided()] + list(partitions.districts)
    some = set(random.sample(leaves, active))
    first = {leaf: 1 + int(random.expovariate(1 / 12)) if leaf in some else 0 for leaf in leaves}
    counted = [first]
    for _ in range(months - 1):
        counted.append({leaf: max(0, n + random.randint(-3, 4)) if n else 0 for leaf, n in counted[-1].items()})
    return Country(partitions, tuple(counted))
