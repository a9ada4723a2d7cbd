"""The status of the country as rows for a page: what was reported as of a date beside what is counted now."""

from collections.abc import Sequence
from dataclasses import dataclass

from varde.indicators.counts import LiveFigure
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.models import MeasureReport
from varde.portals.components.templatetags.varde import thousands

NO_DATA = "ingen data ennå"
HIDDEN = "skjult (færre enn 5)"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `reported` is empty when the report lacks it. Both are text ready to be shown."""

    measure: Measure
    reported: str
    counted: str


def rows(report: MeasureReport | None, live: dict[str, LiveFigure]) -> list[Row]:
    return [
        Row(measure, reported(report, slug), counted(live[slug])) for slug, measure in MEASURES.items() if slug in live
    ]


def reported(report: MeasureReport | None, slug: str) -> str:
    return thousands(report.value_of(slug)) if report else ""


def counted(figure: LiveFigure | None) -> str:
    if figure is None:
        return NO_DATA
    return HIDDEN if figure.value is None else thousands(figure.value)


def headline(report: MeasureReport | None, live: dict[str, LiveFigure]) -> str:
    """What the figures show, as a sentence."""
    if report is None:
        return f"Nå: {_says('aktive-pasienter', counted(live['aktive-pasienter']))}"
    patients, places = (reported(report, slug) for slug in ("aktive-pasienter", "kommuner-med-aktive-pasienter"))
    return f"Per {report.as_of:%d.%m.%Y} fulgte {places} kommuner {patients} pasienter hjemme"


def _says(slug: str, value: str) -> str:
    return MEASURES[slug].says.format(value=value)


def sentence(measure: Measure, reports: Sequence[MeasureReport], live: LiveFigure | None) -> str:
    """A definition page's title: the latest frozen value and the one counted now."""
    said = [f"Per {r.as_of:%d.%m.%Y}: {_says(measure.slug, reported(r, measure.slug))}" for r in reports[:1]]
    return ". ".join([*said, f"Nå: {_says(measure.slug, counted(live))}"])
