"""What the demo adds to the programme's own facts, all marked as synthetic: participants no source names, and people.

The sources count 182 municipalities and name a third of them. The rest here are drawn by lot under a source of their
own, so that pages per area have something; the figure of municipalities in projects leaves them out.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from varde.demo import inhabitants, spread
from varde.demo.copying import OWNER
from varde.demo.dice import dice
from varde.geography import actions as geography
from varde.geography.models import District, Helsefellesskap, Municipality
from varde.indicators import actions as indicators
from varde.indicators.models import Source
from varde.lib.context import Actor
from varde.projects import actions as projects
from varde.projects.models import Coverage, Participation, Role

# The fact view of participants knows this key, too.
SOURCE = "syntetisk-demo"
OBSERVERS = 0.4
MONTHS_PUBLISHED = 1


def members() -> dict[str, list[str]]:
    """{helsefellesskap: numbers of its municipalities}, in a fixed order."""
    through = Helsefellesskap.municipalities.through.objects.using(OWNER)
    found: dict[str, list[str]] = {}
    pairs = through.order_by("helsefellesskap_id", "municipality_id").values_list(
        "helsefellesskap_id", "municipality_id"
    )
    for area, number in pairs:
        found.setdefault(area, []).append(number)
    return found


def named() -> tuple[set[str], set[str]]:
    """The municipalities that some source says take part, and those of them that own a project."""
    sourced = Participation.objects.using(OWNER).exclude(source=SOURCE).values_list("municipality_id", "role")
    return {number for number, _ in sourced}, {number for number, role in sourced if role == Role.OWNER}


def add(now: datetime, by: Actor) -> None:
    """Synthetic participants, inhabitants and listed patients, and invented effects and benefits."""
    _participants(now)
    projects.load_demo_effects(by=by)
    numbers = list(Municipality.objects.values_list("number", flat=True))
    districts = list(District.objects.values_list("number", flat=True))
    for year in (now.year - 4, now.year):
        people = inhabitants.residents_file(numbers, districts)
        geography.load_population(people, inhabitants.SOURCE, by=by, as_of=date(year, 1, 1), is_synthetic=True)
    listed = inhabitants.listed_file(numbers)
    geography.load_listed(listed, inhabitants.LISTED_SOURCE, by=by, as_of=date(now.year - 4, 1, 1), is_synthetic=True)


def publish(now: datetime, by: Actor) -> None:
    """Freeze and publish the end of last year and the months that ended last, the oldest first."""
    for as_of in month_ends(now.date()):
        indicators.publish(by=by, report=indicators.freeze_month(by=by, as_of=as_of))


def month_ends(today: date) -> list[date]:
    """The last days of last year and of the months that ended last, in order, each once."""
    ends, first = {date(today.year - 1, 12, 31)}, today.replace(day=1)
    for _ in range(MONTHS_PUBLISHED):
        ends.add(first - timedelta(days=1))
        first = (first - timedelta(days=1)).replace(day=1)
    return sorted(ends)


def _participants(now: datetime) -> None:
    Source.objects.update_or_create(
        key=SOURCE,
        defaults={
            "short": "syntetisk demo",
            "title": "Syntetisk demo: deltakere som ingen kilde navngir, trukket ved loddtrekning",
            "publisher": "Varde",
            "note": "Finnes bare i demoen. Sier ingenting om hvilke kommuner som har deltatt.",
        },
    )
    Participation.objects.bulk_create(_drawn(now.date()))


def _drawn(today: date) -> Iterator[Participation]:
    """Observers are some of those who never began."""
    known, owners = named()
    areas = members()
    project_of = dict(Coverage.objects.order_by("project__slug").values_list("helsefellesskap_id", "project_id"))
    begun = {site.municipality for site in spread.sites(areas, known, owners, today)}
    for area, numbers in spread.participants(areas, known).items():
        for number in (number for number in numbers if number not in known):
            observes = number not in begun and dice("observer", number).random() < OBSERVERS
            role = Role.OBSERVER if observes else Role.PARTNER
            yield Participation(project_id=project_of[area], municipality_id=number, role=role, source_id=SOURCE)
