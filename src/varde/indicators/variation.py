"""Unwanted variation: how places stand against the limits chance alone would give. Plain numbers, which a report can keep."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from math import sqrt
from typing import Literal, Protocol

import msgspec

from varde.indicators import limits
from varde.indicators.definitions import Measure

Where = Literal["inside", "warning", "outside", "small"]
PER = {"per 1 000": 1000.0}
# A patient month is thirty of the days that are counted.
EACH = {"varselbyrde": 30.0}
# Here one person stands behind many events, and chance makes wider differences than the distributions say.
SAME_PEOPLE = frozenset(
    {
        "etterlevelse",
        "andel-ubemannet",
        "rod-sett-innen-lofte",
        "datakvalitet-forsinkelse",
        "datakvalitet-uten-dom",
        "varselbyrde",
    }
)
STEPS = 56
TELLABLE = 15
PULLS_FROM = 0.2


class Told(Protocol):
    """A figure after disclosure control, as a page or a report has it."""

    @property
    def place(self) -> str: ...
    @property
    def place_name(self) -> str: ...
    @property
    def value(self) -> Decimal | None: ...
    @property
    def denominator(self) -> int | None: ...
    @property
    def text(self) -> str: ...


class Observed(msgspec.Struct, frozen=True):
    """One place: `events` of `n`; both None when they may not be shown. `text` is the value as a page shows it."""

    key: str
    name: str
    events: float | None
    n: float | None
    text: str


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One place against the limits. `side` is "over" or "under" when it is outside, `number` its number in the list, else 0."""

    key: str
    name: str
    text: str
    value: float | None
    n: float | None
    where: Where
    side: str = ""
    number: int = 0


class Pull(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place so large in what is counted that it moves the common value, and what that would be without it."""

    name: str
    without: float


class Curve(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A limit as points (size, value), from half the smallest place to twice the largest."""

    name: str
    points: list[tuple[float, float]]


class Compared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a funnel plot says, in the unit of its measure. `warned_at` and `outside_at` are how much lies within the limits
    by chance alone, in per cent; `widened` how many times as far out the limits are as that."""

    is_share: bool
    common: float
    places: list[Standing]
    curves: list[Curve]
    widened: float
    pull: Pull | None
    warned_at: float
    outside_at: float


def of(measure: Measure, told: Sequence[Told]) -> Compared | None:
    """The places of one measure, or nothing when fewer than three may be compared."""
    is_share = measure.formula == "share"
    per = 100.0 if is_share else PER.get(measure.unit, 1.0)
    observed = [_observed(one, per, EACH.get(measure.slug, 1.0)) for one in told]
    return compared(observed, "share" if is_share else "rate", per, is_clustered=measure.slug in SAME_PEOPLE)


def _observed(told: Told, per: float, each: float) -> Observed:
    """Events worked out from what is shown, so that a dot stands exactly where its text says."""
    if told.value is None or not told.denominator:
        return Observed(told.place, told.place_name, None, None, told.text)
    n = told.denominator / each
    return Observed(told.place, told.place_name, float(told.value) / per * n, n, told.text)


def compared(
    observed: Sequence[Observed], kind: limits.Kind, per: float, *, is_clustered: bool = False
) -> Compared | None:
    """`per` turns a share or rate into what is shown (100 for per cent, 1000 for per thousand). `is_clustered` when one
    person stands behind many events: the limits are then widened by as much as the places vary more than chance."""
    known = [(one.name, one.events, one.n) for one in observed if one.events is not None and one.n]
    if len(known) < 3:
        return None
    common = sum(events for _, events, _ in known) / sum(n for _, _, n in known)
    wide = limits.dispersion(kind, common, [(events, n) for _, events, n in known]) if is_clustered else 1.0
    sizes = [n for _, _, n in known]
    return Compared(
        is_share=kind == "share",
        common=common * per,
        places=_numbered([_standing(one, kind, common, wide, per) for one in observed]),
        curves=list(_curves(kind, common, wide, (min(sizes) / 2, 2 * max(sizes)), per)),
        widened=sqrt(wide),
        pull=_pull(known, common, per),
        warned_at=_within(limits.TAIL_95),
        outside_at=_within(limits.TAIL_998),
    )


def _within(tail: float) -> float:
    return round(100 * (1 - 2 * tail), 1)


def _standing(one: Observed, kind: limits.Kind, common: float, wide: float, per: float) -> Standing:
    if one.events is None or not one.n:
        return Standing(one.key, one.name, one.text, None, one.n, "small")
    value = one.events / one.n
    side = "over" if value > common else "under"
    where: Where = "inside"
    if limits.is_outside(kind, common, one.events, one.n, limits.TAIL_998, wide):
        where = "outside"
    elif limits.is_outside(kind, common, one.events, one.n, limits.TAIL_95, wide):
        where = "warning"
    return Standing(one.key, one.name, one.text, value * per, one.n, where, side if where != "inside" else "")


def _numbered(places: list[Standing]) -> list[Standing]:
    """Those outside get a number each; where they are too many to tell apart, none does."""
    outside = [one.key for one in places if one.side]
    numbers = {key: number for number, key in enumerate(outside, 1)} if len(outside) <= TELLABLE else {}
    return [msgspec.structs.replace(one, number=numbers.get(one.key, 0)) for one in places]


def _curves(kind: limits.Kind, common: float, wide: float, from_to: tuple[float, float], per: float) -> Iterator[Curve]:
    first, last = from_to
    sizes = [first * (last / first) ** (step / STEPS) for step in range(STEPS + 1)]
    for tail, which in ((limits.TAIL_95, "95"), (limits.TAIL_998, "998")):
        ends = [limits.limits(kind, common, n, tail, wide) for n in sizes]
        for end, name in enumerate(("low", "high")):
            points = [(round(n, 3), round(found[end] * per, 6)) for n, found in zip(sizes, ends, strict=True)]
            yield Curve(f"{name}{which}", points)


def _pull(known: Sequence[tuple[str, float, float]], common: float, per: float) -> Pull | None:
    """The place without which the common value would be another, when it would be a fifth more or less."""
    events, size = sum(events for _, events, _ in known), sum(n for _, _, n in known)
    without = [((events - some) / (size - n), name) for name, some, n in known if size > n]
    rest, name = max(without, key=lambda one: abs(one[0] - common), default=(common, ""))
    return Pull(name, rest * per) if abs(rest - common) > PULLS_FROM * common else None
