"""Stays over three years and more, synthetic: who began where and when, how long it lasted, and why it ended. Pure."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from varde.demo.bodies import Condition
from varde.demo.dice import clipped, dice
from varde.demo.inhabitants import shares
from varde.demo.spread import Lot, Site

MONTH = 30.4
RAMP = 9.0
LONGEST_BACK = 48
TRIALS = 0.11
USUAL_MONTHS = (3.0, 0.6)
PAUSED, HAS_PAUSED = 0.04, 0.18
REGISTERS_LATE = timedelta(days=45)
CONDITIONS: tuple[tuple[tuple[Condition, ...], float], ...] = (
    (("kols",), 0.55),
    (("hjertesvikt",), 0.32),
    (("kols", "hjertesvikt"), 0.13),
)
AFTER_TRIAL = ("Egnet seg ikke etter prøveperioden", "Ønsket ikke å fortsette etter prøveperioden")
REASONS = {
    "Mestrer selv: målet med oppfølgingen er nådd": 0.38,
    "Ønsker ikke å fortsette": 0.14,
    "Flyttet til sykehjem": 0.15,
    "Overført til oppfølging ved sykehuset": 0.12,
    "Flyttet til en annen kommune": 0.05,
    "For syk til å måle selv": 0.06,
    "Død": 0.10,
}


@dataclass(frozen=True, slots=True)
class Stay:
    """One synthetic stay. `ended_on` and `reason` are there together, `paused_until` only while it is open.

    `pauses` are (first day, day it was over), the present one last.
    """

    number: int
    area: str
    municipality: str
    district: str
    conditions: tuple[Condition, ...]
    started_on: date
    ended_on: date | None = None
    reason: str = ""
    paused_until: date | None = None
    pauses: tuple[tuple[date, date], ...] = ()

    @property
    def is_open(self) -> bool:
        return self.ended_on is None

    def is_paused(self, day: date) -> bool:
        return any(began <= day < over for began, over in self.pauses)


def everywhere(sites: Sequence[Site], lots: Mapping[str, Lot], districts: Sequence[str], today: date) -> list[Stay]:
    """The stays of all sites, numbered in the order they began."""
    parts = {"0301": shares(districts)}
    drawn = [stay for site in sites for stay in _at(site, lots[site.area], parts.get(site.municipality, {}), today)]
    drawn.sort(key=lambda stay: (stay.started_on, stay.municipality, stay.number))
    return [replace(stay, number=number) for number, stay in enumerate(drawn)]


def _at(site: Site, lot: Lot, districts: Mapping[str, float], today: date) -> Iterator[Stay]:
    """Draw stays since the site began until as many as it follows now are open; where it has stopped, a handful."""
    rng = dice("stays", site.municipality)
    last = today - (REGISTERS_LATE if lot.late_days else timedelta(days=2))
    open_now, number = 0, 0
    while open_now < site.open or (site.open == 0 and number < 7):
        stay = _drawn(rng, number, site, last, today, districts)
        if stay.is_open and site.open in {0, open_now}:
            continue
        open_now, number = open_now + stay.is_open, number + 1
        yield stay


def _drawn(
    rng: random.Random, number: int, site: Site, last: date, today: date, districts: Mapping[str, float]
) -> Stay:
    started = last - timedelta(days=int(_ago(rng, min(site.months, LONGEST_BACK))))
    is_trial = rng.random() < TRIALS
    months = rng.uniform(0.7, 3) if is_trial else clipped(rng.lognormvariate(*USUAL_MONTHS), 3, 44)
    ended = started + timedelta(days=int(months * MONTH))
    conditions = rng.choices([c for c, _ in CONDITIONS], [share for _, share in CONDITIONS])[0]
    district = rng.choices(list(districts), list(districts.values()))[0] if districts else ""
    reason = rng.choice(AFTER_TRIAL) if is_trial else rng.choices(list(REASONS), list(REASONS.values()))[0]
    until = today + timedelta(days=rng.randint(3, 30)) if rng.random() < PAUSED else None
    past = _past_pauses(rng, started, min(ended, today))
    stay = Stay(number, site.area, site.municipality, district, conditions, started, pauses=past)
    if ended < today:
        return replace(stay, ended_on=ended, reason=reason)
    if until is None or (today - started).days < 30:
        return stay
    now = (today - timedelta(days=rng.randint(1, 20)), until)
    return replace(stay, paused_until=until, pauses=(*past, now))


def _past_pauses(rng: random.Random, started: date, last: date) -> tuple[tuple[date, date], ...]:
    """For some of those who stayed long: a holiday or a hospital stay well before `last`."""
    days = (last - started).days
    if days < 150 or rng.random() > HAS_PAUSED:
        return ()
    began = started + timedelta(days=rng.randint(30, days - 80))
    return ((began, began + timedelta(days=rng.randint(7, 35))),)


def _ago(rng: random.Random, months: float) -> float:
    """Days before the last possible day: fewer in the first nine months, evenly after."""
    while True:
        since_begun = rng.uniform(0, months)
        if rng.random() < min(1.0, 0.15 + since_begun / RAMP):
            return (months - since_begun) * MONTH
