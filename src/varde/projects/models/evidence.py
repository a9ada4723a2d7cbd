"""The knowledge that claims rest on: studies, reports, statements, each with a grade that follows from its method."""

from django.db import models
from django.db.models import Q

from varde.projects.models.recorded import Recorded


class EvidenceKind(models.TextChoices):
    RCT = "rct", "Randomisert kontrollert studie"
    REVIEW = "review", "Systematisk oversikt over kontrollerte studier"
    CONTROLLED = "controlled", "Sammenligning med kontrollgruppe uten loddtrekning"
    BEFORE_AFTER = "before_after", "Måling før og etter, uten kontrollgruppe"
    PROCESS = "process", "Intervjuer eller prosessevaluering"
    REPORT = "report", "Rapport med samlede erfaringer"
    STATEMENT = "statement", "Enkeltutsagn"
    GUIDANCE = "guidance", "Faglig anbefaling"


CONTROLLED_KINDS = frozenset({EvidenceKind.RCT, EvidenceKind.REVIEW, EvidenceKind.CONTROLLED})
GRADES: dict[str, str] = {
    EvidenceKind.RCT: "A",
    EvidenceKind.REVIEW: "A",
    EvidenceKind.CONTROLLED: "B",
    EvidenceKind.BEFORE_AFTER: "C",
    EvidenceKind.PROCESS: "C",
    EvidenceKind.REPORT: "C",
    EvidenceKind.STATEMENT: "D",
    EvidenceKind.GUIDANCE: "",
}


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def tagged(self, tag: str) -> "EvidenceQuerySet":
        return self.filter(tags__contains=f" {tag} ")

    def strongest_first(self) -> "EvidenceQuerySet":
        """By the grade of the method, then the newest."""
        order = [models.When(kind=kind, then=position) for position, kind in enumerate(EvidenceKind.values)]
        return self.annotate(strength=models.Case(*order, output_field=models.IntegerField())).order_by(
            "strength", "-year", "title"
        )


class Evidence(Recorded):
    """One study, report or statement. The grade is of the method alone; nobody has judged the single study (not GRADE).

    `tags` holds words between spaces (" fastlege kols "). `initiative` is the slug of the initiative it bears on and
    `goal` the goal it is knowledge about. `read` says how much of it has been read for this entry.
    """

    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=EvidenceKind)
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    link = models.CharField(max_length=300, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    summary = models.TextField(blank=True)
    read = models.CharField(max_length=200, blank=True)
    tags = models.CharField(max_length=300, blank=True)
    initiative = models.SlugField(blank=True)
    goal = models.CharField(max_length=300, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="tags_stand_between_spaces", condition=Q(tags="") | Q(tags__regex=r"^ .* $"))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def has_control(self) -> bool:
        return self.kind in CONTROLLED_KINDS

    @property
    def grade(self) -> str:
        """A (trial or review of trials), B (control group), C (measured or gathered without control), D (one statement)."""
        return GRADES[self.kind]

    @property
    def words(self) -> list[str]:
        return self.tags.split()
