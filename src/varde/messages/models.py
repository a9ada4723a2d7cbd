"""Dialogue about a patient: between patient and personnel, and between nurse and GP."""

from django.db import models

from varde.identity.models import Organization, Patient
from varde.lib.uuid7 import uuid7


class Message(models.Model):
    """FHIR Communication. `to_organization` null means to the patient; `from_patient` says who wrote it.

    An answer points to its question with `answers`. Plain text, never rendered as markup.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="messages")
    to_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="messages_to"
    )
    from_organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="messages_from"
    )
    from_patient = models.BooleanField(default=False)
    author = models.CharField(max_length=200)
    text = models.TextField()
    answers = models.UUIDField(null=True, blank=True)
    sent_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["patient", "sent_at"], name="messages_by_patient"),
            models.Index(
                fields=["to_organization"], condition=models.Q(answered_at__isnull=True), name="messages_open"
            ),
        ]
