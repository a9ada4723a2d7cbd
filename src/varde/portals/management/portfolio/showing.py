"""An initiative's page: the fixed information block, text in blocks, its deliverables, goals and what was ordered."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from varde.indicators.models import Source
from varde.portfolio.models import Claim, Deliverable, Delivery, Goal, GoalContribution, Initiative
from varde.portfolio.vocabulary import ROUND_FACTS, SUBJECTS

NOT_GIVEN = "Ikke oppgitt i kilden"
BULLETS = ("•", "·")


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the information block. `source` is missing when nothing is given, or when it was written here."""

    name: str
    value: str
    source: Source | None
    is_written_here: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a list."""

    is_list: bool
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A deliverable under this initiative, its parts by date, and the other initiatives it stands under."""

    delivery: Delivery
    is_overdue: bool
    also_under: list[Initiative]
    parts: list["Shown"] = field(default_factory=list)

    @property
    def parts_delivered(self) -> int:
        return sum(one.what.is_delivered for one in self.parts)

    @property
    def what(self) -> Deliverable:
        return self.delivery.deliverable


@dataclass(slots=True)
class Branch:
    """A goal with those below it; `is_indirect` when the initiative only supports it."""

    goal: Goal
    contribution: GoalContribution
    below: list["Branch"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Round:
    """A grant round: each key fact in words, with what every source says of it."""

    name: str
    facts: list[tuple[str, list[Claim]]]


def information_block(initiative: Initiative) -> list[Fact]:
    """The six fields every initiative has, in their order; what a source left out says so."""
    report, goal, owned = initiative.latest_report, initiative.strategy_goal, initiative.ownership
    contact = initiative.contact if initiative.contact_is_public or not initiative.contact else "Vises ikke offentlig"
    told = report.source if report else None
    fields: list[tuple[str, str, Source | None]] = [
        ("Status", report.get_status_display() if report else "", told),
        ("Strategimål", str(goal) if goal else "", initiative.source),
        ("Eier", initiative.owner, owned.source if owned else None),
        ("Risiko", report.get_risk_level_display() if report else "", told),
        ("Kontaktperson", contact, initiative.contact_source),
        ("Segment", initiative.segment, initiative.source),
    ]
    return [
        Fact(name, value or NOT_GIVEN, source if value else None, bool(value) and source is None)
        for name, value, source in fields
    ]


def rounds(claims: Iterable[Claim]) -> list[Round]:
    """Each grant round with what is said of it, in the order in which a round goes."""
    order = list(ROUND_FACTS)
    gathered: dict[str, dict[str, list[Claim]]] = {}
    for claim in claims:
        if claim.predicate in ROUND_FACTS:
            gathered.setdefault(claim.subject, {}).setdefault(claim.predicate, []).append(claim)
    return [
        Round(
            SUBJECTS.get(subject, subject),
            [(ROUND_FACTS[what], said[what]) for what in sorted(said, key=order.index)],
        )
        for subject, said in gathered.items()
    ]


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs and lists: a line that begins with a bullet belongs to a list."""
    gathered: list[str] = []
    for line in filter(None, text.splitlines()):
        if line.startswith(BULLETS):
            gathered.append(line[1:].strip())
            continue
        if gathered:
            yield Block(True, gathered)
            gathered = []
        yield Block(False, [line])
    if gathered:
        yield Block(True, gathered)


def deliveries(initiative: Initiative, *, on: date) -> list[Shown]:
    """Each whole with its parts; a part whose whole stands elsewhere stands alone."""
    shown = {one.deliverable_id: _shown(one, on) for one in initiative.deliveries.all()}
    alone: list[Shown] = []
    for one in shown.values():
        whole = shown.get(one.what.part_of_id or "")
        (whole.parts if whole else alone).append(one)
    for one in alone:
        one.parts.sort(key=lambda part: (part.what.due_on or date.max, part.what.slug))
    return alone


def _shown(one: Delivery, on: date) -> Shown:
    others = [other.initiative for other in one.deliverable.deliveries.all()]
    return Shown(one, one.deliverable.is_overdue(on), [other for other in others if other.pk != one.initiative_id])


def goal_tree(contributions: Iterable[GoalContribution]) -> list[Branch]:
    """The goals an initiative works for, each below its parent when the parent is among them."""
    branches = {one.goal_id: Branch(one.goal, one) for one in contributions}
    roots: list[Branch] = []
    for branch in branches.values():
        parent = branches.get(branch.goal.parent_id or "")
        (parent.below if parent else roots).append(branch)
    return roots
