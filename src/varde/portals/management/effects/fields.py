"""The fields of each form, by the names of the draft they fill. Labels and hints are Norwegian; nothing is stored here."""

from collections.abc import Iterable
from decimal import Decimal

from django import forms

from varde.geography import published as geography
from varde.indicators import published as indicators
from varde.indicators.definitions import MEASURES
from varde.lib.context import Actor
from varde.projects import desk, rights
from varde.projects.models import (
    AgeBand,
    BenefitCategory,
    Category,
    Design,
    Direction,
    EvidenceKind,
    Intention,
    Involved,
    Party,
    PlanLevel,
    Polarity,
    Provider,
    Role,
    ServiceState,
    Wanted,
)

Fields = dict[str, forms.Field]
Choices = Iterable[tuple[str, str]]
PUBLIC_HINT = "Vises på prosjektets offentlige side."


def text(label: str, hint: str = "", *, required: bool = True, longest: int = 200) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "ds-input", "maxlength": longest})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=longest, widget=widget)


def long(label: str, hint: str = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "ds-input", "rows": 3})
    return forms.CharField(label=label, help_text=hint, required=required, max_length=4000, widget=widget)


def choice(
    label: str, choices: Choices, hint: str = "", *, required: bool = True, empty: str = "Velg"
) -> forms.ChoiceField:
    offered = [("", empty), *choices]
    widget = forms.Select(attrs={"class": "ds-input"})
    return forms.ChoiceField(label=label, choices=offered, help_text=hint, required=required, widget=widget)


def day(label: str, hint: str = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "ds-input", "type": "date"})
    return forms.DateField(
        label=label, help_text=hint, required=required, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"]
    )


def whole(label: str, hint: str = "", *, required: bool = True) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "ds-input", "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, help_text=hint, required=required, min_value=0, max_value=10**12, widget=widget
    )


def year(label: str, *, required: bool = True) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"class": "ds-input", "inputmode": "numeric"})
    return forms.IntegerField(label=label, required=required, min_value=1990, max_value=2100, widget=widget)


def number(label: str, hint: str = "", *, required: bool = True) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"class": "ds-input", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, help_text=hint, required=required, max_digits=14, decimal_places=2, localize=True, widget=widget
    )


def tick(label: str, hint: str = "") -> forms.BooleanField:
    return forms.BooleanField(label=label, help_text=hint, required=False)


def several(label: str, choices: Choices, hint: str = "") -> forms.MultipleChoiceField:
    widget = forms.CheckboxSelectMultiple()
    return forms.MultipleChoiceField(label=label, choices=choices, help_text=hint, required=False, widget=widget)


def known_evidence() -> Choices:
    rows = desk.evidence().filter(withdrawn_at=None)
    return [(one.slug, f"{one.title} ({one.get_kind_display()})") for one in rows]


def about_project(by: Actor, *, required: bool = False) -> forms.ChoiceField:
    choices = [(one.slug, one.name) for one in desk.projects(by)]
    whole_too = rights.writes_about_all(by) and not required
    return choice("Prosjekt", choices, required=not whole_too, empty="Hele programmet" if whole_too else "Velg")


def area(*, required: bool = True, empty: str = "Velg") -> forms.ChoiceField:
    names = [(one.name, one.name) for one in geography.helsefellesskap()]
    return choice("Helsefellesskap", names, required=required, empty=empty)


def evidence(by: Actor) -> Fields:
    return {
        "title": text("Tittel", longest=300),
        "slug": text("Kortnavn", "Små bokstaver og bindestrek, for eksempel lokal-maling-2026.", longest=50),
        "kind": choice(
            "Hva slags kunnskap", EvidenceKind.choices, "Evidensgraden følger av dette, ikke av en vurdering."
        ),
        "publisher": text("Utgiver eller tidsskrift"),
        "year": year("År", required=False),
        "link": text("Lenke", "https://… eller doi:…", required=False, longest=300),
        "people": whole("Antall personer i studien", required=False),
        "summary": long("Kort om innholdet", required=False),
        "read": text("Hvor mye er lest", "For eksempel: bare sammendraget.", required=False),
        "tags": text("Stikkord", "Mellomrom mellom ordene.", required=False, longest=280),
        "initiative": text("Tiltak det angår", "Kortnavnet i adressen til tiltaket.", required=False, longest=50),
        "goal": text("Mål det er kunnskap om", required=False, longest=300),
        "is_public": tick("Offentlig", "Vises på siden om kunnskapsgrunnlaget."),
    }


def effect(by: Actor) -> Fields:
    return {
        "project": about_project(by),
        "evidence": choice("Hva bygger det på", known_evidence(), "Uten kontrollgruppe blir det en erfaring, ikke en effekt."),
        "outcome": choice(
            "Hva gjelder det", [(one.slug, one.name) for one in desk.outcomes()], required=False, empty="Noe som ikke er i lista"
        ),
        "new_outcome": text("Hvis ikke i lista: hva gjelder det", required=False, longest=120),
        "party": choice("Hvem merker det", Party.choices),
        "category": choice("Hva slags", Category.choices),
        "direction": choice("Retning", Direction.choices),
        "polarity": choice("For den det gjelder er det", Polarity.choices),
        "intention": choice("Tilsiktet?", [one for one in Intention.choices if one[0] != "unknown"], required=False,
                            empty="Ikke oppgitt"),
        "claim": long("Hva ble sett eller sagt", "Med egne ord. Ord som «førte til» krever en kontrollgruppe."),
        "quote": long("Kildens ord", "Ordrett, uten anførselstegn.", required=False),
        "estimate": text("Størrelse med usikkerhet", "For eksempel: 12 % færre (95 % intervall 3–20).", required=False, longest=120),
        "caution": long("Vær varsom med", required=False),
        "is_public": tick("Offentlig", PUBLIC_HINT),
    }  # fmt: skip


def service(by: Actor) -> Fields:
    return {
        "name": text("Tjeneste", longest=160),
        "specialty": text("Fagområde", longest=120),
        "helsefellesskap": area(),
        "project": about_project(by),
        "state": choice("Ytes den i dag", ServiceState.choices),
        "from_year": year("Fra år", required=False),
        "to_year": year("Til år", required=False),
        "provider": choice("Hvilket nivå", Provider.choices),
        "given_by": text("Hvem gir den", "Enhet eller rolle, ikke navn.", longest=160),
        "is_jointly_planned": choice(
            "Planlagt sammen i helsefellesskapet?", [("yes", "Ja"), ("no", "Nei")], required=False, empty="Ikke oppgitt"
        ),
        "plan": choice("Følger av utviklingsplan", _plans(), required=False, empty="Ingen"),
        "volume": whole("Omfang, hvis kjent", required=False),
        "volume_unit": text("Hva er talt", "For eksempel: personer i året.", required=False, longest=60),
        "volume_is_people": tick("Tallet er personer", "Da vises det ikke når de er færre enn 5."),
        "volume_on": day("Tallet gjelder per", required=False),
        "source": choice("Kilde", _sources(), required=False, empty="Ingen av kildene"),
        "said_by": text("Hvis ingen av kildene: hvem oppgir det", required=False),
        "is_public": tick("Offentlig", PUBLIC_HINT),
    }


def plan(by: Actor) -> Fields:
    return {
        "title": text("Tittel"),
        "level": choice("Nivå", PlanLevel.choices),
        "owner": text("Eier", longest=120),
        "helsefellesskap": area(required=False, empty="Gjelder flere"),
        "from_year": year("Fra år"),
        "to_year": year("Til år", required=False),
        "says": long("Hva planen sier om tjenester hjemme"),
        "link": text("Lenke", "https://…", required=False, longest=300),
        "is_public": tick("Offentlig"),
    }


def involvement(by: Actor) -> Fields:
    return {
        "project": about_project(by),
        "party": choice("Hvem", Involved.choices),
        "who": text("Organisasjon eller gruppe", "Aldri navn på pasienter."),
        "on": day("Når"),
        "how": text("Hvordan", "For eksempel: arbeidsmøte, høring, intervju."),
        "about": long("Om hva"),
        "plan": choice("Utviklingsplan det gjaldt", _plans(), required=False, empty="Ingen"),
        "evidence": text("Dokumentasjon", "Hvor referatet eller innspillet ligger.", longest=300),
        "is_public": tick("Offentlig", PUBLIC_HINT),
    }


def benefit(by: Actor) -> Fields:
    measures = [(slug, one.name) for slug, one in MEASURES.items()]
    return {
        "project": about_project(by, required=True),
        "category": choice("Hva slags gevinst", BenefitCategory.choices),
        "name": text("Gevinst", longest=160),
        "measure": choice("Mål fra lista over indikatorer", measures, required=False, empty="Eget mål"),
        "measured_as": text("Eget mål: hva måles", required=False, longest=300),
        "unit": text("Enhet", longest=60),
        "method": long("Hvordan måles det", "Ved unngåtte kostnader: også hvilke forutsetninger som er brukt."),
        "wanted": choice("Ønsket retning", Wanted.choices),
        "baseline": number("Utgangspunkt"),
        "baseline_from": day("Utgangspunktet gjelder fra"),
        "baseline_to": day("til"),
        "baseline_people": whole("Antall personer bak tallet"),
        "design": choice("Kontrollgruppe?", Design.choices, "Bare med kontrollgruppe kan gevinsten kalles en effekt."),
        "control_group": text("Hvem kontrollgruppen er", required=False, longest=300),
        "control_baseline": number("Kontrollgruppens utgangspunkt", required=False),
        "control_people": whole("Antall personer i kontrollgruppen", required=False),
        "expected": number("Ventet verdi", required=False),
        "expected_by": day("Ventet innen", required=False),
        "owner": text("Hvem eier gevinsten", "En rolle, ikke et navn.", longest=120),
        "is_public": tick("Offentlig", PUBLIC_HINT),
    }


def measurement(has_control: bool) -> Fields:
    fields: Fields = {
        "from_on": day("Målt fra"),
        "to_on": day("til"),
        "value": number("Verdi"),
        "people": whole("Antall personer bak tallet", "Verdien vises ikke når de er færre enn 5."),
    }
    if has_control:
        fields["control_value"] = number("Kontrollgruppens verdi")
        fields["control_people"] = whole("Antall personer i kontrollgruppen")
    return fields | {"note": text("Merknad", required=False, longest=300)}


def participant(by: Actor) -> Fields:
    there = [(one.number, one.name) for one in desk.municipalities(by)]
    return {
        "project": about_project(by, required=True),
        "municipality": choice("Kommune", there),
        "role": choice("Rolle", Role.choices, "Et prosjekt har nøyaktig én eierkommune."),
        "takes_over": tick("Kommunen overtar eierskapet", "Den som eier i dag, blir deltaker."),
        "source": choice("Kilde", _sources()),
    }


def case(by: Actor) -> Fields:
    return {
        "project": about_project(by),
        "helsefellesskap": area(required=False, empty="Ikke oppgitt"),
        "title": text("Tittel", longest=120),
        "text": long("Historien", "Ingen navn, steder, datoer eller nøyaktig alder. Teksten prøves før den lagres."),
        "age_band": choice("Aldersgruppe", AgeBand.choices),
        "condition": text("Tilstand", "Vid betegnelse, for eksempel kols.", longest=80),
        "quarter": text("Kvartal", "For eksempel 2026-2.", required=False, longest=6),
        "agreed": tick("Pasienten har sagt ja til at historien brukes", "Samtykket er dokumentert hos kommunen."),
    }


def _plans() -> Choices:
    return [(str(one.pk), str(one)) for one in desk.plans().filter(withdrawn_at=None)]


def _sources() -> Choices:
    return [(one.key, one.short) for one in indicators.sources()]


def as_written(value: object) -> object:
    """A stored value as a form shows it first: decimal comma, codes as they are."""
    return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value
