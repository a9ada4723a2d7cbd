"""Units with opening hours, care relations, blocks and emergency access: the ground the access scope stands on."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import OuterRef, Q

from varde.identity.models import Organization, Patient, Practitioner, RoleCode
from varde.lib.uuid7 import uuid7


def _live(at: datetime, prefix: str = "") -> Q:
    """Begun and not ended at `at`; the end itself is outside."""
    ended = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gt": at})
    return Q(**{f"{prefix}valid_from__lte": at}) & ended


class Unit(models.Model):
    """A follow-up unit (oppfølgingsenhet): who reads the worklist, and when. Phone and hours are shown to every patient."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, related_name="unit")
    phone = models.CharField(max_length=20)
    timezone = models.CharField(max_length=40, default="Europe/Oslo")
    closed_advice = models.TextField(
        default="Vi har stengt nå. Ikke vent på oss: følg planen din, ring legevakt 116 117 hvis det haster, og 113 ved akutt fare for liv."
    )
    red_read_minutes = models.PositiveSmallIntegerField(default=30)
    red_contact_minutes = models.PositiveSmallIntegerField(default=60)

    @property
    def name(self) -> str:
        return self.organization.name


class OpeningHours(models.Model):
    """One stretch of one weekday (Monday = 0), local time of the unit."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()


class ClosedDay(models.Model):
    """A day the unit is closed beside the Norwegian public holidays."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="closed_days")
    day = models.DateField()
    reason = models.CharField(max_length=100)


class RelationKind(models.TextChoices):
    FOLLOW_UP = "follow_up", "Digital hjemmeoppfølging"
    GP = "gp", "Fastlege"
    HOSPITAL = "hospital", "Sykehus"
    MUNICIPALITY = "municipality", "Kommunal tjeneste"


class CareRelationQuerySet(models.QuerySet["CareRelation"]):
    def live(self, at: datetime) -> Self:
        return self.filter(_live(at))


class CareRelation(models.Model):
    """Why an organisation may see a patient, and how long (FHIR CareTeam membership). One lead unit at a time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="care_relations")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="care_relations")
    kind = models.CharField(max_length=20, choices=RelationKind)
    is_lead = models.BooleanField(default=False)
    basis = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    objects = CareRelationQuerySet.as_manager()

    class Meta:
        # Rights are asked of this index alone, in every transaction.
        indexes = [
            models.Index(fields=["organization", "patient"], include=["valid_from", "valid_to"], name="relation_by_org")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["patient"], condition=models.Q(is_lead=True, valid_to__isnull=True), name="one_lead_unit"
            )
        ]


def _covers(organization: OuterRef) -> Q:
    """A block's organisation is this one or one of the two levels it is part of."""
    return (
        Q(organization=organization) | Q(organization__parts=organization) | Q(organization__parts__parts=organization)
    )


class BlockQuerySet(models.QuerySet["Block"]):
    def live(self, at: datetime) -> Self:
        return self.filter(_live(at))

    def against_outer_role(self) -> Self:
        """Against the practitioner role of the outer row, its person or its organisation; of which patient, the caller says."""
        return self.filter(
            _covers(OuterRef("organization")) | Q(role=OuterRef("code")) | Q(practitioner=OuterRef("practitioner"))
        )


class Block(models.Model):
    """The patient's sperring against an organisation, a role or one practitioner (exactly one). It beats every relation."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="blocks")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, blank=True)
    role = models.CharField(max_length=30, choices=RoleCode, blank=True)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, null=True, blank=True)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="block_is_exactly_one",
                condition=(
                    models.Q(organization__isnull=False, role="", practitioner__isnull=True)
                    | models.Q(organization__isnull=True, practitioner__isnull=True) & ~models.Q(role="")
                    | models.Q(organization__isnull=True, role="", practitioner__isnull=False)
                ),
            )
        ]


class EmergencyAccessQuerySet(models.QuerySet["EmergencyAccess"]):
    def live(self, at: datetime) -> Self:
        return self.filter(_live(at))

    def awaiting_review(self) -> Self:
        return self.filter(reviewed_at__isnull=True)


class EmergencyAccess(models.Model):
    """Access without a relation, for 60 minutes, with a reason; reviewed by a named person and shown to the patient.

    It gives way to a block unless `despite_block`: the law's exception, chosen expressly and logged apart.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="emergency_accesses")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT)
    reason = models.TextField()
    despite_block = models.BooleanField(default=False)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=200, blank=True)

    objects = EmergencyAccessQuerySet.as_manager()
