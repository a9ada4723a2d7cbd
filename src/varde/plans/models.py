"""The self-management plan (egenbehandlingsplan): one per patient, in immutable versions."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models

from varde.identity.models import Patient
from varde.lib.uuid7 import uuid7


class VersionStatus(models.TextChoices):
    DRAFT = "draft", "Utkast"
    PENDING = "pending-approval", "Venter på godkjenning"
    ACTIVE = "active", "Gjelder"
    SUPERSEDED = "superseded", "Erstattet"
    ENDED = "ended", "Avsluttet"


class CarePlanVersions(models.QuerySet["CarePlanVersion"]):
    """Questions about plans. On clinical tables every question names the patient, so start with `about`."""

    def about(self, patient_id: UUID) -> Self:
        return self.filter(patient_id=patient_id)

    def active(self) -> Self:
        """In force now: at most one per patient."""
        return self.filter(status=VersionStatus.ACTIVE)

    def in_force_at(self, moment: datetime) -> Self:
        """The version that applied at this moment: at most one per patient."""
        ended = models.Q(valid_to__isnull=True) | models.Q(valid_to__gt=moment)
        return self.filter(ended, valid_from__lte=moment)

    def history(self) -> Self:
        """Every version, the newest first."""
        return self.order_by("-number")

    def awaiting_approval(self) -> Self:
        return self.filter(status=VersionStatus.PENDING, approved_at__isnull=True)


class CarePlanVersion(models.Model):
    """One version of the patient's one plan (FHIR CarePlan). `content` is JSON text: see `plans.content.PlanContent`.

    In force from `valid_from` up to `valid_to` (exclusive; null while in force).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="plan_versions")
    number = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=VersionStatus, default=VersionStatus.DRAFT)
    content = models.TextField()
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True)
    review_due = models.DateField(null=True)
    drafted_by = models.CharField(max_length=200)
    drafted_at = models.DateTimeField()
    approved_by = models.CharField(max_length=200, blank=True)
    approved_role = models.CharField(max_length=60, blank=True)
    approved_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    controller_org = models.UUIDField()

    objects = CarePlanVersions.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patient", "number"], name="plan_version_number"),
            models.UniqueConstraint(fields=["patient"], condition=models.Q(status="active"), name="one_active_plan"),
            models.CheckConstraint(
                name="plan_approval_is_whole",
                condition=models.Q(approved_at__isnull=True, approved_by="")
                | models.Q(approved_at__isnull=False) & ~models.Q(approved_by=""),
            ),
        ]
