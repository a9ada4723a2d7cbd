"""Sources, and figures frozen as of a date. What a figure means is data in `definitions.json` (see `definitions`)."""

from typing import Self

from django.db import models

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
        return self.order_by("-as_of", "-imported_at")

    def about(self, measure: str) -> Self:
        return self.filter(figures__measure=measure)


class MeasureReport(models.Model):
    """Figures frozen as of a date (FHIR MeasureReport), brought in from a source. The database refuses to change one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    as_of = models.DateField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="reports")
    place = models.CharField(max_length=200)
    imported_at = models.DateTimeField()
    imported_by = models.CharField(max_length=200)

    objects = MeasureReportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["as_of", "source"], name="one_report_per_source_and_date")]

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
