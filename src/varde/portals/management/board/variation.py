"""Unwanted variation: which figures can be shown as funnel plots, the plots, and what they say in words."""

from collections.abc import Sequence
from typing import Literal

from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import Level, Shown
from varde.portals.management.charts import funnel
from varde.portals.management.charts.funnel import Funnel, Observed

LEVELS = {
    Level.HELSEFELLESSKAP: "helsefellesskap",
    Level.COUNTY: "fylker",
    Level.MUNICIPALITY: "kommuner",
}
PER = {"per 1 000": 1000.0}
# A patient month is thirty of the days that are counted.
EACH = {"varselbyrde": 30.0}
# Of what the denominator counts, for the axis under the plot.
SIZES = {
    "aktive-per-1000": "innbyggere",
    "plandekning": "aktive pasienter",
    "etterlevelse": "avtalte målinger",
    "andel-ubemannet": "røde varsler",
    "rod-sett-innen-lofte": "røde varsler",
    "deltakelsesandel": "kommuner",
    "datakvalitet-forsinkelse": "målinger",
    "datakvalitet-uten-dom": "målinger",
    "varselbyrde": "pasientmåneder",
}
# Here one person stands behind many events, and chance makes wider differences than the distributions say.
SAME_PEOPLE = frozenset(
    {
        "etterlevelse",
        "andel-ubemannet",
        "rod-sett-innen-lofte",
        "datakvalitet-forsinkelse",
        "datakvalitet-uten-dom",
        "varselbyrde",
    }
)


def choices() -> list[Measure]:
    """Shares and rates that exist below the nation: those chance can be reckoned for."""
    return [MEASURES[slug] for slug in SIZES if slug in MEASURES]


def plot(measure: Measure, shown: Sequence[Shown], own: str = "") -> Funnel | None:
    """The funnel of these places, or nothing when fewer than three may be compared."""
    kind: Literal["share", "rate"] = "share" if measure.formula == "share" else "rate"
    per = 100.0 if kind == "share" else PER.get(measure.unit, 1.0)
    suffix = " %" if kind == "share" else ""
    size = SIZES[measure.slug]
    return funnel.draw(measure.name, [_observed(one, per) for one in shown], kind=kind, per=per, suffix=suffix,
                       n_name=size, own=own, is_clustered=measure.slug in SAME_PEOPLE)  # fmt: skip


def _observed(shown: Shown, per: float) -> Observed:
    """Events worked out from what is shown, so that a dot stands exactly where its text says."""
    if shown.value is None or not shown.denominator:
        return Observed(shown.place, shown.place_name, None, None, shown.text)
    events, n = counted(shown.measure, float(shown.value), shown.denominator, per)
    return Observed(shown.place, shown.place_name, events, n, shown.text)


def counted(slug: str, value: float, denominator: int, per: float) -> tuple[float, float]:
    """Events, and of how many: a value of a share or rate taken apart again."""
    n = denominator / EACH.get(slug, 1.0)
    return value / per * n, n


def says(drawn: Funnel) -> str:
    """How many are outside what chance would give, against how many chance itself would put there."""
    total, beyond, warned = len(drawn.shown), len(drawn.outside), len(drawn.warned)
    chance = (
        f"Hadde bare tilfeldigheter skilt dem, ville vi ventet omtrent {drawn.expected_outside} utenfor 95 %-grensen."
    )
    wider = (
        f"Grensene er {drawn.widened} ganger så vide som tilfeldigheter alene tilsier, fordi samme pasient teller flere ganger "
        "og stedene av den grunn skiller seg mer."
    )
    parts = [
        f"{_many(beyond)} av {total} ligger utenfor 99,8 %-grensen, der tilfeldigheter nesten aldri når.",
        f"{_many(warned)} til ligger mellom 95 %- og 99,8 %-grensen.",
        wider if drawn.widened else chance,
    ]
    if drawn.pull:
        parts.append(
            f"{drawn.pull.name} trekker det felles tallet: uten det stedet er det {drawn.pull.without}, ikke {drawn.common}."
        )
    if drawn.hidden:
        parts.append(f"{_many(drawn.hidden)} er ikke med i figuren fordi tallet er skjult eller mangler.")
    return " ".join(parts)


def _many(number: int) -> str:
    return "Ingen" if number == 0 else "Én" if number == 1 else str(number)
