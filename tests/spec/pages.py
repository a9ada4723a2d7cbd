"""The clinical pages, made from the definitions and the tables: `python -m tests.spec.pages`, with `--check` to fail when stale.

They are written for nurses and physicians who are asked to say whether the rules are right.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.spec import language
from tests.spec.language import Example, Programme, RuleTable
from tests.spec.measuring import POSSIBLE, UNITS
from tests.spec.programmes import PROGRAMMES
from varde.measurements.kinds import KINDS, METRICS, Kind, Limits, figure
from varde.plans.content import Slot
from varde.questionnaires.forms import FORMS, Form
from varde.triage.rules import RED, YELLOW
from varde.triage.rules.prose import in_words

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "clinical"
ZONE_WORDS = {1: "● Grønn", YELLOW: "▲ Gul", RED: "■ Rød", 0: "○ Vet ikke"}
DAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
NOT_APPROVED = (
    "> **Utkast. Ikke godkjent av klinikere.** Reglene er et forslag som navngitte leger og sykepleiere skal lese, rette og "
    "godkjenne før de brukes for pasienter. Varde er ikke CE-merket og er ikke en akuttjeneste."
)
GENERATED = "<!-- Laget av `python -m tests.spec.pages`. Rett definisjonene eller tabellene, ikke denne siden. -->"


def pages() -> dict[str, str]:
    """{file name: text} of every page."""
    found = {"README.md": _index(), "malinger.md": _measuring(), "skjemaer.md": _forms()}
    return found | {f"{of.definition.id}.md": _programme(of) for of in PROGRAMMES}


def stale() -> list[str]:
    """Names of pages that differ from what the definitions and tables say now, or should not be there."""
    wanted = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return sorted(name for name in wanted.keys() | there.keys() if wanted.get(name) != there.get(name))


def write() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in FOLDER.glob("*.md"):
        path.unlink()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join([GENERATED, f"# {title}", NOT_APPROVED, *(block for block in blocks if block)]) + "\n"


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _bullets(lines: tuple[str, ...] | list[str]) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _index() -> str:
    return _page(
        "Det kliniske innholdet",
        "Sidene viser hva Varde gjør med målinger og svar, regel for regel, med det hver regel bygger på og eksempler på begge "
        "sider av hver grense. Eksemplene er de samme som prøves hver gang noe endres: stemmer ikke et eksempel, stopper bygget.",
        _bullets(
            [
                *(f"[{of.definition.title}]({of.definition.id}.md)" for of in PROGRAMMES),
                "[Målinger: enheter, hva som er mulig, ny måling](malinger.md)",
                "[De daglige skjemaene](skjemaer.md)",
            ]
        ),
        "## Slik virker reglene",
        _bullets(
            [
                "En måling eller et svar dømmes av alle reglene i pasientens plan. Den høyeste sonen vinner.",
                "En verdi ingen regel kjenner, blir «Vet ikke» og vises slik. Den blir aldri grønn. Det samme gjelder en verdi "
                "som ikke har noe å sammenlignes med ennå.",
                "Det som skulle vært målt og ikke er det, er aldri grønt.",
                "Regler som krever ny måling, venter: måler pasienten på nytt innen fristen, bekreftes eller avkreftes hver "
                "regel for seg, og begge verdiene beholdes. Uten ny måling blir den første stående når fristen er ute. "
                "Pasienten står på arbeidslisten hele tiden.",
                "En verdi utenfor det mulige beholdes, må bekreftes eller rettes, og kan ikke avkrefte en annen måling.",
                "Dager er pasientens egne kalenderdager, også når klokken stilles.",
                "«Vanlig» er medianen av de siste ukene uten de siste dagene. Den faste verdien legen har godkjent i planen, "
                "gjelder ved siden av, slik at en langsom forverring også varsles.",
                "Regler som trenger både en måling og et svar, ser på det siste av hvert slag de siste 36 timene.",
                "Flere tilstander settes sammen til én plan: hver regel beholdes, og det strengeste rådet vises.",
            ]
        ),
    )


def _programme(of: Programme) -> str:
    definition = of.definition
    labels = {value.key: value.label for value in definition.individual_values}
    sleeping = [rule for rule in definition.rules if not rule.get("active", True)]
    return _page(
        definition.title,
        f"Plandefinisjon `{definition.id}`, versjon {definition.version}.",
        "## Må fylles inn for hver pasient",
        "Planen kan ikke godkjennes eller tas i bruk før alt dette er fylt inn, og en lege har godkjent grensene.",
        _bullets([_individual_value(value) for value in definition.individual_values]),
        "## Når pasienten måler og svarer",
        _table(("Hva", "Dager", "Mellom", "Etterlyses"), [_slot(slot) for slot in definition.schedule]),
        "## Reglene",
        "Eksemplene gjelder en pasient med " + _ordinary(of) + ", når ikke annet står i kolonnen «I planen».",
        "\n\n".join(_rule(of, table, labels) for table in of.tables),
        "## Hele planen",
        _table(
            ("I dag", "Fra før", "Vanlig", "I planen", "Sone"),
            [(*_facts(of, row), ZONE_WORDS[zone]) for zone, row in of.whole],
        ),
        "## Regler som ikke er med ennå" if sleeping else "",
        _bullets([f"**{rule['id']}**: {rule['reason']} {rule['evidence']}" for rule in sleeping]),
        "## Det pasienten leser",
        "\n\n".join(
            f"### {name}\n\n{_bullets(zone.signs)}\n\nGjør dette:\n\n{_bullets(zone.do)}\n\n{zone.contact}"
            for name, zone in (
                ("● Grønn: som vanlig", definition.zones.green),
                ("▲ Gul: følg med", definition.zones.yellow),
                ("■ Rød: trenger hjelp", definition.zones.red),
            )
        ),
        "## Dette skal Varde aldri gjøre",
        _bullets(definition.never),
        "## Hører til, men er ikke bygget",
        _bullets(definition.later),
    )


def _individual_value(value: Any) -> str:
    choices = f": {' eller '.join(value.options)} {value.unit}".rstrip() if value.options else ""
    number = f": {value.minimum:g}–{value.maximum:g} {value.unit}" if value.kind == "number" else ""
    return f"{value.label}{choices}{number}{'. ' + value.help if value.help else ''}"


def _slot(slot: Slot) -> tuple[str, ...]:
    name = KINDS[slot.item].name_no if slot.item in KINDS else FORMS[slot.item].title
    days = "hver dag" if len(slot.weekdays) == 7 else ", ".join(DAYS[day] for day in slot.weekdays)
    minutes = 60 * int(slot.due[:2]) + int(slot.due[3:]) + slot.grace_minutes
    note = f" ({slot.note.rstrip('.')})" if slot.note else ""
    return name + note, days, f"{slot.opens}–{slot.due}", f"kl. {minutes // 60:02}:{minutes % 60:02}"


def _ordinary(of: Programme) -> str:
    return ", ".join(_value(of, key, value) for key, value in of.values.items())


def _value(of: Programme, key: str, value: Any) -> str:
    label = next(known for known in of.definition.individual_values if known.key == key)
    name = label.label.partition(" (")[0].partition(":")[0]
    said = "ikke satt" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)
    return f"{name[:1].lower()}{name[1:]} {said.replace('94-98', '94–98').replace('88-92', '88–92')}"


def _rule(of: Programme, table: RuleTable, labels: Mapping[str, str]) -> str:
    rule = next(rule for rule in of.definition.rules if rule["id"] == table.id)
    fired = ZONE_WORDS[table.zone]
    rows = [
        (*_facts(of, row), (fired + (f"<br>«{row.says}»" if row.says else "")) if row.fires else "–")
        for row in table.examples
    ]
    blocks = [f"### {table.id} · {fired}", in_words(rule, labels), f"*Bygger på:* {rule['evidence']}"]
    if rule.get("message"):
        blocks.append(f"*Pasienten får lese:* {rule['message']}")
    return "\n\n".join([*blocks, _table(("I dag", "Fra før", "Vanlig", "I planen", f"{table.id} slår ut"), rows)])


def _facts(of: Programme, row: Example) -> tuple[str, str, str, str]:
    today = language.in_words(of, row.today)
    if row.missing:
        item, days = row.missing
        name = KINDS[item].name_no if item in KINDS else FORMS[item].title
        today = f"{name} mangler {'1 dag' if days == 1 else f'{days} dager'}"
    before = "; ".join(
        f"for {days} d. siden: {language.in_words(of, facts)}" for days, facts in sorted(row.before.items())
    )
    usual = "; ".join(f"{METRICS[metric].name_no} {figure(metric, median)}" for metric, median in row.usual.items())
    if usual and row.readings != 25:
        usual += f" ({row.readings} målinger)"
    return today, before, usual, "; ".join(_value(of, key, value) for key, value in row.plan.items())


def _measuring() -> str:
    return _page(
        "Målinger",
        "## Hva som er mulig, hva som er uvanlig, og når det måles på nytt",
        "Utenfor det mulige: pasienten blir bedt om å rette eller bekrefte, og verdien brukes ikke i «vanlig» eller trender før "
        "noen har sett på den. Uvanlig: mål på nytt. Ingen verdi forkastes.",
        _table(
            ("Måling", "Mulig", "Vanlig nok", "Mål på nytt etter", "Ny måling teller i", "Råd"),
            [row for kind in KINDS.values() for row in _limits(kind)],
        ),
        "Blodtrykk må dessuten ha mellom 15 og 130 mmHg mellom overtrykk og undertrykk. En vekt som er endret 3 kg eller mer på "
        "3 dager, får spørsmålet om det er rett person på vekten.",
        "## Eksempler",
        _table(
            ("Måling", "Verdi", "Funn"),
            [row for name, rows in POSSIBLE.items() for row in _possible(KINDS[name], rows)],
        ),
        "## Enheter",
        "Enheten er den avsenderen sier (UCUM). Den gjettes aldri ut fra hvor stort tallet er. Regningen er eksakt.",
        _table(
            ("Måling", "Sendt", "Lest som"),
            [
                (
                    KINDS[name].name_no,
                    f"{literal} `{unit}`",
                    f"{_plain(read)} {KINDS[name].unit_no}" if read else "avvises, beholdes og vises",
                )
                for name, rows in UNITS.items()
                for literal, unit, read in rows
            ],
        ),
        "## Koder",
        _table(
            ("Måling", "LOINC", "SNOMED CT"),
            [row for kind in KINDS.values() for row in _codes(kind)],
        ),
    )


def _plain(read: str) -> str:
    return f"{float(read):.10g}".replace(".", ",")


def _limits(kind: Kind) -> Iterator[tuple[str, ...]]:
    for part in kind.parts:
        window = int(kind.confirm_window.total_seconds() // 60)
        yield (
            f"{part.name_no} ({kind.unit_no})",
            _between(part.key, part.hard),
            _between(part.key, part.soft) if part.soft else "–",
            f"{kind.remeasure_minutes} min",
            f"{window} min",
            kind.hint,
        )


def _between(metric: str, limits: Limits) -> str:
    return f"{figure(metric, limits.low)}–{figure(metric, limits.high)}"


def _possible(kind: Kind, rows: Any) -> Iterator[tuple[str, ...]]:
    words = {"hard": "utenfor det mulige", "soft": "uvanlig", "": "–"}
    for value, finding in rows:
        values = value if isinstance(value, tuple) else (value,)
        yield kind.name_no, "/".join(f"{number:g}".replace(".", ",") for number in values), words[finding]


def _codes(kind: Kind) -> Iterator[tuple[str, ...]]:
    yield kind.name_no, ", ".join(kind.codes), ", ".join(kind.snomed) or "–"
    if len(kind.parts) > 1:
        for part in kind.parts:
            yield f"– {part.name_no}", part.code, ", ".join(part.snomed) or "–"


def _forms() -> str:
    return _page("De daglige skjemaene", "\n\n".join(_form(form) for form in FORMS.values()))


def _form(form: Form) -> str:
    rows = [
        (item.text, " · ".join(f"{option.value} {option.text}" if item.kind == "scale" else option.text for option in item.options) or
         ("Ja · Nei" if item.kind == "boolean" else f"{item.minimum}–{item.maximum} {item.unit}"), item.help)
        for item in form.items
    ]  # fmt: skip
    points = f"Symptompoeng: summen av {len(form.score_items)} svar, 0–{form.score_max}."
    return "\n\n".join(
        [f"## {form.title} (versjon {form.version})", _table(("Spørsmål", "Svar", "Hjelp"), rows), points, form.licence]
    )


def main() -> int:
    if "--check" not in sys.argv:
        write()
        return 0
    if names := stale():
        print(f"docs/clinical is stale ({', '.join(names)}): run `python -m tests.spec.pages` and read what changed")
    return 1 if names else 0


if __name__ == "__main__":
    sys.exit(main())
