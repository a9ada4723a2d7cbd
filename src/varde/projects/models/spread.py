"""The spread projects: which helsefellesskap each covers, who takes part, and what the sources say about it."""

from typing import Self

from django.db import models
from django.db.models import Prefetch

from varde.geography.models import Helsefellesskap, Municipality, alphabetical
from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7


class ProjectQuerySet(models.QuerySet["Project"]):
    def by_name(self) -> Self:
        return self.order_by(alphabetical("name"))

    def with_participants(self) -> Self:
        """With its participants, the owner among them, its helsefellesskap and all the municipalities in those."""
        return self.prefetch_related("helsefellesskap__municipalities", participants())

    def in_full(self) -> Self:
        """With everything the project's own page shows."""
        return self.with_participants().prefetch_related("coverage__source", "statements__source")

    def as_said(self) -> Self:
        """With what the sources say about it: who takes part, which areas it covers, when it joined."""
        return self.prefetch_related(participants(), "coverage", "statements")

    def covering(self, municipality: Municipality) -> Self:
        """Those that cover the municipality's helsefellesskap, whether or not the municipality itself takes part."""
        return self.filter(helsefellesskap__municipalities=municipality).distinct()


class Project(models.Model):
    """One local collaboration, owned by one municipality on behalf of the others."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)
    helsefellesskap = models.ManyToManyField(Helsefellesskap, through="Coverage", related_name="projects")

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def owner(self) -> "Participation":
        """The participation of the municipality that applied for and answers for the project."""
        return next(one for one in self.participations.all() if one.role == Role.OWNER)

    @property
    def others(self) -> list["Participation"]:
        return [one for one in self.participations.all() if one.role != Role.OWNER]

    @property
    def health_trusts(self) -> list[str]:
        return [area.health_trust for area in self.helsefellesskap.all()]


class Coverage(models.Model):
    """A helsefellesskap that a project covers, and where we know it from. Two projects cover two each."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="coverage")
    helsefellesskap = models.ForeignKey(Helsefellesskap, on_delete=models.PROTECT, related_name="coverage")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "helsefellesskap"], name="area_once_per_project")]


class Role(models.TextChoices):
    OWNER = "owner", "Eier"
    PARTNER = "partner", "Deltaker"
    OBSERVER = "observer", "Observatør"


SYNTHETIC_SOURCE = "syntetisk-demo"
"""The source of what a demo draws by lot; `functions.sql` knows it too."""


class Participation(models.Model):
    """A municipality in a project. Whether it is *active* is never stored: that is counted from its patients."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="participations")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=10, choices=Role)
    planned_on = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "municipality"], name="municipality_once_per_project"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(role=Role.OWNER.value), name="one_owner_per_project"
            ),
        ]

    @property
    def is_synthetic(self) -> bool:
        """Invented for a demo: no source says it."""
        return self.source_id == SYNTHETIC_SOURCE


def participants() -> "Prefetch[str]":
    queryset = Participation.objects.select_related("municipality", "source")
    return Prefetch("participations", queryset.order_by(alphabetical("municipality__name")))


class StatementKind(models.TextChoices):
    JOINED = "joined", "Med fra"
    MUNICIPALITIES = "municipalities", "Kommuner"
    AREAS = "areas", "Helsefellesskap"
    MODEL = "model", "Organisering"
    TRUST = "trust", "Helseforetak"


class Statement(models.Model):
    """What one source says about a project. Sources may disagree: every statement is kept, none is chosen.

    `on` is a day; when the source gives a month it is the first of it and the text says the month.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=20, choices=StatementKind)
    text = models.TextField()
    on = models.DateField(null=True, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["kind", "on"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "source"], name="one_statement_per_source_and_kind")
        ]
