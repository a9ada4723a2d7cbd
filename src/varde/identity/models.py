"""Patients, related persons, personnel and their roles, organisations and system clients."""

from django.conf import settings
from django.db import models

from varde.lib.uuid7 import uuid7


class OrganizationKind(models.TextChoices):
    MUNICIPALITY = "municipality", "Kommune"
    GP_PRACTICE = "gp_practice", "Legekontor"
    HOSPITAL = "hospital", "Sykehus"
    FOLLOW_UP_UNIT = "follow_up_unit", "Oppfølgingsenhet"
    DIRECTORATE = "directorate", "Direktorat"


class Organization(models.Model):
    """FHIR Organization. `number` is the nine-digit organisation number (or empty in the demo)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=20, choices=OrganizationKind)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=9, blank=True)
    municipality_number = models.CharField(max_length=4, blank=True)
    part_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")

    def __str__(self) -> str:
        return self.name


class Patient(models.Model):
    """FHIR Patient. The national number lies encrypted in PatientIdentifier, never here.

    The key column is called `patient_id` so that the one row-level-security policy fits this table too.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False, db_column="patient_id")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    birth_date = models.DateField()
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=5, default="nb")
    timezone = models.CharField(max_length=40, default="Europe/Oslo")
    municipality_number = models.CharField(max_length=4, blank=True)
    has_protected_address = models.BooleanField(default=False)
    is_synthetic = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def full_name(self) -> str:
        return f"{self.given_name} {self.family_name}"


class PatientIdentifier(models.Model):
    """A national number (fnr, D-number, FH-number): AES-GCM ciphertext bound to its row, and a keyed blind index."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=60)
    ciphertext = models.BinaryField()
    blind_index = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "blind_index"], name="one_patient_per_number")]


class RelatedPerson(models.Model):
    """FHIR RelatedPerson: next of kin; `may_see` gives proxy reading rights."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="related_persons")
    name = models.CharField(max_length=200)
    relationship = models.CharField(max_length=60)
    phone = models.CharField(max_length=20, blank=True)
    may_see = models.BooleanField(default=False)


class Practitioner(models.Model):
    """FHIR Practitioner. `hpr_number` as in Helsepersonellregisteret."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=200)
    hpr_number = models.CharField(max_length=9, blank=True)


class RoleCode(models.TextChoices):
    FOLLOW_UP_NURSE = "follow_up_nurse", "Oppfølgingssykepleier"
    GP = "gp", "Fastlege"
    HOSPITAL_PHYSICIAN = "hospital_physician", "Sykehuslege"
    HOME_NURSE = "home_nurse", "Hjemmesykepleier"
    PROGRAMME_LEAD = "programme_lead", "Programleder"
    COUNTY_COORDINATOR = "county_coordinator", "Fylkeskoordinator"
    PROJECT_LEAD = "project_lead", "Prosjektleder"


# They see figures and never a patient, wherever they are employed. The policies name them too (care_teams/policies.sql).
FIGURES_ONLY = frozenset({RoleCode.PROGRAMME_LEAD, RoleCode.COUNTY_COORDINATOR, RoleCode.PROJECT_LEAD})


class PractitionerRole(models.Model):
    """FHIR PractitionerRole: what one person is at one organisation, and when. This is who acts, and who is logged."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    practitioner = models.ForeignKey(Practitioner, on_delete=models.PROTECT, related_name="roles")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="roles")
    code = models.CharField(max_length=30, choices=RoleCode)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)


class SystemClient(models.Model):
    """A machine that may call the FHIR door for one organisation; only the SHA-256 of its bearer token is kept."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60, unique=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="clients")
    token_hash = models.BinaryField(max_length=32, null=True)
    token_expires_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)


class Account(models.Model):
    """Who a login is: exactly one of a patient, a related person or a practitioner role.

    The patient is held as a bare id: a login table must be readable before any patient is in focus. `about` is what the
    demo's login page says of a person nobody is ("kols"); the database refuses it for anybody else.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    display = models.CharField(max_length=200)
    self_id = models.UUIDField(null=True, blank=True)
    related_person_id = models.UUIDField(null=True, blank=True)
    practitioner_role = models.ForeignKey(PractitionerRole, on_delete=models.CASCADE, null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    about = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="only_the_demo_says_who_has_what", condition=models.Q(is_demo=True) | models.Q(about="")
            ),
            models.CheckConstraint(
                name="account_is_exactly_one",
                condition=(
                    models.Q(self_id__isnull=False, related_person_id__isnull=True, practitioner_role__isnull=True)
                    | models.Q(self_id__isnull=True, related_person_id__isnull=False, practitioner_role__isnull=True)
                    | models.Q(self_id__isnull=True, related_person_id__isnull=True, practitioner_role__isnull=False)
                ),
            ),
        ]
