"""Answers to forms. The forms themselves are data files (`forms/*.json`) read by `questionnaires.forms`."""

from django.db import models

from varde.identity.models import Patient
from varde.lib.uuid7 import uuid7


class QuestionnaireResponse(models.Model):
    """FHIR QuestionnaireResponse. `answers` is JSON text {item id: answer}; `score` the form's own score or null."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    form = models.CharField(max_length=40)
    form_version = models.CharField(max_length=10)
    effective_at = models.DateTimeField()
    answers = models.TextField()
    score = models.FloatField(null=True)
    zone = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.UUIDField(null=True)
    is_current = models.BooleanField(default=True)
    received_at = models.DateTimeField()
    source = models.UUIDField()
    controller_org = models.UUIDField()
    source_org = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["patient", "form", "effective_at"], name="answers_by_form")]
