"""Benefits: planned with a baseline, measured at dates, realised by subtraction. An effect only with a control group."""

from django.db import models
from django.db.models import Q

from varde.projects.models.recorded import STANDING, Recorded
from varde.projects.models.spread import Project


class BenefitCategory(models.TextChoices):
    TIME = "time", "Spart tid"
    COST = "cost", "Unngåtte kostnader"
    QUALITY = "quality", "Økt kvalitet"
    KEPT = "kept", "Endring beholdt etter krisen"


class Design(models.TextChoices):
    BEFORE_AFTER = "before_after", "Før og etter, uten kontrollgruppe"
    CONTROLLED = "controlled", "Før og etter, med kontrollgruppe"
    RANDOMISED = "randomised", "Loddtrekning til kontrollgruppe"


class Wanted(models.TextChoices):
    DOWN = "down", "Skal gå ned"
    UP = "up", "Skal gå opp"
    KEPT = "kept", "Skal holdes"


class BenefitQuerySet(models.QuerySet["Benefit"]):
    def in_full(self) -> "BenefitQuerySet":
        """With its project and its measurements, the earliest first."""
        measured = Measurement.objects.filter(STANDING).order_by("to_on", "recorded_at")
        return self.select_related("project").prefetch_related(models.Prefetch("measurements", measured))


class Benefit(Recorded):
    """A planned benefit of one project. `measure` is the slug of an indicator, or empty when `measured_as` says it.

    Values are in `unit`. `baseline_people` is how many different persons stand behind the baseline. The control group's
    baseline is there exactly when `design` has one.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="benefits")
    category = models.CharField(max_length=10, choices=BenefitCategory)
    name = models.CharField(max_length=160)
    measure = models.SlugField(blank=True)
    measured_as = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=60)
    method = models.TextField()
    design = models.CharField(max_length=14, choices=Design, default=Design.BEFORE_AFTER)
    control_group = models.CharField(max_length=300, blank=True)
    wanted = models.CharField(max_length=5, choices=Wanted)
    baseline = models.DecimalField(max_digits=14, decimal_places=2)
    baseline_from = models.DateField()
    baseline_to = models.DateField()
    baseline_people = models.PositiveIntegerField()
    control_baseline = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    control_people = models.PositiveIntegerField(null=True, blank=True)
    expected = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    expected_by = models.DateField(null=True, blank=True)
    owner = models.CharField(max_length=120)

    objects = BenefitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="control_group_when_the_design_says_so",
                condition=Q(design="before_after", control_group="", control_baseline=None, control_people=None)
                | (
                    ~Q(design="before_after")
                    & ~Q(control_group="")
                    & Q(control_baseline__isnull=False, control_people__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="baseline_ends_after_it_begins", condition=Q(baseline_to__gte=models.F("baseline_from"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_control(self) -> bool:
        return self.design != Design.BEFORE_AFTER


class Measurement(Recorded):
    """The same thing measured again over a period; `people` different persons stand behind the value."""

    benefit = models.ForeignKey(Benefit, on_delete=models.PROTECT, related_name="measurements")
    from_on = models.DateField()
    to_on = models.DateField()
    value = models.DecimalField(max_digits=14, decimal_places=2)
    people = models.PositiveIntegerField()
    control_value = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    control_people = models.PositiveIntegerField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="measured_period_is_one", condition=Q(to_on__gte=models.F("from_on"))),
        ]
