"""Drawings of a section's frozen figures, as plain numbers for one SVG that is the same on a page and in a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from varde.geography import published as geography
from varde.portals.management.board.variation import PER, SAME_PEOPLE, counted
from varde.portals.management.charts import bubbles, funnel, trend
from varde.portals.management.reports.words import Words
from varde.reports.content import Content, Kind, Named, Number
from varde.reports.words import MONTHS, said


@dataclass(frozen=True, slots=True)
class Drawing:
    """`template` draws `chart`; `title` is a sentence that says what it shows; `key` how to read it."""

    template: str
    chart: Any
    title: str
    key: str


def drawn(content: Content, words: Words) -> Iterator[Drawing]:
    makers = {Kind.TREND: _trend, Kind.FUNNEL: _funnel, Kind.MAP: _map}
    maker = makers.get(content.kind)
    for measure in content.measures if maker else ():
        numbers = [one for one in content.numbers if one.measure == measure.slug]
        made = maker(measure, numbers, words) if maker and numbers else None
        if made is not None:
            yield made


def _trend(measure: Named, numbers: list[Number], words: Words) -> Drawing | None:
    name = measure.name.text(words.language)
    shown = [one for one in numbers if one.value is not None]
    chart = trend.draw(name, [trend.Month(one.as_of, _value(one), one.text) for one in numbers])
    if chart is None:
        return None
    first, last = shown[0], shown[-1]
    sentence = words.first_to_last.format(first=_said(first), last=_said(last))
    return Drawing("trend", chart, f"{name}. {sentence}", words.same_as_table)


def _funnel(measure: Named, numbers: list[Number], words: Words) -> Drawing | None:
    """Each place by its size, with the limits of chance: a share of 100 or a rate per what its unit says."""
    is_share = measure.unit.nb == "%"
    per = 100.0 if is_share else PER.get(measure.unit.nb, 1.0)
    name = measure.name.text(words.language)
    chart = funnel.draw(
        name,
        [_observed(one, per) for one in numbers],
        kind="share" if is_share else "rate",
        per=per,
        suffix=" %" if is_share else "",
        n_name="",
        is_clustered=measure.slug in SAME_PEOPLE,
    )
    if chart is None:
        return None
    sentence = words.outside_widened if chart.widened else words.outside
    says = sentence.format(outside=len(chart.outside), shown=len(chart.shown), times=chart.widened)
    numbered = ", ".join(f"{dot.number} {dot.name}" for dot in chart.numbered)
    listed = words.numbered.format(numbered=numbered) if numbered else ""
    key = " ".join(filter(None, (says, words.funnel_key, listed, words.same_as_table)))
    return Drawing("funnel", chart, f"{name}. {says}", key)


def _observed(one: Number, per: float) -> funnel.Observed:
    """Events worked out from the value, so that a dot stands where its text says."""
    if one.value is None or not one.denominator:
        return funnel.Observed(one.place, one.place_name, None, None, one.text)
    events, n = counted(one.measure, float(one.value), one.denominator, per)
    return funnel.Observed(one.place, one.place_name, events, n, one.text)


def _map(measure: Named, numbers: list[Number], words: Words) -> Drawing | None:
    """Helsefellesskap only: the points of their municipalities, and a bubble for each number."""
    points = _points()
    areas = tuple(
        bubbles.Area(
            one.place,
            one.place_name,
            points.get(one.place, ()),
            _value(one),
            one.state,  # type: ignore[arg-type]
            said(one.text, words.language),
            one.text if one.state == "shown" else "–",
        )
        for one in numbers
    )
    chart = bubbles.draw(areas)
    name = measure.name.text(words.language)
    return None if chart is None else Drawing("map", chart, name, f"{words.map_key} {words.same_as_table}")


def _points() -> dict[str, tuple[tuple[float, float], ...]]:
    found: dict[str, list[tuple[float, float]]] = {}
    for place in geography.municipalities().prefetch_related("helsefellesskap"):
        for area in place.helsefellesskap.all():
            found.setdefault(f"HF:{area.slug}", []).append((place.longitude, place.latitude))
    return {key: tuple(points) for key, points in found.items()}


def _value(number: Number) -> float | None:
    return None if number.value is None else float(number.value)


def _said(number: Number) -> str:
    return f"{number.text} ({MONTHS[number.as_of.month - 1]} {number.as_of.year})"
