"""Rows about services near home, effects, benefits and involvement, as the projects' registers hold them."""

from datetime import date
from decimal import Decimal

from varde.projects import published as programme
from varde.projects.models import Benefit, Effect, HealthcareService, Project
from varde.projects.progress import progress
from varde.reports.content import Both, Listing
from varde.reports.words import HIDDEN, SEPARATOR, grouped

NOT_GIVEN = "Ikke oppgitt"
MUNICIPAL, PEOPLE = ("municipality", "gp"), ("patient", "relative")
INVENTED = "Oppdiktet eksempel"
PLANNED_JOINTLY = {True: "Ja", False: "Nei", None: NOT_GIVEN}


def services(projects: list[Project] | None) -> Listing:
    found = programme.services()
    if projects is not None:
        areas = {area.name for one in projects for area in one.helsefellesskap.all()}
        found = found.filter(helsefellesskap__name__in=areas)
    return Listing(
        [
            Both("Tjeneste", "Teneste"),
            Both("Helsefellesskap", "Helsefellesskap"),
            Both("Status", "Status"),
            Both("Gis av", "Blir gitt av"),
            Both("Planlagt i helsefellesskapet", "Planlagd i helsefellesskapet"),
        ],
        [_service(one) for one in found],
        Both("Ingen tjenester er registrert ennå.", "Ingen tenester er registrerte enno."),
    )


def effects(projects: list[Project] | None, *parties: str) -> Listing:
    """On these parties, or on all. An experience is never called an effect: the noun follows the evidence."""
    found = programme.effects()
    if parties:
        found = found.of_parties(*parties)
    if projects is not None:
        found = found.filter(project__in=projects)
    return Listing(
        [
            Both("Hva som er sett", "Kva som er sett"),
            Both("Slag", "Slag"),
            Both("Retning og hensikt", "Retning og føremål"),
            Both("For hvem, og om hva", "For kven, og om kva"),
            Both("Kunnskapsgrunnlag", "Kunnskapsgrunnlag"),
        ],
        [_effect(one) for one in found],
        Both(
            "Ingen effekter eller erfaringer er registrert ennå.",
            "Ingen effektar eller erfaringar er registrerte enno.",
        ),
    )


def benefits(projects: list[Project] | None, as_of: date) -> Listing:
    """From baseline to the latest measurement up to the day; the difference is subtracted, never typed."""
    found = programme.benefits()
    if projects is not None:
        found = found.filter(project__in=projects)
    return Listing(
        [
            Both("Gevinst", "Gevinst"),
            Both("Prosjekt", "Prosjekt"),
            Both("Slag", "Slag"),
            Both("Før", "Før"),
            Both("Sist målt", "Sist målt"),
            Both("Forskjell", "Skilnad"),
            Both("Hva det kan kalles", "Kva det kan kallast"),
        ],
        [_benefit(one, as_of) for one in found],
        Both("Ingen gevinster er registrert ennå.", "Ingen gevinstar er registrerte enno."),
    )


def involvement(projects: list[Project] | None) -> Listing:
    """Who was involved, and a row for each party the assignment names that nobody has involved."""
    found = programme.involvements()
    if projects is not None:
        found = found.filter(project__in=projects)
    rows = [
        [one.get_party_display(), one.who + _invented(one.is_synthetic), f"{one.on:%d.%m.%Y}", one.how, one.evidence]
        for one in found
    ]
    rows += [[party.label, "Ikke registrert", "", "", ""] for party in found.missing()]
    return Listing(
        [
            Both("Part", "Part"),
            Both("Hvem", "Kven"),
            Both("Når", "Når"),
            Both("Hvordan", "Korleis"),
            Both("Dokumentasjon", "Dokumentasjon"),
        ],
        rows,
        Both("Ingen medvirkning er registrert ennå.", "Ingen medverknad er registrert enno."),
    )


def plans() -> Listing:
    rows = [
        [str(one) + _invented(one.is_synthetic), one.get_level_display(), one.owner, one.says]
        for one in programme.plans()
    ]
    return Listing(
        [
            Both("Utviklingsplan", "Utviklingsplan"),
            Both("Nivå", "Nivå"),
            Both("Eier", "Eigar"),
            Both("Hva den sier", "Kva han seier"),
        ],
        rows,
        Both("Ingen utviklingsplaner er registrert ennå.", "Ingen utviklingsplanar er registrerte enno."),
    )


def _service(one: HealthcareService) -> list[str]:
    return [
        one.name + _invented(one.is_synthetic),
        one.helsefellesskap.name,
        one.get_state_display(),
        one.get_provider_display(),
        PLANNED_JOINTLY[one.is_jointly_planned],
    ]


def _effect(one: Effect) -> list[str]:
    return [
        one.claim + _invented(one.is_synthetic),
        one.noun,
        SEPARATOR.join((one.get_polarity_display(), one.get_intention_display())),
        SEPARATOR.join((one.get_party_display(), one.get_category_display())),
        f"{one.evidence.title} ({one.evidence.year})" if one.evidence.year else one.evidence.title,
    ]


def _benefit(one: Benefit, as_of: date) -> list[str]:
    made = progress(one, [each for each in one.measurements.all() if each.to_on <= as_of])
    return [
        one.name + _invented(one.is_synthetic),
        one.project.name,
        one.get_category_display(),
        _value(made.baseline, one.unit),
        _value(made.readings[-1].value, one.unit) if made.readings else "Ikke målt ennå",
        _changed(made.state, made.change, one.unit),
        made.noun,
    ]


def _invented(is_synthetic: bool) -> str:
    return f" ({INVENTED.lower()})" if is_synthetic else ""


def _value(value: Decimal | None, unit: str) -> str:
    return HIDDEN if value is None else f"{grouped(value)} {unit}"


def _changed(state: str, change: Decimal | None, unit: str) -> str:
    if state == "not_measured":
        return "Ikke målt ennå"
    return HIDDEN if change is None else f"{'+' if change > 0 else ''}{grouped(change)} {unit}"
