"""Reports of the programme: what is due when, and the versions of each with their sections, steps and people."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Max, Prefetch, Q

from varde.indicators.models import MeasureReport
from varde.lib.uuid7 import uuid7
from varde.reports.content import Language
from varde.reports.templates import TEMPLATES


class ReportQuerySet(models.QuerySet["Report"]):
    def in_full(self) -> Self:
        return self.prefetch_related(Prefetch("editions", Edition.objects.in_full()))

    def with_editions(self) -> Self:
        return self.prefetch_related("editions__steps", "steps")

    def due_first(self) -> Self:
        return self.order_by(F("due_on").asc(nulls_last=True), "-as_of", "slug")

    def published(self) -> Self:
        """Those anybody may read, the latest published first."""
        return (
            self.filter(editions__published_at__isnull=False)
            .annotate(latest=Max("editions__published_at"))
            .order_by("-latest")
        )

    def of_places(self, places: frozenset[str]) -> Self:
        return self.filter(place__in=places)


class Report(models.Model):
    """A report that is asked for or made: of a `kind` (slug of a template), for a place and a period.

    `place` is "NO", "F:<county number>" or "P:<project slug>". `as_of` is the day its figures hold for. Two deadlines are
    kept apart: `internal_due_on` (to whoever ordered it) and `due_on` (published). `deliverable` is a slug of the
    portfolio, or empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.SlugField()
    place = models.CharField(max_length=60)
    place_name = models.CharField(max_length=120)
    period_from = models.DateField()
    as_of = models.DateField()
    internal_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    deliverable = models.SlugField(blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=200)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "place", "as_of"], name="one_report_per_kind_place_and_day"),
            models.CheckConstraint(condition=Q(period_from__lte=F("as_of")), name="report_period_is_forwards"),
        ]

    def __str__(self) -> str:
        return self.title()

    def title(self, language: str = Language.BOKMAAL) -> str:
        day = f"{self.as_of:%d.%m.%Y}"
        return TEMPLATES[self.kind].title.text(language).format(place=self.place_name, year=self.as_of.year, day=day)

    @property
    def newest(self) -> "Edition | None":
        """The edition people work with, or the last one published."""
        return max(self.editions.all(), key=lambda one: one.number, default=None)

    @property
    def published_edition(self) -> "Edition | None":
        """The edition that holds: the latest published."""
        done = [one for one in self.editions.all() if one.is_published]
        return max(done, key=lambda one: one.number, default=None)

    @property
    def delivered_on(self) -> date | None:
        """The day it was first delivered to whoever ordered it."""
        days = [step.on for step in self.steps.all() if step.kind == StepKind.DELIVERED and step.on]
        return min(days, default=None)


class State(models.TextChoices):
    DRAFT = "draft", "Utkast"
    IN_REVIEW = "in_review", "Til godkjenning"
    APPROVED = "approved", "Godkjent"
    PUBLISHED = "published", "Publisert"


class EditionQuerySet(models.QuerySet["Edition"]):
    def in_full(self) -> Self:
        return self.select_related("report", "snapshot").prefetch_related("sections", "steps", "snapshot__steps")


class Edition(models.Model):
    """One version of a report. Open while it is worked on; once published the database refuses every change to it.

    `revision` counts the changes, so that two people never overwrite each other. `reason` says why a later edition
    corrects an earlier one. `four_eyes` is false when nobody else could approve it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    reason = models.TextField(blank=True)
    snapshot = models.ForeignKey(MeasureReport, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filled_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    four_eyes = models.BooleanField(null=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=200, blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="edition_number_once"),
            models.UniqueConstraint(
                fields=["report"], condition=~Q(state=State.PUBLISHED.value), name="one_open_edition_per_report"
            ),
            models.CheckConstraint(
                condition=Q(state=State.PUBLISHED.value, published_at__isnull=False, four_eyes__isnull=False)
                | (~Q(state=State.PUBLISHED.value) & Q(published_at__isnull=True)),
                name="published_has_a_time",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="correction_has_a_reason"),
        ]

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_open(self) -> bool:
        return self.state == State.DRAFT


class Section(models.Model):
    """One section of an edition. `text_*` is written by people; `content` holds the frozen figures and rows as JSON."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="sections")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField()
    text_nb = models.TextField(blank=True)
    text_nn = models.TextField(blank=True)
    content = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["edition", "key"], name="section_once_per_edition")]


class StepKind(models.TextChoices):
    STARTED = "started", "Påbegynt"
    WRITTEN = "written", "Tekst endret"
    REFILLED = "refilled", "Tall hentet på nytt"
    SUBMITTED = "submitted", "Sendt til godkjenning"
    RETURNED = "returned", "Sendt tilbake"
    APPROVED = "approved", "Godkjent"
    DELIVERED = "delivered", "Levert til oppdragsgiver"
    PUBLISHED = "published", "Publisert"


class Step(models.Model):
    """What happened to a report, who did it and when. Appended; the database refuses to change one.

    `on` is the day it was delivered. `practitioner_id` is the person behind the role, so that one person with two roles
    is still one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="steps")
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    practitioner_id = models.UUIDField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
