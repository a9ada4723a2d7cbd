"""What people do with reports. Every verb is one transaction with its step and its line in the log."""

from datetime import date
from uuid import UUID

from django.db import transaction

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.reports import checks, filling, people, periods, snapshots
from varde.reports.asking import ask_all_projects, ask_for, load
from varde.reports.content import thawed
from varde.reports.models import Edition, Report, Section, State, Step, StepKind
from varde.reports.recording import NotPossible, SomebodyElseChanged, log
from varde.reports.templates import TEMPLATES, Template

__all__ = [
    "NotPossible", "SomebodyElseChanged", "approve", "ask_all_projects", "ask_for", "correct", "deliver", "load", "make",
    "publish", "refill", "send_back", "submit", "write",
]  # fmt: skip


@transaction.atomic
def make(*, by: Actor, kind: str, place: str, as_of: date | None = None) -> Edition:
    """The first edition of a report, with figures and rows filled in; the newest one when there is one already."""
    report = ask_for(by=by, kind=kind, place=place, as_of=as_of)
    Report.objects.select_for_update().get(id=report.id)
    found = report.editions.order_by("-number").first()
    if found is not None:
        return found
    return _begin(report, by=by, number=1, reason="", earlier=None)


@transaction.atomic
def correct(*, by: Actor, report_id: UUID, reason: str) -> Edition:
    """A new edition that starts as the published one, with the reason why it is needed."""
    report = Report.objects.select_for_update().get(id=report_id)
    people.must_work_on(by, report.place)
    earlier = report.editions.in_full().order_by("-number").first()
    if earlier is None or not earlier.is_published:
        raise NotPossible("Bare en publisert rapport kan rettes. Denne er fortsatt under arbeid.")
    if not reason.strip():
        raise NotPossible("Skriv hvorfor rapporten rettes. Begrunnelsen blir synlig for leserne.")
    return _begin(report, by=by, number=earlier.number + 1, reason=reason.strip(), earlier=earlier)


@transaction.atomic
def write(*, by: Actor, edition_id: UUID, key: str, revision: int, text_nb: str, text_nn: str) -> Section:
    """Keep a section's text in one or both languages. `revision` is the section's, as the writer saw it.

    Raises SomebodyElseChanged, NotPossible, or placeholders.UnknownFigure for a figure the text cannot have.
    """
    edition = _open_edition(by, edition_id)
    section = edition.sections.select_for_update().get(key=key)
    if section.revision != revision:
        raise SomebodyElseChanged
    section.text_nb, section.text_nn = _tidy(text_nb), _tidy(text_nn)
    section.content = filling.with_quotes(section, edition)
    section.revision += 1
    section.written_at, section.written_by = clock.now(), by.display
    section.save()
    _moved(edition, by, StepKind.WRITTEN, note=thawed(section.content).heading.nb)
    return section


@transaction.atomic
def refill(*, by: Actor, edition_id: UUID, revision: int) -> Edition:
    """Fetch figures and rows anew into a draft; texts stay."""
    edition = _open_edition(by, edition_id, revision)
    sections = list(edition.sections.select_for_update())
    edition.snapshot = snapshots.bound_to(edition.report, by=by)
    filling.refill(edition, TEMPLATES[edition.report.kind], sections)
    Section.objects.bulk_update(sections, ["content"])
    edition.filled_at = clock.now()
    _moved(edition, by, StepKind.REFILLED, "filled_at", "snapshot")
    return edition


@transaction.atomic
def submit(*, by: Actor, edition_id: UUID, revision: int) -> Edition:
    """Hand it over for approval. Raises NotPossible naming the texts that are missing."""
    edition = _open_edition(by, edition_id, revision)
    missing = checks.missing(edition)
    if missing:
        raise NotPossible(f"Disse avsnittene mangler tekst: {', '.join(missing)}.")
    edition.state = State.IN_REVIEW
    _moved(edition, by, StepKind.SUBMITTED, "state")
    if TEMPLATES[edition.report.kind].is_sent_in:
        _step(edition, by, StepKind.DELIVERED, on=periods.today())
    return edition


@transaction.atomic
def send_back(*, by: Actor, edition_id: UUID, revision: int, note: str) -> Edition:
    """From review or approved back to draft, with what must be changed."""
    edition = _locked(by, edition_id, revision)
    _must_be(edition, State.IN_REVIEW, State.APPROVED)
    if not note.strip():
        raise NotPossible("Skriv hva som må endres.")
    edition.state, edition.four_eyes = State.DRAFT, None
    _moved(edition, by, StepKind.RETURNED, "state", "four_eyes", note=note.strip())
    return edition


@transaction.atomic
def approve(*, by: Actor, edition_id: UUID, revision: int) -> Edition:
    """Approve what is in review. Somebody who has worked on it may only when nobody else can; then that is noted."""
    edition = _locked(by, edition_id, revision)
    _must_be(edition, State.IN_REVIEW)
    if not people.may_approve(by, edition.report):
        raise people.NotYours("Rapporten godkjennes av programlederen.")
    same = people.is_same_person(by, edition.report, edition.id)
    if same and people.others_who_approve(by):
        raise NotPossible("Du har selv arbeidet med rapporten. En annen må godkjenne den.")
    edition.state, edition.four_eyes = State.APPROVED, not same
    _moved(edition, by, StepKind.APPROVED, "state", "four_eyes")
    return edition


@transaction.atomic
def deliver(*, by: Actor, report_id: UUID, on: date) -> Step:
    """Note the day an approved report was delivered to whoever ordered it; publication is another day."""
    report = Report.objects.select_for_update().get(id=report_id)
    people.must_work_on(by, report.place)
    edition = report.editions.order_by("-number").first()
    if edition is None or edition.state not in {State.APPROVED, State.PUBLISHED}:
        raise NotPossible("Rapporten må være godkjent før den leveres.")
    if on > periods.today():
        raise NotPossible("Datoen for leveringen kan ikke være fram i tid.")
    return _step(edition, by, StepKind.DELIVERED, on=on)


@transaction.atomic
def publish(*, by: Actor, edition_id: UUID, revision: int) -> Edition:
    """Make an approved edition public. From here on the database refuses to change it."""
    edition = _locked(by, edition_id, revision)
    _must_be(edition, State.APPROVED)
    if not people.may_approve(by, edition.report):
        raise people.NotYours("Rapporten publiseres av programlederen.")
    try:
        snapshots.make_public(edition.snapshot, by=by)
    except snapshots.NotPublic as problem:
        raise NotPossible(str(problem)) from None
    _step(edition, by, StepKind.PUBLISHED)
    edition.state, edition.published_at, edition.published_by = State.PUBLISHED, clock.now(), by.display
    edition.revision += 1
    edition.save(update_fields=["state", "published_at", "published_by", "revision"])
    return edition


def _begin(report: Report, *, by: Actor, number: int, reason: str, earlier: Edition | None) -> Edition:
    template = TEMPLATES[report.kind]
    edition = Edition(report=report, number=number, reason=reason, filled_at=clock.now())
    edition.snapshot = snapshots.bound_to(report, by=by)
    sections = _sections(edition, template, earlier)
    filling.refill(edition, template, sections)
    edition.save(force_insert=True)
    Section.objects.bulk_create(sections)
    _step(edition, by, StepKind.STARTED, note=reason)
    return edition


def _sections(edition: Edition, template: Template, earlier: Edition | None) -> list[Section]:
    written = {section.key: section for section in earlier.sections.all()} if earlier else {}
    return [
        Section(
            edition=edition,
            position=position,
            key=part.key,
            text_nb=written[part.key].text_nb if part.key in written else "",
            text_nn=written[part.key].text_nn if part.key in written else "",
        )
        for position, part in enumerate(template.parts, 1)
    ]


def _locked(by: Actor, edition_id: UUID, revision: int | None = None) -> Edition:
    edition = Edition.objects.select_for_update(of=("self",)).select_related("report").get(id=edition_id)
    people.must_work_on(by, edition.report.place)
    if revision is not None and edition.revision != revision:
        raise SomebodyElseChanged
    return edition


def _open_edition(by: Actor, edition_id: UUID, revision: int | None = None) -> Edition:
    edition = _locked(by, edition_id, revision)
    if not edition.is_open:
        raise NotPossible(
            f"Rapporten er {edition.get_state_display().lower()} og kan ikke endres. Send den tilbake, eller rett den."
        )
    return edition


def _must_be(edition: Edition, *states: State) -> None:
    if edition.state not in states:
        raise NotPossible(f"Rapporten er {edition.get_state_display().lower()}. Last siden på nytt.")


def _moved(edition: Edition, by: Actor, kind: StepKind, *fields: str, note: str = "") -> None:
    edition.revision += 1
    edition.save(update_fields=[*fields, "revision"])
    _step(edition, by, kind, note=note)


def _step(edition: Edition, by: Actor, kind: StepKind, *, note: str = "", on: date | None = None) -> Step:
    step = Step.objects.create(
        report=edition.report,
        edition=edition,
        kind=kind,
        at=clock.now(),
        by=by.display,
        practitioner_id=people.practitioner_of(by),
        on=on,
        note=note,
    )
    log(by, Action.CREATE if kind == StepKind.STARTED else Action.UPDATE, edition.report, f"{edition.number}/{kind}")
    return step


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
