"""A report as those who work on it see it: what must be done next, its sections with texts, and what has happened."""

from dataclasses import dataclass
from datetime import date

from varde.lib.context import Actor
from varde.portals.management.reports import document
from varde.portals.management.reports.tables import Table, tables_of
from varde.portals.management.reports.words import Words
from varde.portfolio.models import Delivery
from varde.reports import checks, people, periods, published
from varde.reports.content import Language, thawed
from varde.reports.models import Edition, Report, State, Step
from varde.reports.templates import TEMPLATES

NOT_STARTED = "Ikke påbegynt"


@dataclass(frozen=True, slots=True)
class Line:
    """A report in the list. `late` says which deadline has passed, in words."""

    slug: str
    title: str
    kind: str
    state: str
    due: str
    late: str
    is_started: bool


@dataclass(frozen=True, slots=True)
class Written:
    """A section as it is edited: `text_*` are what the writer sees, kept when a save was refused."""

    key: str
    heading: str
    guidance: str
    required: bool
    revision: int
    text_nb: str
    text_nn: str
    tables: tuple[Table, ...]
    written: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The page of one edition."""

    edition: Edition
    report: Report
    title: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Written, ...]
    figures: tuple[tuple[str, str, str], ...]
    missing: tuple[str, ...]
    typed: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    may_approve: bool
    must_be_another: bool
    undelivered: Delivery | None
    today: date

    @property
    def state(self) -> str:
        return str(self.edition.state)


def line(report: Report, on: date) -> Line:
    newest, template = report.newest, TEMPLATES[report.kind]
    state = str(newest.get_state_display()) if newest else NOT_STARTED
    if newest and newest.number > 1:
        state = f"{state}, utgave {newest.number}"
    return Line(
        report.slug, report.title(), template.name.nb, state, _deadlines(report), _late(report, on), newest is not None
    )


def desk(edition: Edition, by: Actor, kept: dict[str, tuple[str, str]] | None = None) -> Desk:
    """The page of an edition read with `in_full()`. `kept` holds texts that could not be saved, by section."""
    report, template = edition.report, TEMPLATES[edition.report.kind]
    same = people.is_same_person(by, report, edition.id)
    return Desk(
        edition,
        report,
        report.title(),
        template.name.nb,
        (*document.facts(edition, template, Words(Language.BOKMAAL))[:-1], ("Frister", _deadlines(report) or "Ingen")),
        tuple(_sections(edition, kept or {})),
        tuple(_figures(edition)),
        tuple(checks.missing(edition)),
        tuple((heading, ", ".join(numbers)) for heading, numbers in checks.typed(edition)),
        tuple(reversed([step for step in report.steps.all() if step.edition_id == edition.id])),
        people.may_approve(by, report),
        edition.state == State.IN_REVIEW and same and people.others_who_approve(by),
        published.undelivered(report) if edition.is_published and by.role == people.PROGRAMME else None,
        periods.today(),
    )


def _sections(edition: Edition, kept: dict[str, tuple[str, str]]) -> list[Written]:
    words, made = Words(Language.BOKMAAL), []
    for section in edition.sections.all():
        content = thawed(section.content)
        text_nb, text_nn = kept.get(section.key, (section.text_nb, section.text_nn))
        written = f"{section.written_by}, {section.written_at:%d.%m.%Y}" if section.written_at else ""
        tables = tables_of(content, edition.report.as_of, edition.filled_at.date(), words)
        made.append(
            Written(
                section.key,
                content.heading.nb,
                content.guidance,
                content.required,
                section.revision,
                text_nb,
                text_nn,
                tables,
                written,
            )
        )
    return made


def _figures(edition: Edition) -> list[tuple[str, str, str]]:
    """What a text may quote: code, name and value, for the report's own place."""
    found: dict[str, tuple[str, str, str]] = {}
    for section in edition.sections.all():
        content = thawed(section.content)
        names = {one.slug: one.name.nb for one in content.measures}
        for number in content.numbers:
            is_own = number.place == edition.report.place and (number.source or number.as_of == edition.report.as_of)
            code = f"{{{'reported' if number.source else 'figure'}:{number.measure}}}"
            name = f"{names[number.measure]}, rapportert av andre" if number.source else names[number.measure]
            if is_own and number.state != "no_data":
                found.setdefault(code, (code, name, number.text))
    return list(found.values())


def _deadlines(report: Report) -> str:
    said = [
        f"leveres {report.internal_due_on:%d.%m.%Y}" if report.internal_due_on else "",
        f"publiseres {report.due_on:%d.%m.%Y}" if report.due_on else "",
    ]
    return ", ".join(filter(None, said))


def _late(report: Report, on: date) -> str:
    said = []
    if report.internal_due_on and report.internal_due_on < on and not report.delivered_on:
        said.append("skulle vært levert")
    if report.due_on and report.due_on < on and report.published_edition is None:
        said.append("skulle vært publisert")
    return " og ".join(said)
