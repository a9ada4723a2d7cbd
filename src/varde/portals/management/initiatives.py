"""An initiative's page: the fixed information block, text in blocks, and its deliverables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from varde.portfolio.models import Delivery, Initiative

NOT_GIVEN = "Ikke oppgitt i kilden"
BULLETS = ("•", "·")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph (one line) or a list."""

    is_list: bool
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Shown:
    """A deliverable under this initiative, and the other initiatives it stands under."""

    delivery: Delivery
    is_overdue: bool
    also_under: list[Initiative]


def information_block(initiative: Initiative) -> list[tuple[str, str]]:
    """The six fields every initiative has, in their order; what a source left out says so."""
    report = initiative.latest_report
    goal = initiative.strategy_goal
    contact = initiative.contact if initiative.contact_is_public else "Vises ikke offentlig"
    fields = [
        ("Status", report.get_status_display() if report else ""),
        ("Strategimål", str(goal) if goal else ""),
        ("Eier", initiative.owner),
        ("Risiko", report.get_risk_level_display() if report else ""),
        ("Kontaktperson", contact),
        ("Segment", initiative.segment),
    ]
    return [(name, value or NOT_GIVEN) for name, value in fields]


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs and lists: a line that begins with a bullet belongs to a list."""
    gathered: list[str] = []
    for line in text.splitlines():
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
    return [
        Shown(
            one,
            one.deliverable.is_overdue(on),
            [other.initiative for other in one.deliverable.deliveries.all() if other.initiative_id != initiative.id],
        )
        for one in initiative.deliveries.all()
    ]
