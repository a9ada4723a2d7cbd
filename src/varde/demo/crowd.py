"""The rest of the country: a unit in each helsefellesskap, and thousands of patients told by two processes at a time."""

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import TypeVar

import django
from django.db import transaction

from varde.demo import cast, filing
from varde.demo.copying import OWNER, owner
from varde.demo.dice import dated_id, dice
from varde.demo.enrol import programme
from varde.demo.people import Person, name
from varde.demo.places import Home, employ, open_unit, organization
from varde.demo.simulation import Patient
from varde.demo.story import Pages
from varde.demo.telling import Member, tell
from varde.geography.models import Helsefellesskap, Municipality
from varde.identity.models import Organization, OrganizationKind
from varde.triage.windows import HORIZON

T = TypeVar("T")
PROCESSES = 2
CHUNK = 40
PHYSICIAN = "Vakthavende lege"
SINCE_START = (14, 90, 21)


def homes(now: datetime, start: datetime, count: int) -> list[list[Home]]:
    """For each helsefellesskap the homes of some of its municipalities: about one for every 25 patients of `count`."""
    areas = Helsefellesskap.objects.using(OWNER).prefetch_related("municipalities").order_by("name")
    wanted = max(1, count // (25 * areas.count()))
    return [_area(number, area, now.date(), start, wanted) for number, area in enumerate(areas)]


def _area(number: int, area: Helsefellesskap, today: date, start: datetime, wanted: int) -> list[Home]:
    rng = dice("area", area.name)
    members = sorted(area.municipalities.all(), key=lambda m: m.number)
    return staffed(number, area, rng.sample(members, min(wanted, len(members))), today, start)


def staffed(
    number: int, area: Helsefellesskap, chosen: Sequence[Municipality], today: date, start: datetime, nurses: int = 2
) -> list[Home]:
    """One unit for the area, its name marked as synthetic, and a home in each municipality of `chosen`."""
    name_of_unit = f"Oppfølgingsenheten i {area.name} (syntetisk demo)"
    unit = organization(name_of_unit, OrganizationKind.FOLLOW_UP_UNIT, start, chosen[0].number)
    staff = [
        employ(cast.Colleague(_person_name(number, n, today), "follow_up_nurse", unit.name), unit, start)
        for n in range(1, nurses + 1)
    ]
    crew = open_unit(unit, f"68 05 {20 + number} 00", staff, PHYSICIAN, f"demo-gateway-{area.slug}")
    first = Home(crew, "", unit.id, unit.id, "")
    return [_home(first, municipality, start) for municipality in chosen]


def _home(like: Home, municipality: Municipality, start: datetime) -> Home:
    council = _council(municipality, start)
    practice = f"Legekontoret i {municipality.name} (syntetisk demo)"
    made = organization(practice, OrganizationKind.GP_PRACTICE, start, municipality.number)
    return replace(
        like,
        municipality_number=municipality.number,
        municipality=council.id,
        practice=made.id,
        practice_name=practice,
    )


def _council(municipality: Municipality, start: datetime) -> Organization:
    """The municipality as an organisation: those of the unit in depth are there already."""
    held = Organization.objects.using(OWNER).filter(
        kind=OrganizationKind.MUNICIPALITY, municipality_number=municipality.number
    )
    return held.first() or organization(
        f"{municipality.name} kommune", OrganizationKind.MUNICIPALITY, start, municipality.number
    )


def _person_name(area: int, number: int, today: date) -> str:
    rng = dice("nurse of area", area, number)
    drawn = name(rng, date(today.year - 45, 1, 1), today, male=rng.random() < 0.1)
    return f"{drawn.first_name} {drawn.last_name}"


def members(places: Sequence[Sequence[Home]], people: Iterator[Person], now: datetime, first: int) -> Iterator[Member]:
    """Endlessly many members from number `first`: three days a week for most, begun 14–90 days ago, most of them lately."""
    for index, person in enumerate(people, first):
        rng = dice("member", index)
        area = places[index % len(places)]
        patient = Patient(
            index, dated_id(dice("patient", index), now), cast.ordinary(index), int(rng.triangular(*SINCE_START))
        )
        yield Member(patient, person, rng.choice(area), is_stable=rng.random() < 0.8)


def load(everybody: Iterator[Member], now: datetime, *, processes: int = PROCESSES) -> None:
    """Tell and file members in chunks, in `processes` processes beside this one (0: in this one)."""
    in_processes(chunks(everybody), file_chunk, now, processes=processes)


def in_processes(
    chunks: Iterator[list[T]], file: Callable[[Sequence[T], datetime], None], now: datetime, *, processes: int
) -> None:
    """`file` each chunk, in `processes` processes beside this one (0: in this one), a few chunks ahead at a time."""
    if not processes:
        for chunk in chunks:
            file(chunk, now)
        return
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawning, initializer=django.setup) as pool:
        running: list[Future[None]] = []
        for chunk in chunks:
            running.append(pool.submit(file, chunk, now))
            if len(running) > 3 * processes:
                running.pop(0).result()
        for future in running:
            future.result()


def file_chunk(chunk: Sequence[Member], now: datetime, *, with_log: bool = False) -> None:
    """Tell these members and put them into the database in one transaction."""
    pages = Pages(windows_until=now + HORIZON)
    told = [tell(member, now, pages) for member in chunk]
    programmes = {member.patient.id: programme(member.patient.today.conditions) for member in chunk}
    with transaction.atomic(using=OWNER):
        connection = owner()
        filing.file(connection, [thing for one in told for thing in one.objects], pages, programmes)
        if with_log:
            nurses = {nurse.id: nurse for member in chunk for nurse in member.home.crew.nurses}
            filing.file_log(connection, pages, nurses)


def chunks(everybody: Iterator[T], size: int = CHUNK) -> Iterator[list[T]]:
    while chunk := list(islice(everybody, size)):
        yield chunk
