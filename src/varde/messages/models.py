"""Dialogue about a patient: between patient and personnel, and between nurse and GP."""

from typing import Self
from uuid import UUID

from django.db import models

from varde.identity.models import Organization, Patient
from varde.lib.uuid7 import uuid7


class MessageQuerySet(models.QuerySet["Message"]):
    def about(self, patient_id: UUID) -> Self:
        return self.filter(patient_id=patient_id)

    def newest_first(self) -> Self:
        return self.select_related("to_organization", "from_organization").order_by("-sent_at")

    def with_the_patient(self) -> Self:
        """What the patient takes part in: written to her or by her."""
        return self.filter(models.Q(to_organization__isnull=True) | models.Q(from_patient=True))

    def unanswered(self) -> Self:
        """Questions from one organisation to another that nobody has answered."""
        return self.filter(
            answered_at__isnull=True, answers__isnull=True, from_patient=False, to_organization__isnull=False
        )

    def questions_to(self, organization_id: UUID) -> Self:
        return self.unanswered().filter(to_organization_id=organization_id)

    def unread_answers_to(self, organization_id: UUID) -> Self:
        return self.filter(answers__isnull=False, read_at__isnull=True, to_organization_id=organization_id)

    def unread_from_patient(self) -> Self:
        return self.filter(from_patient=True, read_at__isnull=True)

    def needs_attention(self, organization_id: UUID) -> Self:
        """Work for this organisation's personnel: open questions, unread answers, unread words from the patient."""
        mine = self.filter(to_organization_id=organization_id)
        return mine.unanswered() | mine.unread_answers_to(organization_id) | mine.unread_from_patient()


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

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["patient", "sent_at"], name="messages_by_patient"),
            models.Index(
                fields=["to_organization"], condition=models.Q(answered_at__isnull=True), name="messages_open"
            ),
        ]
