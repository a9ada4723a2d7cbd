"""What sources say, one statement a row, so that statements can be held against each other."""

from django.db import models

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7


class Precision(models.TextChoices):
    DAY = "day", "dag"
    MONTH = "month", "måned"


class Claim(models.Model):
    """One source says one thing (`predicate`) about one subject: a date, a number, or a word.

    `as_of` is the day the source says it for, `concerns` the slug of the initiative whose lead should know. The meaning of predicates is in `portfolio.vocabulary`.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject = models.SlugField(max_length=80)
    predicate = models.SlugField(max_length=40)
    value = models.CharField(max_length=120, blank=True)
    number = models.IntegerField(null=True, blank=True)
    on = models.DateField(null=True, blank=True)
    precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    as_of = models.DateField(null=True, blank=True)
    quote = models.TextField()
    concerns = models.SlugField(blank=True)
    note = models.CharField(max_length=200, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject", "predicate", "value", "source"], name="claim_once_per_source"
            )
        ]
