"""One synthetic stay told thinly: a plan for most, a form now and then, the bad days, and how the nurses met them.

What is sent is judged by the same pure rules and steps as in `story`. What a body measures on its ordinary days is left
out: the windows of those days are drawn as done or not done, and nothing more is expected of these patients.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import models

from varde.care_teams.models import CareRelation, RelationKind
from varde.demo import bad_days, bodies, enrol, planning
from varde.demo.bodies import Body, Condition
from varde.demo.desk import Nurse
from varde.demo.diary import HOME, local
from varde.demo.dice import clipped, dated_id, dice
from varde.demo.people import Person
from varde.demo.places import Crew, Home
from varde.demo.spread import Lot
from varde.demo.stays import Stay
from varde.demo.story import Pages, Row, Story
from varde.demo.telling import between
from varde.identity.models import RelatedPerson
from varde.pathways.models import EpisodeOfCare, EpisodeStatus, Pause
from varde.plans.content import PlanContent, Slot
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.questionnaires.forms import FORMS
from varde.triage import episodes, unit_hours
from varde.triage.file import CardRow, PatientFile, Plan
from varde.triage.rules import RuleSet, compile_rules
from varde.triage.windows import local_moment

BODIES = 6
WITH_PLAN = 0.93
# Stays up to so many days ago: the weekdays on which something was expected, in every so many weeks.
EXPECTED = ((92, (1, 4), 1), (366, (2,), 2), (9_999, (2,), 4))
# Minutes in opening hours from a red value to when somebody is done with it: least, most, usual.
RED_READ_IN = (6, 60, 14)
INDEX_FROM = 100_000


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A stay with the person, the home, and the lot of its helsefellesskap."""

    stay: Stay
    id: UUID
    person: Person
    home: Home
    lot: Lot


@cache
def usual(conditions: tuple[Condition, ...], number: int) -> Body:
    """One of a handful of bodies: patients share them, and so their limits."""
    return bodies.body(dice("usual", conditions, number), conditions)


@cache
def plan(conditions: tuple[Condition, ...], number: int, crew: Crew) -> tuple[PlanContent, RuleSet]:
    """The plan such a body gets at that unit, and its rules."""
    home = Home(crew, "", crew.organization, crew.organization, "Legekontoret")
    content = planning.content(number, usual(conditions, number), date(2024, 1, 1), "Pårørende", home, is_stable=True)
    return content, compile_rules(content.rules, content.values)


def tell(one: Enrolled, now: datetime, pages: Pages) -> Iterator[models.Model]:
    """The stay's master data as objects; what happened in it goes to `pages`."""
    stay, rng = one.stay, dice("stay", one.stay.number)
    start = local(stay.started_on, 0.5)
    until = now if stay.ended_on is None else local(stay.ended_on, 12)
    yield from _enrolled(one, start, until)
    body, plans = rng.randrange(BODIES), list[Plan]()
    if rng.random() < WITH_PLAN:
        content, rules = plan(stay.conditions, body, one.home.crew)
        version = _version(one, content, start, until)
        yield version
        plans.append(Plan(version.id, rules, start))
        pages.windows += _windows(one, content, start, until, now)
    _live(one, usual(stay.conditions, body), plans, start, until, now, pages)


def _enrolled(one: Enrolled, start: datetime, until: datetime) -> Iterator[models.Model]:
    stay = one.stay
    for thing in enrol.objects(INDEX_FROM + stay.number, one.person, one.id, one.home, stay.conditions, start):
        if isinstance(thing, CareRelation) and thing.kind == RelationKind.FOLLOW_UP and not stay.is_open:
            thing.valid_to = until
        if not isinstance(thing, RelatedPerson):
            yield thing
        if isinstance(thing, EpisodeOfCare):
            _as_it_went(thing, stay)
            yield from _pauses(thing, stay)


def _as_it_went(episode: EpisodeOfCare, stay: Stay) -> None:
    episode.district_number, episode.started_on = stay.district, stay.started_on
    episode.ended_on, episode.end_reason, episode.paused_until = stay.ended_on, stay.reason, stay.paused_until
    if stay.ended_on is not None:
        episode.status = EpisodeStatus.FINISHED
    elif stay.paused_until is not None:
        episode.status = EpisodeStatus.ON_HOLD


def _pauses(episode: EpisodeOfCare, stay: Stay) -> Iterator[Pause]:
    rng = dice("pauses", stay.number)
    for began, over in stay.pauses:
        id = dated_id(rng, local(began, 12))
        yield Pause(id=id, patient_id=episode.patient_id, stay_id=episode.id, began_on=began, until_on=over)


def _version(one: Enrolled, content: PlanContent, start: datetime, until: datetime) -> CarePlanVersion:
    (version,) = planning.versions(INDEX_FROM + one.stay.number, one.id, content, start, one.home)
    if not one.stay.is_open:
        version.status, version.valid_to = VersionStatus.ENDED, until
    return version


def _windows(one: Enrolled, content: PlanContent, start: datetime, until: datetime, now: datetime) -> Iterator[Row]:
    """Thin windows of one measurement, each done or not by the patient's own share around that of the area."""
    rng = dice("expected", one.stay.number)
    share = clipped(rng.gauss(one.lot.done, 0.07), 0.3, 0.99)
    slot = next(slot for slot in content.schedule if slot.item not in FORMS)
    late = timedelta(days=one.lot.late_days)
    for day in _expected_days(one.stay, until.astimezone(HOME).date(), now.date()):
        yield _window(one.id, slot, day, rng, late, now, is_done=rng.random() < share)


def _expected_days(stay: Stay, last: date, today: date) -> Iterator[date]:
    """Week by week from the one after the start, thinner the longer ago, and none on a pause."""
    monday = stay.started_on + timedelta(days=7 - stay.started_on.weekday())
    for number in range((last - monday).days // 7):
        week = monday + timedelta(days=7 * number)
        weekdays, weeks = _density((today - week).days)
        if (number + stay.number) % weeks == 0:
            days = (week + timedelta(days=weekday) for weekday in weekdays)
            yield from (day for day in days if not stay.is_paused(day))


def _density(days_ago: int) -> tuple[tuple[int, ...], int]:
    return next((weekdays, weeks) for limit, weekdays, weeks in EXPECTED if days_ago <= limit)


def _window(
    patient_id: UUID, slot: Slot, day: date, rng: random.Random, late: timedelta, now: datetime, *, is_done: bool
) -> Row:
    """A row in the order of `filing.WINDOW_COLUMNS`. What comes in late is still open until it has come."""
    opens, due = (local_moment(day, text, HOME) for text in (slot.opens, slot.due))
    overdue = due + timedelta(minutes=slot.grace_minutes)
    filled = opens + timedelta(minutes=rng.randrange(150)) + late if is_done else None
    if filled is not None and filled > now:
        state, filled = "open", None
    else:
        state = "filled" if filled else "missed"
    return dated_id(rng, opens), patient_id, slot.item, opens, due, overdue, state, filled, None


def _live(
    one: Enrolled, body: Body, plans: list[Plan], start: datetime, until: datetime, now: datetime, pages: Pages
) -> None:
    """What was sent, judged when it came, and each card handled in opening hours; the card is left as it stands."""
    crew, rng = one.home.crew, dice("lived", one.stay.number)
    hours = unit_hours.of_unit(crew.unit_id)
    card = CardRow(one.id, crew.unit_id, id=dated_id(rng, start))
    told = Story(PatientFile(one.id, HOME, card, plans, hours), [], {}, pages)
    nurse = Nurse(card, hours, crew.nurses, dice("nurse", "stay", one.stay.number))
    for arrival in bad_days.sent(one.id, body, rng, start, until, one.lot.late_days) if plans else ():
        if arrival.at > until:
            break
        between(nurse, told, arrival.at, now)
        told.hear(arrival, crew.gateway)
        nurse.look_ahead(arrival.at)
        if nurse.urgency == episodes.RED and nurse.next_at is not None:
            nurse.next_at = hours.promised_at(arrival.at, one.lot.slow + int(rng.triangular(*RED_READ_IN)))
    between(nurse, told, now, now)
    if one.stay.is_open and plans:
        card.plan_version_id = plans[-1].id
    told.end(now)
