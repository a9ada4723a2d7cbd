"""What people changed here: from what, to what, when, by whom and why."""

from typing import Self

from django.db import models

from varde.lib.uuid7 import uuid7
from varde.portfolio.models.deliverables import Deliverable
from varde.portfolio.models.initiatives import Initiative


class ChangeQuerySet(models.QuerySet["Change"]):
    def of(self, initiative: Initiative) -> Self:
        """About the initiative itself or a deliverable that stands under it, the latest first."""
        about = models.Q(initiative=initiative) | models.Q(deliverable__deliveries__initiative=initiative)
        return self.filter(about).distinct().order_by("-recorded_at", "-id")


class Explanation(models.Model):
    """Why a finding of the watch stands although it is known. Appended only; the latest counts, and an empty one opens it.

    `digest` is of the finding with its facts: when they change, the finding is open again.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    digest = models.SlugField(max_length=64)
    sentence = models.TextField()
    text = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["recorded_at", "id"]


class Change(models.Model):
    """One field that changed. Appended only: the database refuses to change one. Private ones hold a person's name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, null=True, related_name="changes")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, null=True, related_name="changes")
    subject = models.CharField(max_length=200)
    field = models.CharField(max_length=60)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    is_private = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)

    objects = ChangeQuerySet.as_manager()
