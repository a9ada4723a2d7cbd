"""Effects and experiences: what one piece of evidence says about one outcome, for one party. Conflicts stand side by side."""

from django.db import models
from django.db.models import Q

from varde.lib.uuid7 import uuid7
from varde.projects.models.evidence import CONTROLLED_KINDS, Evidence, EvidenceKind
from varde.projects.models.recorded import Recorded
from varde.projects.models.spread import Project


class Outcome(models.Model):
    """What an effect is about, so that findings about the same thing meet: "Kontakter med fastlege"."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(unique=True, max_length=80)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Party(models.TextChoices):
    MUNICIPALITY = "municipality", "Kommunen"
    GP = "gp", "Fastlegen"
    SPECIALIST = "specialist", "Spesialisthelsetjenesten"
    PATIENT = "patient", "Pasienten"
    RELATIVE = "relative", "Pårørende"


class Category(models.TextChoices):
    WAYS_OF_WORKING = "ways_of_working", "Arbeidsformer"
    RESOURCES = "resources", "Ressursbruk"
    DIVISION = "division", "Oppgavedeling"
    DRIFT = "drift", "Oppgaveglidning"
    COMPETENCE = "competence", "Kompetansebehov"
    HEALTH = "health", "Helse"
    SAFETY = "safety", "Trygghet"
    MASTERY = "mastery", "Mestring"
    EXPERIENCE = "experience", "Opplevelse"
    ACCESS = "access", "Tilgjengelighet"


class Polarity(models.TextChoices):
    POSITIVE = "positive", "Positiv"
    NEGATIVE = "negative", "Negativ"
    MIXED = "mixed", "Både og"
    NONE = "none", "Ingen forskjell"


class Direction(models.TextChoices):
    UP = "up", "Mer"
    DOWN = "down", "Mindre"
    SAME = "same", "Uendret"
    MIXED = "mixed", "Ulikt"


class Intention(models.TextChoices):
    INTENDED = "intended", "Tilsiktet"
    UNINTENDED = "unintended", "Utilsiktet"
    UNKNOWN = "unknown", "Ikke oppgitt"


class EffectQuerySet(models.QuerySet["Effect"]):
    def in_full(self) -> "EffectQuerySet":
        return self.select_related("outcome", "evidence", "project")

    def side_by_side(self) -> "EffectQuerySet":
        """Those about the same outcome and party together, the strongest method first."""
        order = [models.When(evidence__kind=kind, then=place) for place, kind in enumerate(EvidenceKind.values)]
        strength = models.Case(*order, output_field=models.IntegerField())
        return self.annotate(strength=strength).order_by("outcome__name", "party", "strength", "recorded_at")

    def national(self) -> "EffectQuerySet":
        """What is not about one project."""
        return self.filter(project=None)

    def of_parties(self, *parties: str) -> "EffectQuerySet":
        return self.filter(party__in=parties)

    def controlled(self) -> "EffectQuerySet":
        """Those that may be called effects."""
        return self.filter(evidence__kind__in=CONTROLLED_KINDS)


class Effect(Recorded):
    """`claim` is our own words, `quote` the source's. Without a control group behind it the claim names no cause."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="effects")
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="effects")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="effects")
    party = models.CharField(max_length=20, choices=Party)
    category = models.CharField(max_length=20, choices=Category)
    polarity = models.CharField(max_length=10, choices=Polarity)
    direction = models.CharField(max_length=10, choices=Direction)
    intention = models.CharField(max_length=12, choices=Intention, default=Intention.UNKNOWN)
    claim = models.TextField()
    quote = models.TextField(blank=True)
    estimate = models.CharField(max_length=120, blank=True)
    caution = models.TextField(blank=True)

    objects = EffectQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["outcome"], name="effect_by_outcome", condition=Q(withdrawn_at=None))]

    @property
    def noun(self) -> str:
        """What it may be called: "Effekt" only with a control group behind it."""
        return "Effekt" if self.evidence.has_control else "Erfaring"
