"""Countries for the attacker: as hypothesis makes them, and one as large as Norway."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from hypothesis import strategies as st

from varde.indicators.definitions import MEASURES
from varde.indicators.disclosure import Before, Counted, protect, protect_all
from varde.indicators.figures import NATION, Cell, Shown, level_of
from varde.indicators.partitions import Partitions

ACTIVE = MEASURES["aktive-pasienter"]


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


def divided(places: list[tuple[int, int]], districts: int) -> Partitions:
    municipalities = {f"K:{1000 + n}": (f"HF:{area}", f"F:{county}") for n, (area, county) in enumerate(places)}
    return Partitions(municipalities, {f"B:1000{n:02}": "K:1000" for n in range(districts)})


Leaves = Mapping[str, Mapping[str, int]]
"""{number: {municipality or district: how many}}."""
FIGURES = {
    "aktive-pasienter": ("active", ""), "aktive-per-1000": ("active", "inhabitants"),
    "pasienter-per-sykepleier": ("active", "nurses"), "plandekning": ("plan", "active"),
    "datakvalitet-forsinkelse": ("late", "values"), "datakvalitet-uten-dom": ("unjudged", "values"),
    "andel-ubemannet": ("red_closed", "red"), "rod-sett-innen-lofte": ("kept", "promised"),
    "rod-til-sett": ("", "seen_open"), "rod-til-sett-utenom-apningstid": ("", "seen_closed"),
    "rod-til-kontakt": ("", "contact_open"), "rod-til-kontakt-utenom": ("", "contact_closed"),
}  # fmt: skip


def at_every_place(partitions: Partitions, leaves: Leaves) -> dict[str, dict[str, int]]:
    return {name: Country(partitions, (of,)).truth() for name, of in leaves.items()}


def counted(
    partitions: Partitions, leaves: Leaves, before: Mapping[str, Before] | None = None, people: str = "", month: int = 0
) -> list[Counted]:
    """Every figure that is made of these numbers; `people` is the number that says how many persons are behind them."""
    numbers, found = at_every_place(partitions, leaves), []
    for slug, (part, whole) in FIGURES.items():
        if {part, whole} - {""} <= numbers.keys():
            cells = [
                _cell(slug, place, month, numbers[part][place] if part else None, numbers[whole][place] if whole else None,
                      numbers[people][place] if people else None)
                for place in next(iter(numbers.values())) if level_of(place) in MEASURES[slug].levels
            ]  # fmt: skip
            found.append(Counted(MEASURES[slug], cells, (before or {}).get(slug, Before())))
    return found


def _cell(slug: str, place: str, month: int, part: int | None, whole: int | None, people: int | None) -> Cell:
    day = date(2026, 1 + month, 28)
    if whole == 0:
        return Cell(slug, place, day, None, None, None, None)
    persons = people if people is not None else part if whole is None or slug.endswith(("1000", "pleier")) else whole
    value = Decimal(part if whole is None else 12 if part is None else 100 * Decimal(part) / whole)
    return Cell(slug, place, day, part, whole, persons, value)


PEOPLE = st.one_of(st.integers(0, 8), st.integers(0, 3), st.integers(0, 40), st.just(0))


@st.composite
def countries(draw: st.DrawFn, months: int = 1, with_districts: bool = True) -> Country:
    """Small and skewed: few places, most of them with few people, so that there is little to hide behind."""
    places = draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), min_size=1, max_size=10))
    partitions = divided(places, draw(st.sampled_from([0, 0, 2, 3])) if with_districts else 0)
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


@dataclass(frozen=True)
class Figures:
    """A country and what is counted in it, month by month; `people` is the number of the persons behind it."""

    partitions: Partitions
    months: tuple[Leaves, ...]
    people: str = ""

    def truth(self, month: int = 0) -> dict[str, dict[str, int]]:
        return at_every_place(self.partitions, self.months[month])

    def published(self, month: int = 0, before: Mapping[str, Before] | None = None) -> dict[str, list[Shown]]:
        return protect_all(counted(self.partitions, self.months[month], before, self.people, month), self.partitions)


@st.composite
def of_patients(draw: st.DrawFn, months: int = 1) -> Figures:
    """Patients, those with a plan, and inhabitants where somebody has supplied them."""
    country = draw(countries(months))
    some = draw(st.integers(0, len(country.months[0])))
    around = {leaf: 9000 if at < some else 0 for at, leaf in enumerate(country.months[0])}
    nurses = dict.fromkeys(country.months[0], 7)
    planned = [{leaf: draw(_part_of(n)) for leaf, n in active.items()} for active in country.months]
    leaves = [
        {"active": active, "plan": plan, "inhabitants": around, "nurses": nurses}
        for active, plan in zip(country.months, planned, strict=True)
    ]
    return Figures(country.partitions, tuple(leaves))


@st.composite
def of_measurements(draw: st.DrawFn) -> Figures:
    """Many of each person's: late ones and ones that no rule knows are parts of the same whole."""
    country = draw(countries(with_districts=False))
    (people,) = country.months
    done = {leaf: n * draw(st.integers(1, 40)) for leaf, n in people.items()}
    late, unjudged = ({leaf: draw(_part_of(n)) for leaf, n in done.items()} for _ in range(2))
    return Figures(
        country.partitions, ({"people": people, "values": done, "late": late, "unjudged": unjudged},), "people"
    )


@st.composite
def of_red(draw: st.DrawFn) -> Figures:
    """Red alerts: where nobody was on duty, which were seen and contacted, which within what was promised."""
    country = draw(countries(with_districts=False))
    (red,) = country.months
    leaves: dict[str, dict[str, int]] = {name: {} for name in RED}
    all_promised = draw(st.booleans())
    for leaf, n in red.items():
        closed = draw(_part_of(n))
        seen_open, seen_closed = draw(_part_of(n - closed)), draw(_part_of(closed))
        contact_open, contact_closed = draw(_part_of(seen_open)), draw(_part_of(seen_closed))
        promised = n if all_promised else draw(_part_of(n))
        kept = draw(_part_of(min(promised, seen_open + seen_closed)))
        people = min(n, draw(st.integers(1, 12)))
        found = (n, closed, promised, kept, seen_open, seen_closed, contact_open, contact_closed, people)
        for name, number in zip(RED, found, strict=True):
            leaves[name][leaf] = number
    return Figures(country.partitions, (leaves,), "people")


RED = (
    "red", "red_closed", "promised", "kept", "seen_open", "seen_closed", "contact_open", "contact_closed", "people",
)  # fmt: skip


def _part_of(whole: int) -> st.SearchStrategy[int]:
    """Often nearly all or nearly none."""
    few = min(whole, 4)
    return st.one_of(st.integers(0, whole), st.integers(0, few), st.integers(whole - few, whole), st.just(whole))


def norwegian(seed: int = 1, active: int = 120, months: int = 1) -> Figures:
    """A country as large as Norway where most patients have a plan."""
    country, random = norway(seed, months, active), Random(seed)
    leaves: list[Leaves] = []
    for people in country.months:
        plan = {leaf: sum(random.random() < 0.85 for _ in range(n)) for leaf, n in people.items()}
        leaves.append({"active": people, "plan": plan, "inhabitants": dict.fromkeys(people, 9000)})
    return Figures(country.partitions, tuple(leaves))
