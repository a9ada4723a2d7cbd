"""Programmes: what initiatives belong to, and what came before and after."""

from django.db import models

from varde.indicators.models import Source


class Programme(models.Model):
    """A programme, scheme or finished trial. `follows` is its predecessor; its successors are `followed_by`."""

    slug = models.SlugField(primary_key=True)
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    period = models.CharField(max_length=60, blank=True)
    follows = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="followed_by")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class ProgrammeArea(models.Model):
    """A numbered measure area (tiltaksområde) of a programme. A source may name only some of the numbers."""

    slug = models.SlugField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="areas")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="area_number_once")]

    def __str__(self) -> str:
        return f"Tiltaksområde {self.number}: {self.name}"
