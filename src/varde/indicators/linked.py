"""Which numbers the figures tell about a place, which of them are the same number, and how they bound each other.

A reader puts figures side by side: the plan coverage of a place is a part of the patients that another page counts. What
is known of a number is therefore what all figures of its family say together. A family is protected in its order here,
so that what an earlier figure tells never depends on a later one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from varde.indicators.definitions import Measure

Form = Mapping[str, int]
"""A sum of named numbers, each with a sign."""
Move = Mapping[str, int]
"""A way in which the numbers of a place could be otherwise: so much more or less of each."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """The names of what a figure is a part of and of the part; None for what it does not say or everybody knows.

    What a median or a mean is of is not told: only that there are enough, and so enough of the sum `at_least_of`. Figures
    with the same `includes` are together of all whom that number counts: where one has none, the others have them.
    """

    part: str | None
    whole: str | None
    at_least_of: Form = field(default_factory=dict)
    includes: str | None = None


@dataclass(frozen=True, slots=True)
class Family:
    """`limits` are never negative. `moves` are the ways tried, the likeliest first; others would only hide less."""

    measures: tuple[str, ...]
    limits: tuple[Form, ...] = ()
    moves: tuple[Move, ...] = ()


_TOLD = {
    "aktive-pasienter": Numbers("active", None),
    "aktive-per-1000": Numbers("active", None),
    "pasienter-per-sykepleier": Numbers("active", "nurses"),
    "plandekning": Numbers("plan", "active"),
    "datakvalitet-forsinkelse": Numbers("late", "values"),
    "datakvalitet-uten-dom": Numbers("unjudged", "values"),
    "andel-ubemannet": Numbers("red_closed", "red"),
    "rod-sett-innen-lofte": Numbers("kept", "promised"),
    "rod-til-sett": Numbers(None, None, {"red": 1, "red_closed": -1}, "kept"),
    "rod-til-sett-utenom-apningstid": Numbers(None, None, {"red_closed": 1}, "kept"),
    "rod-til-kontakt": Numbers(None, None, {"red": 1, "red_closed": -1}),
    "rod-til-kontakt-utenom": Numbers(None, None, {"red_closed": 1}),
}


def _moves(*written: str) -> tuple[Move, ...]:
    """ "red -seen" is one more of the first and one fewer of the second."""
    return tuple({name.lstrip("-"): -1 if name[0] == "-" else 1 for name in one.split()} for one in written)


FAMILIES = (
    Family(
        ("aktive-pasienter", "aktive-per-1000", "pasienter-per-sykepleier", "plandekning"),
        ({"active": 1, "plan": -1},),
        _moves("plan", "active plan", "active", "nurses"),
    ),
    Family(
        ("datakvalitet-forsinkelse", "datakvalitet-uten-dom"),
        ({"values": 1, "late": -1}, {"values": 1, "unjudged": -1}),
        _moves("late", "unjudged", "values", "values late", "values unjudged", "values late unjudged"),
    ),
    Family(
        (
            "rod-til-sett", "rod-til-sett-utenom-apningstid", "rod-til-kontakt", "rod-til-kontakt-utenom",
            "andel-ubemannet", "rod-sett-innen-lofte",
        ),
        ({"red": 1, "red_closed": -1}, {"red": 1, "promised": -1}, {"promised": 1, "kept": -1}),
        _moves(
            "red_closed", "kept", "red promised kept", "red promised", "red", "promised kept", "promised",
            "red red_closed promised kept", "red red_closed promised", "red red_closed",
        ),
    ),
)  # fmt: skip


def family_of(measure: Measure) -> Family:
    """A figure that shares no number with another is a family of its own."""
    found = next((family for family in FAMILIES if measure.slug in family.measures), None)
    if found is not None:
        return found
    told = numbers(measure)
    names = [name for name in (told.part, told.whole) if name]
    limits = ({told.whole: 1, told.part: -1},) if measure.formula == "share" and told.whole and told.part else ()
    return Family((measure.slug,), limits, _moves(*names, *([" ".join(names)] if len(names) > 1 else [])))


def numbers(measure: Measure) -> Numbers:
    if measure.slug in _TOLD:
        return _TOLD[measure.slug]
    part, whole = f"{measure.slug}/part", f"{measure.slug}/whole"
    if measure.formula == "count" or measure.has_public_denominator:
        return Numbers(part, None)
    return Numbers(part, whole) if measure.formula in {"share", "rate"} else Numbers(None, None)


@cache
def left_by(included: str, none: frozenset[str]) -> Form:
    """What is never negative where these of the figures that include a number have nobody."""
    left = Counter({included: -1})
    for slug, told in _TOLD.items():
        if told.includes == included and slug not in none:
            left.update(told.at_least_of)
    return {name: by for name, by in left.items() if by}


def quantities(measure: Measure) -> tuple[Form, ...]:
    """What a reader could try to work out from a figure: the part, the rest, the whole."""
    told = numbers(measure)
    alone: list[Form] = [{name: 1} for name in (told.part, told.whole) if name]
    if measure.formula == "share" and told.part and told.whole:
        alone.append({told.whole: 1, told.part: -1})
    return tuple(alone)


def among(moves: Iterable[Move], names: frozenset[str]) -> list[Move]:
    """The moves as far as they concern these numbers, each once."""
    found: dict[tuple[tuple[str, int], ...], Move] = {}
    for move in moves:
        some = {name: by for name, by in move.items() if name in names}
        if some:
            found.setdefault(tuple(sorted(some.items())), some)
    return list(found.values())
