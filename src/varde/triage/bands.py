"""Where on a chart the zones lie: the same rules that judge values, asked about each value the chart can show. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from varde.measurements.kinds import KIND_OF_METRIC, METRICS
from varde.triage.rules import YELLOW, History, Reading, RuleSet
from varde.triage.rules.subjects import BaselineKey, Usual

MOST_STEPS = 400


@dataclass(frozen=True, slots=True)
class ZoneBand:
    """Values from `low` up to `high` (None: without end) would be `zone`, 2 or 3, if measured at that moment."""

    zone: int
    low: float | None
    high: float | None


def bands(
    rules: RuleSet, metric: str, low: float, high: float, *, at: datetime, usual: Mapping[BaselineKey, Usual]
) -> list[ZoneBand]:
    """The yellow and red stretches of `metric` between `low` and `high`, given the plan and what is usual at `at`.

    Only what one value alone can decide is seen: changes over days and rules about answers have no place on the axis.
    Nothing outside the metric's hard limits is asked about: what lies there says "impossible", not "ill".
    """
    if metric not in rules.metrics:
        return []
    hard = METRICS[metric].hard
    low, high = max(low, hard.low), min(high, hard.high)
    step = max(10.0 ** -KIND_OF_METRIC[metric].decimals, (high - low) / MOST_STEPS)
    history = History(baselines=usual)
    steps = [round(low + n * step, 6) for n in range(int((high - low) / step) + 1)]
    zones = [rules.judge(Reading({metric: value}, at), history).zone for value in steps]
    return _stretches(steps, zones, step)


def _stretches(steps: list[float], zones: list[int], step: float) -> list[ZoneBand]:
    """Runs of the same zone, their edges half-way to the neighbour; the outermost run has no end."""
    found: list[ZoneBand] = []
    first = 0
    for place in range(1, len(zones) + 1):
        if place < len(zones) and zones[place] == zones[first]:
            continue
        if zones[first] >= YELLOW:
            below = None if first == 0 else steps[first] - step / 2
            above = None if place == len(zones) else steps[place - 1] + step / 2
            found.append(ZoneBand(zones[first], below, above))
        first = place
    return found
