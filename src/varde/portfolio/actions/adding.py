"""New deliverables, what is handed over when an initiative ends, and why priorities changed."""

from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from varde.audit.models import Action
from varde.lib import clock
from varde.lib.context import Actor
from varde.portfolio.actions import recording
from varde.portfolio.models import (
    Deliverable,
    DeliverableKind,
    Delivery,
    Handover,
    Initiative,
    Order,
    PriorityChange,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDeliverable:
    """What is known of a deliverable when it is added."""

    title: str
    due_on: date | None = None
    kind: DeliverableKind = DeliverableKind.REPORT
    is_tentative: bool = False
    agreed_form: str = ""
    gate: str = ""


@transaction.atomic
def add_deliverable(
    *, by: Actor, slug: str, fields: NewDeliverable, description: str = "", answers: str = "", part_of: str = ""
) -> Deliverable:
    """A new deliverable under initiative `slug`; `answers` is the slug of the order it answers, one of the initiative's.

    `part_of` is the slug of the initiative's deliverable it is a part of; a part has no parts of its own.
    """
    if not fields.title.strip():
        raise recording.NotPossible("Gi leveransen et navn.")
    initiative = Initiative.objects.select_for_update().get(slug=slug)
    order = Order.objects.get(slug=answers, assignment__initiative=initiative) if answers else None
    whole = _whole(initiative, part_of) if part_of else None
    own, at = _free(slugify(fields.title)[:40] or "leveranse"), clock.now()
    made = Deliverable.objects.create(
        slug=own, first_due_on=fields.due_on, answers=order, part_of=whole, changed_at=at, changed_by=by.display,
        **asdict(fields),
    )  # fmt: skip
    last = initiative.deliveries.aggregate(last=Max("position"))["last"] or 0
    Delivery.objects.create(initiative=initiative, deliverable=made, position=last + 1, description=description.strip())
    recording.keep({"deliverable": ("", made.title)}, by=by, at=at, subject=made.title, about=initiative)
    recording.log(by=by, what="Leveranse", which=made.slug, action=Action.CREATE)
    return made


@transaction.atomic
def add_handover(*, by: Actor, slug: str, what: str, receiver: str = "", due_on: date | None = None) -> Handover:
    """Something that must go on when the initiative ends; the receiver may be unknown as yet."""
    if not what.strip():
        raise recording.NotPossible("Skriv hva som skal videreføres.")
    initiative = Initiative.objects.select_for_update().get(slug=slug)
    number = (initiative.handovers.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Handover.objects.create(
        initiative=initiative, number=number, what=what.strip(), receiver=receiver.strip(), due_on=due_on
    )
    recording.keep({"handover": ("", made.what)}, by=by, at=clock.now(), subject="Overlevering", about=initiative)
    recording.log(by=by, what="Overlevering", which=f"{slug}/{number}", action=Action.CREATE)
    return made


@transaction.atomic
def finish_handover(*, by: Actor, slug: str, number: int, receiver: str) -> Handover:
    """It has been taken over today, by `receiver`."""
    row = Handover.objects.select_for_update(of=("self",)).select_related("initiative").get(
        initiative__slug=slug, number=number
    )  # fmt: skip
    if row.done_on is not None:
        raise recording.SomebodyElseChanged
    if not receiver.strip():
        raise recording.NotPossible("Skriv hvem som har tatt over.")
    new = {"receiver": receiver.strip(), "done_on": recording.today()}
    changed = recording.differing(row, new)
    Handover.objects.filter(pk=row.pk).update(**new)
    recording.keep(changed, by=by, at=clock.now(), subject=f"Overlevering: {row.what}"[:200], about=row.initiative)
    recording.log(by=by, what="Overlevering", which=f"{slug}/{number}")
    row.refresh_from_db()
    return row


@transaction.atomic
def log_priority(*, by: Actor, slug: str, on: date, what: str, experience: str, decided_by: str) -> PriorityChange:
    """What changed in the direction of an initiative, on which experience, and who decided it."""
    if not (what.strip() and experience.strip() and decided_by.strip()):
        raise recording.NotPossible("Skriv hva som ble endret, på hvilken erfaring, og hvem som bestemte det.")
    if on > recording.today():
        raise recording.NotPossible("Datoen er i framtiden. Skriv den når den er bestemt.")
    initiative = Initiative.objects.get(slug=slug)
    made = PriorityChange.objects.create(
        initiative=initiative, on=on, what=what.strip(), experience=experience.strip(), decided_by=decided_by.strip()
    )
    recording.log(by=by, what="Endret prioritering", which=slug, action=Action.CREATE)
    return made


def _whole(initiative: Initiative, slug: str) -> Deliverable:
    whole = Deliverable.objects.select_for_update(of=("self",)).get(slug=slug, deliveries__initiative=initiative)
    if whole.part_of_id is not None:
        raise recording.NotPossible("En delleveranse kan ikke deles videre. Velg leveransen den hører til.")
    if whole.is_delivered:
        raise recording.NotPossible("Leveransen er levert. Den kan ikke få en ny del.")
    return whole


def _free(slug: str) -> str:
    """The slug, with a number when it is taken."""
    taken = set(Deliverable.objects.filter(slug__startswith=slug).values_list("slug", flat=True))
    candidates = [slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3))]
    return next(one for one in candidates if one not in taken)
