"""What was said and done around the patients in depth: messages, questions to the GP, logins, and who looked at what."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from varde.audit.models import Action
from varde.demo import filing, places
from varde.demo.copying import OWNER, copy_objects, owner
from varde.demo.dice import dated_id, dice
from varde.demo.enrol import programme
from varde.demo.places import InDepth
from varde.demo.telling import Member
from varde.lib.context import Actor
from varde.messages.models import Message

QUESTION = "SpO2 har falt fra 94 til 91 på en uke, og slimet er gult. Skal reservemedisinen startes?"
ANSWER = "Ja, start prednisolon etter planen i dag. Jeg ringer henne i morgen."
TO_PATIENT = "Fint at du måler hver dag. Ring oss hvis pusten blir tyngre før fredag."
FROM_PATIENT = "Takk. Kan jeg måle litt senere på torsdag? Jeg skal til tannlegen."


def load(members: Sequence[Member], made: InDepth, now: datetime) -> None:
    """Logins for the patients somebody can be, messages, and the reads of the last weeks."""
    with transaction.atomic(using=OWNER):
        for member in members:
            if member.patient.today.login:
                today = member.patient.today
                about = programme(today.conditions).lower()
                places.login(today.login, member.actor().display, self_id=member.patient.id, about=about)
        copy_objects(owner(), [message for member in members for message in _messages(member, made, now)])
        filing.log(owner(), [entry for member in members for entry in _reads(member, made, now)])


def _messages(member: Member, made: InDepth, now: datetime) -> list[Message]:
    """A question open for the GP, one answered, and a few words with the patient, by the member's number."""
    rng, nurse = dice("messages", member.patient.index), member.home.crew.nurses[0]
    found: list[Message] = []

    def say(hours_ago: float, author: str, text: str, **more: object) -> Message:
        at = now - timedelta(hours=hours_ago)
        message = Message(
            id=dated_id(rng, at), patient_id=member.patient.id, author=author, text=text, sent_at=at, **more
        )
        found.append(message)
        return message

    unit, practice = member.home.crew.organization, member.home.practice
    if member.patient.index in {5, 8}:
        say(1.2, nurse.display, QUESTION, from_organization_id=unit, to_organization_id=practice)
    if member.patient.index % 9 == 6:
        asked = say(190, nurse.display, QUESTION, from_organization_id=unit, to_organization_id=practice)
        asked.read_at = asked.answered_at = now - timedelta(hours=171)
        gp = _gp(member, made)
        reply = say(171, gp.display, ANSWER, from_organization_id=practice, to_organization_id=unit, answers=asked.id)
        reply.read_at = now - timedelta(hours=168)
    if member.patient.index in {0, 1} or rng.random() < 0.2:
        said = say(76, nurse.display, TO_PATIENT, from_organization_id=unit)
        said.read_at = now - timedelta(hours=70)
        back = say(69, member.actor().display, FROM_PATIENT, from_patient=True, to_organization_id=unit)
        back.read_at = now - timedelta(hours=52)
    return found


def _reads(member: Member, made: InDepth, now: datetime) -> list[filing.Entry]:
    """A nurse or the GP has looked at the page some times these last weeks."""
    rng = dice("reads", member.patient.index)
    found: list[filing.Entry] = []
    for _ in range(rng.randint(2, 6)):
        by = _gp(member, made) if rng.random() < 0.2 else rng.choice(member.home.crew.nurses)
        basis = "Fastlege" if by.role == "gp" else "Vedtak om digital hjemmeoppfølging"
        at = now - timedelta(days=rng.randrange(1, 28), minutes=rng.randrange(240))
        refs = [f"Patient/{member.patient.id}"]
        found.append((at, by, Action.READ, "Pasientside", member.patient.id, refs, basis))
    return found


def _gp(member: Member, made: InDepth) -> Actor:
    role = next(role for role in made.roles.values() if role.organization_id == member.home.practice)
    return places.role_actor(role)
