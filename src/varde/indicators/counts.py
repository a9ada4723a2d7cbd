"""The one place where a figure is computed: from facts, through the login that can read nothing else."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.db import connections

from varde.indicators import areas, disclosure, formulas, parts, registers
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Cell, Level, level_of
from varde.indicators.folding import today
from varde.indicators.formulas import FORMULAS, Answer, Formula, Given
from varde.indicators.parts import Asked, Parts
from varde.indicators.registers import Registers
from varde.lib import clock

_ACTIVE = "SELECT {} FROM varde.fact_figures('{{nation}}', '{{active}}', '{{}}', '{{\"\"}}', %(today)s, %(today)s)"
# One scalar query per live figure of the front page. Facts hold no names and no keys of persons.
COUNTED: dict[str, str] = {
    "helsefellesskap": "SELECT count(DISTINCT helsefellesskap) FROM fact_project_area",
    "kommuner": "SELECT count(DISTINCT municipality_number) FROM fact_project_participation WHERE NOT is_synthetic",
    "kommuner-med-aktive-pasienter": _ACTIVE.format("coalesce(sum(municipalities), 0)"),
    "aktive-pasienter": _ACTIVE.format("coalesce(sum(n), 0)"),
}


@dataclass(frozen=True, slots=True)
class LiveFigure:
    """A figure counted now. `value` is None when there are too few people behind it to show it."""

    measure: str
    value: int | None
    counted_at: datetime


def live() -> dict[str, LiveFigure]:
    """The figures of the front page counted at one moment, by the slug of their definition."""
    statement = "SELECT " + ", ".join(f"({query})" for query in COUNTED.values())
    with connections["report"].cursor() as cursor:
        cursor.execute(statement, {"today": today()})
        values = cursor.fetchone()
    at = clock.now()
    return {slug: LiveFigure(slug, _shown(slug, int(value)), at) for slug, value in zip(COUNTED, values, strict=True)}


def municipalities_with_enough_patients() -> frozenset[str]:
    """Numbers of the municipalities that may be named as active: those with at least five active patients.

    None to four look alike, also over time: the day a municipality appears here it has five (docs/adr).
    """
    found = parts.at(formulas.ACTIVE, [Level.MUNICIPALITY], as_of=today(), today=today())
    return frozenset(
        place.partition(":")[2] for place, some in found.items() if some["active", ""].n >= disclosure.FEWEST
    )


def cells(slug: str, *, level: Level, as_of: date | None = None, within: str | None = None) -> list[Cell]:
    """One cell for each place of a level (and for each group, where the measure is divided by one), before disclosure
    control. `as_of` is a day up to today; a monthly measure holds for its month until then. None is now.

    A measure that is not counted at that level, or has nothing to count from, gives cells without a value.
    """
    return everywhere(slug, levels=[level], as_of=as_of, within=within)


def everywhere(
    slug: str,
    *,
    levels: Collection[Level] | None = None,
    as_of: date | None = None,
    within: str | None = None,
    from_rows: bool = False,
) -> list[Cell]:
    """The cells of several levels in one reading: all that the measure is counted at unless `levels` says which."""
    wanted = {slug: [*levels] if levels is not None else [*MEASURES[slug].levels]}
    return _counted(wanted, areas.read(), as_of=as_of, within=within, from_rows=from_rows)[slug]


def together(
    slugs: Iterable[str], *, as_of: date | None = None, country: areas.Areas | None = None, from_rows: bool = False
) -> dict[str, list[Cell]]:
    """The cells of several measures at every level, read together: counting from rows costs the same for one as for all."""
    wanted = {slug: [*MEASURES[slug].levels] for slug in slugs}
    return _counted(wanted, country or areas.read(), as_of=as_of, from_rows=from_rows)


def _counted(
    wanted: Mapping[str, Collection[Level]],
    country: areas.Areas,
    *,
    as_of: date | None,
    within: str | None = None,
    from_rows: bool = False,
) -> dict[str, list[Cell]]:
    """One reading for each day the measures hold for: the monthly ones may hold for another than the others."""
    now = today()
    days = {slug: _day(FORMULAS[slug], as_of, now) for slug in wanted}
    readings = {}
    for day in dict.fromkeys(days.values()):
        some = {slug: wanted[slug] for slug in wanted if days[slug] == day and _is_counted(slug, as_of, now)}
        readings[day] = _Reading(country, _registers(some, day), _read(some, day, now, from_rows=from_rows))
    return {
        slug: readings[days[slug]].cells(slug, levels, days[slug], within)
        if _is_counted(slug, as_of, now)
        else [
            _cell(slug, place, days[slug], formulas.NO_DATA)
            for level in levels
            for place in country.places(level, within)
        ]
        for slug, levels in wanted.items()
    }


def trend(slug: str, *, place: str, months: int = 36) -> list[Cell]:
    """The cells of one place month by month, the present month last and until today."""
    last = [cell for cell in cells(slug, level=level_of(place)) if cell.place == place]
    return [*past(slug, place=place, months=months), *last]


def past(slug: str, *, place: str, months: int = 36) -> list[Cell]:
    """As `trend`, without the present month; nothing where a measure has no past."""
    level, formula = level_of(place), FORMULAS[slug]
    if level not in MEASURES[slug].levels or level == Level.DISTRICT or not formula.has_past or months < 2:
        return []
    now = today()
    return [*_past(slug, place, level, month_ends(now, months), now)]


def recompute(slug: str | None = None) -> dict[str, list[Cell]]:
    """Every cell of a measure, or of all of them, counted again from the rows and not from what was folded."""
    return together([slug] if slug else FORMULAS, from_rows=True)


def is_only_now(slug: str) -> bool:
    """Counted from a register that tells how things are and not how they were: no month gone by has it."""
    return not FORMULAS[slug].has_past


def month_ends(now: date, months: int) -> list[date]:
    """The last days of the months before the present one, oldest first, one fewer than `months`."""
    ends, first = [], now.replace(day=1)
    for _ in range(months - 1):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    return ends[::-1]


def _day(formula: Formula, as_of: date | None, now: date) -> date:
    if as_of is not None and as_of > now:
        raise ValueError(f"{as_of} is not here yet")
    if as_of is None or not formula.is_monthly:
        return as_of or now
    end = (as_of.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return min(end, now)


def _is_counted(slug: str, as_of: date | None, now: date) -> bool:
    return FORMULAS[slug] is not formulas.NOT_YET and (FORMULAS[slug].has_past or as_of in (None, now))


def _registers(slugs: Iterable[str], day: date) -> Registers:
    return registers.read(day) if any(FORMULAS[slug].by_register for slug in slugs) else registers.NONE_NEEDED


NO_GROUPS = ("",)
Parted = Mapping[tuple[str, ...] | None, Mapping[str, Parts]]
"""{groups that were asked for, or None for all there are: {place: parts}}."""


def _read(wanted: Mapping[str, Collection[Level]], day: date, now: date, *, from_rows: bool = False) -> Parted:
    """What the measures need at these levels: one reading for those without groups, one for all with.

    From rows it is one reading for all: every group comes out of the same rows.
    """
    asked: dict[tuple[str, ...] | None, tuple[Asked, set[Level]]] = {}
    for slug, levels in wanted.items():
        formula, groups = FORMULAS[slug], None if from_rows else _groups(slug, levels)
        if formula.asked.standing or formula.asked.monthly:
            more, at = asked.get(groups, (Asked(cuts=groups), set[Level]()))
            at |= {Level.NATION if level == Level.DISTRICT else level for level in levels}
            at |= {Level.HELSEFELLESSKAP} if formula.by_area else set()
            asked[groups] = replace(more | formula.asked, cuts=groups), at
    found: dict[tuple[str, ...] | None, Mapping[str, Parts]] = {
        groups: parts.at(some, at, as_of=day, today=now, from_rows=from_rows) for groups, (some, at) in asked.items()
    }
    return {NO_GROUPS: found[None], **found} if from_rows and found else found


def _groups(slug: str, levels: Collection[Level]) -> tuple[str, ...] | None:
    """A district is a group of its municipality's people."""
    return NO_GROUPS if FORMULAS[slug].asked.cuts == NO_GROUPS and Level.DISTRICT not in levels else None


@dataclass(frozen=True, slots=True)
class _Reading:
    country: areas.Areas
    known: Registers
    read: Parted

    def cells(self, slug: str, levels: Collection[Level], day: date, within: str | None = None) -> list[Cell]:
        parted = self.read.get(_groups(slug, levels), {})
        found: list[Cell] = []
        for level in levels:
            wanted = self.country.places(level, within)
            if level not in MEASURES[slug].levels:
                found += [_cell(slug, place, day, formulas.NO_DATA) for place in wanted]
            else:
                found += _of_level(slug, level, day, wanted, self.known, parted)
        return found


def _of_level(
    slug: str,
    level: Level,
    day: date,
    wanted: Mapping[str, frozenset[str]],
    known: Registers,
    read: Mapping[str, Parts],
) -> Iterable[Cell]:
    formula = FORMULAS[slug]
    by_area = [some for place, some in read.items() if formula.by_area and level_of(place) == Level.HELSEFELLESSKAP]
    nothing_known, of_nothing = registers.Place(), dict[str, Answer]()
    for place, inside in wanted.items():
        some = read.get(place, {})
        if level == Level.DISTRICT:
            key = "bydel:" + place.partition(":")[2]
            some = {(part, ""): amount for (part, cut), amount in read.get(NATION, {}).items() if cut == key}
        about = known.of(place, level, inside) if formula.by_register else nothing_known
        for cut in formula.cuts:
            # Most places have nothing, and of nothing the answer is the same everywhere.
            answer = None if some or formula.by_register else of_nothing.get(cut)
            if answer is None:
                answer = formulas.of_place(formula, level, Given(some, about, by_area, cut))
                if not some:
                    of_nothing[cut] = answer
            yield _cell(slug, place, day, answer, cut)


def _past(slug: str, place: str, level: Level, ends: list[date], now: date) -> Iterable[Cell]:
    formula = FORMULAS[slug]
    of_level, of_place = (Level.HELSEFELLESSKAP, None) if formula.by_area and level == Level.NATION else (level, place)
    asked = formula.asked
    if "patient_days" in asked.monthly:
        asked = asked | Asked(standing=("active",), monthly=("active_dom",))
    moved = parts.by_month(asked, of_level, of_place, first=ends[0].replace(day=1), today=now)
    inside = areas.read().places(level)[place] if formula.by_register else frozenset[str]()
    stands = {where: parts.Standing(asked) for where in moved}
    for where, months in moved.items():
        stands[where].start((ends[0].replace(day=1) - timedelta(days=1)).replace(day=1), months)
    for end in ends:
        about = _registers([slug], end).of(place, level, inside) if formula.by_register else registers.Place()
        after = {where: stands[where].month(end, moved[where].get(end.replace(day=1), {})) for where in moved}
        for cut in formula.cuts:
            given = Given(after.get(place, {}), about, [*after.values()], cut)
            yield _cell(slug, place, end, formulas.of_place(formula, level, given), cut)


def _cell(slug: str, place: str, day: date, answer: Answer, cut: str = "") -> Cell:
    return Cell(
        slug,
        place,
        day,
        answer.numerator,
        answer.denominator,
        answer.people,
        answer.value,
        cut,
        answer.lower,
        answer.upper,
    )


def _shown(slug: str, value: int) -> int | None:
    return value if not MEASURES[slug].counts_people or disclosure.is_shown(value) else None
