"""What a report's page says by itself, in both written languages."""

from varde.reports.content import Both

WORDS: dict[str, Both] = {
    "report": Both("Rapport", "Rapport"),
    "draft": Both(
        "Utkast. Rapporten er ikke publisert, og kan bli endret.",
        "Utkast. Rapporten er ikkje publisert, og kan bli endra.",
    ),
    "contents": Both("Innhold", "Innhald"),
    "as_of": Both("Tallene gjelder per", "Tala gjeld per"),
    "place": Both("Sted", "Stad"),
    "ordered_by": Both("Levert til", "Levert til"),
    "delivered": Both("Levert", "Levert"),
    "not_delivered": Both("Ikke registrert levert", "Ikkje registrert levert"),
    "published": Both("Publisert", "Publisert"),
    "edition": Both("Utgave", "Utgåve"),
    "replaced": Both("En nyere utgave gjelder:", "Ei nyare utgåve gjeld:"),
    "corrects": Both("Rettelse", "Retting"),
    "approval": Both("Godkjenning", "Godkjenning"),
    "four_eyes": Both("Godkjent av en annen enn den som skrev.", "Godkjend av ein annan enn den som skreiv."),
    "one_pair": Both(
        "Godkjent av den som skrev: ingen andre kunne godkjenne.",
        "Godkjend av den som skreiv: ingen andre kunne godkjenne.",
    ),
    "source": Both("Tallene", "Tala"),
    "how": Both(
        "Telt av Varde fra det som er registrert, og låst da rapporten ble laget. Ingen tall er skrevet inn for hånd.",
        "Talde av Varde frå det som er registrert, og låste då rapporten vart laga. Ingen tal er skrivne inn for hand.",
    ),
    "demo": Both("Demo: pasientene er oppdiktet.", "Demo: pasientane er oppdikta."),
    "withdrawn": Both(
        "Tallene rapporten bygger på, er trukket tilbake:", "Tala rapporten byggjer på, er trekte tilbake:"
    ),
    "editions_back": Both("Til alle rapportene", "Til alle rapportane"),
    "editions": Both("Alle utgaver", "Alle utgåver"),
    "other_language": Both("Les på nynorsk", "Les på bokmål"),
    "pdf": Both("Last ned som PDF", "Last ned som PDF"),
    "only_bokmaal": Both("", "Denne teksten finst berre på bokmål."),
    "only_nynorsk": Both("Denne teksten finnes bare på nynorsk.", ""),
    "no_text": Both("Avsnittet har ingen tekst.", "Avsnittet har ingen tekst."),
    "bad_figure": Both("[tall som ikke finnes]", "[tal som ikkje finst]"),
    "figure": Both("Tall", "Tal"),
    "counted": Both("Telt i Varde", "Talt i Varde"),
    "reported": Both("Rapportert av andre", "Rapportert av andre"),
    "rounded": Both(
        "Tall for steder er rundet av til nærmeste fem. «Skjult (små tall)» betyr at færre enn fem personer ligger bak, "
        "eller at tallet ville avslørt et slikt tall et annet sted.",
        "Tal for stader er runda av til næraste fem. «Skjult (små tal)» betyr at færre enn fem personar ligg bak, "
        "eller at talet ville avslørt eit slikt tal ein annan stad.",
    ),
    "interval": Both("95 %-intervall", "95 %-intervall"),
    "month": Both("Måned", "Månad"),
    "place_column": Both("Sted", "Stad"),
    "value": Both("Verdi", "Verdi"),
    "no_numbers": Both("Det er ingen tall her ennå.", "Det er ingen tal her enno."),
    "figures_as_of": Both("Tall per", "Tal per"),
    "as_registered": Both("Slik det var registrert", "Slik det var registrert"),
    "numerator": Both("Teller", "Teljar"),
    "denominator": Both("Nevner", "Nemnar"),
    "data_source": Both("Kilde", "Kjelde"),
    "caution": Both("Vær varsom med", "Ver varsam med"),
    "version": Both("Versjon av definisjonen", "Versjon av definisjonen"),
    "definitions_language": Both("", "Definisjonane finst berre på bokmål."),
    "registers_language": Both("", "Det som er skrive inn i registra, står på bokmål."),
    "definitions_lead": Both(
        "Hvert tall i rapporten er definert her, slik definisjonen var da rapporten ble laget.",
        "Kvart tal i rapporten er definert her, slik definisjonen var då rapporten vart laga.",
    ),
    "page": Both("side", "side"),
    "of": Both("av", "av"),
    "chart_of": Both("Figur", "Figur"),
    "same_as_table": Both("De samme tallene står i tabellen under.", "Dei same tala står i tabellen under."),
    "first_to_last": Both("Fra {first} til {last}", "Frå {first} til {last}"),
    "outside": Both(
        "{outside} av {shown} ligger utenfor det tilfeldigheter alene kan gi ({far}\u00a0%).",
        "{outside} av {shown} ligg utanfor det tilfeldigheiter åleine kan gi ({far}\u00a0%).",
    ),
    "outside_widened": Both(
        "{outside} av {shown} ligger utenfor {far}\u00a0%-grensen, som er {times} ganger så vid som tilfeldigheter alene tilsier "
        "fordi samme pasient teller flere ganger.",
        "{outside} av {shown} ligg utanfor {far}\u00a0%-grensa, som er {times} gonger så vid som tilfeldigheiter åleine tilseier "
        "fordi same pasient tel fleire gonger.",
    ),
    "numbered": Both(
        "Med nummer er de utenfor {near}\u00a0%-grensen: {numbered}.",
        "Med nummer er dei utanfor {near}\u00a0%-grensa: {numbered}.",
    ),
    "as_table": Both("Vis som tabell", "Vis som tabell"),
    "funnel_key": Both(
        "Hvert punkt er ett sted, lenger til høyre jo flere tallet bygger på. Linjene er grensene for tilfeldigheter: stiplet "
        "{near}\u00a0%, heltrukket {far}\u00a0%. Den vannrette linjen er alle samlet.",
        "Kvart punkt er éin stad, lenger til høgre jo fleire talet byggjer på. Linjene er grensene for tilfeldigheiter: stipla "
        "{near}\u00a0%, heiltrekt {far}\u00a0%. Den vassrette linja er alle samla.",
    ),
    "map_key": Both(
        "Sirkelens areal følger antallet. Stiplet ring: skjult. Liten ring: ingen data.",
        "Arealet av sirkelen følgjer talet. Stipla ring: skjult. Liten ring: ingen data.",
    ),
}


class Words:
    """`words.contents` in one language: what templates use."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __getattr__(self, name: str) -> str:
        if name not in WORDS:
            raise AttributeError(name)
        return WORDS[name].text(self.language)
