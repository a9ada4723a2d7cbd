"""What the programme lead should look at: findings in words, and the initiatives in a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from varde.indicators import published as indicators
from varde.indicators.models import Source
from varde.portfolio import watch
from varde.portfolio.models import Initiative
from varde.portfolio.vocabulary import Severity
from varde.portfolio.watch import Finding


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the sources of its facts by name: (text, source or None when written here, date)."""

    finding: Finding
    word: str
    facts: list[tuple[str, Source | None, date | None]]


@dataclass(frozen=True, slots=True)
class Row:
    """One initiative in the overview."""

    initiative: Initiative
    overdue: int
    findings: int

    @property
    def light(self) -> int:
        report = self.initiative.latest_report
        return report.light if report else 0


def told(found: Iterable[Finding]) -> list[Told]:
    known = {source.key: source for source in indicators.sources()}
    return [
        Told(one, Severity(one.severity).word, [(text, known.get(key), day) for text, key, day in one.facts])
        for one in found
    ]


def by_severity(found: Iterable[Finding]) -> list[tuple[str, list[Told]]]:
    """The gravest first; a severity without findings is left out."""
    everything = told(found)
    groups = [(level.word, [one for one in everything if one.finding.severity == level]) for level in Severity]
    return [(word, group) for word, group in groups if group]


def rows(initiatives: Iterable[Initiative], found: list[Finding], *, on: date) -> list[Row]:
    return [
        Row(
            one,
            sum(delivery.deliverable.is_overdue(on) for delivery in one.deliveries.all()),
            len(watch.of(found, one.slug)),
        )
        for one in initiatives
    ]


def title(rows: list[Row], found: list[Finding]) -> str:
    """The page's heading as a sentence."""
    if not rows:
        return "Ingen tiltak er lagt inn ennå"
    grave = sum(one.severity == Severity.ACT for one in found)
    if not found:
        return f"{len(rows)} tiltak følges, og alt stemmer med hverandre"
    what = "opplysning" if len(found) == 1 else "opplysninger"
    return f"{len(rows)} tiltak følges. {len(found)} {what} stemmer ikke, {grave} av dem må rettes"
