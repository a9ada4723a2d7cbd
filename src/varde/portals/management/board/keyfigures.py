"""Key figures: the number, its definition one click away, its months as a small line, and the quality of its data beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.portals.management.board.reading import Figures
from varde.portals.management.charts import bars, spark
from varde.portals.management.charts.bars import Bar, Valued
from varde.portals.management.charts.spark import Spark
from varde.portals.management.figures import unit_beside, waits_for
from varde.portals.management.places import Spot

KEY = (
    "aktive-pasienter",
    "aktive-per-1000",
    "kommuner-med-aktive-pasienter",
    "deltakelsesandel",
    "plandekning",
    "etterlevelse",
    "rod-til-sett",
    "rod-til-kontakt",
    "andel-ubemannet",
    "varselbyrde",
    "prom-endring",
    "prem",
)
WITH_LINE = frozenset({"aktive-pasienter", "plandekning", "etterlevelse", "rod-til-sett"})
LATE, UNKNOWN = "datakvalitet-forsinkelse", "datakvalitet-uten-dom"
QUALITY: dict[str, tuple[str, str]] = {
    LATE: ("kom for sent", "målinger"),
    UNKNOWN: ("ble ikke vurdert", "målinger"),
}
# Figures made of measurements and alerts are no better than the measurements; the others are counted from registers.
MADE_OF_MEASUREMENTS = frozenset(
    {"etterlevelse", "rod-til-sett", "rod-til-kontakt", "andel-ubemannet", "varselbyrde", "prom-endring"}
)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One tile of the board."""

    measure: Measure
    shown: Shown
    spark: Spark | None

    @property
    def waits_for(self) -> str:
        """What must happen before there is a number."""
        return waits_for(self.measure)


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of a place's page: own, group and nation, each with a bar on the row's own scale."""

    measure: Measure
    own: Shown
    group: Shown | None
    nation: Shown | None
    bars: Sequence[Bar | None]

    @property
    def cells(self) -> list[tuple[Shown | None, Bar | None]]:
        return list(zip([self.own, self.group, self.nation], self.bars, strict=True))

    @property
    def unit(self) -> str:
        return unit_beside(self.measure)

    @property
    def needs_quality(self) -> bool:
        return self.measure.slug in MADE_OF_MEASUREMENTS


def tiles(figures: Figures, place: str = NATION) -> list[KeyFigure]:
    """The key figures of a place, in their fixed order; those that do not exist at its level are left out."""
    return [
        KeyFigure(MEASURES[slug], shown, _line(figures, slug, place))
        for slug in KEY
        if (shown := figures.at(slug, place)) is not None
    ]


def compared(figures: Figures, spot: Spot) -> list[Compared]:
    """Every key figure of the place beside its group and the nation."""
    return [
        _compared(MEASURES[slug], shown, figures, spot)
        for slug in KEY
        if (shown := figures.at(slug, spot.key)) is not None
    ]


def quality(figures: Figures, place: str) -> list[tuple[Measure, Shown]]:
    """How good the data behind the key figures are."""
    return [(MEASURES[slug], shown) for slug in QUALITY if (shown := figures.at(slug, place)) is not None]


def _compared(measure: Measure, own: Shown, figures: Figures, spot: Spot) -> Compared:
    group = figures.at(measure.slug, spot.group.key) if spot.group else None
    nation = figures.at(measure.slug, NATION) if spot.level != Level.NATION else None
    # A count of a whole country says nothing beside that of one place: only what is per something is drawn.
    drawn = [own, group, nation] if measure.formula != "count" else [None, None, None]
    return Compared(measure, own, group, nation, bars.draw([_valued(one) for one in drawn]))


def _valued(shown: Shown | None) -> Valued:
    if shown is None or shown.value is None:
        return Valued(None)
    lower, upper = (None if end is None else float(end) for end in (shown.lower, shown.upper))
    return Valued(float(shown.value), lower, upper)


def _line(figures: Figures, slug: str, place: str) -> Spark | None:
    if slug not in WITH_LINE or level_of(place) not in MEASURES[slug].levels:
        return None
    return spark.draw(figures.months(slug, place))
