"""From a member of the demo to rows: her plan, what she sends, what the rules say, what the nurses do about it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models

from varde.demo import enrol, planning, story
from varde.demo.desk import Nurse
from varde.demo.diary import Arrival, Task, local
from varde.demo.dice import dice
from varde.demo.people import Person
from varde.demo.places import Home
from varde.demo.simulation import Patient, arrivals
from varde.demo.story import Pages, Story
from varde.lib.context import Actor
from varde.questionnaires.forms import FORMS
from varde.triage import unit_hours
from varde.triage.file import Plan
from varde.triage.rules import compile_rules
from varde.triage.windows import HORIZON


@dataclass(frozen=True, slots=True)
class Member:
    """One patient of the demo. `plan_changes` are days after the start on which the plan got a new version."""

    patient: Patient
    person: Person
    home: Home
    is_stable: bool = False
    plan_changes: tuple[int, ...] = ()

    def start(self, now: datetime) -> datetime:
        return local(self.patient.first_day(now), 0.5)

    def actor(self) -> Actor:
        name = f"{self.person.given_name} {self.person.family_name}"
        return Actor("patient", self.patient.id, name, role_display="pasienten selv")


@dataclass(slots=True)
class Told:
    """A told member: her master data as objects, and what she sent (already in `Pages` as rows)."""

    objects: list[models.Model]
    sent: list[Arrival]
    story: Story


def tell(member: Member, now: datetime, pages: Pages) -> Told:
    """Everything about one member up to `now`; clinical rows go to `pages`."""
    start, body = member.start(now), member.patient.body()
    index, id = member.patient.index, member.patient.id
    content = planning.content(
        index, body, start.date(), member.person.kin.name, member.home, is_stable=member.is_stable
    )
    versions = planning.versions(index, id, content, start, member.home, member.plan_changes)
    rules = compile_rules(content.rules, content.values)
    plans = [Plan(version.id, rules, version.valid_from) for version in versions if version.valid_from]
    until = now + HORIZON
    hours = unit_hours.of_unit(member.home.crew.unit_id)
    told = story.begin(id, member.home.crew.unit_id, plans[:1], content.schedule, hours, start, until, pages, index)
    tasks = [Task(slot.item, frozenset(slot.weekdays)) for slot in content.schedule]
    sent = arrivals(member.patient, tasks, frozenset(FORMS), now)
    _live_through(member, now, told, plans, sent)
    told.end(now)
    enrolled = enrol.objects(index, member.person, id, member.home, body.conditions, start)
    return Told([*enrolled, *versions], sent, told)


def _live_through(member: Member, now: datetime, told: Story, plans: list[Plan], sent: list[Arrival]) -> None:
    card, hours = told.file.card, told.file.hours
    assert hours is not None
    nurse = Nurse(card, hours, member.home.crew.nurses, dice("nurse", member.patient.index))
    left_alone = _left_alone(member, now)
    for arrival in sent:
        between(nurse, told, arrival.at, left_alone)
        present = [plan for plan in plans if plan.valid_from <= arrival.at][-1]
        told.file.plans, card.plan_version_id = [present], present.id
        told.hear(arrival, member.actor() if arrival.sender == "patient" else member.home.crew.gateway)
        nurse.look_ahead(arrival.at)
    between(nurse, told, now, left_alone)
    told.file.plans, card.plan_version_id = [plans[-1]], plans[-1].id
    if member.patient.today.is_in_hand:
        told.append(nurse.take(now - timedelta(minutes=6)))


def between(nurse: Nurse, told: Story, until: datetime, left_alone: datetime) -> None:
    """What happened before `until` without anything coming in: the loop looked, a nurse looked (till `left_alone`)."""
    while True:
        loop = told.next_look(until)
        desk = nurse.next_at if nurse.next_at and nurse.next_at < min(until, left_alone) else None
        if loop and (desk is None or loop <= desk):
            told.look(loop)
            nurse.look_ahead(loop)
        elif desk:
            told.append(nurse.handle(desk))
            nurse.look_ahead(desk)
        else:
            return


def _left_alone(member: Member, now: datetime) -> datetime:
    """From when no card is handled: what a lead has going on today is left for whoever opens the demo."""
    today = member.patient.today
    if today.minutes_ago is not None:
        return now - timedelta(minutes=today.minutes_ago + 1)
    return now - timedelta(days=today.silent_days)
