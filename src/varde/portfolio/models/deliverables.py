"""What is to be delivered, under which initiatives, and the national recommendations on their way to approval."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.assignments import Order
from varde.portfolio.models.initiatives import Initiative, Level


class StepKind(models.TextChoices):
    """The steps of a recommendation in their order."""

    CONSIDERED = "considered", "Vurderes"
    DRAFT = "draft", "Utkast"
    HEARING = "hearing", "Sendt på høring"
    HEARING_ENDS = "hearing_ends", "Høringsfrist"
    APPROVED = "approved", "Godkjent"
    PUBLISHED = "published", "Publisert"


class Recommendation(models.Model):
    """National professional advice (nasjonale faglige råd). Where it stands is its last step that has happened."""

    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=200)
    gate = models.CharField(max_length=120, blank=True)
    levels = ArrayField(models.CharField(max_length=20, choices=Level), default=list, blank=True)
    initiatives = models.ManyToManyField(Initiative, related_name="recommendations")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.title

    @property
    def state(self) -> str:
        """The last step taken, whatever is planned after it; a recommendation without one is being considered."""
        order = list(StepKind)
        taken = [StepKind(step.kind) for step in self.steps.all() if not step.is_planned]
        return str(max(taken, key=order.index).label) if taken else str(StepKind.CONSIDERED.label)


class RecommendationStep(models.Model):
    """One step as one source tells it, planned or taken. Sources may disagree; each is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=15, choices=StepKind)
    on = models.DateField(null=True, blank=True)
    on_is_month = models.BooleanField(default=False)
    is_planned = models.BooleanField(default=False)
    quote = models.TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]


class DeliverableKind(models.TextChoices):
    REPORT = "report", "Rapport"
    RECOMMENDATION = "recommendation", "Anbefaling"
    APPROVAL = "approval", "Godkjenning"
    EVENT = "event", "Arrangement"


class Deliverable(models.Model):
    """Something that is to be delivered by a date. It may stand under several initiatives, with one date and one state.

    `first_due_on` is the date it had when it came in; `submit_on` is when it goes to who ordered it, when that is
    another day than it is published. `names` are other words texts use for it. A `part_of` another is delivered on its own
    day, and is counted under its whole, not beside it.
    """

    slug = models.SlugField(primary_key=True)
    title = models.CharField(max_length=200)
    names = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    kind = models.CharField(max_length=15, choices=DeliverableKind, default=DeliverableKind.REPORT)
    due_on = models.DateField(null=True, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    submit_on = models.DateField(null=True, blank=True)
    is_tentative = models.BooleanField(default=False)
    is_delivered = models.BooleanField(default=False)
    delivered_on = models.DateField(null=True, blank=True)
    gate = models.CharField(max_length=120, blank=True)
    gate_passed_on = models.DateField(null=True, blank=True)
    agreed_form = models.CharField(max_length=200, blank=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    answers = models.ForeignKey(Order, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="deliverables"
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, on: date) -> bool:
        return not self.is_delivered and self.due_on is not None and self.due_on < on

    @property
    def was_moved(self) -> bool:
        return self.first_due_on is not None and self.first_due_on != self.due_on


class Delivery(models.Model):
    """A deliverable as it stands under one initiative: described in that initiative's words."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="deliveries")
    deliverable = models.ForeignKey(Deliverable, on_delete=models.PROTECT, related_name="deliveries")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=200, blank=True)
    description = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["initiative", "deliverable"], name="deliverable_once_per_initiative")
        ]

    @property
    def heading(self) -> str:
        return self.title or self.deliverable.title
