"""Specialist services given in or near the patient's home, the plans they follow from, and who was involved."""

from django.db import models

from varde.geography.models import Helsefellesskap
from varde.indicators.models import Source
from varde.projects.models.recorded import Recorded
from varde.projects.models.spread import Project


class PlanLevel(models.TextChoices):
    LOCAL = "local", "Lokal (helseforetak)"
    REGIONAL = "regional", "Regional (RHF)"


class DevelopmentPlanQuerySet(models.QuerySet["DevelopmentPlan"]):
    def for_area(self, *names: str) -> "DevelopmentPlanQuerySet":
        """Those of these helsefellesskap, and the regional ones that are of none."""
        return self.filter(models.Q(helsefellesskap__in=names) | models.Q(helsefellesskap=None))


class DevelopmentPlan(Recorded):
    """A utviklingsplan of the specialist service, and what it says about services moved home."""

    helsefellesskap = models.ForeignKey(
        Helsefellesskap, on_delete=models.PROTECT, null=True, blank=True, related_name="development_plans"
    )
    level = models.CharField(max_length=10, choices=PlanLevel)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    from_year = models.PositiveSmallIntegerField()
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    says = models.TextField()
    link = models.CharField(max_length=300, blank=True)

    objects = DevelopmentPlanQuerySet.as_manager()

    def __str__(self) -> str:
        years = f"{self.from_year}–{self.to_year}" if self.to_year else f"fra {self.from_year}"
        return f"{self.title} ({years})"


class ServiceState(models.TextChoices):
    EXISTING = "existing", "Ytes i dag"
    PLANNED = "planned", "Planlagt"
    ENDED = "ended", "Avsluttet"


class Provider(models.TextChoices):
    SPECIALIST = "specialist", "Spesialisthelsetjenesten alene"
    MUNICIPALITY = "municipality", "Kommunen på vegne av spesialisthelsetjenesten"
    TOGETHER = "together", "Spesialisthelsetjenesten og kommunen sammen"


class HealthcareServiceQuerySet(models.QuerySet["HealthcareService"]):
    def in_full(self) -> "HealthcareServiceQuerySet":
        return self.select_related("helsefellesskap", "project", "plan", "source")

    def jointly_planned(self) -> "HealthcareServiceQuerySet":
        return self.filter(is_jointly_planned=True)


class HealthcareService(Recorded):
    """FHIR HealthcareService. `is_jointly_planned` is about the helsefellesskap; None means that nobody has said.

    `volume` counts persons a year when `volume_is_people`, else what `volume_unit` says; it has a source and a date.
    """

    helsefellesskap = models.ForeignKey(Helsefellesskap, on_delete=models.PROTECT, related_name="services")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    name = models.CharField(max_length=160)
    specialty = models.CharField(max_length=120)
    state = models.CharField(max_length=10, choices=ServiceState)
    from_year = models.PositiveSmallIntegerField(null=True, blank=True)
    to_year = models.PositiveSmallIntegerField(null=True, blank=True)
    provider = models.CharField(max_length=20, choices=Provider)
    given_by = models.CharField(max_length=160)
    is_jointly_planned = models.BooleanField(null=True, blank=True)
    plan = models.ForeignKey(DevelopmentPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="services")
    volume = models.PositiveIntegerField(null=True, blank=True)
    volume_unit = models.CharField(max_length=60, blank=True)
    volume_is_people = models.BooleanField(default=True)
    volume_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    said_by = models.CharField(max_length=200, blank=True)

    objects = HealthcareServiceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Involved(models.TextChoices):
    HEALTH_TRUST = "health_trust", "Helseforetak"
    MUNICIPALITY = "municipality", "Kommuner"
    GP = "gp", "Fastleger"
    PATIENT_ORGANISATION = "patient_organisation", "Pasient- og brukerorganisasjoner"
    RELATIVES = "relatives", "Pårørende"
    OTHER = "other", "Andre"


# Those the assignment names: helseforetak, kommuner, fastleger, pasient- og brukerorganisasjoner.
MUST_BE_INVOLVED = (Involved.HEALTH_TRUST, Involved.MUNICIPALITY, Involved.GP, Involved.PATIENT_ORGANISATION)


class InvolvementQuerySet(models.QuerySet["Involvement"]):
    def missing(self) -> "list[Involved]":
        """Those the assignment names whom nobody here has involved."""
        there = set(self.values_list("party", flat=True))
        return [party for party in MUST_BE_INVOLVED if party not in there]


class Involvement(Recorded):
    """Somebody was involved: who (an organisation or a group, never a patient by name), when, how, and the evidence."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements")
    party = models.CharField(max_length=24, choices=Involved)
    who = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=200)
    about = models.TextField()
    evidence = models.CharField(max_length=300)
    plan = models.ForeignKey(
        DevelopmentPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="involvements"
    )

    objects = InvolvementQuerySet.as_manager()
