"""The rest of the country for the programme's figures: thousands of thin synthetic stays in all 19 helsefellesskap."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from varde.demo import crowd, enrol, filing, programme, sparse, spread, stays
from varde.demo.copying import OWNER, owner
from varde.demo.diary import HOME, local
from varde.demo.dice import dated_id, dice
from varde.demo.people import Person
from varde.demo.places import Home, organization
from varde.demo.sparse import Enrolled
from varde.demo.stays import Stay
from varde.demo.story import Pages
from varde.geography.models import District, Helsefellesskap, Municipality
from varde.identity.models import Organization, OrganizationKind

CHUNK = 300
PATIENTS_PER_NURSE = 32
KNOWN_AT_HOSPITAL = 0.4
WITHOUT_CLINIC = 3
NOTHING_EXPECTED_FOR = timedelta(days=3650)
EMPLOYED_BEFORE = timedelta(days=stays.LONGEST_BACK * 31 + 60)


def drawn(now: datetime) -> list[Stay]:
    """Every stay of the country as the seed gives it, from where the sources say that somebody takes part."""
    today = now.astimezone(HOME).date()
    members = programme.members()
    named, owners = programme.named()
    sites = spread.sites(members, named, owners, today)
    districts = [district.number for district in District.objects.using(OWNER).all()]
    return stays.everywhere(sites, spread.lots(list(members)), districts, today)


def load(everybody: Iterator[Person], now: datetime) -> None:
    """File all stays with people from `everybody`. The caller has opened the tables to COPY."""
    file(enrolled(drawn(now), everybody, now), now)


def file(enrolled: Iterable[Enrolled], now: datetime, *, processes: int = crowd.PROCESSES) -> None:
    """Tell and file these, in `processes` processes beside this one (0: in this one)."""
    crowd.in_processes(crowd.chunks(iter(enrolled), CHUNK), file_chunk, now, processes=processes)


def enrolled(found: Sequence[Stay], everybody: Iterator[Person], now: datetime) -> Iterator[Enrolled]:
    """Each stay with a person and a home; makes the units, clinics, practices and councils they need."""
    homes, lots = _homes(found, now), spread.lots(sorted({stay.area for stay in found}))
    for stay, person in zip(found, everybody, strict=False):
        id = dated_id(dice("patient of stay", stay.number), local(stay.started_on, 0.5))
        home = homes[stay.municipality]
        is_known = dice("known at hospital", stay.number).random() < KNOWN_AT_HOSPITAL
        yield Enrolled(stay, id, person, home if is_known else replace(home, clinic=None), lots[stay.area])


def _homes(found: Sequence[Stay], now: datetime) -> dict[str, Home]:
    """A unit in each helsefellesskap and a home in each municipality with a stay, by the municipality's number."""
    start = local(now.astimezone(HOME).date(), 8) - EMPLOYED_BEFORE
    open_now = Counter(stay.area for stay in found if stay.is_open)
    places: dict[str, set[str]] = {}
    for stay in found:
        places.setdefault(stay.area, set()).add(stay.municipality)
    homes: dict[str, Home] = {}
    with transaction.atomic(using=OWNER):
        for number, area in enumerate(Helsefellesskap.objects.using(OWNER).order_by("name")):
            chosen = list(Municipality.objects.using(OWNER).filter(number__in=places[area.name]).order_by("number"))
            nurses = max(2, round(open_now[area.name] / PATIENTS_PER_NURSE))
            clinic = None if area.name in without_clinic(list(places)) else _clinic(area, start).id
            for home in crowd.staffed(number, area, chosen, now.date(), start, nurses):
                homes[home.municipality_number] = replace(home, clinic=clinic)
    return homes


def without_clinic(areas: Sequence[str]) -> set[str]:
    """Where no hospital takes part yet, drawn by lot: there the service is not established."""
    return set(dice("without clinic").sample(sorted(areas), WITHOUT_CLINIC))


def _clinic(area: Helsefellesskap, start: datetime) -> Organization:
    name = f"Poliklinikk ved {area.health_trust} (syntetisk demo)"
    return organization(name, OrganizationKind.HOSPITAL, start)


def file_chunk(chunk: Sequence[Enrolled], now: datetime) -> None:
    """Tell these stays and put them into the database in one transaction."""
    pages = Pages(windows_until=now + NOTHING_EXPECTED_FOR)
    objects = [thing for one in chunk for thing in sparse.tell(one, now, pages)]
    programmes = {one.id: enrol.programme(one.stay.conditions) for one in chunk}
    with transaction.atomic(using=OWNER):
        filing.file(owner(), objects, pages, programmes)
