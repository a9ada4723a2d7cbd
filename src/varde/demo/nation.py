"""The rest of the country for the programme's figures: thousands of thin synthetic stays in all 19 helsefellesskap."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction

from varde.demo import crowd, enrol, filing, programme, sparse, spread, stays
from varde.demo.copying import OWNER, owner
from varde.demo.diary import HOME, local
from varde.demo.dice import dated_id, dice
from varde.demo.people import Person
from varde.demo.places import Home
from varde.demo.sparse import Enrolled
from varde.demo.stays import Stay
from varde.demo.story import Pages
from varde.geography.models import District, Helsefellesskap, Municipality

CHUNK = 600
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


def load(everybody: Iterator[Person], now: datetime) -> int:
    """File all stays with people from `everybody`; returns how many. The caller has opened the tables to COPY."""
    found = drawn(now)
    homes = _homes(found, now)
    for chunk in crowd.chunks(_enrolled(found, homes, everybody), CHUNK):
        _file(chunk, now)
    return len(found)


def _homes(found: Sequence[Stay], now: datetime) -> dict[str, Home]:
    """A unit in each helsefellesskap and a home in each municipality with a stay, by the municipality's number."""
    start = local(now.astimezone(HOME).date(), 8) - EMPLOYED_BEFORE
    places: dict[str, set[str]] = {}
    for stay in found:
        places.setdefault(stay.area, set()).add(stay.municipality)
    areas = Helsefellesskap.objects.using(OWNER).order_by("name")
    homes: list[Home] = []
    with transaction.atomic(using=OWNER):
        for number, area in enumerate(areas):
            chosen = list(Municipality.objects.using(OWNER).filter(number__in=places[area.name]).order_by("number"))
            homes += crowd.staffed(number, area, chosen, now.date(), start)
    return {home.municipality_number: home for home in homes}


def _enrolled(found: Sequence[Stay], homes: Mapping[str, Home], everybody: Iterator[Person]) -> Iterator[Enrolled]:
    lots = spread.lots(sorted({stay.area for stay in found}))
    for stay, person in zip(found, everybody, strict=False):
        id = dated_id(dice("patient of stay", stay.number), local(stay.started_on, 0.5))
        yield Enrolled(stay, id, person, homes[stay.municipality], lots[stay.area])


def _file(chunk: Sequence[Enrolled], now: datetime) -> None:
    pages = Pages(windows_until=now + NOTHING_EXPECTED_FOR)
    objects = [thing for one in chunk for thing in sparse.tell(one, now, pages)]
    programmes = {one.id: enrol.programme(one.stay.conditions) for one in chunk}
    with transaction.atomic(using=OWNER):
        filing.file(owner(), objects, pages, programmes)
