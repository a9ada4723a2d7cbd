"""An edition as a page or a PDF shows it, in one language: sections with paragraphs, tables and drawings."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from varde.portals.management.reports.drawings import Drawing, drawn
from varde.portals.management.reports.tables import Table, tables_of
from varde.portals.management.reports.words import Words
from varde.reports.content import Content, Kind, Language, Named, Number, thawed
from varde.reports.models import Edition, Section
from varde.reports.placeholders import UnknownFigure, filled
from varde.reports.templates import TEMPLATES, Template
from varde.reports.words import said

BULLETS = ("- ", "• ", "· ")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a list of lines."""

    is_list: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One section. `text_language` differs from the document's when the text is written in the other only."""

    key: str
    heading: str
    kind: str
    blocks: tuple[Block, ...]
    text_language: str
    notice: str
    caution: str
    tables: tuple[Table, ...]
    drawings: tuple[Drawing, ...]
    definitions: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report in one language. `facts` is the block under its title."""

    edition: Edition
    language: str
    words: Words
    title: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Shown, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_draft(self) -> bool:
        return not self.edition.is_published

    @property
    def other_language(self) -> str:
        return Language.BOKMAAL if self.language == Language.NYNORSK else Language.NYNORSK


def of(edition: Edition, language: str) -> Document:
    """The document of an edition read with `in_full()`."""
    template, words = TEMPLATES[edition.report.kind], Words(language)
    read = [(section, thawed(section.content)) for section in edition.sections.all()]
    names = {one.slug: one.name.text(language) for _, content in read for one in content.measures}
    sections = tuple(_section(section, content, edition, words, names) for section, content in read)
    return Document(
        edition,
        language,
        words,
        edition.report.title(language),
        template.name.text(language),
        facts(edition, template, words),
        sections,
        names,
    )


def facts(edition: Edition, template: Template, words: Words) -> tuple[tuple[str, str], ...]:
    report = edition.report
    approval = {True: words.four_eyes, False: words.one_pair, None: ""}[edition.four_eyes]
    rows = [
        (words.as_of, f"{report.as_of:%d.%m.%Y}"),
        (words.place, said(report.place_name, words.language)),
        (words.ordered_by, template.ordered_by.text(words.language)),
        (words.delivered, f"{report.delivered_on:%d.%m.%Y}" if report.delivered_on else words.not_delivered),
        (words.published, f"{timezone.localdate(edition.published_at):%d.%m.%Y}" if edition.published_at else ""),
        (words.edition, str(edition.number)),
        (words.corrects, edition.reason),
        (words.approval, approval),
        (words.source, words.how),
    ]
    return tuple((name, value) for name, value in rows if value)


def _section(section: Section, content: Content, edition: Edition, words: Words, names: Mapping[str, str]) -> Shown:
    text, language, notice = _chosen(section, words)
    text = _with_figures(text, content, edition, words)
    is_empty_text = content.kind == Kind.TEXT and not text
    is_definitions = content.kind == Kind.DEFINITIONS
    return Shown(
        section.key,
        content.heading.text(words.language),
        content.kind,
        tuple(blocks(text)),
        language,
        words.no_text if is_empty_text else notice,
        content.caution.text(words.language) if content.caution else "",
        tables_of(content, edition.report.as_of, timezone.localdate(edition.filled_at), words),
        tuple(drawn(content, words)),
        tuple(content.measures) if is_definitions else (),
    )


def _chosen(section: Section, words: Words) -> tuple[str, str, str]:
    """The text in the document's language, else in the other, saying so."""
    nynorsk = words.language == Language.NYNORSK
    own, other = (section.text_nn, section.text_nb) if nynorsk else (section.text_nb, section.text_nn)
    if own or not other:
        return own, words.language, ""
    return (other, Language.BOKMAAL, words.only_bokmaal) if nynorsk else (other, Language.NYNORSK, words.only_nynorsk)


def _with_figures(text: str, content: Content, edition: Edition, words: Words) -> str:
    spoken = {(one.measure, one.place, bool(one.source)): _in_language(one, words.language) for one in content.quoted}
    try:
        return filled(text, spoken, own_place=edition.report.place)
    except UnknownFigure:
        return f"{text} {words.bad_figure}"


def _in_language(number: Number, language: str) -> Number:
    return Number(
        number.measure, number.place, number.place_name, number.as_of, number.state, said(number.text, language)
    )


def blocks(text: str) -> list[Block]:
    """Paragraphs, and lists of neighbouring lines that begin with a bullet."""
    made: list[Block] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if not line.startswith(BULLETS):
            made.append(Block(False, (line,)))
        elif made and made[-1].is_list:
            made[-1] = Block(True, (*made[-1].lines, line[2:].strip()))
        else:
            made.append(Block(True, (line[2:].strip(),)))
    return made
