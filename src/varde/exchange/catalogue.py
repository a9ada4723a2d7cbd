"""The kinds of measurement as this package needs to know them; filled by whoever knows the kinds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Codings = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a series with several, such as systolic pressure."""

    name: str
    codings: Codings


@dataclass(frozen=True, slots=True)
class Series:
    """One kind. `in_own_unit(literal, UCUM code)` converts exactly or raises ValueError with words for the sender.

    `parts` is empty when the value stands in `value[x]` itself, else the components in the order of the columns.
    """

    key: str
    name: str
    category: str
    unit: str
    unit_text: str
    codings: Codings
    in_own_unit: Callable[[str, str], Decimal]
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    series: Mapping[str, Series]
    by_coding: Mapping[tuple[str, str], Series] = field(init=False)

    def __post_init__(self) -> None:
        table = {coding: series for series in self.series.values() for coding in series.codings}
        object.__setattr__(self, "by_coding", table)
