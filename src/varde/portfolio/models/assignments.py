"""What was ordered, in which letter, and what answered it."""

from django.db import models

from varde.indicators.models import Source
from varde.lib.uuid7 import uuid7
from varde.portfolio.models.initiatives import Initiative


class Assignment(models.Model):
    """An assignment (oppdrag). A later order that carries on or changes one `revises` it; both are kept."""

    slug = models.SlugField(primary_key=True)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="assignments")
    title = models.CharField(max_length=200)
    letter = models.CharField(max_length=120, blank=True)
    issued_on = models.DateField(null=True, blank=True)
    issued_text = models.CharField(max_length=60, blank=True)
    issuer = models.CharField(max_length=120)
    text = models.TextField()
    conditions = models.TextField(blank=True)
    revises = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="revisions")
    position = models.PositiveSmallIntegerField(default=0)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title


class Order(models.Model):
    """One thing an assignment asks for. `due_on` is firm, or tentative; a deliverable that answers it points here."""

    slug = models.SlugField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="orders")
    position = models.PositiveSmallIntegerField(default=0)
    text = models.TextField()
    parts = models.TextField(blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_text = models.CharField(max_length=120, blank=True)
    is_tentative = models.BooleanField(default=False)
    agreed_form = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.text


class Document(models.Model):
    """A paper on an initiative's time line that is neither a letter of assignment nor a deliverable."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    initiative = models.ForeignKey(Initiative, on_delete=models.PROTECT, related_name="documents")
    on = models.DateField()
    on_text = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=300)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["on"]
