"""What every row that people write about the programme has: who, when, which version, and whether the public may see it."""

from uuid import UUID

from django.db import models
from django.db.models import Q

from varde.lib.uuid7 import uuid7

STANDING = Q(withdrawn_at=None)
PUBLIC = STANDING & Q(is_public=True)


class Recorded(models.Model):
    """Nothing is removed: a row is withdrawn with a reason, and can be put back. `is_synthetic` marks invented examples."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    is_public = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=200)
    recorded_by_id: "models.UUIDField[UUID, UUID]" = models.UUIDField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True
