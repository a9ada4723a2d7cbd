"""What an edition's sections hold: figures of a snapshot and rows of facts, frozen as JSON."""

from collections.abc import Iterable, Sequence

import msgspec

from varde.indicators import published as indicators
from varde.indicators.models import MeasureReport
from varde.reports import listings, numbers
from varde.reports.content import Content, Kind, Number, frozen, thawed
from varde.reports.models import Edition, Report, Section
from varde.reports.placeholders import UnknownFigure, Wanted, wanted
from varde.reports.templates import Part, Template


def imported(report: Report) -> list[MeasureReport]:
    """What others have reported for the report's day, frozen with its source."""
    return [one for one in indicators.reports().filter(as_of=report.as_of) if one.source_id]


def contents(template: Template, report: Report, texts: Iterable[str] = ()) -> dict[str, Content]:
    """The content of every section, by key. `texts` are those of the whole report: what they quote is defined too."""
    known = imported(report)
    made = {part.key: _content(part, report, known) for part in template.parts}
    slugs = [number.measure for content in made.values() for number in content.numbers]
    slugs += [one.measure for text in texts for one in readable(text, report)]
    for part in template.parts:
        if part.kind == Kind.DEFINITIONS:
            made[part.key] = msgspec.structs.replace(made[part.key], measures=numbers.named(slugs))
    return made


def _content(part: Part, report: Report, known: list[MeasureReport]) -> Content:
    return Content(
        heading=part.heading,
        kind=part.kind,
        guidance=part.guidance,
        required=part.required,
        measures=numbers.named(part.measures),
        numbers=numbers.of_part(part, place=report.place, as_of=report.as_of, imported=known),
        listing=listings.gathered(part.listing, report) if part.listing else None,
        caution=part.caution,
    )


def quoted(texts: Sequence[str], report: Report) -> list[Number]:
    """The figures the texts ask for, each once. Raises UnknownFigure for one that cannot be had."""
    known = imported(report)
    found = {(one.measure, one.place): one for text in texts for one in wanted(text, own_place=report.place)}
    return [numbers.asked_for(one, report.as_of, known) for one in found.values()]


def readable(text: str, report: Report) -> list[Wanted]:
    """Those of a text's figures that can be read; none when one cannot."""
    try:
        return list(wanted(text, own_place=report.place))
    except UnknownFigure:
        return []


def refill(edition: Edition, template: Template, sections: Sequence[Section]) -> None:
    """Put today's frozen content into the sections of an open edition (not saved). Raises UnknownFigure."""
    report = edition.report
    texts = [text for section in sections for text in (section.text_nb, section.text_nn) if text]
    made = contents(template, report, texts)
    for section in sections:
        own = quoted([section.text_nb, section.text_nn], report)
        section.content = frozen(msgspec.structs.replace(made[section.key], quoted=own))


def with_quotes(section: Section, report: Report) -> str:
    """The section's content with the figures its texts now ask for."""
    own = quoted([section.text_nb, section.text_nn], report)
    return frozen(msgspec.structs.replace(thawed(section.content), quoted=own))
