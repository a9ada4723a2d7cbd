"""The shape of what an edition freezes: one JSON text per section. Pure; nothing here asks a database."""

from datetime import date
from decimal import Decimal
from enum import StrEnum

import msgspec

from varde.indicators.variation import Compared


class Language(StrEnum):
    BOKMAAL = "nb"
    NYNORSK = "nn"


class Both(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A fixed text in both written languages."""

    nb: str
    nn: str

    def text(self, language: str) -> str:
        return self.nn if language == Language.NYNORSK else self.nb


class Kind(StrEnum):
    """What a section holds besides the text people write."""

    TEXT = "text"
    FIGURES = "figures"
    PLACES = "places"
    TREND = "trend"
    FUNNEL = "funnel"
    MAP = "map"
    LISTING = "listing"
    DEFINITIONS = "definitions"


class Number(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One figure after disclosure control. `state` is "shown", "hidden" or "no_data"; numbers are None unless shown.

    `interval` is the 95 % interval for shares and rates; `source` says where a figure that others
    have collected comes from; `is_rounded` that disclosure control tells it less exactly than it was counted.
    """

    measure: str
    place: str
    place_name: str
    as_of: date
    state: str
    text: str
    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None
    interval: tuple[Decimal, Decimal] | None = None
    source: str = ""
    is_rounded: bool = False


class Named(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A measure as it was called and defined when the edition was filled.

    Editions from before definitions were translated have them as plain text, in bokmål.
    """

    slug: str
    name: Both
    unit: Both
    counted: Both | str
    compared_with: Both | str
    source: Both | str
    version: str
    caution: Both | str

    @property
    def is_translated(self) -> bool:
        return isinstance(self.counted, Both)


class Month(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A month of a trend; `value` is None where the line is broken."""

    as_of: date
    value: float | None
    text: str


class Trend(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="trend"):
    measure: str
    months: list[Month]


class Funnel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="funnel"):
    measure: str
    found: Compared


class Area(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An area of a map: where its municipalities lay (longitude, latitude), and its number."""

    place: str
    place_name: str
    points: list[tuple[float, float]]
    value: float | None
    state: str
    text: str


class Map(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag="map"):
    measure: str
    areas: list[Area]


class Listing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rows of facts that are not figures. The first column is each row's heading."""

    columns: list[Both]
    rows: list[list[str]]
    empty: Both


class Content(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A section's frozen part: what it is called, and its figures or rows. `quoted` are the figures its texts ask for.

    `drawings` hold what is said by drawing: a page turns it into lines and words, and works out nothing. Editions from
    before they were kept have tables only.
    """

    heading: Both
    kind: Kind
    guidance: str = ""
    required: bool = False
    measures: list[Named] = []
    numbers: list[Number] = []
    drawings: list[Trend | Funnel | Map] = []
    quoted: list[Number] = []
    listing: Listing | None = None
    caution: Both | None = None


def frozen(content: Content) -> str:
    return msgspec.json.encode(content).decode()


def thawed(text: str) -> Content:
    return msgspec.json.decode(text, type=Content)
