"""From rows to the facts the watch looks at: this room's own, and what the spread projects' sources say."""

from collections.abc import Iterator
from itertools import chain

from varde.portfolio import models
from varde.portfolio.facts import Claim, Deliverable, Facts, Moment, Order, Status, Text
from varde.portfolio.vocabulary import SUBJECTS
from varde.projects import published as projects
from varde.projects.models import Project, Role, StatementKind

# The initiative that the spread projects carry out.
SPREAD = ("spredning",)


def collected() -> Facts:
    """Everything the watch needs, in a fixed number of queries."""
    initiatives = list(models.Initiative.objects.in_order())
    return Facts(
        claims=tuple(chain(_claims(), _steps(), chain.from_iterable(_project(one) for one in _projects()))),
        deliverables=tuple(_deliverables()),
        statuses=tuple(_statuses(initiatives)),
        texts=tuple(chain(_told(initiatives), _described())),
        orders=tuple(_orders()),
    )


def _claims() -> Iterator[Claim]:
    for row in models.Claim.objects.order_by("on", "source_id", "predicate", "value"):
        yield Claim(
            kind=row.subject_kind,
            subject=row.subject,
            predicate=row.predicate,
            source=row.source_id,
            quote=row.quote,
            name=SUBJECTS.get(row.subject, ""),
            value=row.value,
            number=row.number,
            moment=Moment(row.on, row.precision == models.Precision.MONTH) if row.on else None,
            as_of=row.as_of,
            concerns=(row.concerns,) if row.concerns else (),
        )


def _steps() -> Iterator[Claim]:
    """Each step of a recommendation, as each source tells it."""
    for advice in models.Recommendation.objects.prefetch_related("steps", "initiatives"):
        concerns = tuple(one.slug for one in advice.initiatives.all())
        for step in advice.steps.all():
            yield Claim(
                kind="recommendation",
                subject=advice.slug,
                predicate=step.kind,
                source=step.source_id,
                quote=step.quote,
                name=advice.title,
                moment=Moment(step.on, step.on_is_month) if step.on else None,
                is_planned=step.is_planned,
                concerns=concerns,
            )


def _projects() -> Iterator[Project]:
    yield from projects.projects().as_said()


def _project(project: Project) -> Iterator[Claim]:
    """Who owns, takes part in and joined a project, and which areas it covers, source by source."""
    for area in project.coverage.all():
        name = area.helsefellesskap_id
        yield _of(project, "area", area.source_id, f"Prosjektet dekker {name}.", value=str(name))
    for one in project.participations.all():
        if one.is_synthetic:
            continue
        name = one.municipality.name
        if one.role == Role.OWNER:
            yield _of(project, "owner", one.source_id, f"{name} er prosjekteier.", value=name)
        else:
            yield _of(project, "participant", one.source_id, f"{name} er nevnt som deltaker.", value=name)
    for said in project.statements.all():
        if said.kind == StatementKind.JOINED and said.on:
            # A statement's date is the first of a month when its source gives a month.
            when = Moment(said.on, is_month=said.on.day == 1)
            yield _of(project, "joined", said.source_id, said.text, moment=when)


def _of(
    project: Project, predicate: str, source: str, quote: str, *, value: str = "", moment: Moment | None = None
) -> Claim:
    return Claim("project", project.slug, predicate, source, quote, project.name, value, moment=moment, concerns=SPREAD)


def _deliverables() -> Iterator[Deliverable]:
    for row in models.Deliverable.objects.prefetch_related("deliveries__initiative").order_by("due_on", "slug"):
        headings = {one.title for one in row.deliveries.all() if one.title}
        yield Deliverable(
            slug=row.slug,
            title=row.title,
            source="" if row.changed_at else row.source_id or "",
            names=(*row.names, *sorted(headings)),
            under=tuple(one.initiative.slug for one in row.deliveries.all()),
            due_on=row.due_on,
            is_delivered=row.is_delivered,
            delivered_on=row.delivered_on,
            answers=row.answers_id or "",
        )


def _statuses(initiatives: list[models.Initiative]) -> Iterator[Status]:
    for one in initiatives:
        if report := one.latest_report:
            calm = report.status == models.Status.UNDER_CONTROL
            word, source = report.get_status_display(), report.source_id or ""
            yield Status(one.slug, str(one), word, calm, source, report.as_of)


def _told(initiatives: list[models.Initiative]) -> Iterator[Text]:
    """The narrative of each initiative: what it is, and its latest status and risk."""
    for one in initiatives:
        yield Text(one.slug, f"{one.purpose}\n{one.description}", one.source_id or "")
        if report := one.latest_report:
            for text in (report.status_text, report.risk_text):
                yield Text(one.slug, text, report.source_id or "", report.as_of)


def _described() -> Iterator[Text]:
    """A deliverable in the words of each initiative. Said under its own name, so that "den er publisert" is about it."""
    for one in models.Delivery.objects.select_related("initiative", "deliverable").exclude(description=""):
        yield Text(one.initiative.slug, f"{one.deliverable.title}.\n{one.description}", one.source_id or "")


def _orders() -> Iterator[Order]:
    for row in models.Order.objects.select_related("assignment__initiative"):
        letter = row.assignment
        yield Order(
            slug=row.slug,
            initiative=letter.initiative.slug,
            text=row.text,
            letter=letter.letter or letter.title,
            source=letter.source_id,
            due_on=row.due_on,
            is_tentative=row.is_tentative,
        )
