"""Drawings of a section, from what it keeps: plain numbers for one SVG that is the same on a page and in a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from varde.portals.management.charts import bubbles, funnel, trend
from varde.portals.management.charts.scale import label
from varde.portals.management.reports.words import Words
from varde.reports.content import Content, Funnel, Map, Month, Trend
from varde.reports.words import MONTHS, said


@dataclass(frozen=True, slots=True)
class Drawing:
    """`template` draws `chart`; `title` is a sentence that says what it shows; `key` how to read it."""

    template: str
    chart: Any
    title: str
    key: str


def drawn(content: Content, words: Words) -> Iterator[Drawing]:
    """Nothing is worked out here but where ink goes: what is said was found when the section was filled."""
    names = {one.slug: one.name.text(words.language) for one in content.measures}
    for kept in content.drawings:
        name = names[kept.measure]
        match kept:
            case Trend():
                yield from _trend(name, kept, words)
            case Funnel():
                yield _funnel(name, kept, words)
            case Map():
                yield from _map(name, kept, words)


def _trend(name: str, kept: Trend, words: Words) -> Iterator[Drawing]:
    chart = trend.draw(name, [trend.Month(one.as_of, one.value, one.text) for one in kept.months])
    if chart is not None:
        on_the_line = [one for one in kept.months if one.value is not None]
        sentence = words.first_to_last.format(first=_said(on_the_line[0]), last=_said(on_the_line[-1]))
        yield Drawing("trend", chart, f"{name}. {sentence}", words.same_as_table)


def _funnel(name: str, kept: Funnel, words: Words) -> Drawing:
    """Each place by its size, with the limits of chance."""
    chart = funnel.draw(name, kept.found, n_name="")
    limits = {"far": label(kept.found.outside_at), "near": label(kept.found.warned_at)}
    sentence = words.outside_widened if chart.widened else words.outside
    says = sentence.format(outside=len(chart.outside), shown=len(chart.shown), times=chart.widened, **limits)
    numbered = ", ".join(f"{dot.number} {dot.name}" for dot in chart.numbered)
    listed = words.numbered.format(numbered=numbered, **limits) if numbered else ""
    key = " ".join(filter(None, (says, words.funnel_key.format(**limits), listed, words.same_as_table)))
    return Drawing("funnel", chart, f"{name}. {says}", key)


def _map(name: str, kept: Map, words: Words) -> Iterator[Drawing]:
    areas = tuple(
        bubbles.Area(
            one.place,
            one.place_name,
            tuple(one.points),
            one.value,
            one.state,  # type: ignore[arg-type]
            said(one.text, words.language),
            one.text if one.state == "shown" else "–",
        )
        for one in kept.areas
    )
    chart = bubbles.draw(areas)
    if chart is not None:
        yield Drawing("map", chart, name, f"{words.map_key} {words.same_as_table}")


def _said(month: Month) -> str:
    return f"{month.text} ({MONTHS[month.as_of.month - 1]} {month.as_of.year})"
