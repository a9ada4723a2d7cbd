"""Loading the demo: the country and its projects by name, one helsefellesskap in depth, and as many more as asked for."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice

from django.db import connections, transaction

from varde import programme as sources
from varde.demo import cast, crowd, nation, places, programme, reporting, talk
from varde.demo.copying import OWNER, open_to_copy
from varde.demo.diary import HOME, local
from varde.demo.dice import dated_id, dice
from varde.demo.people import Person, people
from varde.demo.places import InDepth
from varde.demo.simulation import Patient
from varde.demo.telling import Member
from varde.identity.models import Patient as PatientRow
from varde.lib import clock
from varde.lib.context import Actor
from varde.projects import actions as projects

IN_DEPTH = 60
DAYS = 90
EMPLOYED_BEFORE = 100


def load(patients: int | None = None) -> None:
    """Fill an empty database; one that holds a patient is left alone. Prints a line for each step with its time.

    Without a number: the unit in depth, and thin stays over three years in the whole country for the programme's figures,
    of which two months are published.
    With one: so many patients told day by day, for their number.
    """
    if PatientRow.objects.using(OWNER).exists():
        return
    now, count = clock.now(), IN_DEPTH if patients is None else patients
    with _step("the country, its spread projects, the portfolio and the frozen status box"):
        made = frame(now)
    with open_to_copy():
        _patients(made, now, count, with_stays=patients is None)
        with _step("statistics for the query planner"), connections[OWNER].cursor() as cursor:
            cursor.execute("ANALYZE")
    if patients is None:
        with _step("figures of the last year and month, frozen and published"):
            programme.publish(now, _lead(made))
        with _step("last year's annual report, published, and a county's begun"):
            reporting.add(now, _lead(made))


def _patients(made: InDepth, now: datetime, count: int, *, with_stays: bool) -> None:
    everybody = people(dice("people"), now.date())
    members = list(in_depth(made, everybody, now, min(count, IN_DEPTH)))
    with _step(f"{len(members)} patients in depth, {DAYS} days each"):
        crowd.file_chunk(members, now, with_log=True)
        talk.load(members, made, now)
    if count > IN_DEPTH:
        with _step(f"{count - IN_DEPTH} patients in all helsefellesskap"):
            rest = crowd.members(crowd.homes(now, employed(now), count), everybody, now, IN_DEPTH)
            crowd.load(islice(rest, count - IN_DEPTH), now)
    if with_stays:
        with _step("synthetic stays in all helsefellesskap over three years"):
            nation.load(everybody, now)


def in_depth(made: InDepth, everybody: Iterator[Person], now: datetime, count: int) -> Iterator[Member]:
    """The cast: each part with a person, a home, and for every sixth a plan that was changed half-way."""
    for part, person in zip(cast.parts(count), everybody, strict=False):
        home = made.homes[part.municipality]
        if part.has_hospital:
            home = places.known_at(home, made.clinic)
        patient = Patient(part.index, dated_id(dice("patient", part.index), now), part.today, DAYS)
        yield Member(patient, person, home, plan_changes=(45,) if part.index % 6 == 5 else ())


def frame(now: datetime) -> InDepth:
    """Everything without patients; the programme lead brings in what the programme knows."""
    with transaction.atomic(using=OWNER):
        made = places.make(employed(now))
    lead = _lead(made)
    sources.load(by=lead)
    programme.add(now, lead)
    projects.load_demo_effects(by=lead)
    return made


def _lead(made: InDepth) -> Actor:
    return places.role_actor(next(role for role in made.roles.values() if role.code == "programme_lead"))


def employed(now: datetime) -> datetime:
    """Personnel were there before the first patient."""
    return local(now.astimezone(HOME).date(), 8) - timedelta(days=DAYS + EMPLOYED_BEFORE)


@contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    sys.stdout.write(f"          {what}: {time.monotonic() - began:.1f} s\n")
    sys.stdout.flush()
