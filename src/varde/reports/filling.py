"""What an edition's sections hold: figures of a snapshot and rows of facts, frozen as JSON."""

from collections.abc import Iterable, Sequence

import msgspec

from varde.reports import drawings, listings, numbers
from varde.reports.content import Content, Kind, Number, frozen, thawed
from varde.reports.models import Edition, Report, Section
from varde.reports.numbers import Book
from varde.reports.placeholders import UnknownFigure, Wanted, wanted
from varde.reports.templates import Part, Template


def contents(template: Template, report: Report, book: Book, texts: Iterable[str] = ()) -> dict[str, Content]:
    """The content of every section, by key. `texts` are those of the whole report: what they quote is defined too."""
    made = {part.key: _content(part, report, book) for part in template.parts}
    slugs = [number.measure for content in made.values() for number in content.numbers]
    slugs += [one.measure for text in texts for one in readable(text, report)]
    for part in template.parts:
        if part.kind == Kind.DEFINITIONS:
            made[part.key] = msgspec.structs.replace(made[part.key], measures=numbers.named(slugs))
    return made


def _content(part: Part, report: Report, book: Book) -> Content:
    told = book.of_part(part)
    return Content(
        heading=part.heading,
        kind=part.kind,
        guidance=part.guidance,
        required=part.required,
        measures=numbers.named(part.measures),
        numbers=told,
        drawings=list(drawings.of(part, told)),
        listing=listings.gathered(part.listing, report) if part.listing else None,
        caution=part.caution,
    )


def quoted(texts: Sequence[str], report: Report, book: Book) -> list[Number]:
    """The figures the texts ask for, each once. Raises UnknownFigure for one that cannot be had."""
    found = {
        (one.measure, one.place, one.is_reported): one for text in texts for one in wanted(text, own_place=report.place)
    }
    return [book.asked_for(one) for one in found.values()]


def readable(text: str, report: Report) -> list[Wanted]:
    """Those of a text's figures that can be read; none when one cannot."""
    try:
        return list(wanted(text, own_place=report.place))
    except UnknownFigure:
        return []


def refill(edition: Edition, template: Template, sections: Sequence[Section]) -> None:
    """Put the snapshot's figures and today's rows into the sections of an open edition (not saved). Raises UnknownFigure."""
    report, book = edition.report, Book(edition.report, edition.snapshot)
    texts = [text for section in sections for text in (section.text_nb, section.text_nn) if text]
    made = contents(template, report, book, texts)
    for section in sections:
        own = quoted([section.text_nb, section.text_nn], report, book)
        section.content = frozen(msgspec.structs.replace(made[section.key], quoted=own))


def with_quotes(section: Section, edition: Edition) -> str:
    """The section's content with the figures its texts now ask for."""
    book = Book(edition.report, edition.snapshot)
    own = quoted([section.text_nb, section.text_nn], edition.report, book)
    return frozen(msgspec.structs.replace(thawed(section.content), quoted=own))
