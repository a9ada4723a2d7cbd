"""Initiatives (tiltak) of the national programme: the fixed information block, dated status and risk, deliverables."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Count, F, Prefetch, Q

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7


class StrategyGoal(models.Model):
    number = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.number} - {self.name}"


class Status(models.TextChoices):
    """Only the first is known from the sources; the other two are ours."""

    UNDER_CONTROL = "under_control", "Under kontroll"
    AT_RISK = "at_risk", "Krever tiltak"
    OUT_OF_CONTROL = "out_of_control", "Ikke under kontroll"


class RiskLevel(models.TextChoices):
    LOW = "low", "Lav"
    MEDIUM = "medium", "Middels"
    HIGH = "high", "Høy"


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def with_progress(self) -> Self:
        """Each with `deliverable_count` and `delivered_count`, counted from the deliverables themselves."""
        return self.annotate(
            deliverable_count=Count("deliveries"),
            delivered_count=Count("deliveries", filter=Q(deliveries__deliverable__is_delivered=True)),
        )

    def in_full(self) -> Self:
        """With everything an initiative's own page shows."""
        return self.prefetch_related("deliveries__deliverable__deliveries__initiative")

    def in_order(self) -> Self:
        """With the latest status report of each."""
        return self.select_related("strategy_goal", "source").prefetch_related(latest_reports()).order_by("position")


class Initiative(models.Model):
    """A tiltak. Every field of the information block may be missing in a source; empty shows as not given."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    prefix = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    purpose = models.TextField(blank=True)
    description = models.TextField(blank=True)
    strategy_goal = models.ForeignKey(StrategyGoal, on_delete=models.PROTECT, null=True, blank=True)
    owner = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    contact_is_public = models.BooleanField(default=True)
    segment = models.CharField(max_length=60, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    objects = InitiativeQuerySet.as_manager()

    # Set by `with_progress`.
    deliverable_count: int
    delivered_count: int

    def __str__(self) -> str:
        return f"{self.prefix} - {self.name}" if self.prefix else self.name

    @property
    def latest_report(self) -> "StatusReport | None":
        return next(iter(self.reports.all()), None)


class StatusReport(models.Model):
    """Status and risk in words, as of a date when the source gives one. Appended, never overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="reports")
    as_of = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    status_text = models.TextField(blank=True)
    risk_level = models.CharField(max_length=10, choices=RiskLevel, blank=True)
    risk_text = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)


def latest_reports() -> "Prefetch[str]":
    """Reports with the newest first: by their own date, and those without one by when they were written down."""
    order = [F("as_of").desc(nulls_last=True), F("recorded_at").desc()]
    return Prefetch("reports", StatusReport.objects.select_related("source").order_by(*order))


class Deliverable(models.Model):
    """Something that is to be delivered by a date. It may stand under several initiatives, with one date and one state."""

    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=200)
    due_on = models.DateField(null=True, blank=True)
    is_delivered = models.BooleanField(default=False)
    gate = models.CharField(max_length=120, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, on: date) -> bool:
        return not self.is_delivered and self.due_on is not None and self.due_on < on


class Delivery(models.Model):
    """A deliverable as it stands under one initiative: described in that initiative's words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="deliveries")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="deliveries")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "deliverable"], name="deliverable_once_per_initiative")
        ]

    @property
    def heading(self) -> str:
        return self.title or self.deliverable.title
