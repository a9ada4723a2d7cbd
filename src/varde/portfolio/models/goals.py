"""The goal tree, what each goal is measured by, and the policies an initiative stands on."""

from django.db import models

from varde.indicators.definitions import MEASURES
from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.initiatives import Initiative


class GoalKind(models.TextChoices):
    OVERALL = "overall", "Overordnet mål"
    EFFECT = "effect", "Effektmål"
    RESULT = "result", "Resultatmål"
    AIM = "aim", "Mål for målgruppen"


class Goal(models.Model):
    """A node in the goal tree. `target` and `deadline` are there for goals that can be counted against a date."""

    slug = models.SlugField(primary_key=True)
    kind = models.CharField(max_length=10, choices=GoalKind)
    text = models.TextField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    target = models.PositiveIntegerField(null=True, blank=True)
    deadline = models.DateField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class GoalMeasure(models.Model):
    """What a goal is measured by: the slug of a definition in `indicators`, and where its data come from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="measures")
    measure = models.SlugField()
    data_source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["goal", "measure"], name="measure_once_per_goal")]

    @property
    def is_defined(self) -> bool:
        """A goal may name a measure that nobody has defined yet; it is shown without a link."""
        return self.measure in MEASURES

    @property
    def name(self) -> str:
        return MEASURES[self.measure].name if self.is_defined else self.measure.replace("-", " ")


class GoalContribution(models.Model):
    """An initiative works for a goal: directly, or by supporting others that do."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="contributions")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, related_name="contributions")
    is_direct = models.BooleanField(default=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["goal__position"]
        constraints = [models.UniqueConstraint(fields=["initiative", "goal"], name="goal_once_per_initiative")]


class Policy(models.Model):
    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=200)
    period = models.CharField(max_length=60, blank=True)
    text = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.name} ({self.period})" if self.period else self.name


class PolicyAnchor(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="anchors")
    policy = models.ForeignKey(Policy, on_delete=models.PROTECT, related_name="anchors")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["initiative", "policy"], name="policy_once_per_initiative")]
