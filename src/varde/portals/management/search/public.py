"""What can be found by anybody: every public thing as an entry."""

from collections.abc import Iterator

from django.urls import reverse

from varde.geography import published as geography
from varde.indicators.definitions import MEASURES
from varde.portals.management.glossary.terms import terms
from varde.portals.management.search import programme
from varde.portals.management.search.index import Entry


def entries() -> Iterator[Entry]:
    """In the order the kinds are shown: places first, because that is what most people look for."""
    yield from _municipalities()
    yield from _areas()
    yield from programme.entries()
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
    for district in geography.districts():
        where = f"Bydel i {district.municipality.name}, nummer {district.number}"
        yield Entry("Bydeler", district.name, _place(f"B:{district.number}"), where, (district.number,))
    for county in geography.counties():
        yield Entry("Fylker", county.name, _place(f"F:{county.number}"), "Fylke", (county.number,))


def _measures() -> Iterator[Entry]:
    for measure in MEASURES.values():
        yield Entry("Tall", measure.name, reverse("management:measure", args=[measure.slug]), measure.purpose)


def _words() -> Iterator[Entry]:
    for term in terms():
        yield Entry("Ord og uttrykk", term.term, f"{reverse('management:words')}#{term.slug}", term.meaning, term.also)


def _pages() -> Iterator[Entry]:
    about = reverse("management:about")
    yield Entry("Sider", "Om Varde", about, "Hva Varde er og ikke er, kilder, lisenser og tilgjengelighet")
    yield Entry("Sider", "Alle tallene", reverse("management:measures"), "Hva hvert tall betyr")
    yield Entry("Sider", "Ord og uttrykk", reverse("management:words"), "Ordliste", ("ordliste", "begreper"))
    yield Entry("Sider", "Rapporter", reverse("management:reports"), "Alle publiserte rapporter")
    yield Entry("Sider", "Publikasjoner", reverse("management:publications"), "Måneder med publiserte tall")
    yield Entry("Sider", "Kommuner", reverse("management:municipalities"), "Alle kommunene")
    effects = "Hva forskningen og prosjektene viser, med hvor sikkert det er"
    yield Entry("Sider", "Effekter", reverse("management:public_effects"), effects)
    yield Entry("Sider", "Kunnskap", reverse("management:knowledge"), "Kilder, studier og erfaringer")
    yield Entry("Sider", "Ikke CE-merket", f"{about}#ikke", "Varde er ikke godkjent som medisinsk utstyr")
    yield Entry(
        "Sider", "Tilgjengelighet", f"{about}#uu", "Tastatur, skjermleser, forstørring", ("universell utforming",)
    )


def _place(key: str) -> str:
    return reverse("management:place", args=[key])
