"""One patient's stay in digital hjemmeoppfølging (FHIR EpisodeOfCare)."""

from django.db import models

from varde.care_teams.models import Unit
from varde.identity.models import Patient
from varde.lib.uuid7 import uuid7


class EpisodeStatus(models.TextChoices):
    ACTIVE = "active", "Aktiv"
    ON_HOLD = "onhold", "Pause"
    FINISHED = "finished", "Avsluttet"


class EpisodeOfCare(models.Model):
    """From start to end; `municipality_number` is where the patient lived at the start, for the national figures.

    `district_number` is the district as well, where the municipality has them (Oslo) and somebody has said which.

    On hold means nothing is expected before `paused_until`; from that day on it is expected again by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="episodes")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT)
    status = models.CharField(max_length=10, choices=EpisodeStatus, default=EpisodeStatus.ACTIVE)
    programme = models.CharField(max_length=40)
    municipality_number = models.CharField(max_length=4)
    district_number = models.CharField(max_length=6, blank=True)
    started_on = models.DateField()
    paused_until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        # The live figures count from this index alone, however many stays have ended.
        indexes = [
            models.Index(
                fields=["municipality_number", "programme"],
                condition=models.Q(status="active", ended_on__isnull=True),
                name="stay_active_by_place",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(ended_on__isnull=True), name="one_open_stay"
            ),
            models.CheckConstraint(
                name="ended_has_a_date",
                condition=models.Q(status="finished", ended_on__isnull=False) | ~models.Q(status="finished"),
            ),
        ]


class Pause(models.Model):
    """Days of a stay on which nothing was expected: from `began_on` up to `until_on` (exclusive; moved when it ended before).

    Kept when the pause is over, so that who was active on a day can be counted afterwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="pauses")
    stay_id = models.UUIDField()
    began_on = models.DateField()
    until_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="pause_ends_after_it_began", condition=models.Q(until_on__gte=models.F("began_on"))
            )
        ]
