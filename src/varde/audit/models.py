"""Who saw or changed what about whom. Append-only, no foreign keys: the log never blocks the data, nor the data the log."""

from django.db import models

from varde.lib.uuid7 import uuid7


class Action(models.TextChoices):
    READ = "R", "Lest"
    SEARCH = "E", "Søkt"
    CREATE = "C", "Registrert"
    UPDATE = "U", "Endret"
    DENIED = "X", "Avvist"


class AuditEvent(models.Model):
    """One disclosure or one change (FHIR AuditEvent, IHE BALP): who, in which role, where, why.

    `resources` is used only where no subject row can be: what somebody asked for and did not get.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recorded_at = models.DateTimeField()
    action = models.CharField(max_length=1, choices=Action)
    what = models.CharField(max_length=60)
    purpose = models.CharField(max_length=60, default="behandling")
    actor_kind = models.CharField(max_length=12)
    actor_id = models.UUIDField()
    actor_display = models.CharField(max_length=200)
    actor_role = models.CharField(max_length=60, blank=True)
    organization_id = models.UUIDField(null=True)
    organization_display = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    resources = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["actor_id", "recorded_at"], name="audit_by_actor")]


class AuditSubject(models.Model):
    """A patient in a disclosure, with the resources shown: `Observation/<id>/<version> …` separated by spaces.

    `actor_line` repeats who looked in plain words, so that the patient's log is read from rows the patient may see.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    event_id = models.UUIDField()
    patient_id = models.UUIDField()
    recorded_at = models.DateTimeField()
    action = models.CharField(max_length=1, choices=Action)
    what = models.CharField(max_length=60)
    basis = models.CharField(max_length=200, blank=True)
    actor_id = models.UUIDField()
    actor_line = models.CharField(max_length=400)
    resources = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient_id", "-recorded_at"], name="audit_by_patient")]
