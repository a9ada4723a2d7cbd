"""Patient cases: told so that nobody can be recognised, and published only when two others than the writer have approved."""

from django.db import models

from varde.geography.models import Helsefellesskap
from varde.lib.uuid7 import uuid7
from varde.projects.models.recorded import Recorded
from varde.projects.models.spread import Project

APPROVALS_NEEDED = 2


class AgeBand(models.TextChoices):
    UNDER_40 = "18-39", "18–39 år"
    UNDER_60 = "40-59", "40–59 år"
    UNDER_70 = "60-69", "60–69 år"
    UNDER_80 = "70-79", "70–79 år"
    OVER_80 = "80+", "80 år eller eldre"


class PatientCaseQuerySet(models.QuerySet["PatientCase"]):
    def in_full(self) -> "PatientCaseQuerySet":
        return self.select_related("project", "helsefellesskap").prefetch_related("approvals")


class PatientCase(Recorded):
    """No names, places below a helsefellesskap, dates nearer than a quarter or exact ages (`recognition` refuses them).

    `quarter` is "2025-2", or empty. `agreed` says that the patient has said yes to the story being used.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="cases")
    helsefellesskap = models.ForeignKey(
        Helsefellesskap, on_delete=models.PROTECT, null=True, blank=True, related_name="cases"
    )
    title = models.CharField(max_length=120)
    text = models.TextField()
    age_band = models.CharField(max_length=6, choices=AgeBand)
    condition = models.CharField(max_length=80)
    quarter = models.CharField(max_length=6, blank=True)
    agreed = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = PatientCaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_public_case_was_published",
                condition=models.Q(is_public=False) | models.Q(published_at__isnull=False, agreed=True),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def approvals_now(self) -> "list[Approval]":
        """Approvals of the text as it stands; a changed text needs new ones."""
        return [one for one in self.approvals.all() if one.version == self.version]


class Approval(models.Model):
    """One person has read one version and found nobody in it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(PatientCase, on_delete=models.PROTECT, related_name="approvals")
    version = models.PositiveIntegerField()
    approved_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200)
    approved_by_id = models.UUIDField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "version", "approved_by_id"], name="one_approval_per_person")
        ]
