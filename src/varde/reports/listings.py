"""Rows of facts in a report, gathered from the rooms below when an edition is filled. No figure about people is here."""

from collections.abc import Callable, Iterable
from datetime import date

from varde.indicators.figures import NATION
from varde.portfolio import published as portfolio
from varde.projects import published as programme
from varde.projects.models import Project
from varde.projects.registers import REGISTERS
from varde.reports import effects
from varde.reports.content import Both, Listing
from varde.reports.models import Report

NOT_GIVEN = "Ikke oppgitt"


def gathered(name: str, report: Report) -> Listing:
    """The rows a template asks for by `name`, as they are registered now, for the report's place."""
    return LISTINGS[name](report)


def initiatives(report: Report) -> Listing:
    rows = [
        [
            str(one),
            one.latest_report.get_status_display() if one.latest_report else NOT_GIVEN,
            (one.latest_report.get_risk_level_display() if one.latest_report else "") or NOT_GIVEN,
            f"{one.delivered_count} av {one.deliverable_count}",
            _day(one.latest_report.as_of if one.latest_report else None),
        ]
        for one in portfolio.initiatives()
    ]
    return Listing(
        _columns("Tiltak", "Status", "Risiko", ("Leveranser levert", "Leveransar leverte"), "Status per"),
        rows,
        Both("Ingen tiltak er registrert.", "Ingen tiltak er registrerte."),
    )


def deliverables(report: Report) -> Listing:
    """Each deliverable once, with every initiative it stands under."""
    under: dict[str, list[str]] = {}
    found = {}
    for initiative in portfolio.initiatives().in_full():
        for delivery in initiative.deliveries.all():
            found[delivery.deliverable_id] = delivery.deliverable
            under.setdefault(delivery.deliverable_id, []).append(initiative.name)
    rows = [
        [one.title, "; ".join(under[slug]), _day(one.due_on), "Ja" if one.is_delivered else "Nei"]
        for slug, one in sorted(found.items(), key=lambda item: (item[1].due_on or date.max, item[0]))
    ]
    return Listing(
        _columns("Leveranse", "Under tiltak", "Frist", "Levert"),
        rows,
        Both("Ingen leveranser er registrert.", "Ingen leveransar er registrerte."),
    )


def projects(report: Report) -> Listing:
    rows = [
        [
            one.name,
            one.owner.municipality.name,
            "; ".join(sorted(area.name for area in one.helsefellesskap.all())),
            f"{len(one.participations.all())} av {sum(len(a.municipalities.all()) for a in one.helsefellesskap.all())}",
        ]
        for one in _projects(report)
    ]
    return Listing(
        _columns(
            "Prosjekt", ("Eierkommune", "Eigarkommune"), "Helsefellesskap", ("Kommuner navngitt", "Kommunar namngjevne")
        ),
        rows,
        Both("Ingen prosjekter er registrert.", "Ingen prosjekt er registrerte."),
    )


def participants(report: Report) -> Listing:
    rows = [
        [one.municipality.name, one.get_role_display(), _day(one.planned_on)]
        for project in _projects(report)
        for one in project.participations.all()
    ]
    return Listing(
        _columns("Kommune", "Rolle", ("Planlagt med fra", "Planlagt med frå")),
        rows,
        Both("Ingen deltakere er registrert.", "Ingen deltakarar er registrerte."),
    )


def needs(report: Report) -> Listing:
    """What the report's projects have said that they need, and what has been answered."""
    states = REGISTERS["need-answer"]
    answered = {
        (one.about.project_id, one.about.item, one.about.party): states.state_name(one.state)
        for one in programme.entries("need-answer")
        if one.about
    }
    rows = [
        [
            one.party,
            one.project.name if one.project else "",
            one.text,
            answered.get((one.project_id, one.item, one.party), "Ikke besvart ennå"),
        ]
        for one in programme.entries("need").filter(project__in=list(_projects(report)))
    ]
    return Listing(
        _columns("Behov", "Meldt av", ("Hvorfor", "Kvifor"), "Svar"),
        rows,
        Both("Ingen behov er meldt ennå.", "Ingen behov er melde enno."),
    )


def _projects(report: Report) -> Iterable[Project]:
    """Those the report is about: all, those with a municipality of the county in their area, or the one."""
    prefix, _, key = report.place.partition(":")
    everyone = programme.projects().with_participants()
    if prefix == "P":
        return [one for one in everyone if one.slug == key]
    if prefix == "F":
        return [
            one
            for one in everyone
            if any(place.county_id == key for area in one.helsefellesskap.all() for place in area.municipalities.all())
        ]
    return everyone


def _own(report: Report) -> list[Project] | None:
    """The report's projects; None when it is about the whole country, and then what is of no project belongs too."""
    return None if report.place == NATION else list(_projects(report))


def _columns(*names: str | tuple[str, str]) -> list[Both]:
    return [Both(name, name) if isinstance(name, str) else Both(*name) for name in names]


def _day(on: date | None) -> str:
    return f"{on:%d.%m.%Y}" if on else NOT_GIVEN


LISTINGS: dict[str, Callable[[Report], Listing]] = {
    "initiatives": initiatives,
    "deliverables": deliverables,
    "projects": projects,
    "participants": participants,
    "services": lambda report: effects.services(_own(report)),
    "effects": lambda report: effects.effects(_own(report)),
    "effects-municipalities": lambda report: effects.effects(_own(report), *effects.MUNICIPAL),
    "effects-people": lambda report: effects.effects(_own(report), *effects.PEOPLE),
    "needs": needs,
    "benefits": lambda report: effects.benefits(_own(report), report.as_of),
    "involvement": lambda report: effects.involvement(_own(report)),
    "plans": lambda report: effects.plans(),
}
