"""Sources, and figures frozen as of a date. What a figure means is data in `definitions.json` (see `definitions`)."""

from typing import Self

from django.db import models

from varde.indicators import wording
from varde.lib.uuid7 import uuid7


class Source(models.Model):
    """Where a fact comes from. `updated_on` is the source's own date of last change, when it gives one.

    `short` is how a sentence names it: "Kilde: erfaringsrapporten, kap. 3.3".
    """

    key = models.SlugField(primary_key=True)
    short = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=100)
    updated_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"


class MeasureReportQuerySet(models.QuerySet["MeasureReport"]):
    def latest_first(self) -> Self:
        return self.order_by("-as_of", "-revision", "-imported_at")

    def about(self, measure: str) -> Self:
        return self.filter(figures__measure=measure)

    def imported(self) -> Self:
        """Those that others made, with their source."""
        return self.filter(source__isnull=False)

    def counted(self) -> Self:
        """Those frozen here, withdrawn ones too."""
        return self.filter(source__isnull=True)

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.exclude(steps__kind=StepKind.WITHDRAWN)

    def public(self) -> Self:
        """Counted here, published and not withdrawn: what anybody may read."""
        return self.counted().standing().filter(steps__kind=StepKind.PUBLISHED)


class MeasureReport(models.Model):
    """Figures frozen as of a date (FHIR MeasureReport). The database refuses to change one.

    With a `source` it was brought in from there and holds `figures`. Without one it was counted here after disclosure
    control and holds `tables`; `rule` is the version of that control, `digest` the SHA-256 of everything in it (hex), and
    a new `revision` is made of the same day when one has been withdrawn.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    as_of = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    place = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)
    revision = models.PositiveSmallIntegerField(default=1)
    rule = models.CharField(max_length=20, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = MeasureReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["as_of", "source"], name="one_report_per_source_and_date"),
            models.UniqueConstraint(
                fields=["as_of", "revision"], condition=models.Q(source__isnull=True), name="one_count_per_revision"
            ),
        ]

    @property
    def published_step(self) -> "PublicationStep | None":
        return self._step(StepKind.PUBLISHED)

    @property
    def withdrawn_step(self) -> "PublicationStep | None":
        return self._step(StepKind.WITHDRAWN)

    def _step(self, kind: str) -> "PublicationStep | None":
        return next((step for step in self.steps.all() if step.kind == kind), None)

    def value_of(self, measure: str) -> int | None:
        """The frozen value, or nothing when this report does not hold the measure."""
        figure = self._figure(measure)
        return None if figure is None else figure.value

    def quote_of(self, measure: str) -> str:
        """The source's own words for the value."""
        figure = self._figure(measure)
        return "" if figure is None else figure.quoted

    def _figure(self, measure: str) -> "Figure | None":
        return next((figure for figure in self.figures.all() if figure.measure == measure), None)


class Figure(models.Model):
    """One frozen number. `measure` is the slug of a definition."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(MeasureReport, on_delete=models.PROTECT, related_name="figures")
    measure = models.SlugField()
    value = models.IntegerField()
    quoted = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "measure"], name="one_value_per_measure")]


class FrozenTable(models.Model):
    """One measure at every place, as it was shown on the day of its report; the database refuses to change it.

    `cells` is JSON of `figures.Shown`, `definition` of `definitions.Measure`, `before` of what earlier reports hid, which
    is needed to count it again. What is hidden is not in here.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(MeasureReport, on_delete=models.PROTECT, related_name="tables")
    measure = models.SlugField()
    definition = models.TextField()
    cells = models.TextField()
    before = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["measure"]
        constraints = [models.UniqueConstraint(fields=["report", "measure"], name="one_table_per_measure")]


class StepKind(models.TextChoices):
    PUBLISHED = "published", "Publisert"
    WITHDRAWN = "withdrawn", "Trukket tilbake"


class PublicationStep(models.Model):
    """What happened to a frozen report afterwards: appended, never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    report = models.ForeignKey(MeasureReport, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    by_id = models.UUIDField()
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["report", "kind"], name="each_step_once")]


class ExternalFile(models.Model):
    """A file of figures that others have collected: from which source, who brought it in, and the SHA-256 of it (hex)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-imported_at"]

    @property
    def figure_count(self) -> int:
        return self.figures.count()

    @property
    def measures(self) -> list[str]:
        return sorted(set(self.figures.order_by().values_list("measure", flat=True).distinct()))


class ExternalFigure(models.Model):
    """One number that others have collected, with their source, date and definition: beside what is counted, never in it.

    `technology` is what it is about when the source tells technologies apart, else empty.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(ExternalFile, on_delete=models.PROTECT, related_name="figures")
    measure = models.SlugField()
    place = models.CharField(max_length=60)
    place_name = models.CharField(max_length=120)
    technology = models.CharField(max_length=80, blank=True)
    as_of = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4)
    unit = models.CharField(max_length=60)
    source = models.CharField(max_length=200)
    source_updated_on = models.DateField()
    definition = models.TextField()

    class Meta:
        ordering = ["measure", "-as_of", "place", "technology"]
        indexes = [models.Index(fields=["measure", "-as_of"], name="external_by_measure")]

    @property
    def text(self) -> str:
        return wording.as_written(self.value)
