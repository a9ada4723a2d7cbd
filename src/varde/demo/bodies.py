"""How a body at home goes through ninety days: its usual state, its noise, and the times it gets worse.

Calibrated to published moments of stable and worsening kols and hjertesvikt (within-person SpO2 SD about 1 %, pulse
about 5/min, weight wandering more than 2 kg; 2.1 kols exacerbations and 0.9 decompensations a year). All synthetic.
"""

import random
from dataclasses import dataclass
from typing import Literal

from varde.demo.dice import clipped, poisson

Condition = Literal["kols", "hjertesvikt"]
BAD_KOLS_DAYS_A_YEAR = 2.1 * 1.22
SYMPTOM_DECOYS_A_YEAR = 6.0
SALTY_MEALS_A_YEAR = 2.0


@dataclass(frozen=True, slots=True)
class Body:
    """The patient's usual values: %, /min, kg, mm[Hg]; `reliever` is doses of rescue medicine a day."""

    conditions: tuple[Condition, ...]
    spo2: float
    pulse: float
    weight: float
    sbp: float
    dbp: float
    reliever: int

    @property
    def retains_co2(self) -> bool:
        """The physician has set the oxygen target to 88–92."""
        return self.spo2 < 91


@dataclass(frozen=True, slots=True)
class Episode:
    """One deterioration. Day numbers count from the first simulated day; `size` 1 is the usual severity.

    `onset` is the day it is there; `lead` days before it the body begins to change; it is gone `recovery` days after.
    """

    condition: Condition
    onset: int
    lead: float
    recovery: float
    size: float = 1.0
    gains_weight: float = 0.0
    raises_pulse: float = 9.0
    is_felt: bool = True

    def strength(self, day: float) -> float:
        """0 (not there) to `size` (worst), kols at its peak two days after onset, hjertesvikt on the day itself."""
        since = day - self.onset
        if since < -self.lead or since > self.recovery:
            return 0.0
        if self.condition == "hjertesvikt":
            rising = ((since + self.lead) / self.lead) ** 2
            return self.size * (rising if since < 0 else 1 - since / self.recovery)
        if since < 0:
            return self.size * 0.6 * (since + self.lead) / self.lead
        return self.size * (0.6 + 0.2 * since if since <= 2 else 1 - (since - 2) / max(self.recovery - 2, 1.0))


@dataclass(frozen=True, slots=True)
class Day:
    """How it is on one day, before the noise of the instrument. Symptoms: 0 usual, 3 much worse, not rounded."""

    spo2: float
    pulse: float
    weight: float
    sbp: float
    dbp: float
    temp: float
    breath: float
    cough: float
    swelling: float
    strength: float


def body(rng: random.Random, conditions: tuple[Condition, ...]) -> Body:
    with_kols = "kols" in conditions
    spo2 = clipped(rng.gauss(93.5, 2.0), 87, 98) if with_kols else clipped(rng.gauss(96, 1.0), 94, 99)
    sbp = clipped(rng.gauss(122, 14), 108, 150)
    return Body(
        conditions=conditions,
        spo2=spo2,
        pulse=clipped(rng.gauss(82 if with_kols else 74, 10), 56, 100),
        weight=clipped(rng.gauss(85 if "hjertesvikt" in conditions else 74, 17), 44, 135),
        sbp=sbp,
        dbp=clipped(0.42 * sbp + rng.gauss(24, 5), 56, 92),
        reliever=rng.choice((0, 1, 1, 2, 2, 3, 4)) if with_kols else 0,
    )


def exacerbation(rng: random.Random, onset: int, size: float = 1.0) -> Episode:
    sudden = rng.random() < 0.56
    lead = 0.5 if sudden else max(1.0, rng.gammavariate(2.0, 2.0))
    return Episode("kols", onset, lead, clipped(rng.gauss(10.7, 3.5), 4, 20), size * rng.uniform(0.7, 1.5))


def decompensation(rng: random.Random, onset: int, size: float = 1.0) -> Episode:
    return Episode(
        "hjertesvikt",
        onset,
        lead=rng.uniform(7, 21),
        recovery=rng.uniform(5, 9),
        size=size,
        gains_weight=clipped(rng.lognormvariate(0.79, 0.35), 1.0, 5.0) if rng.random() < 0.6 else 0.0,
        raises_pulse=9.0 if rng.random() < 0.6 else 0.0,
        is_felt=rng.random() < 0.75,
    )


def episodes(rng: random.Random, of: Body, days: int) -> list[Episode]:
    """What happens to this body by chance; two episodes of one condition never within three weeks."""
    found: list[Episode] = []
    for condition, a_year, begin in (("kols", 2.1, exacerbation), ("hjertesvikt", 0.9, decompensation)):
        if condition not in of.conditions:
            continue
        rate = rng.gammavariate(2.0, a_year / 2.0)
        onsets = sorted(rng.randrange(days) for _ in range(poisson(rng, rate * days / 365)))
        for onset in onsets:
            if not found or onset - found[-1].onset >= 21:
                found.append(begin(rng, onset))
    return found


def _wandering(rng: random.Random, days: int, sd: float, tau: float) -> list[float]:
    """A mean-reverting walk with standard deviation `sd` and memory `tau` days (Ornstein–Uhlenbeck, one step a day)."""
    keep = 1 - 1 / tau
    kick = sd * (1 - keep * keep) ** 0.5
    level = rng.gauss(0, sd)
    levels = []
    for _ in range(days):
        levels.append(level)
        level = keep * level + rng.gauss(0, kick)
    return levels


def _decoys(rng: random.Random, days: int, a_year: float) -> dict[int, float]:
    """Days that look bad and mean nothing: {day: how bad}."""
    return {rng.randrange(days): rng.uniform(0.5, 1.0) for _ in range(poisson(rng, a_year * days / 365))}


def live(rng: random.Random, of: Body, worse: list[Episode], days: int) -> list[Day]:
    """`days` days of this body with these episodes."""
    lungs, water = _wandering(rng, days, 0.45, 10), _wandering(rng, days, 0.8, 25)
    bad = _decoys(rng, days, SYMPTOM_DECOYS_A_YEAR if "hjertesvikt" in of.conditions else BAD_KOLS_DAYS_A_YEAR)
    salty = _decoys(rng, days, SALTY_MEALS_A_YEAR)
    return [_day(rng, of, worse, d, lungs[d], water[d], bad.get(d, 0.0), salty.get(d, 0.0)) for d in range(days)]


def _day(
    rng: random.Random, of: Body, worse: list[Episode], day: int, lungs: float, water: float, bad: float, salty: float
) -> Day:
    kols = heart = heart_felt = gained = faster = 0.0
    for episode in worse:
        strength = episode.strength(day)
        if episode.condition == "kols":
            kols = max(kols, strength)
        else:
            heart = max(heart, strength)
            heart_felt = max(heart_felt, strength if episode.is_felt and day - episode.onset > -7 else 0.0)
            gained = max(gained, strength * episode.gains_weight)
        faster = max(faster, strength * episode.raises_pulse)
    breath = max(2.0 * kols, 1.9 * heart_felt, 1.6 * bad)
    return Day(
        spo2=of.spo2 + lungs - 2.4 * kols - 1.0 * heart + rng.gauss(0, 0.75),
        pulse=of.pulse + faster + 3.0 * bad + rng.gauss(0, 4.0),
        weight=of.weight + water + gained + 1.2 * salty,
        sbp=of.sbp - 6.0 * heart + rng.gauss(0, 7.0),
        dbp=of.dbp - 2.0 * heart + rng.gauss(0, 4.0),
        temp=36.7 + 0.7 * kols + rng.gauss(0, 0.2),
        breath=breath,
        cough=max(2.1 * kols, 1.2 * bad),
        swelling=max(1.8 * heart_felt, 0.9 * salty),
        strength=max(kols, heart),
    )
