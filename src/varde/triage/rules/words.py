"""Reasons in Norwegian: short, with number and unit, readable by a nurse on the phone."""

from functools import lru_cache

from varde.measurements.kinds import KIND_OF_METRIC, METRICS, figure


@lru_cache(maxsize=4096)
def measured(metric: str, value: float) -> str:
    """ "SpO2 86 %", "Overtrykk 84 mmHg"."""
    return f"{METRICS[metric].name_no} {figure(metric, value)} {KIND_OF_METRIC[metric].unit_no}"


def limited(metric: str, op: str, limit: float) -> str:
    """ "under 88", "131 eller høyere"."""
    number = figure(metric, limit)
    return {
        "<": f"under {number}",
        "<=": f"{number} eller lavere",
        ">": f"over {number}",
        ">=": f"{number} eller høyere",
    }[op]


def usually(metric: str, usual: float) -> str:
    """ ", vanligvis 93": the patient's median."""
    return f", vanligvis {figure(metric, usual)}"


def in_plan(metric: str, agreed: float) -> str:
    """ ", i planen 80,0": a value a physician has approved in the plan."""
    return f", i planen {figure(metric, agreed)}"


def changed(metric: str, value: float, change: float, days: int) -> str:
    """ "Vekt 82,0 kg, opp 2,0 kg på 3 dager"."""
    way = "opp" if change > 0 else "ned"
    unit = KIND_OF_METRIC[metric].unit_no
    span = f"på {in_days(days)}" if days else "samme dag"
    return f"{measured(metric, value)}, {way} {figure(metric, abs(change))} {unit} {span}"


def in_days(days: int) -> str:
    return "1 dag" if days == 1 else f"{days} dager"


def persisted(why: str, n: int, m: int) -> str:
    """ "Puls 112 slag/min, vanligvis 74, 2 av siste 3 dager"."""
    return f"{why}, {n} av siste {in_days(m)}"


def impossible(metric: str, value: float) -> str:
    return f"{measured(metric, value)} er utenfor det mulige og må bekreftes"


def impossible_together(metric: str, value: float, other: str, other_value: float) -> str:
    return f"{measured(metric, value)} og {_lowered(measured(other, other_value))} passer ikke sammen og må bekreftes"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
