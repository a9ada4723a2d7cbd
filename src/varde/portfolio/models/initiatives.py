"""Initiatives (tiltak) of the national programme: the fixed information block, and dated status and risk."""

from typing import TYPE_CHECKING, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, F, Prefetch, Q

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.programmes import Programme, ProgrammeArea

if TYPE_CHECKING:
    from varde.portfolio.models.agencies import Ownership


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

    @property
    def light(self) -> int:
        """The traffic light, as the number of a zone: 1 green, 2 yellow, 3 red."""
        return list(Status).index(self) + 1


class RiskLevel(models.TextChoices):
    LOW = "low", "Lav"
    MEDIUM = "medium", "Middels"
    HIGH = "high", "Høy"


class Level(models.TextChoices):
    MUNICIPALITY = "municipality", "Kommune"
    GP = "gp", "Fastlege"
    SPECIALIST = "specialist", "Spesialisthelsetjeneste"


SHOWN = (
    "programme__followed_by",
    "deliveries__deliverable__deliveries__initiative",
    "deliveries__deliverable__source",
    "deliveries__source",
    "deliveries__deliverable__answers__assignment",
    "recommendations__steps__source",
    "agency_roles__agency",
    "agency_roles__source",
    "stakeholders__source",
    "dependencies__on",
    "dependencies__source",
    "contributions__goal__measures",
    "contributions__goal__source",
    "contributions__source",
    "anchors__policy__source",
    "assignments__orders__answers",
    "assignments__source",
    "assignments__revises",
    "documents__source",
    "risks__source",
    "escalations__risk",
    "priority_changes__source",
    "handovers__source",
)
"""What stands on an initiative's own page."""


class InitiativeQuerySet(models.QuerySet["Initiative"]):
    def with_progress(self) -> Self:
        """Each with `deliverable_count` and `delivered_count`, counted from the whole deliverables, not their parts."""
        return self.annotate(
            deliverable_count=Count("deliveries", filter=Q(deliveries__deliverable__part_of=None)),
            delivered_count=Count(
                "deliveries",
                filter=Q(deliveries__deliverable__part_of=None, deliveries__deliverable__is_delivered=True),
            ),
        )

    def in_full(self) -> Self:
        """With everything an initiative's own page shows."""
        beside = ("programme__follows", "programme__source", "area__source", "follows__source")
        return self.select_related(*beside).prefetch_related(*SHOWN)

    def in_order(self) -> Self:
        """With the latest status report and the owner of each."""
        found = self.select_related("strategy_goal", "source")
        return found.prefetch_related(latest_reports(), "ownerships__agency").order_by("position")


class Initiative(models.Model):
    """A tiltak. Every field of the information block may be missing in a source; empty shows as not given."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField(default=0)
    prefix = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    purpose = models.TextField(blank=True)
    description = models.TextField(blank=True)
    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="initiatives"
    )
    area = models.ForeignKey(ProgrammeArea, on_delete=models.PROTECT, null=True, blank=True, related_name="initiatives")
    follows = models.ForeignKey(Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="continued_by")
    strategy_goal = models.ForeignKey(StrategyGoal, on_delete=models.PROTECT, null=True, blank=True)
    levels = ArrayField(models.CharField(max_length=20, choices=Level), default=list, blank=True)
    contact = models.CharField(max_length=120, blank=True)
    contact_is_public = models.BooleanField(default=True)
    contact_source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    segment = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1)
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

    @property
    def ownership(self) -> "Ownership | None":
        """The present owner; former ones have an end."""
        return next((one for one in self.ownerships.all() if one.until is None), None)

    @property
    def owner(self) -> str:
        return self.ownership.agency.name if self.ownership else ""

    @property
    def level_names(self) -> list[str]:
        return [str(Level(one).label) for one in self.levels]


class StatusReport(models.Model):
    """Status and risk in words, as of a date when the source gives one. The database refuses to change one.

    Brought in it has a source; written here it has none, and `recorded_by` says who wrote it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="reports")
    as_of = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status)
    status_text = models.TextField(blank=True)
    risk_level = models.CharField(max_length=10, choices=RiskLevel, blank=True)
    risk_text = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    @property
    def light(self) -> int:
        return Status(self.status).light


def latest_reports() -> "Prefetch[str]":
    """Reports with the newest first: by their own date, and those without one by when they were written down."""
    order = [F("as_of").desc(nulls_last=True), F("recorded_at").desc()]
    return Prefetch("reports", StatusReport.objects.select_related("source").order_by(*order))
