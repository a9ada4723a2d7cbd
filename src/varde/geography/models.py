"""Counties, municipalities (with validity), helsefellesskap."""

from django.db import models


class County(models.Model):
    number = models.CharField(max_length=2, primary_key=True)
    name = models.CharField(max_length=60)


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


class Helsefellesskap(models.Model):
    name = models.CharField(max_length=80, primary_key=True)
    slug = models.SlugField(unique=True)
    health_trust = models.CharField(max_length=120)
    municipalities = models.ManyToManyField(Municipality, related_name="helsefellesskap")
