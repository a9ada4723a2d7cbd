"""Which day a report's figures hold for, when it is due, and what it is called in an address."""

from datetime import date, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import slugify

from varde.geography import published as geography
from varde.indicators.figures import NATION
from varde.lib import clock
from varde.projects import published as programme
from varde.reports.templates import Template

LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "ae", "Ø": "o", "Å": "a"})


class NoSuchPeriod(ValueError):
    """A day or place the template cannot have; says why, in Norwegian."""


class Period(NamedTuple):
    start: date
    as_of: date
    internal_due_on: date | None
    due_on: date | None


def today() -> date:
    return timezone.localdate(clock.now())


def of(template: Template, as_of: date | None) -> Period:
    """The period that ends with `as_of`; a fixed template has its own day. Raises NoSuchPeriod."""
    day = template.as_of or as_of
    if day is None:
        raise NoSuchPeriod("Velg hvilken dato tallene skal gjelde for.")
    if day >= today():
        raise NoSuchPeriod("Perioden er ikke over ennå. Velg en som er det.")
    if template.period == "year" and (day.month, day.day) != (12, 31):
        raise NoSuchPeriod("Rapporten gjelder et helt år.")
    return Period(date(day.year, 1, 1), day, _due(template.due.internal, day.year), _due(template.due.public, day.year))


def place_name(template: Template, place: str) -> str:
    """What the place is called. Raises NoSuchPeriod for one the template is not about."""
    name = dict(places(template)).get(place)
    if name is None:
        raise NoSuchPeriod(f"«{template.name.nb}» kan ikke handle om {place}.")
    return name


def places(template: Template) -> list[tuple[str, str]]:
    """The places a template may be about, as (key, name)."""
    if template.place == "county":
        counties = {place.county.number: place.county.name for place in geography.municipalities()}
        return [(f"F:{number}", counties[number]) for number in sorted(counties)]
    if template.place == "project":
        return [(f"P:{project.slug}", project.name) for project in programme.projects()]
    return [(NATION, "Norge")]


def days(template: Template) -> list[date]:
    """The days its figures may hold for, the latest first: the ends of five years, or of 36 months."""
    if template.as_of is not None:
        return [template.as_of]
    now = today()
    if template.period == "year":
        return [date(year, 12, 31) for year in range(now.year - 1, now.year - 6, -1)]
    first = [date(now.year + (now.month - 1 - back) // 12, (now.month - 1 - back) % 12 + 1, 1) for back in range(36)]
    return [day - timedelta(days=1) for day in first]


def slug(template: Template, place: str, name: str, period: Period) -> str:
    where = [] if place == NATION else [slugify(name.translate(LETTERS))]
    when = f"{period.as_of:%Y-%m-%d}" if template.period == "day" else f"{period.as_of.year}"
    return "-".join([template.slug, *where, when])


def _due(text: str, year: int) -> date | None:
    if not text:
        return None
    month, day = (int(part) for part in text.split("-"))
    return date(year + 1, month, day)
