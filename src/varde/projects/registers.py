"""The registers of short facts: what each asks, about what, and which answers it takes. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

About = Literal["project", "helsefellesskap", "programme"]


@dataclass(frozen=True, slots=True)
class Register:
    """`items` and `states` are the allowed codes with their Norwegian words; empty means that the field is not asked for.

    `fields` are the other columns that are asked for, with their labels; those in `required` may not be empty.
    `roles` are those who must attend a meeting, with their Norwegian words; empty means that nobody is to attend.
    `about` is what a fact is about; `also_programme` lets it be about the whole programme too. `refers_to` is the register
    whose facts the column "about" chooses among.
    """

    code: str
    name: str
    asks: str
    about: About
    items: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    also_programme: bool = False
    refers_to: str = ""
    caution: str = ""

    def item_name(self, code: str) -> str:
        return self.items.get(code, code)

    def state_name(self, code: str) -> str:
        return self.states.get(code, code)

    def missing(self, attended: Iterable[str]) -> list[str]:
        """The roles that must attend and did not, in words."""
        there = set(attended)
        return [name for code, name in self.roles.items() if code not in there]


PAIRS = {
    "municipality-gp": "Kommune og fastlege",
    "municipality-hospital": "Kommune og helseforetak",
    "gp-hospital": "Fastlege og helseforetak",
}
LEVELS = {"low": "Lav", "medium": "Middels", "high": "Høy"}
YES_NO = {"yes": "Ja", "partly": "Delvis", "no": "Nei"}

_ALL = (
    Register(
        "award", "Tildelinger", "Hvilke tilskudd har prosjektet fått, fra hvilken ordning og hvilket år?", "project",
        items={
            "nvp": "Nasjonalt velferdsteknologiprogram",
            "hto": "Helseteknologiordningen",
            "undivided": "Nasjonalt velferdsteknologiprogram og helseteknologiordningen (kilden skiller ikke)",
        },
        fields={"year": "År", "number": "Beløp i kroner", "text": "Merknad"},
        required=frozenset({"item", "year"}), also_programme=True,
    ),
    Register(
        "continuation", "Videreføring", "Er arbeidet ført videre i helsefellesskapet?", "helsefellesskap",
        states={"continued": "Videreført", "stopped": "Ikke videreført"},
        fields={"year": "Fra år", "text": "Merknad"}, required=frozenset({"state", "year"}), also_programme=True,
    ),
    Register(
        "milestone", "Milepæler", "Hvor langt er prosjektet kommet i den felles planen?", "project",
        items={
            "clarify": "1. Avklare behov", "design": "2. Utforme tjenesten", "implement": "3. Innføre",
            "operate": "4. Drifte og evaluere",
        },
        states={"planned": "Planlagt", "started": "Startet", "reached": "Nådd"},
        fields={"on": "Dato (planlagt eller nådd)", "text": "Merknad"}, required=frozenset({"item", "state", "on"}),
        caution="Stegene er de fire i de nasjonale faglige rådene. Milepælsplanens egen ordlyd er ikke i kildene vi har.",
    ),
    Register(
        "support", "Støtte", "Hvem støtter prosjektet, med hva, og når var det siste møtet?", "project",
        states={"offered": "Tilbudt", "ongoing": "Pågår", "finished": "Avsluttet"},
        fields={"party": "Hvem gir støtten", "text": "Behovet", "on": "Siste møte", "number": "Antall møter"},
        required=frozenset({"party", "state", "text"}), also_programme=True,
    ),
    Register(
        "reporting-meeting", "Rapporteringsmøter", "Når har prosjektet rapportert i møte, og møtte alle som skulle?", "project",
        fields={"on": "Dato", "text": "Hva som ble rapportert"}, required=frozenset({"on"}),
        roles={
            "owner": "Prosjekteier", "municipality": "Representant for kommunene", "gp": "Representant for fastlegene",
            "trust": "Representant for helseforetaket",
        },
    ),
    Register(
        "procurement", "Anskaffelser", "Hva anskaffes, sammen med hvem, og hvor langt er det kommet?", "project",
        items={"joint": "Felles anskaffelse", "own": "Egen anskaffelse"},
        states={
            "planning": "Planlegges", "dialogue": "Dialog med markedet", "announced": "Utlyst", "awarded": "Tildelt",
            "contract": "Avtale inngått", "ended": "Avtale avsluttet",
        },
        fields={"party": "Leverandør", "text": "Hvem er med, og hvem støtter", "on": "Dato"},
        required=frozenset({"item", "state"}), also_programme=True,
    ),
    Register(
        "readiness", "Klar til å anskaffe", "Er det viktigste på plass før anskaffelsen?", "project",
        items={
            "needs": "Behovene er avklart med dem som skal bruke løsningen",
            "together": "Samarbeid om anskaffelsen er avklart",
            "tested": "Krav om at program, app og utstyr virker og er testet fra start",
            "ce": "Krav om CE-merking", "infrastructure": "Krav om tilkobling til nasjonal infrastruktur",
            "own_devices": "Bruk av eget utstyr er avklart", "loan": "Utlån til dem som mangler utstyr er sikret",
        },
        states=YES_NO, fields={"text": "Merknad"}, required=frozenset({"item", "state"}),
    ),
    Register(
        "joining",
        "Planlagt tilkobling",
        "Hvilke observatører skal koble seg på, og når?",
        "project",
        fields={"municipality": "Kommune", "on": "Planlagt dato", "text": "Merknad"},
        required=frozenset({"municipality", "on"}),
    ),
    Register(
        "agreement", "Avtaler", "Har kommunen avtale med helseforetaket om digital hjemmeoppfølging?", "project",
        states={"none": "Ingen avtale", "negotiating": "Under arbeid", "signed": "Inngått"},
        fields={"municipality": "Kommune", "party": "Helseforetak", "on": "Inngått dato", "text": "Merknad"},
        required=frozenset({"municipality", "state"}),
    ),
    Register(
        "sharing", "Deling av data", "Kan de som følger samme pasient, se de samme opplysningene?", "project",
        items=PAIRS,
        states={"none": "Ingen deling", "on_request": "På forespørsel", "login": "Egen pålogging", "shared": "Deles"},
        fields={"text": "Hvordan"}, required=frozenset({"item", "state"}), also_programme=True,
    ),
    Register(
        "gps", "Fastleger", "Hvor mange fastleger er knyttet til prosjektet?", "project",
        fields={"number": "Antall fastleger", "on": "Per dato", "text": "Merknad"}, required=frozenset({"on"}),
        also_programme=True,
        caution="Tilknyttet er ikke det samme som aktiv. Fastleger med aktive pasienter telles ikke her.",
    ),
    Register(
        "financing", "Finansiering", "Er det penger ut over tilskuddet, og hva betyr det som mangler?", "project",
        items={
            "own": "Egenfinansiering", "scope": "Følge for omfanget hvis den mangler",
            "progress": "Følge for framdriften hvis den mangler",
        },
        states=LEVELS, fields={"year": "År", "number": "Kroner", "text": "Forklaring"}, required=frozenset({"item"}),
        also_programme=True,
    ),
    Register(
        "mentor", "Drahjelp", "Hvilket prosjekt fra utprøvingen 2018–2021 har hjulpet dette?", "project",
        items={
            "stad": "Stad", "bodo": "Bodø", "larvik": "Larvik", "oslo": "Oslo", "ullensaker": "Ullensaker og Gjerdrum",
            "kristiansand": "Kristiansand og kommuner i Agder",
        },
        fields={"text": "Hva hjelpen besto i", "on": "Dato"}, required=frozenset({"text"}), also_programme=True,
    ),
    Register(
        "region", "Regioner", "Er prosjektet delt i regioner med egen ledelse?", "project",
        fields={"party": "Region", "text": "Leder, eier og styringsgruppe (roller, ikke navn)"},
        required=frozenset({"text"}),
    ),
    Register(
        "anchoring", "Forankring", "Hvor er arbeidet vedtatt eller tatt inn i planer, og hvilket innsiktsarbeid er gjort?",
        "project",
        items={
            "decision": "Politisk eller administrativt vedtak", "plan": "Står i kommunens plan",
            "budget": "Står i budsjettet", "insight": "Innsiktsarbeid",
        },
        fields={"municipality": "Kommune", "text": "Vedtak, plan eller arbeid (henvisning)", "on": "Dato"},
        required=frozenset({"item", "text"}), also_programme=True,
    ),
    Register(
        "body", "Helsefellesskapets vedtak", "Hva har helsefellesskapets organer bestemt om arbeidet?", "helsefellesskap",
        fields={"party": "Organ", "text": "Hva som ble bestemt", "on": "Dato"}, required=frozenset({"party", "text", "on"}),
        also_programme=True,
    ),
    Register(
        "routine", "Rutiner til deling", "Hvilke rutiner og prosedyrer kan andre bruke?", "project",
        fields={"party": "Navn på rutinen", "number": "Versjon", "text": "Hva den gjelder, og hvor den ligger", "on": "Dato"},
        required=frozenset({"party", "number", "text"}),
    ),
    Register(
        "reuse", "Gjenbruk av rutiner", "Hvilke rutiner fra andre bruker prosjektet?", "project",
        fields={"about": "Rutine", "on": "Tatt i bruk", "text": "Endret på"}, required=frozenset({"about"}),
        refers_to="routine",
    ),
    Register(
        "advice", "Egen sjekk mot de faglige rådene", "Følger prosjektet de tre nasjonale faglige rådene?", "project",
        items={
            "1": "Kommunen legger til rette for digital hjemmeoppfølging",
            "2": "Samarbeid i helsefellesskapet er søkt før oppstart",
            "3": "Tilbys personer med middels til høy risiko for forverring, individuelt tilpasset",
        },
        states=YES_NO, fields={"text": "Begrunnelse", "on": "Vurdert dato"}, required=frozenset({"item", "state", "text"}),
    ),
    Register(
        "norm", "Faglig normering", "Hvilke anbefalinger finnes eller vurderes, og hvor langt er de kommet?", "programme",
        states={
            "considered": "Vurderes", "draft": "Utkast", "hearing": "På høring", "published": "Publisert",
        },
        fields={"party": "Anbefaling", "on": "Dato", "text": "Merknad"}, required=frozenset({"party", "state"}),
    ),
    Register(
        "mini-hta", "Mini-metodevurderinger", "Hva er vurdert før teknologien tas i bruk, og hva ble konklusjonen?", "project",
        items={"municipality": "Kommune", "specialist": "Spesialisthelsetjeneste", "both": "Begge nivåer"},
        states={"yes": "Tas i bruk", "conditions": "Tas i bruk på vilkår", "no": "Tas ikke i bruk", "wait": "Avventes"},
        fields={
            "party": "Teknologi", "question": "Spørsmål", "text": "Konklusjon med begrunnelse",
            "evidence": "Kunnskapsgrunnlag", "on": "Dato", "responsible": "Ansvarlig (enhet eller rolle, ikke navn)",
        },
        required=frozenset({"item", "state", "party", "question", "text", "evidence", "on", "responsible"}),
        also_programme=True,
    ),
    Register(
        "cooperation", "Internasjonalt samarbeid", "Hvilke samarbeid er programmet med i?", "programme",
        states={"started": "Igangsatt", "continued": "Videreført", "ended": "Avsluttet"},
        fields={"party": "Samarbeid", "year": "År", "text": "Hva det er, og hva det har gitt ut"},
        required=frozenset({"party", "state", "text"}),
    ),
    Register(
        "need", "Meldte behov", "Hva trenger tjenesten at noen nasjonalt gjør noe med?", "project",
        items={
            "spread": "Spredning av digital hjemmeoppfølging", "home": "Flytte tjenester hjem", "central": "Sentrale tiltak",
            "other": "Noe annet",
        },
        fields={"party": "Behovet, kort", "text": "Hvorfor, og hva som stopper opp uten", "on": "Meldt"},
        required=frozenset({"item", "party", "text"}), also_programme=True,
    ),
    Register(
        "need-answer", "Behandlede behov", "Hva gjøres med behovene som er meldt?", "programme",
        states={"assessed": "Under vurdering", "proposed": "Virkemiddel foreslått", "declined": "Ikke tatt videre"},
        fields={
            "about": "Meldt behov", "party": "Felles navn på behovet", "text": "Vurdering, og virkemiddelet som foreslås",
            "on": "Dato",
        },
        required=frozenset({"about", "state", "party"}), refers_to="need",
        caution="Behov som får samme felles navn, er slått sammen og svares på under ett.",
    ),
    Register(
        "gathering", "Møteplasser", "Hvor møtes prosjektene, om hva, og hvor ligger materialet?", "project",
        items={
            "leads": "Prosjektledermøte", "joint": "Felles samling", "theme": "Temamøte", "workshop": "Lokalt arbeidsmøte",
        },
        fields={"party": "Tema", "on": "Dato", "number": "Antall deltakere", "text": "Innhold, og hvor materialet ligger"},
        required=frozenset({"item", "party", "on"}), also_programme=True,
    ),
    Register(
        "example", "Gode eksempler", "Hva har virket så godt i praksis at andre bør kjenne til det?", "project",
        fields={"party": "Navn på eksempelet", "text": "Hva som ble gjort, og hvem som har tatt det etter"},
        required=frozenset({"party", "text"}), also_programme=True,
    ),
    Register(
        "closing", "Anbefalinger etter programmet", "Hva bør nasjonale myndigheter gjøre når programmet er slutt?",
        "programme",
        fields={"party": "Anbefaling", "text": "Begrunnelse", "on": "Dato"}, required=frozenset({"party", "text"}),
    ),
    Register(
        "elsewhere", "Beslutninger tatt av andre", "Hvilke vedtak utenfor programmet virker inn på risikoen?", "programme",
        fields={"party": "Hvem bestemte", "text": "Hva, og hvilken risiko det virker inn på", "on": "Dato"},
        required=frozenset({"party", "text"}),
    ),
)  # fmt: skip

REGISTERS: Mapping[str, Register] = {one.code: one for one in _ALL}
