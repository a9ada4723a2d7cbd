"""Unwanted variation: which figures can be shown as funnel plots, the plots, and what they say in words."""

from collections.abc import Sequence

from varde.indicators import variation
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import Level, Shown
from varde.portals.management.charts import funnel
from varde.portals.management.charts.funnel import Funnel

LEVELS = {
    Level.HELSEFELLESSKAP: "helsefellesskap",
    Level.COUNTY: "fylker",
    Level.MUNICIPALITY: "kommuner",
}
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


def choices() -> list[Measure]:
    """Shares and rates that exist below the nation: those chance can be reckoned for."""
    return [MEASURES[slug] for slug in SIZES if slug in MEASURES]


def plot(measure: Measure, shown: Sequence[Shown], own: str = "") -> Funnel | None:
    """The funnel of these places, or nothing when fewer than three may be compared."""
    found = variation.of(measure, shown)
    return funnel.draw(measure.name, found, n_name=SIZES[measure.slug], own=own) if found else None


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
