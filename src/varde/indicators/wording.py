"""Figures in Norwegian: decimal comma, thousands with a thin space, and the words for what is not shown."""

from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from varde.indicators.definitions import Measure

HIDDEN = "skjult (små tall)"
NO_DATA = "ingen data ennå"
AT_LEAST = "minst "
NOTE = (
    "Tall for steder er rundet av til nærmeste fem. «Skjult (små tall)» betyr at færre enn fem personer ligger bak, "
    "eller at tallet ville avslørt et slikt tall et annet sted."
)
THIN_SPACE = "\u202f"
GROUPS = {
    "alder:0-49": "under 50 år",
    "alder:50-66": "50–66 år",
    "alder:67-79": "67–79 år",
    "alder:80+": "80 år og eldre",
}


def number(value: Decimal, decimals: int = 0) -> str:
    """1204 → "1 204"; −3.25 with one decimal → "−3,2"."""
    shown = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN)
    return f"{shown:,f}".replace(",", THIN_SPACE).replace(".", ",").replace("-", "−")


def as_written(value: Decimal) -> str:
    """With the decimals it needs: 62.5000 → "62,5"."""
    return number(value, max(0, -int(value.normalize().as_tuple().exponent)))


def percent(value: Decimal, decimals: int = 0) -> str:
    return f"{number(value, decimals)} %"


def value(measure: Measure, counted: Decimal) -> str:
    """A figure without its unit, except that a share says percent."""
    return (percent if measure.formula == "share" else number)(counted, measure.decimals)


def on_a_line(counted: Decimal | None, text: str) -> float | None:
    """What a line may go through: not "minst 45", for how much is left out changes from month to month."""
    return None if counted is None or text.startswith(AT_LEAST) else float(counted)


def group(cut: str) -> str:
    """The group a figure is divided by, in words."""
    return GROUPS.get(cut, cut)


def span(measure: Measure, lower: Decimal, upper: Decimal) -> str:
    """From and to, and what they are: chance decides the ends of an interval, an assumption those of an estimate."""
    if measure.kind == "estimate":
        return f"Spennet i anslaget: {number(lower, measure.decimals)}–{number(upper, measure.decimals)}"
    return f"95 % konfidensintervall: {as_written(lower)}–{as_written(upper)}"


def day(value: date) -> str:
    return f"{value:%d.%m.%Y}"
