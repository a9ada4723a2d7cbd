"""What an initiative depends on, and why its priorities changed."""

from django.db import models

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.initiatives import Initiative


class Dependency(models.Model):
    """Depends on another initiative here (`on`), or on work that is only named in words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="dependencies")
    position = models.PositiveSmallIntegerField(default=0)
    on = models.ForeignKey(Initiative, on_delete=models.PROTECT, null=True, blank=True, related_name="dependents")
    text = models.CharField(max_length=300)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]


class Handover(models.Model):
    """Something that must go on when the initiative ends, and who takes it over. `number` is its own within the initiative."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="handovers")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=300)
    receiver = models.CharField(max_length=120, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "number"], name="handover_number_once_per_initiative")
        ]

    def __str__(self) -> str:
        return self.what


class PriorityChange(models.Model):
    """What changed in an initiative's direction or priorities, on which experience, and decided by whom."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="priority_changes")
    on = models.DateField()
    what = models.TextField()
    experience = models.TextField()
    decided_by = models.CharField(max_length=120)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-on"]
