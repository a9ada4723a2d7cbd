"""What anybody may ask this room for, without logging in."""

from datetime import date

from django.db.models import QuerySet

from varde.geography.models import (
    Counted,
    County,
    District,
    Helsefellesskap,
    Municipality,
    MunicipalityQuerySet,
    Population,
    PopulationFile,
    alphabetical,
)


def municipalities() -> MunicipalityQuerySet:
    return Municipality.objects.select_related("county").by_name()


def helsefellesskap_count() -> int:
    return Helsefellesskap.objects.count()


def helsefellesskap() -> QuerySet[Helsefellesskap]:
    return Helsefellesskap.objects.order_by(alphabetical("name"))


def counties() -> QuerySet[County]:
    return County.objects.order_by(alphabetical("name"))


def districts() -> QuerySet[District]:
    """Districts with their municipality, in the order of their numbers."""
    return District.objects.select_related("municipality")


def population_file(on: date, counted: Counted = Counted.RESIDENTS) -> PopulationFile | None:
    """The file that says how many there were on a day: the newest not after it, as loaded last. None when nobody has supplied one."""
    return PopulationFile.objects.filter(counted=counted, as_of__lte=on).order_by("-as_of", "-loaded_at").first()


def population(on: date, counted: Counted = Counted.RESIDENTS) -> dict[str, int]:
    """{number of municipality or district: people} on a day, empty when nobody has supplied a file."""
    file = population_file(on, counted)
    return {} if file is None else dict(Population.objects.filter(file=file).values_list("place", "people"))


def size_class(people: int) -> str:
    """The three classes that municipalities are compared in, by inhabitants."""
    return (
        "små (under 5 000)"
        if people < 5_000
        else "mellomstore (5 000–19 999)"
        if people < 20_000
        else "store (20 000 og flere)"
    )
