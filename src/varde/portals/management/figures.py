"""The status of the country as rows for a page: what was reported as of a date beside what is counted now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from varde.indicators import counts, wording
from varde.indicators.counts import LiveFigure
from varde.indicators.definitions import MEASURES, Measure
from varde.indicators.figures import NATION, Level, Shown
from varde.indicators.models import MeasureReport
from varde.portals.components.templatetags.varde import thousands

NO_DATA = "ingen data ennå"
HIDDEN = "skjult (færre enn 5)"


def unit_beside(measure: Measure) -> str:
    """The unit where the name and the figure do not already say it."""
    return "" if measure.unit == "%" or measure.unit.casefold() in measure.name.casefold() else measure.unit


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: `reported` is empty when the report lacks it. Both are text ready to be shown."""

    measure: Measure
    reported: str
    counted: str


def rows(report: MeasureReport | None, live: dict[str, LiveFigure]) -> list[Row]:
    return [
        Row(measure, reported(report, slug), counted(live[slug])) for slug, measure in MEASURES.items() if slug in live
    ]


def reported(report: MeasureReport | None, slug: str) -> str:
    return thousands(report.value_of(slug)) if report else ""


def counted(figure: LiveFigure | None) -> str:
    if figure is None:
        return NO_DATA
    return HIDDEN if figure.value is None else thousands(figure.value)


def headline(report: MeasureReport | None, live: dict[str, LiveFigure]) -> str:
    """What the figures show, as a sentence."""
    if report is None:
        return f"Nå: {_says('aktive-pasienter', counted(live['aktive-pasienter']))}"
    patients, places = (reported(report, slug) for slug in ("aktive-pasienter", "kommuner-med-aktive-pasienter"))
    return f"Per {report.as_of:%d.%m.%Y} fulgte {places} kommuner {patients} pasienter hjemme"


def _says(slug: str, value: str) -> str:
    return MEASURES[slug].says.format(value=value)


def sentence(measure: Measure, reports: Sequence[MeasureReport], live: LiveFigure | None) -> str:
    """A definition page's title: the latest frozen value and the one counted now."""
    said = [f"Per {r.as_of:%d.%m.%Y}: {_says(measure.slug, reported(r, measure.slug))}" for r in reports[:1]]
    if live is None:
        return ". ".join(said) or measure.name
    return ". ".join([*said, f"Nå: {_says(measure.slug, counted(live))}"])


@dataclass(frozen=True, slots=True)
class Group:
    """Measures of one kind with the heading that says what the kind means."""

    heading: str
    about: str
    rows: list[Row]


KINDS = {
    "counted": ("Talt her", "Telles fra det som skjer. Ingen skriver disse tallene inn."),
    "estimate": ("Anslag", "Regnet ut fra en antakelse. De står aldri i samme kolonne som det som er talt."),
    "external": ("Hentet fra andre", "Samlet inn av andre, med kilde og dato. De blandes aldri med det som er talt."),
}


@dataclass(frozen=True, slots=True)
class Nationwide:
    """What a published month says of the whole country: one figure, or one for each group the measure is divided by."""

    measure: Measure
    shown: Shown | None
    groups: list[tuple[str, Shown]]

    @property
    def says(self) -> str:
        """The figure as a sentence; nothing when there is no number to say it with."""
        if self.shown is None or self.shown.state != "shown":
            return ""
        return f"Per {wording.day(self.shown.as_of)}: {_says(self.measure.slug, self.shown.text)}"

    @property
    def span(self) -> str:
        one = self.shown
        if one is None or one.state != "shown" or one.lower is None or one.upper is None:
            return ""
        return wording.span(self.measure, one.lower, one.upper)


def nationwide(measure: Measure, cells: Iterable[Shown]) -> Nationwide:
    known = [cell for cell in cells if cell.place == NATION and cell.state != "no_data"]
    whole = next((cell for cell in known if not cell.cut), None)
    return Nationwide(measure, whole, [(wording.group(cell.cut), cell) for cell in known if cell.cut])


# What somebody can do where a figure has nothing to count from yet, by the room it needs.
WAITS_FOR = {
    "geography.population": "Tallet kommer når noen har lagt inn innbyggertall for kommunene.",
    "triage.windows": "Tallet kommer når pasienter har avtalte målinger i planene sine.",
    "triage.cards": "Tallet kommer når det har vært røde varsler som noen har håndtert.",
    "plans": "Tallet kommer når pasienter har fått egenbehandlingsplan.",
    "measurements": "Tallet kommer når pasienter har sendt målinger.",
    "questionnaires": "Tallet kommer når nok pasienter har svart på skjema både ved oppstart og senere.",
    "questionnaires.prem": "Tallet kommer når et skjema om pasienterfaringer er tatt i bruk.",
    "utilisation": "Tallet kommer når opplysninger om tjenestebruk kan hentes fra journal og registre.",
    "courses": "Tallet kommer når videokonsultasjoner og kurs hjemme er tatt i bruk.",
    "identity.gender": "Tallet kommer når kjønn kan hentes fra folkeregisteret; Varde spør ikke om det.",
    "identity.roles": "Tallet kommer når oppfølgingsenhetene har registrert sykepleierne sine.",
    "external": "Tallet kommer når det er importert med kilde og dato.",
}
ONLY_NOW = (
    "Registeret sier hvordan det er, ikke hvordan det var. Tallet telles derfor bare nå, for dem som styrer programmet, "
    "og er ikke med i publiserte måneder."
)


def now(measure: Measure) -> str:
    """For anybody: the whole country, where a register without persons is all it is counted from."""
    if measure.counts_people or not counts.is_only_now(measure.slug):
        return ""
    values = [cell.value for cell in counts.cells(measure.slug, level=Level.NATION)]
    return "".join(wording.value(measure, value) for value in values if value is not None)


def groups(report: MeasureReport | None, live: dict[str, LiveFigure]) -> list[Group]:
    """Every definition by kind, with what is known of the whole country."""
    return [
        Group(heading, about, [_row(one, report, live) for one in MEASURES.values() if one.kind == kind])
        for kind, (heading, about) in KINDS.items()
    ]


def waits_for(measure: Measure) -> str:
    """What must happen before there is a number, in words."""
    return WAITS_FOR.get(measure.needs, "Tallet kommer når det er registrert noe å telle.")


def _row(measure: Measure, report: MeasureReport | None, live: dict[str, LiveFigure]) -> Row:
    shown = live.get(measure.slug)
    return Row(measure, reported(report, measure.slug), counted(shown) if shown else "")
