"""Who may read a patient's card: no open card is left without an authorised unit, or she is told that it is."""

from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from varde.care_teams.models import Block, CareRelation, Unit
from varde.identity.models import FIGURES_ONLY, PractitionerRole
from varde.lib import clock
from varde.lib.context import Actor
from varde.lib.statements import raw
from varde.messages import actions as messages
from varde.triage import locking
from varde.triage.models import Card, CardEvent, CardState

NOBODY_FOLLOWS = (
    "Etter sperringen din er det ingen som følger med på målingene dine. Følg planen din. "
    "Ring fastlegen din i åpningstiden, legevakt 116 117 hvis det haster, og 113 ved akutt fare for liv. "
    "Du kan når som helst oppheve sperringen."
)
SYSTEM = Actor("worker", UUID(int=1), "Varde")


class OpenCard(RuntimeError):
    """The change is refused while this card is open: close it, or hand it over as well."""

    def __init__(self, card: Card) -> None:
        super().__init__("Pasienten har et åpent kort. Avslutt det, eller overfør det til den nye enheten.")
        self.card_id = card.id


def locked_card(patient_id: UUID) -> Card:
    """The patient's card, made when missing, locked for the rest of the transaction."""
    locking.lock(raw("default"), [patient_id])
    return Card.objects.get(patient=patient_id)


def is_open(card: Card) -> bool:
    """Whether somebody still has to do something: on the list, or a check is agreed."""
    return card.state != CardState.QUIET or card.follow_up_at is not None


def units_that_may_read(patient_id: UUID, at: datetime) -> QuerySet[Unit]:
    """Units with a live relation to the patient and at least one clinical person she has not blocked."""
    relations = CareRelation.objects.live(at).filter(patient=patient_id, organization=OuterRef("organization"))
    people = (
        PractitionerRole.objects.filter(organization=OuterRef("organization"), valid_from__lte=at)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))
        .exclude(code__in=FIGURES_ONLY)
        .exclude(Exists(Block.objects.live(at).filter(patient=patient_id).against_outer_role()))
    )
    return Unit.objects.filter(Exists(relations), Exists(people)).order_by("id")


def refuse_if_left_alone(card: Card) -> None:
    """Raise OpenCard, and so undo the change, when the card is open and its unit may no longer read it."""
    if is_open(card) and not _may_read(card):
        raise OpenCard(card)


def move_or_tell(card: Card, by: Actor) -> None:
    """After a block: leave the card where it is read, else move it, else tell the patient."""
    if _may_read(card):
        return
    other = units_that_may_read(card.patient_id, clock.now()).first()
    if other is not None:
        move(card, other.id, by, f"Flyttet til {other.name} etter sperring")
        return
    move(card, None, by, "Ingen enhet kan lese kortet etter sperring. Pasienten har fått beskjed.")
    messages.write_to_patient(patient_id=card.patient_id, text=NOBODY_FOLLOWS, by=SYSTEM)


def move(card: Card, unit_id: UUID | None, by: Actor, text: str) -> None:
    """Put the card on another unit's list, or on none, and append what happened; both lists are told."""
    former = card.unit_id
    put_on(card, unit_id)
    CardEvent.objects.create(
        patient_id=card.patient_id,
        episode=card.episode,
        kind="moved" if unit_id else "unattended",
        at=clock.now(),
        by=by.id,
        by_display=by.display,
        zone=card.zone,
        text=text,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify('varde_cards', unit) FROM unnest(%s::text[]) unit",
            [[str(unit) for unit in {former, unit_id} if unit]],
        )


def put_on(card: Card, unit_id: UUID | None) -> None:
    """The unit whose list the card is on; there it is new to everybody."""
    card.unit_id, card.taken_by, card.taken_by_display = unit_id, None, ""
    card.state = CardState.QUIET if card.state == CardState.QUIET else CardState.NEW
    card.version += 1
    card.save(update_fields=["unit_id", "taken_by", "taken_by_display", "state", "version"])


def expect_nothing_before(card: Card, day: date) -> None:
    """The loop makes the next windows from the start of `day` in the patient's time zone."""
    card.windows_until = datetime.combine(day, time(), ZoneInfo(card.patient.timezone))
    card.overdue_at = None
    card.version += 1
    card.save(update_fields=["windows_until", "overdue_at", "version"])


def _may_read(card: Card) -> bool:
    return card.unit_id is not None and (
        units_that_may_read(card.patient_id, clock.now()).filter(pk=card.unit_id).exists()
    )
