"""What the programme has told anybody, as entries: initiatives and their parts, knowledge, effects, facts, reports, months."""

import re
from collections.abc import Iterator
from itertools import chain

from django.urls import reverse

from varde.indicators import published as indicators
from varde.portals.management.effects.facts import told
from varde.portals.management.publications.showing import month_name
from varde.portals.management.search.index import Entry
from varde.portfolio import published as portfolio
from varde.portfolio.models import Initiative
from varde.projects import published as programme
from varde.projects.registers import REGISTERS
from varde.reports import published as reports
from varde.reports.models import Report

CODE = re.compile(r"\{[^}]*\}")


def entries() -> Iterator[Entry]:
    """One list of each kind, the most asked for first."""
    yield from _projects()
    initiatives = list(portfolio.initiatives().in_full())
    yield from map(_initiative, initiatives)
    yield from chain.from_iterable(map(_deliverables, initiatives))
    yield from chain.from_iterable(map(_risks, initiatives))
    yield from map(_report, reports.reports())
    yield from _publications()
    yield from _knowledge()
    yield from _effects()
    yield from _at_home()
    yield from _facts()


def _projects() -> Iterator[Entry]:
    for project in programme.projects().with_participants():
        owner = f"Spredningsprosjekt, eid av {project.owner.municipality.name}"
        href = reverse("management:project", args=[project.slug])
        yield Entry("Prosjekter", project.name, href, owner, ("spredningsprosjekt",))


def _address(one: Initiative) -> str:
    return reverse("management:initiative", args=[one.slug])


def _initiative(one: Initiative) -> Entry:
    status = one.latest_report.status_text if one.latest_report else ""
    involved = ", ".join(other.name for other in one.stakeholders.all())
    text = " ".join(filter(None, [one.purpose, status, involved]))
    return Entry("Tiltak", str(one), _address(one), text, tuple(filter(None, (one.short_name, one.name))))


def _deliverables(one: Initiative) -> Iterator[Entry]:
    for delivery in one.deliveries.all():
        about = f"Under tiltaket {one}. {delivery.description}"
        yield Entry("Leveranser", delivery.heading, _address(one), about)


def _risks(one: Initiative) -> Iterator[Entry]:
    for risk in one.risks.all():
        about = f"Under tiltaket {one}. {risk.cause} {risk.mitigation}"
        yield Entry("Risikoer", risk.title, _address(one), about)


def _report(report: Report) -> Entry:
    edition = report.published_edition
    texts = [section.text_nb or section.text_nn for section in edition.sections.all()] if edition else []
    text = CODE.sub("", " ".join(["Publisert rapport.", *filter(None, texts)]))
    return Entry("Rapporter", str(report), reverse("management:report", args=[report.slug]), text)


def _publications() -> Iterator[Entry]:
    for report in indicators.publications():
        href = reverse("management:publication", args=[report.id])
        yield Entry(
            "Publiserte måneder", f"Tallene for {month_name(report.as_of)}", href, "Låste tall, med små tall skjult"
        )


def _knowledge() -> Iterator[Entry]:
    for one in programme.evidence():
        href = f"{reverse('management:knowledge')}#{one.slug}"
        yield Entry("Kunnskap", one.title, href, f"{one.publisher}. {one.summary}", tuple(one.words))


def _effects() -> Iterator[Entry]:
    href = reverse("management:public_effects")
    for one in programme.effects():
        yield Entry("Effekter og erfaringer", f"{one.outcome}: {one.get_party_display().lower()}", href, one.claim)


def _at_home() -> Iterator[Entry]:
    """Services near the home, the plans behind them, and patient cases that two have approved."""
    href = reverse("management:public_effects")
    for service in programme.services():
        yield Entry("Tjenester hjemme", service.name, f"{href}#oversikt", service.get_state_display())
    for plan in programme.plans():
        yield Entry("Utviklingsplaner", str(plan), f"{href}#medvirkning", f"{plan.owner}. {plan.says}")
    for case in programme.cases():
        yield Entry("Pasienthistorier", case.title, f"{href}#historier", case.text)


def _facts() -> Iterator[Entry]:
    """What registers say of a project, or of the whole programme."""
    for one in programme.entries():
        register = REGISTERS[one.register]
        fact = told(register, one)
        where = [one.project.slug] if one.project else []
        href = reverse("management:project", args=where) if where else reverse("management:knowledge")
        about = f"{register.name}{f', {one.project}' if one.project else ''}. {fact.answer} {fact.rest}"
        yield Entry("Opplysninger om prosjektene", fact.what, href, about)
