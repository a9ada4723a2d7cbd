"""Figures for an edition, read from the frozen snapshot it stands on. Nothing is computed here."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

from varde.indicators import areas
from varde.indicators import published as indicators
from varde.indicators import snapshots as frozen
from varde.indicators.definitions import MEASURES
from varde.indicators.figures import NATION, Level, Shown, level_of
from varde.indicators.models import MeasureReport
from varde.reports import periods
from varde.reports.content import Kind, Named, Number
from varde.reports.models import Report
from varde.reports.placeholders import UnknownFigure, Wanted
from varde.reports.templates import Part
from varde.reports.words import NO_DATA, grouped, in_both

MONTHS = 36


class Book:
    """What may be shown of one snapshot, for one report. `snapshot` is None when nothing is counted for the day."""

    def __init__(self, report: Report, snapshot: MeasureReport | None) -> None:
        self.place, self.as_of, self.snapshot = report.place, report.as_of, snapshot

    def of_part(self, part: Part) -> list[Number]:
        """The figures a section of a template holds, by what kind of section it is."""
        if part.kind == Kind.FIGURES:
            counted = [self.at(slug, self.place) or self._nothing(slug) for slug in part.measures]
            return [*counted, *(one for slug in part.measures for one in self.reported(slug, self.place))]
        if part.kind == Kind.TREND:
            return [number for slug in part.measures for number in self.months(slug)]
        if part.kind in {Kind.PLACES, Kind.FUNNEL, Kind.MAP}:
            return [number for slug in part.measures for number in self.places(slug, Level(part.level))]
        return []

    def at(self, slug: str, place: str) -> Number | None:
        """One figure at one place; nothing when the snapshot has no such place."""
        return next((_number(one) for one in self._cells.get(slug, ()) if one.place == place and not one.cut), None)

    def places(self, slug: str, level: Level) -> list[Number]:
        """A measure at every place of a level inside the report's own place, by name."""
        inside = areas.read().places(level, None if self.place == NATION else self.place)
        found = [one for one in self._cells.get(slug, ()) if one.place in inside and not one.cut]
        return [_number(one) for one in sorted(found, key=lambda one: _alphabetical(one.place_name))]

    def months(self, slug: str) -> list[Number]:
        """The last `MONTHS` months up to and with the report's day, at its own place."""
        wanted = MONTHS + (periods.today() - self.as_of).days // 28 + 1
        found = [one for one in indicators.trend(slug, place=self.place, months=wanted) if one.as_of <= self.as_of]
        return [_number(one) for one in found[-MONTHS:]]

    def reported(self, slug: str, place: str) -> list[Number]:
        """What others have reported or collected: for the day itself, or the latest collected up to it."""
        collected = indicators.external(slug).filter(place=place, technology="", as_of__lte=self.as_of).first()
        found = [
            Number(slug, place, "", report.as_of, "shown", grouped(value), value, source=report.source.short)
            for report in self._imported
            if place == NATION and report.source and (value := _decimal(report.value_of(slug))) is not None
        ]
        if collected:
            name, text = collected.place_name, grouped(collected.value)
            found.append(
                Number(slug, place, name, collected.as_of, "shown", text, collected.value, source=collected.source)
            )
        return found

    def asked_for(self, wanted: Wanted) -> Number:
        """The figure a text asks for. Raises UnknownFigure when there is no such measure, place or value."""
        if wanted.measure not in MEASURES:
            raise UnknownFigure(f"«{wanted.written}»: det er ikke noe tall som heter «{wanted.measure}».")
        reported = next(iter(self.reported(wanted.measure, wanted.place)), None)
        if wanted.is_reported:
            if reported is None:
                raise UnknownFigure(f"«{wanted.written}»: ingen andre har rapportert dette tallet for {wanted.place}.")
            return reported
        counted = self.at(wanted.measure, wanted.place)
        if counted is not None and counted.state != "no_data":
            return counted
        if counted is None and not self._is_level(wanted):
            raise UnknownFigure(f"«{wanted.written}»: det er ikke noe sted «{wanted.place}» for dette tallet.")
        instead = f" Skriv {{reported:{wanted.measure}}} for det andre har rapportert." if reported else ""
        raise UnknownFigure(
            f"«{wanted.written}»: det er ingen data for dette tallet per {self.as_of:%d.%m.%Y}.{instead}"
        )

    def _is_level(self, wanted: Wanted) -> bool:
        try:
            return level_of(wanted.place) == Level.NATION
        except ValueError:
            return False

    def _nothing(self, slug: str) -> Number:
        return Number(slug, self.place, "", self.as_of, "no_data", NO_DATA)

    @cached_property
    def _cells(self) -> dict[str, list[Shown]]:
        tables = self.snapshot.tables.all() if self.snapshot else []
        return {table.measure: frozen.read(table).cells for table in tables}

    @cached_property
    def _imported(self) -> list[MeasureReport]:
        return list(indicators.reports().filter(as_of=self.as_of))


def named(slugs: Iterable[str]) -> list[Named]:
    """The measures as they are called and defined now, each once."""
    return [
        Named(
            slug,
            in_both(measure, "name"),
            in_both(measure, "unit"),
            in_both(measure, "numerator"),
            in_both(measure, "denominator"),
            in_both(measure, "source"),
            measure.version,
            in_both(measure, "caution"),
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
        is_rounded=shown.is_rounded,
    )


def _alphabetical(name: str) -> str:
    """Norwegian order: æ, ø, å last."""
    return name.lower().translate(str.maketrans("æøå", "{|}"))


def _decimal(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
