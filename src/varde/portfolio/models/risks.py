"""Risks one by one, and what was taken to a steering meeting."""

from django.db import models

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.initiatives import Initiative, RiskLevel


class Risk(models.Model):
    """One risk of an initiative. Sources give an overall level; the level of each is set here when somebody judges it.

    `number` is the risk's own within its initiative. `measure` is the slug of the indicator that shows whether it comes true.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    level = models.CharField(max_length=10, choices=RiskLevel, blank=True)
    cause = models.TextField(blank=True)
    scope_impact = models.TextField(blank=True)
    progress_impact = models.TextField(blank=True)
    mitigation = models.TextField(blank=True)
    owner = models.CharField(max_length=120, blank=True)
    residual_level = models.CharField(max_length=10, choices=RiskLevel, blank=True)
    measure = models.SlugField(blank=True)
    is_closed = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["is_closed", "number"]
        constraints = [models.UniqueConstraint(fields=["initiative", "number"], name="risk_number_once_per_initiative")]

    def __str__(self) -> str:
        return self.title


class Escalation(models.Model):
    """A conflict of priority taken to a steering meeting (styringsmøte), and what was decided there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="escalations")
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, blank=True, related_name="escalations")
    meeting = models.CharField(max_length=120)
    meeting_on = models.DateField()
    matter = models.TextField()
    decision = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-meeting_on", "-recorded_at"]
