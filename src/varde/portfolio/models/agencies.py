"""Who owns, carries out and is drawn into an initiative."""

from django.db import models

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.initiatives import Initiative


class Agency(models.Model):
    """A public body as the programme's papers name it. One that was merged points to where it went."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=120, unique=True)
    short_name = models.CharField(max_length=30, blank=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Ownership(models.Model):
    """Who owns an initiative, and who did before. Dates are missing when no source gives them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="ownerships")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["initiative"], condition=models.Q(until__isnull=True), name="one_owner_at_a_time"
            )
        ]


class Involvement(models.TextChoices):
    LEAD = "lead", "Leder og koordinerer"
    CONTRIBUTING = "contributing", "Bidrar"
    CONSULTED = "consulted", "I samråd"


class AgencyRole(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="agency_roles")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="roles")
    involvement = models.CharField(max_length=20, choices=Involvement)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["initiative", "agency"], name="agency_once_per_initiative")]


class Stakeholder(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="stakeholders")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    involvement = models.CharField(max_length=300)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]
