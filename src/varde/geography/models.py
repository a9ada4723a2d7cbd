"""Counties, municipalities (with validity), the districts of Oslo, helsefellesskap, and how many people where somebody has said."""

from typing import Self

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Collate, Lower

from varde.lib.uuid7 import uuid7


def alphabetical(field: str) -> Collate:
    """Norwegian order (… z, æ, ø, å) of a text column, without asking the database for a Norwegian collation."""
    letters = Func(
        Lower(F(field)), Value("æøåÆØÅ"), Value("{|}{|}"), function="translate", output_field=models.TextField()
    )
    return Collate(letters, "C")


class County(models.Model):
    number = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.name


class MunicipalityQuerySet(models.QuerySet["Municipality"]):
    def called(self, text: str) -> Self:
        """Those whose number is `text`, or whose official name, other name or alias contains it."""
        wanted = text.strip()
        if not wanted:
            return self.none()
        return self.filter(
            Q(number=wanted)
            | Q(name__icontains=wanted)
            | Q(other_name__icontains=wanted)
            | Q(aliases__icontains=wanted)
        )

    def by_name(self) -> Self:
        return self.order_by(alphabetical("name"), "number")


class Municipality(models.Model):
    """A municipality by its official number; `aliases` holds other spellings it must be found by, one per line."""

    number = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=80)
    other_name = models.CharField(max_length=80, blank=True)
    aliases = models.TextField(blank=True)
    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="municipalities")
    longitude = models.FloatField()
    latitude = models.FloatField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = MunicipalityQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class District(models.Model):
    """A district (bydel) of a municipality, by its official number: the municipality's four digits and two more."""

    number = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=80)
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="districts")

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.name


class Helsefellesskap(models.Model):
    """A health trust and the municipalities of its catchment area; `source` says where each of the facts comes from."""

    name = models.CharField(max_length=80, primary_key=True)
    slug = models.SlugField(unique=True)
    health_trust = models.CharField(max_length=120)
    source = models.TextField(blank=True)
    municipalities = models.ManyToManyField(Municipality, related_name="helsefellesskap")

    def __str__(self) -> str:
        return self.name


class Counted(models.TextChoices):
    RESIDENTS = "residents", "Innbyggere"
    LISTED = "listed", "Listeinnbyggere hos fastlege"


class PopulationFile(models.Model):
    """One file of people per place that somebody supplied: what it counts, as of when, from where, and who loaded it.

    Never changed or removed: of two files for the same date the one loaded last counts.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    counted = models.CharField(max_length=10, choices=Counted)
    as_of = models.DateField()
    source = models.CharField(max_length=200)
    is_synthetic = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    loaded_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.get_counted_display()} per {self.as_of}: {self.source}"


class Population(models.Model):
    """How many people one place had in one file. `place` is the number of a municipality or of a district."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    file = models.ForeignKey(PopulationFile, on_delete=models.CASCADE, related_name="places")
    place = models.CharField(max_length=6)
    people = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "place"], name="place_once_per_population_file")]
