"""Short facts about projects, one register per question (`projects.registers` says what each asks). Appended, never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from varde.geography.models import Helsefellesskap, Municipality
from varde.indicators.models import Source
from varde.projects.models.evidence import Evidence
from varde.projects.models.recorded import STANDING, Recorded
from varde.projects.models.spread import Project


class EntryQuerySet(models.QuerySet["Entry"]):
    def standing(self) -> "EntryQuerySet":
        """The newest of each: neither withdrawn nor replaced."""
        return self.filter(STANDING, replaced_by=None)

    def of(self, *registers: str) -> "EntryQuerySet":
        return self.filter(register__in=registers)

    def with_reuse(self) -> "EntryQuerySet":
        """Routines with `reuse_count`: how many projects use any version of it."""
        used = Entry.objects.standing().filter(
            register="reuse", about__project=OuterRef("project"), about__party=OuterRef("party")
        )
        count = used.order_by().values("register").annotate(n=Count("project", distinct=True)).values("n")
        return self.annotate(reuse_count=Coalesce(Subquery(count), 0))

    def in_full(self) -> "EntryQuerySet":
        return self.select_related(
            "project", "helsefellesskap", "municipality", "source", "about__project", "evidence"
        ).order_by("register", "project__name", "helsefellesskap__name", "item", "municipality__name", "party", "on")


class Entry(Recorded):
    """One fact in one register, about a project, a helsefellesskap or (both empty) the whole programme.

    A fact has a source, or is what `recorded_by` says. Facts of different sources about the same thing stand side by side;
    a newer fact from the same source `replaces` the older, which is kept. `attended` are codes of the register's roles.
    """

    register = models.CharField(max_length=24)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="entries")
    helsefellesskap = models.ForeignKey(
        Helsefellesskap, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, related_name="entries"
    )
    item = models.CharField(max_length=30, blank=True)
    state = models.CharField(max_length=20, blank=True)
    party = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    on = models.DateField(null=True, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    number = models.PositiveBigIntegerField(null=True, blank=True)
    question = models.CharField(max_length=300, blank=True)
    responsible = models.CharField(max_length=120, blank=True)
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="assessments")
    attended = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="reuses")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by")

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["register", "project"], name="entry_by_register")]
        constraints = [
            models.CheckConstraint(
                name="about_a_project_or_an_area_not_both",
                condition=Q(project=None) | Q(helsefellesskap=None),
            )
        ]
