"""Figures for an edition: what may be shown as of a day, ready to be frozen. Nothing is computed here."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from varde.indicators import published as indicators
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.indicators.models import MeasureReport
from varde.reports.content import Kind, Named, Number
from varde.reports.placeholders import UnknownFigure, Wanted
from varde.reports.templates import Part
from varde.reports.words import NO_DATA, grouped, name_of, unit_of

MONTHS = 36


def of_part(part: Part, *, place: str, as_of: date, imported: list[MeasureReport]) -> list[Number]:
    """The figures a section of a template holds, by what kind of section it is."""
    if part.kind == Kind.FIGURES:
        return [*(at(slug, place, as_of) for slug in part.measures), *_imported(part.measures, place, imported)]
    if part.kind == Kind.TREND:
        return [number for slug in part.measures for number in months(slug, place, as_of)]
    if part.kind in {Kind.PLACES, Kind.FUNNEL, Kind.MAP}:
        within = None if place == NATION else place
        return [
            _number(shown)
            for slug in part.measures
            for shown in indicators.table(slug, level=Level(part.level), within=within, as_of=as_of)
        ]
    return []


def at(slug: str, place: str, as_of: date) -> Number:
    """One figure at one place. Raises KeyError for a place that is not there."""
    level = level_of(place)
    table = indicators.table(slug, level=level, as_of=as_of)
    return next((_number(shown) for shown in table if shown.place == place), None) or _nothing(slug, place, as_of)


def months(slug: str, place: str, as_of: date) -> list[Number]:
    """The last `MONTHS` months up to and with `as_of`."""
    return [_number(one) for one in indicators.trend(slug, place=place, months=MONTHS) if one.as_of <= as_of]


def asked_for(wanted: Wanted, as_of: date, imported: list[MeasureReport]) -> Number:
    """The figure a text asks for. What is counted comes first; what others reported is used where nothing is counted.

    Raises UnknownFigure when there is no such measure, place or value.
    """
    if wanted.measure not in MEASURES:
        raise UnknownFigure(f"«{wanted.written}»: det er ikke noe tall som heter «{wanted.measure}».")
    try:
        known = {
            shown.place: shown for shown in indicators.table(wanted.measure, level=level_of(wanted.place), as_of=as_of)
        }
    except (ValueError, KeyError):
        known = {}
    if wanted.place not in known:
        raise UnknownFigure(f"«{wanted.written}»: det er ikke noe sted «{wanted.place}» for dette tallet.")
    number = _number(known[wanted.place])
    if number.state == "no_data":
        number = next(iter(_imported([wanted.measure], wanted.place, imported)), number)
    if number.state == "no_data":
        raise UnknownFigure(f"«{wanted.written}»: det er ingen data for dette tallet per {as_of:%d.%m.%Y}.")
    return number


def named(slugs: Iterable[str]) -> list[Named]:
    """The measures as they are called and defined now, each once."""
    return [
        Named(
            slug,
            name_of(measure),
            unit_of(measure),
            measure.numerator,
            measure.denominator,
            measure.source,
            measure.version,
            measure.caution,
        )
        for slug in dict.fromkeys(slugs)
        for measure in [MEASURES[slug]]
    ]


def _number(shown: Shown) -> Number:
    interval = (shown.lower, shown.upper) if shown.lower is not None and shown.upper is not None else None
    return Number(
        shown.measure,
        shown.place,
        shown.place_name,
        shown.as_of,
        shown.state,
        shown.text,
        shown.value,
        shown.numerator,
        shown.denominator,
        interval,
    )


def _nothing(slug: str, place: str, as_of: date) -> Number:
    return Number(slug, place, place, as_of, "no_data", NO_DATA)


def _imported(slugs: Iterable[str], place: str, reports: list[MeasureReport]) -> list[Number]:
    """What others reported for the same day, for the country only, with the key of its source."""
    if place != NATION:
        return []
    return [
        Number(slug, NATION, "Hele landet", report.as_of, "shown", grouped(value), value, source=report.source_id)
        for slug in slugs
        for report in reports
        if (value := _decimal(report.value_of(slug))) is not None
    ]


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
