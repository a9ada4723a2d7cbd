"""Judgements, expected windows, the patient's one card and its history, submission keys and refused submissions."""

import json
from datetime import datetime

from django.db import models

from varde.identity.models import Patient
from varde.lib.uuid7 import uuid7
from varde.triage.episodes import ZONE_IS_FRESH_FOR


class Zone(models.IntegerChoices):
    """0 is "no rule or no plan knows this": shown, never as green."""

    UNKNOWN = 0, "Vet ikke"
    GREEN = 1, "Som vanlig"
    YELLOW = 2, "Følg med"
    RED = 3, "Trenger hjelp"


class SubmissionKey(models.Model):
    """Idempotency: what a source already sent under its own key, and the SHA-256 of the body it sent."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    source = models.UUIDField()
    source_key = models.CharField(max_length=200)
    subject_id = models.UUIDField()
    body_hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "source", "source_key"], name="submitted_once")]


class Judgement(models.Model):
    """One answer of the rules about one version of a subject and one plan version. Append-only but for `is_current`.

    `zone` is what stands at once (0 with `verdict` "no rule" or "no plan"); `waiting` is what a re-measure may still
    confirm or deny: from `stands_at` on it stands too, without anybody doing anything.
    `fired` is JSON text: [{"rule", "zone", "why", "metric"}].
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    subject_kind = models.CharField(max_length=12)
    subject_id = models.UUIDField()
    plan_version_id = models.UUIDField(null=True)
    effective_at = models.DateTimeField()
    zone = models.PositiveSmallIntegerField(choices=Zone)
    waiting = models.PositiveSmallIntegerField(choices=Zone, default=Zone.UNKNOWN)
    acute = models.BooleanField(default=False)
    verdict = models.CharField(max_length=12, default="judged")
    stands_at = models.DateTimeField(null=True)
    fired = models.TextField(default="[]")
    digest = models.BinaryField(max_length=32)
    rules_version = models.CharField(max_length=20)
    revision = models.PositiveSmallIntegerField(default=1)
    supersedes = models.UUIDField(null=True)
    is_current = models.BooleanField(default=True)
    judged_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["patient", "effective_at"], name="judgement_by_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["patient", "subject_id"], condition=models.Q(is_current=True), name="one_current_judgement"
            )
        ]


class WindowState(models.TextChoices):
    OPEN = "open", "Venter"
    FILLED = "filled", "Gjort"
    MISSED = "missed", "Ikke gjort"
    CANCELLED = "cancelled", "Avlyst"


class Window(models.Model):
    """An expected measurement or form: silence as a column. Overdue when `overdue_at` has passed and it is still open.

    `item` is an observation kind or a form. Filling a window makes earlier open windows of the item missed.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    item = models.CharField(max_length=40)
    opens_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=WindowState, default=WindowState.OPEN)
    filled_at = models.DateTimeField(null=True)
    subject_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["patient", "item", "opens_at"], name="one_window")]
        indexes = [
            models.Index(
                fields=["patient", "opens_at"],
                condition=models.Q(state="open"),
                name="window_open",
            ),
        ]


class CardState(models.TextChoices):
    QUIET = "quiet", "Ingenting å gjøre"
    NEW = "new", "Ny"
    SEEN = "seen", "Sett"
    IN_PROGRESS = "in_progress", "Under arbeid"


class Card(models.Model):
    """The patient's one card: the worklist is this table. Its row is also the patient's lock.

    Time decides three things in the query, never in a job: a zone that waits for confirmation stands from `stands_at`;
    a patient is overdue from `overdue_at`; a promise is broken from `promised_at`.
    `latest` is JSON text {item: [zone, effective time, stands_at]}: the last judged value of each kind and form.
    `zone_now` is the worst of them when the patient was last judged; how fresh that is, is for whoever shows it to ask.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.OneToOneField(Patient, on_delete=models.PROTECT, related_name="card")
    unit_id = models.UUIDField(null=True)
    plan_version_id = models.UUIDField(null=True)
    programme = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, choices=CardState, default=CardState.QUIET)
    episode = models.PositiveIntegerField(default=0)
    zone = models.PositiveSmallIntegerField(choices=Zone, default=Zone.UNKNOWN)
    pending_zone = models.PositiveSmallIntegerField(choices=Zone, default=Zone.UNKNOWN)
    stands_at = models.DateTimeField(null=True)
    zone_now = models.PositiveSmallIntegerField(choices=Zone, default=Zone.UNKNOWN)
    acute = models.BooleanField(default=False)
    reason = models.TextField(blank=True)
    risk = models.FloatField(default=0)
    since = models.DateTimeField(null=True)
    promised_at = models.DateTimeField(null=True)
    outside_hours = models.BooleanField(default=False)
    wants_contact_at = models.DateTimeField(null=True)
    feels_worse_at = models.DateTimeField(null=True)
    unreadable = models.PositiveSmallIntegerField(default=0)
    overdue_at = models.DateTimeField(null=True)
    last_heard_at = models.DateTimeField(null=True)
    latest = models.TextField(default="{}")
    taken_by = models.UUIDField(null=True)
    taken_by_display = models.CharField(max_length=200, blank=True)
    follow_up_at = models.DateTimeField(null=True)
    windows_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["unit_id"], condition=~models.Q(state="quiet"), name="card_on_list"),
            models.Index(
                fields=["unit_id", "overdue_at"], condition=models.Q(overdue_at__isnull=False), name="card_overdue"
            ),
            models.Index(
                fields=["unit_id", "follow_up_at"], condition=models.Q(follow_up_at__isnull=False), name="card_planned"
            ),
            models.Index(
                fields=["windows_until"], condition=models.Q(plan_version_id__isnull=False), name="card_to_extend"
            ),
            models.Index(fields=["stands_at"], condition=models.Q(stands_at__isnull=False), name="card_waiting"),
            models.Index(
                fields=["overdue_at"], condition=models.Q(overdue_at__isnull=False), name="card_overdue_anywhere"
            ),
        ]

    def zone_of_what_is_fresh(self, moment: datetime) -> int:
        """The worst of the last judged value of each item within 36 hours; silence, or an overdue item, is never green."""
        latest = [(zone, datetime.fromisoformat(at)) for zone, at, _ in json.loads(self.latest).values()]
        zone = max((zone for zone, at in latest if at > moment - ZONE_IS_FRESH_FOR), default=int(Zone.UNKNOWN))
        is_overdue = self.overdue_at is not None and self.overdue_at <= moment
        return int(Zone.UNKNOWN) if zone == Zone.GREEN and is_overdue else zone


class CardEvent(models.Model):
    """What happened to a card, appended and never changed: opened, worsened, seen, taken, contact, note, closed, undone."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_constraint=False, db_index=False)
    episode = models.PositiveIntegerField()
    kind = models.CharField(max_length=16)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    by_display = models.CharField(max_length=200, blank=True)
    zone = models.PositiveSmallIntegerField(choices=Zone, default=Zone.UNKNOWN)
    text = models.TextField(blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    next_check_at = models.DateTimeField(null=True)
    undoes = models.UUIDField(null=True)
    before = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["patient", "at"], name="card_events_by_time")]


class RefusedSubmission(models.Model):
    """What an authenticated sender sent for a patient it may write, and we could not read: kept encrypted, shown on the list."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT)
    received_at = models.DateTimeField()
    source = models.UUIDField()
    source_display = models.CharField(max_length=200)
    reason = models.CharField(max_length=300)
    ciphertext = models.BinaryField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.CharField(max_length=200, blank=True)


class Heartbeat(models.Model):
    """When each part of the machinery last did its work; the worklist shows the oldest as its freshness."""

    part = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()
