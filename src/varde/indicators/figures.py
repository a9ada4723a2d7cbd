"""What a figure is: where it can hold, the raw number, and what a page may show of it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NewType


class Level(StrEnum):
    NATION = "nation"
    HELSEFELLESSKAP = "helsefellesskap"
    COUNTY = "county"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    PROJECT = "project"


Place = NewType("Place", str)
"""`NO`, `HF:<slug>`, `F:<county number>`, `K:<municipality number>`, `B:<district number>` or `P:<project slug>`."""

NATION = Place("NO")
PREFIX = {
    Level.HELSEFELLESSKAP: "HF",
    Level.COUNTY: "F",
    Level.MUNICIPALITY: "K",
    Level.DISTRICT: "B",
    Level.PROJECT: "P",
}


def place_at(level: Level, key: str) -> Place:
    return NATION if level == Level.NATION else Place(f"{PREFIX[level]}:{key}")


def level_of(place: str) -> Level:
    """Raises ValueError for a text that is no place."""
    prefix, _, key = place.partition(":")
    if place == NATION:
        return Level.NATION
    found = next((level for level, text in PREFIX.items() if text == prefix and key), None)
    if found is None:
        raise ValueError(f"{place!r} is no place")
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    """One number before disclosure control; it never leaves this room for the public as it is.

    `as_of` is the day it holds for: for a month its last day, or today in the month that is not over. `people` are the
    unique persons behind it, None when no persons are. `value` is None when there is nothing to count from: a share is
    in percent, a rate per what its unit says. `cut` names the group (age, sex) where the measure is divided by one.
    `lower` and `upper` are the span of an estimate.
    """

    measure: str
    place: str
    as_of: date
    numerator: int | None
    denominator: int | None
    people: int | None
    value: Decimal | None
    cut: str = ""
    lower: Decimal | None = None
    upper: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page may show of a cell. `text` is ready: "73", "12,4 %", "skjult (små tall)", "ingen data ennå".

    `is_rounded` figures are told less exactly than they were counted (disclosure control).
    """

    measure: str
    place: str
    place_name: str
    as_of: date
    value: Decimal | None
    text: str
    state: Literal["shown", "hidden", "no_data"]
    numerator: int | None = None
    denominator: int | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    cut: str = ""
    is_rounded: bool = False
