"""What anybody may ask this room for, without logging in."""

from varde.geography.models import Helsefellesskap, Municipality, MunicipalityQuerySet


def municipalities() -> MunicipalityQuerySet:
    return Municipality.objects.select_related("county").by_name()


def helsefellesskap_count() -> int:
    return Helsefellesskap.objects.count()
