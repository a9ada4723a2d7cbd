"""Reading the geography of Norway from this room's data files (see data/README.md for sources and licences)."""

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from django.db import transaction

from varde.geography.models import County, District, Helsefellesskap, Municipality
from varde.geography.population import PopulationFileError, load_listed, load_population

__all__ = ["PopulationFileError", "load", "load_listed", "load_population"]

# Municipality numbers are those of the reform of 2024; the date is when the numbering took effect, not when a place began.
NUMBERS_VALID_FROM = date(2024, 1, 1)


@transaction.atomic
def load() -> None:
    """Make counties, 357 municipalities, Oslo's 15 districts and 19 helsefellesskap; loading again changes nothing.

    Reference data without anybody behind it: it has no `by` and leaves no trace in the log.
    """
    municipalities = list(rows("municipalities.csv"))
    _load_counties({row["county_number"]: row["county_name"] for row in municipalities})
    Municipality.objects.bulk_create(
        _municipalities(municipalities),
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "other_name", "aliases", "county", "longitude", "latitude", "valid_from"],
    )
    _load_districts()
    _load_helsefellesskap()


def _load_counties(counties: dict[str, str]) -> None:
    County.objects.bulk_create(
        [County(number=number, name=name) for number, name in counties.items()],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name"],
    )


def _load_districts() -> None:
    District.objects.bulk_create(
        [
            District(number=row["number"], name=row["name"], municipality_id=row["municipality"])
            for row in rows("districts.csv")
        ],
        update_conflicts=True,
        unique_fields=["number"],
        update_fields=["name", "municipality"],
    )


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of a data file as dictionaries by column name."""
    text = files("varde.geography").joinpath("data", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines())


def _load_helsefellesskap() -> None:
    areas = Helsefellesskap.objects.bulk_create(
        [Helsefellesskap(**row) for row in rows("helsefellesskap.csv")],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["slug", "health_trust", "source"],
    )
    members: dict[str, list[str]] = {}
    for row in rows("members.csv"):
        members.setdefault(row["helsefellesskap"], []).append(row["municipality"])
    for area in areas:
        area.municipalities.set(Municipality.objects.filter(number__in=members[area.name]))


def _municipalities(municipalities: list[dict[str, str]]) -> Iterator[Municipality]:
    points = {row["municipality"]: row for row in rows("points.csv")}
    for row in municipalities:
        point = points[row["number"]]
        yield Municipality(
            number=row["number"],
            name=row["name"],
            other_name=row["other_name"],
            aliases=row["aliases"].replace(";", "\n"),
            county_id=row["county_number"],
            longitude=float(point["longitude"]),
            latitude=float(point["latitude"]),
            valid_from=NUMBERS_VALID_FROM,
        )
