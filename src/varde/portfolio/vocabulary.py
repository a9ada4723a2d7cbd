"""What predicates mean: how they are said, what comes before what, and what is a part of what."""

from enum import StrEnum


class Severity(StrEnum):
    ACT = "act"
    CHECK = "check"
    NOTE = "note"

    @property
    def word(self) -> str:
        return {"act": "Må rettes", "check": "Bør avklares", "note": "Til orientering"}[self.value]


# May be said many times by one source about one subject, so different values are no disagreement.
MANY_VALUED = frozenset({"participant", "area", "not-reached", "open-to"})

# "Kildene er uenige om …"
ABOUT = {
    "joined": "når {name} kom med",
    "owner": "hvem som eier {name}",
    "announced": "når {name} ble lyst ut",
    "information-meeting": "når informasjonsmøtet i {name} var",
    "application-deadline": "søknadsfristen i {name}",
    "participation-settled": "når deltakelsen i {name} ble avklart",
    "start-gathering": "når oppstartsamlingen i {name} var",
    "areas": "hvor mange helsefellesskap som er med",
    "projects": "hvor mange prosjekter som er med",
    "municipalities": "hvor mange kommuner som er med",
    "municipalities-active": "hvor mange kommuner som har aktive pasienter",
    "patients-active": "hvor mange pasienter som er aktive",
    "areas-continued": "hvor mange helsefellesskap som fortsetter",
    "projects-continued": "hvor mange prosjekter som fortsetter",
    "gp-contacts": "hva {name} gjør med antall kontakter hos fastlegen",
    "hearing": "når {name} gikk på høring",
    "hearing_ends": "høringsfristen for {name}",
    "approved": "når {name} ble godkjent",
    "published": "når {name} ble publisert",
}

# A step in words, for "… ligger før …".
STEP = {
    "draft": "utkastet",
    "hearing": "høringen",
    "hearing_ends": "høringsfristen",
    "approved": "godkjenningen",
    "published": "publiseringen",
    "announced": "utlysningen",
    "information-meeting": "informasjonsmøtet",
    "application-deadline": "søknadsfristen",
    "participation-settled": "avklart deltakelse",
    "start-gathering": "oppstartsamlingen",
}

# What must come before what.
SEQUENCES = {
    "recommendation": ("draft", "hearing", "hearing_ends", "approved", "published"),
    "round": ("announced", "information-meeting", "application-deadline", "participation-settled", "start-gathering"),
}

# A part can not be more than the whole it is a part of.
PARTS = {
    "projects-continued": "projects",
    "areas-continued": "areas",
    "municipalities-active": "municipalities",
}

COUNTED = {
    "areas": "helsefellesskap",
    "projects": "prosjekter",
    "areas-continued": "videreførte helsefellesskap",
    "projects-continued": "videreførte prosjekter",
    "municipalities": "kommuner",
    "municipalities-active": "kommuner med aktive pasienter",
}

# The dates of a round on its own, and what else is said of it.
ROUND_FACTS = {
    "announced": "Lyst ut",
    "information-meeting": "Informasjonsmøte",
    "application-deadline": "Søknadsfrist",
    "participation-settled": "Deltakelse avklart",
    "start-gathering": "Oppstartsamling",
    "open-to": "Bare for",
    "not-reached": "Nådde ikke",
}

SUBJECTS = {
    "tilskuddsrunde-2023": "tilskuddsrunden i 2023",
    "tilskuddsrunde-2022": "tilskuddsrunden i 2022",
    "digital-hjemmeoppfolging": "digital hjemmeoppfølging",
}
