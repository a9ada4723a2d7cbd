"""Observations as narrow rows, and the daily baseline of each series."""

from django.db import models

from varde.identity.models import Patient
from varde.lib.uuid7 import uuid7


class EntryMode(models.TextChoices):
    TYPED = "typed", "Skrevet inn"
    DEVICE = "device", "Fra utstyr"
    ON_BEHALF = "on_behalf", "Skrevet inn av personell"
    IMPORTED = "imported", "Importert"


class Flag(models.TextChoices):
    """Why a value is kept but not trusted as it stands (plausibility, two stages); never a reason to drop it."""

    NONE = "", "Ingen"
    HARD = "hard", "Utenfor det mulige: må bekreftes"
    SOFT = "soft", "Uvanlig: mål på nytt"
    FUTURE = "future", "Tid i framtiden"
    DENIED = "denied", "Ikke bekreftet av ny måling"


class Observation(models.Model):
    """One measurement (FHIR Observation). `value` is systolic and `value2` diastolic for blood pressure.

    `decimal` and `decimal2` are the literals as sent. `body` is the sender's whole resource as text when it held more
    than these columns can say, so that what came in goes out equal. A correction is a new row with `replaces`.
    Foreign keys are not enforced by the database here: the patient's card row is locked (and so exists) in the same
    transaction, and each check would cost a tenth of an insert.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    kind = models.CharField(max_length=20)
    effective_at = models.DateTimeField()
    value = models.FloatField(null=True)
    value2 = models.FloatField(null=True)
    decimal = models.CharField(max_length=40, blank=True)
    decimal2 = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=20, default="final")
    version = models.PositiveSmallIntegerField(default=1)
    replaces = models.UUIDField(null=True)
    is_current = models.BooleanField(default=True)
    remeasure_of = models.UUIDField(null=True)
    entry_mode = models.CharField(max_length=10, choices=EntryMode, default=EntryMode.TYPED)
    flag = models.CharField(max_length=8, choices=Flag, blank=True, default=Flag.NONE)
    zone = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(blank=True)
    body = models.TextField(null=True)
    received_at = models.DateTimeField()
    source = models.UUIDField()
    controller_org = models.UUIDField()
    source_org = models.UUIDField()

    class Meta:
        indexes = [
            models.Index(
                fields=["patient", "kind", "effective_at"],
                include=["value", "value2", "zone", "is_current", "flag"],
                name="observation_series",
            ),
        ]
        constraints = [
            # Also the key by which the next version is found; rows that correct nothing are not in it and cost nothing.
            models.UniqueConstraint(
                fields=["patient", "replaces"], condition=models.Q(replaces__isnull=False), name="corrected_once"
            )
        ]


class Baseline(models.Model):
    """The patient's usual for one metric as seen from one day: n, median and scatter of the window before it.

    Window: `window_days` days before `day`, the last `exclude_days` of them left out; scatter = 1.4826 × MAD.
    Made on first need, and remade when a late or corrected value falls inside the window.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    metric = models.CharField(max_length=20)
    day = models.DateField()
    window_days = models.PositiveSmallIntegerField()
    exclude_days = models.PositiveSmallIntegerField()
    n = models.PositiveIntegerField()
    median = models.FloatField(null=True)
    scatter = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "metric", "day", "window_days", "exclude_days"], name="one_baseline_a_day"
            )
        ]
