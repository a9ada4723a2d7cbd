"""What can be found by anybody: every public thing as an entry."""

from collections.abc import Iterator

from django.urls import reverse

from varde.geography import published as geography
from varde.indicators.definitions import MEASURES
from varde.portals.management.glossary.terms import terms
from varde.portals.management.search.index import Entry
from varde.portfolio import published as portfolio
from varde.projects import published as programme
from varde.reports import published as reports


def entries() -> Iterator[Entry]:
    """In the order the kinds are shown: places first, because that is what most people look for."""
    yield from _municipalities()
    yield from _areas()
    yield from _projects()
    yield from _initiatives()
    yield from _reports()
    yield from _measures()
    yield from _words()
    yield from _pages()


def _municipalities() -> Iterator[Entry]:
    for place in geography.municipalities():
        names = (place.number, place.other_name, *place.aliases.splitlines())
        where = f"Kommune i {place.county.name}, nummer {place.number}"
        yield Entry("Kommuner", place.name, _place(f"K:{place.number}"), where, tuple(filter(None, names)))


def _areas() -> Iterator[Entry]:
    for area in geography.helsefellesskap():
        yield Entry(
            "Helsefellesskap",
            area.name,
            _place(f"HF:{area.slug}"),
            f"Helsefellesskap rundt {area.health_trust}",
            (area.health_trust,),
        )
    for county in geography.counties():
        yield Entry("Fylker", county.name, _place(f"F:{county.number}"), "Fylke", (county.number,))


def _projects() -> Iterator[Entry]:
    for project in programme.projects().with_participants():
        owner = f"Spredningsprosjekt, eid av {project.owner.municipality.name}"
        href = reverse("management:project", args=[project.slug])
        yield Entry("Prosjekter", project.name, href, owner, ("spredningsprosjekt",))


def _initiatives() -> Iterator[Entry]:
    for one in portfolio.initiatives().prefetch_related("deliveries__deliverable"):
        href = reverse("management:initiative", args=[one.slug])
        yield Entry("Tiltak", str(one), href, one.purpose, tuple(filter(None, (one.short_name, one.name))))
    for one in portfolio.initiatives().prefetch_related("deliveries__deliverable"):
        href = reverse("management:initiative", args=[one.slug])
        for delivery in one.deliveries.all():
            yield Entry("Leveranser", delivery.heading, href, f"Under tiltaket {one}. {delivery.description}")


def _measures() -> Iterator[Entry]:
    for measure in MEASURES.values():
        yield Entry("Tall", measure.name, reverse("management:measure", args=[measure.slug]), measure.purpose)


def _reports() -> Iterator[Entry]:
    for report in reports.reports():
        yield Entry("Rapporter", str(report), reverse("management:report", args=[report.slug]), "Publisert rapport")


def _words() -> Iterator[Entry]:
    for term in terms():
        yield Entry("Ord og uttrykk", term.term, f"{reverse('management:words')}#{term.slug}", term.meaning, term.also)


def _pages() -> Iterator[Entry]:
    about = reverse("management:about")
    yield Entry("Sider", "Om Varde", about, "Hva Varde er og ikke er, kilder, lisenser og tilgjengelighet")
    effects = "Hva forskningen og prosjektene viser, med hvor sikkert det er"
    yield Entry("Sider", "Effekter", reverse("management:public_effects"), effects)
    yield Entry("Sider", "Kunnskap", reverse("management:knowledge"), "Kilder, studier og erfaringer")
    yield Entry("Sider", "Ikke CE-merket", f"{about}#ikke", "Varde er ikke godkjent som medisinsk utstyr")
    yield Entry(
        "Sider", "Tilgjengelighet", f"{about}#uu", "Tastatur, skjermleser, forstørring", ("universell utforming",)
    )


def _place(key: str) -> str:
    return reverse("management:place", args=[key])
