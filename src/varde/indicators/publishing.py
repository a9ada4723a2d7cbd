"""Freezing a month's figures, publishing them, and taking a publication back without removing it."""

from calendar import monthrange
from datetime import date, timedelta

import msgspec
from django.db import transaction
from django.utils import timezone

from varde.audit import actions as audit
from varde.audit.models import Action
from varde.indicators import disclosure, dividing, snapshots
from varde.indicators.definitions import Measure
from varde.indicators.disclosure import Before
from varde.indicators.models import FrozenTable, MeasureReport, PublicationStep, StepKind
from varde.lib import clock
from varde.lib.context import Actor

PLACE = "Varde"
# A place hidden this long ago or less is not told again while it is near the limit.
LATELY = timedelta(days=100)


class CannotPublish(ValueError):
    """What is asked for cannot be done; the text says why, in Norwegian."""


@transaction.atomic
def freeze_month(*, by: Actor, as_of: date) -> MeasureReport:
    """Count every measure as of the last day of a month that is over, and keep it as it may be shown.

    A month that is frozen already, and not withdrawn, is given back as it is. Raises CannotPublish for another day.
    """
    _require_month_over(as_of)
    earlier = MeasureReport.objects.counted().filter(as_of=as_of)
    if standing := earlier.standing().first():
        return standing
    report = _kept(_counted(as_of), as_of, earlier.count() + 1, by)
    _record(by, f"Frosset tall per {as_of:%d.%m.%Y}", report)
    return report


@transaction.atomic
def publish(*, by: Actor, report: MeasureReport) -> PublicationStep:
    """Let anybody read a frozen report. Publishing again changes nothing. Raises CannotPublish when it was withdrawn."""
    locked = _locked(report)
    if locked.withdrawn_step:
        raise CannotPublish("Publikasjonen er trukket tilbake. Frys måneden på nytt for å publisere den.")
    return locked.published_step or _step(by, locked, StepKind.PUBLISHED, "")


@transaction.atomic
def withdraw(*, by: Actor, report: MeasureReport, reason: str) -> PublicationStep:
    """Take a report out of use, with a reason that stays beside it for everybody to read."""
    if len(reason.strip()) < 10:
        raise CannotPublish("Skriv en grunn på minst ti tegn. Den blir stående offentlig ved siden av tallene.")
    locked = _locked(report)
    return locked.withdrawn_step or _step(by, locked, StepKind.WITHDRAWN, reason.strip())


def _step(by: Actor, report: MeasureReport, kind: StepKind, reason: str) -> PublicationStep:
    done = PublicationStep.objects.create(
        report=report, kind=kind, at=clock.now(), by=by.display, by_id=by.id, reason=reason
    )
    _record(by, f"{kind.label} tall per {report.as_of:%d.%m.%Y}", report)
    return done


def _locked(report: MeasureReport) -> MeasureReport:
    return MeasureReport.objects.counted().select_for_update().get(pk=report.pk)


def _record(by: Actor, what: str, report: MeasureReport) -> None:
    reference = f"MeasureReport/{report.pk} sha256:{report.digest}"
    audit.record(by=by, action=Action.CREATE, what=what, subjects={}, purpose="programstyring", asked_for=reference)


def _kept(tables: list[FrozenTable], as_of: date, revision: int, by: Actor) -> MeasureReport:
    report = MeasureReport.objects.create(
        as_of=as_of,
        place=PLACE,
        imported_at=clock.now(),
        imported_by=by.display,
        revision=revision,
        rule=disclosure.RULE,
        digest=snapshots.digest_of_all(tables),
    )
    for table in tables:
        table.report = report
    FrozenTable.objects.bulk_create(tables)
    return report


def _counted(as_of: date) -> list[FrozenTable]:
    asked = [(measure, _before(measure, as_of)) for measure in snapshots.frozen_measures()]
    made = snapshots.made(asked, as_of, dividing.partitions())
    return [_table(measure, made[measure.slug], before) for measure, before in asked]


def _table(measure: Measure, text: str, before: Before) -> FrozenTable:
    definition = msgspec.json.encode(measure).decode()
    kept = msgspec.json.encode({"held": sorted(before.held), "lately": sorted(before.lately)}).decode()
    digest = snapshots.digest_of(definition, text)
    return FrozenTable(measure=measure.slug, definition=definition, cells=text, before=kept, digest=digest)


def _before(measure: Measure, as_of: date) -> Before:
    """What every revision of the same day hid, and what the latest report before it hid."""
    tables = FrozenTable.objects.select_related("report").filter(measure=measure.slug, report__source=None)
    recent = tables.filter(report__as_of__lt=as_of, report__as_of__gte=as_of - LATELY)
    latest = recent.order_by("-report__as_of").values_list("report__as_of", flat=True).first()
    return Before(
        held=snapshots.hidden_in(tables.filter(report__as_of=as_of)),
        lately=snapshots.hidden_in(recent.filter(report__as_of=latest)) if latest else frozenset(),
    )


def _require_month_over(as_of: date) -> None:
    if as_of.day != monthrange(as_of.year, as_of.month)[1]:
        raise CannotPublish("Tall fryses per siste dag i en måned.")
    if as_of >= timezone.localdate(clock.now()):
        raise CannotPublish("Måneden er ikke over ennå. Frys den når den er det.")
