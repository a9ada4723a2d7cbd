"""What the programme lead should look at: findings in words, and the initiatives in a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from varde.indicators import published as indicators
from varde.indicators.models import Source
from varde.portfolio import published as portfolio
from varde.portfolio import watch
from varde.portfolio.models import Explanation, Initiative
from varde.portfolio.vocabulary import Severity
from varde.portfolio.watch import Finding

DELIVERABLE = ("Endre leveransen", "management:portfolio_deliverable")
STATUS = ("Skriv ny status", "management:portfolio_status")
REMEDIES = {
    "overdue": DELIVERABLE,
    "overdue_under_control": DELIVERABLE,
    "text_says_done": DELIVERABLE,
    "text_says_other_date": DELIVERABLE,
    "text_says_planned": STATUS,
    "stale_status": STATUS,
    "undated_status": STATUS,
    "ordered_not_among_deliverables": ("Legg til leveransen", "management:portfolio_new_deliverable"),
}
EXPLAINED = "Forklart"


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the sources of its facts by name: (text, source or None when written here, date)."""

    finding: Finding
    word: str
    facts: list[tuple[str, Source | None, date | None]]
    explanation: Explanation | None = None

    @property
    def remedy(self) -> str:
        """What the link says that leads to where it is put right, or explained when it cannot be."""
        if self.finding.code in REMEDIES:
            return REMEDIES[self.finding.code][0]
        return "Endre forklaringen" if self.explanation else "Forklar"

    @property
    def href(self) -> str:
        one, where = self.finding, self.finding.initiatives[0]
        if one.code not in REMEDIES:
            return reverse("management:portfolio_explain", args=[where, one.digest])
        _, name = REMEDIES[one.code]
        if one.subject_kind == "order":
            return f"{reverse(name, args=[where])}?svar={one.subject_slug}"
        return reverse(name, args=[where, one.subject_slug] if name.endswith("_deliverable") else [where])


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
    explained = portfolio.explanations()
    return [
        Told(
            one,
            Severity(one.severity).word,
            [(text, known.get(key), day) for text, key, day in one.facts],
            explained.get(one.digest),
        )
        for one in found
    ]


def by_severity(found: Iterable[Finding]) -> list[tuple[str, list[Told]]]:
    """The gravest first and the explained last; a group without findings is left out."""
    everything = told(found)
    still = [one for one in everything if one.explanation is None]
    groups = [(level.word, [one for one in still if one.finding.severity == level]) for level in Severity]
    groups.append((EXPLAINED, [one for one in everything if one.explanation]))
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
