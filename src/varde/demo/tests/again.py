"""Living the demo again: the same submissions through `receive`, the same steps through the nurses' verbs, compared."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections

from varde.demo import crowd, load, telling
from varde.demo.copying import open_to_copy
from varde.demo.dice import dice
from varde.demo.people import people
from varde.demo.story import Pages
from varde.demo.telling import Member
from varde.lib import clock
from varde.lib.context import Actor, opened
from varde.measurements.models import Observation
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage import loop
from varde.triage.actions import cards, receive
from varde.triage.models import Card, CardEvent, Judgement, Window
from varde.triage.submissions import Submission

JUDGED = ("subject_id", "zone", "waiting", "acute", "verdict", "stands_at", "fired", "revision", "is_current")
STEPS = ("kind", "at", "episode", "zone", "text", "by", "outcome", "next_check_at")
NURSES_STEPS = ("seen", "taken", "contact", "contact_missed", "closed")
CARD = (
    "state", "episode", "zone", "pending_zone", "stands_at", "zone_now", "acute", "reason", "risk", "since",
    "promised_at", "outside_hours", "wants_contact_at", "feels_worse_at", "unreadable", "last_heard_at", "latest",
    "taken_by", "follow_up_at", "version",
)  # fmt: skip
WRITTEN = (
    "measurements_observation", "questionnaires_questionnaireresponse", "triage_submissionkey", "triage_judgement",
    "measurements_baseline", "triage_cardevent", "triage_refusedsubmission",
)  # fmt: skip
A_CARD_BEFORE_ANYTHING = """
UPDATE triage_card SET state = 'quiet', episode = 0, zone = 0, pending_zone = 0, stands_at = NULL, zone_now = 0,
    acute = false, reason = '', risk = 0, since = NULL, promised_at = NULL, outside_hours = false,
    wants_contact_at = NULL, feels_worse_at = NULL, unreadable = 0, last_heard_at = NULL, latest = '{}',
    taken_by = NULL, taken_by_display = '', follow_up_at = NULL, version = 0, windows_until = NULL,
    overdue_at = (SELECT min(w.overdue_at) FROM triage_window w WHERE w.patient_id = triage_card.patient_id)
WHERE patient_id = %s
"""


def load_some(in_depth: int, more: int) -> tuple[list[Member], datetime]:
    now = clock.now()
    made = load.frame(now)
    everybody = people(dice("people"), now.date())
    members = list(load.in_depth(made, everybody, now, in_depth))
    homes = crowd.homes(now, load.employed(now), more)
    members += islice(crowd.members(homes, everybody, now, in_depth), more)
    with open_to_copy():
        crowd.file_chunk(members, now)
    return members, now


def told_by_copy(member: Member, now: datetime) -> dict[str, Any]:
    mine = {"patient_id": member.patient.id}
    observations = Observation.objects.using("owner").filter(**mine)
    answers = QuestionnaireResponse.objects.using("owner").filter(**mine)
    card = Card.objects.using("owner").get(**mine)
    return {
        "observations": set(observations.values_list("id", "kind", "decimal", "zone", "flag", "received_at", "source")),
        "answers": set(answers.values_list("id", "answers", "score", "zone")),
        "judgements": set(Judgement.objects.using("owner").filter(**mine).values_list(*JUDGED)),
        "windows": set(
            Window.objects.using("owner").filter(**mine).values_list("item", "opens_at", "state", "subject_id")
        ),
        "steps": sorted(CardEvent.objects.using("owner").filter(**mine).values_list(*STEPS), key=str),
        "card": {name: getattr(card, name) for name in CARD},
        "zone shown": card.zone_of_what_is_fresh(now),
    }


def forget(patient_id: UUID) -> None:
    with connections["owner"].cursor() as cursor:
        for table in WRITTEN:
            cursor.execute(f"DELETE FROM {table} WHERE patient_id = %s", [patient_id])
        cursor.execute(
            "UPDATE triage_window SET state = 'open', filled_at = NULL, subject_id = NULL WHERE patient_id = %s",
            [patient_id],
        )
        cursor.execute(A_CARD_BEFORE_ANYTHING, [patient_id])


def looked_at(patient_id: UUID) -> set[datetime]:
    """When the loop made history of something: a silence judged, a zone that stood."""
    silences = Judgement.objects.using("owner").filter(patient_id=patient_id, subject_kind="window")
    stood = CardEvent.objects.using("owner").filter(patient_id=patient_id, kind="stood")
    return {*silences.values_list("judged_at", flat=True), *stood.values_list("at", flat=True)}


def live_again(member: Member, now: datetime, steps: list[tuple[Any, ...]], looked: set[datetime]) -> None:
    """The same submissions through `receive`, the same steps through the nurses' verbs, the loop twice a day."""
    nurses = {nurse.id: nurse for nurse in member.home.crew.nurses}
    sent = telling.tell(member, now, Pages()).sent
    happened: list[tuple[datetime, int, Any]] = [(arrival.at, 0, arrival) for arrival in sent]
    rounds = {member.start(now) + timedelta(hours=12 * half) for half in range(2 * member.patient.days)}
    happened += [(at, -1, None) for at in looked | rounds if at <= now]
    by_nurses = [step for step in steps if step[STEPS.index("by")] is not None]
    happened += [(step[1], 1 + NURSES_STEPS.index(step[0]), step) for step in by_nurses]
    for at, is_step, what in sorted(happened, key=lambda one: one[:2]):
        with clock.frozen(at):
            if is_step < 0:
                loop.run_once()
            elif is_step:
                take_step(member.patient.id, nurses[what[STEPS.index("by")]], dict(zip(STEPS, what, strict=True)))
            else:
                by = member.actor() if what.sender == "patient" else member.home.crew.gateway
                send(member.patient.id, by, what.submission)


def send(patient_id: UUID, by: Actor, submission: Submission) -> None:
    with opened(by, [patient_id]):
        (outcome,) = receive([submission], by=by)
    assert outcome.status == "stored", outcome


def take_step(patient_id: UUID, by: Actor, step: dict[str, Any]) -> None:
    with opened(by, [patient_id]):
        about = {"patient_id": patient_id, "by": by}
        match step["kind"]:
            case "seen":
                cards.see(**about)
            case "taken":
                cards.take(**about)
            case "contact" | "contact_missed" as kind:
                cards.record_contact_attempt(**about, reached=kind == "contact", text=step["text"])
            case "closed":
                version = Card.objects.get(patient_id=patient_id).version
                cards.close(
                    **about,
                    version=version,
                    outcome=step["outcome"],
                    reason=step["text"],
                    next_check_at=step["next_check_at"],
                )


def compare(members: list[Member], now: datetime) -> Iterator[str]:
    for member in members:
        before, looked = told_by_copy(member, now), looked_at(member.patient.id)
        forget(member.patient.id)
        live_again(member, now, before["steps"], looked)
        after = told_by_copy(member, now)
        for what, held in before.items():
            if held != after[what]:
                yield f"{member.patient.today.name} {member.patient.index} {what}: {difference(held, after[what])}"


def difference(one: Any, other: Any) -> str:
    if isinstance(one, set):
        return f"only by COPY {sorted(map(str, one - other))[:3]}, only by receive {sorted(map(str, other - one))[:3]}"
    if isinstance(one, dict):
        return str({name: (held, other[name]) for name, held in one.items() if held != other[name]})
    return str([pair for pair in zip(one, other, strict=False) if pair[0] != pair[1]][:2])
