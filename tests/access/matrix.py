"""Who may do what at every address: the table itself, and how a row of it is asked.

One column a visitor, in the order of `VISITORS`:

    Y  hers is shown: 2xx, and something that gives her away is in the answer
    y  done, or shown without a word of hers in it: 2xx, or sent on to a page
    O  2xx, and nothing of hers is in it or changed by it: a public page, or the visitor's own
    B  200 for the envelope, and nothing in it was taken or found
    .  not found        L  sent to log in      U  401, no login      F  403, sees her but may not do this
    C  409, sees her, and nothing is done
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import timezone

from tests.access import programme, publishing
from tests.access.world import World
from varde.lib import clock
from varde.portfolio import watch

VISITORS = (
    "anonymous", "self", "other", "relative",
    "nurse", "ended", "stranger", "gp", "other_gp", "blocked", "blocked_role", "former", "lead", "county", "project",
    "client", "foreign",
)  # fmt: skip

PUBLIC = "OOOO OOOOOOOOOOO OO"
HER_OWN_OUTBOX = (
    "OYOO OOOOOOOOOOO OO"  # what waits on a shared device is kept by whose it is: the page says who is logged in
)
OWN, OWN_SILENT, HER_ID = "LYO. ........... LL", "LyO. ........... LL", "LY.. ........... LL"
HER_ID_WRITE = "Ly.. ........... LL"
CARE, CARE_SILENT, CARD = "L... Y..Y....... LL", "L... y..y....... LL", "L... y..F....... LL"
LEAD = "L... ........O.. LL"
WRITERS = "L... ........O.O LL"
EVERY_PLACE, OWN_PLACE = "L... ........OOO LL", "L... ..........O LL"
MACHINE, MACHINE_WRITE = "UUUU UUUUUUUUUUU Y.", "UUUU UUUUUUUUUUU y."

TABLE: dict[str, str] = {
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /": PUBLIC,
    "GET /tall/": PUBLIC,
    "GET /tall/aktive-pasienter/": PUBLIC,
    "GET /prosjekt/finnmark/": PUBLIC,
    "GET /tiltak/spredning/": PUBLIC,
    "GET /kommuner/": PUBLIC,
    "GET /om/": PUBLIC,
    "GET /publikasjoner/": PUBLIC,
    "GET /publikasjoner/{publication}/": PUBLIC,
    "GET /last-ned/aktive-pasienter.csv": PUBLIC,
    "GET /last-ned/aktive-pasienter.xlsx": PUBLIC,
    "GET /styring/publisering/": LEAD,
    "POST /styring/publisering/frys/": LEAD,
    "GET /styring/publisering/{publication}/": LEAD,
    "GET /styring/publisering/{publication}/kontroll/": LEAD,
    "POST /styring/publisering/{frozen}/publiser/": LEAD,
    "POST /styring/publisering/{frozen}/trekk/": LEAD,
    "GET /styring/publisering/eksterne/": LEAD,
    "POST /styring/publisering/eksterne/": LEAD,
    "GET /styring/publisering/eksterne/mal.csv": LEAD,
    "GET /rapporter/": PUBLIC,
    "GET /rapporter/sluttrapport-2024/": PUBLIC,
    "GET /rapporter/sluttrapport-2024/utgave/1/": PUBLIC,
    "GET /rapporter/sluttrapport-2024/utgave/1/nb.pdf": PUBLIC,
    "GET /styring/rapporter/": EVERY_PLACE,
    "GET /styring/rapporter/ny/": EVERY_PLACE,
    "POST /styring/rapporter/ny/": LEAD,
    "GET /styring/rapporter/sluttrapport-2024/": LEAD,
    "GET /styring/rapporter/prosjektrapport-vestfold-og-telemark-2024/": "L... ........O.O LL",
    "GET /styring/rapporter/prosjektrapport-vestfold-og-telemark-2024/forhandsvisning/": "L... ........O.O LL",
    "GET /styring/rapporter/prosjektrapport-vestfold-og-telemark-2024/forhandsvisning/nb.pdf": "L... ........O.O LL",
    "POST /styring/rapporter/arsrapport-omsorg-2024/tekst/sammendrag/": LEAD,
    "POST /styring/rapporter/arsrapport-omsorg-2024/steg/": LEAD,
    "GET /effekter/": PUBLIC,
    "GET /kunnskap/": PUBLIC,
    "GET /styring/effekter/": WRITERS,
    "GET /styring/effekter/virkninger/": WRITERS,
    "GET /styring/effekter/virkninger/ny/": WRITERS,
    "POST /styring/effekter/virkninger/ny/": WRITERS,
    "GET /styring/effekter/virkninger/{effect}/": LEAD,
    "POST /styring/effekter/virkninger/{effect}/": LEAD,
    "POST /styring/effekter/virkninger/{effect}/trekk/": LEAD,
    "POST /styring/effekter/virkninger/{effect}/tilbake/": LEAD,
    "GET /styring/effekter/gevinster/{benefit}/maaling/": LEAD,
    "POST /styring/effekter/gevinster/{benefit}/maaling/": LEAD,
    "POST /styring/effekter/gevinster/{benefit}/maaling/{measurement}/trekk/": LEAD,
    "POST /styring/effekter/pasienthistorier/{case}/godkjenn/": LEAD,
    "GET /styring/effekter/deltakere/": LEAD,
    "POST /styring/effekter/deltakere/": LEAD,
    "GET /styring/effekter/registre/": WRITERS,
    "GET /styring/effekter/registre/milestone/": WRITERS,
    "GET /styring/effekter/registre/norm/": LEAD,
    "POST /styring/effekter/registre/norm/": LEAD,
    "POST /styring/effekter/registre/norm/{entry}/trekk/": LEAD,
    "GET /sted/K:4003/": PUBLIC,
    "GET /sok/?q=kols": PUBLIC,
    "GET /ord/": PUBLIC,
    "GET /styring/": LEAD,
    "GET /styring/sted/NO/": LEAD,
    "GET /styring/sted/HF:telemark/": LEAD,
    "GET /styring/sted/K:4003/": EVERY_PLACE,
    "GET /styring/sted/K:0301/": LEAD,
    "GET /styring/variasjon/": LEAD,
    "GET /styring/variasjon/plandekning/": LEAD,
    "GET /tiltak/spredning/historikk/": PUBLIC,
    "GET /styring/tiltak/": LEAD,
    "GET /styring/tiltak/spredning/": LEAD,
    "GET /styring/tiltak/spredning/status/": LEAD,
    "POST /styring/tiltak/spredning/status/": LEAD,
    "GET /styring/tiltak/spredning/leveranse/sluttrapport/": LEAD,
    "POST /styring/tiltak/spredning/leveranse/sluttrapport/": LEAD,
    "GET /styring/tiltak/spredning/risiko/": LEAD,
    "POST /styring/tiltak/spredning/risiko/": LEAD,
    "GET /styring/tiltak/spredning/risiko/1/": LEAD,
    "POST /styring/tiltak/spredning/risiko/1/": LEAD,
    "GET /styring/tiltak/spredning/styringsmote/": LEAD,
    "POST /styring/tiltak/spredning/styringsmote/": LEAD,
    "GET /styring/tiltak/spredning/kontakt/": LEAD,
    "POST /styring/tiltak/spredning/kontakt/": LEAD,
    "GET /styring/tiltak/spredning/eier/": LEAD,
    "POST /styring/tiltak/spredning/eier/": LEAD,
    "POST /styring/tiltak/spredning/leveranse/sluttrapport/angre/": LEAD,
    "GET /styring/tiltak/spredning/leveranse/": LEAD,
    "POST /styring/tiltak/spredning/leveranse/": LEAD,
    "GET /styring/tiltak/spredning/prioritering/": LEAD,
    "POST /styring/tiltak/spredning/prioritering/": LEAD,
    "GET /styring/tiltak/spredning/overlevering/": LEAD,
    "POST /styring/tiltak/spredning/overlevering/": LEAD,
    "GET /styring/tiltak/flytte-tjenester-hjem/overlevering/1/": LEAD,
    "POST /styring/tiltak/flytte-tjenester-hjem/overlevering/1/": LEAD,
    "GET /styring/tiltak/spredning/forklar/{finding}/": LEAD,
    "POST /styring/tiltak/spredning/forklar/{finding}/": LEAD,
    "GET /styring/fylke/": "L... .........O. LL",
    "GET /styring/prosjekt/": OWN_PLACE,
    "GET /styring/prosjekt/vestfold-og-telemark/": "L... ........O.O LL",
    "GET /styring/prosjekt/oslo/": LEAD,
    "GET /logg-inn/": HER_OWN_OUTBOX,
    "POST /logg-inn/": PUBLIC,
    "POST /logg-inn/ as-her": ".... ........... ..",
    "POST /logg-ut/": PUBLIC,
    "GET /sprak/": PUBLIC,
    "POST /sprak/": PUBLIC,
    "GET /hendelser/": "U... OO......... UU",
    "GET /min/": OWN,
    "GET /min/maal/": OWN_SILENT,
    "GET /min/maal/spo2/": OWN_SILENT,
    "GET /min/maal/spo2/?igjen={observation}&etter={observation}": OWN,
    "POST /min/maal/spo2/": OWN_SILENT,
    "GET /min/skjema/kols_daglig/": OWN_SILENT,
    "POST /min/skjema/kols_daglig/": OWN_SILENT,
    "GET /min/sendt/{observation}/": HER_ID,
    "GET /min/sendt/{response}/": HER_ID,
    "GET /min/rett/{observation}/": HER_ID,
    "POST /min/rett/{observation}/": HER_ID_WRITE,
    "GET /min/verre/": OWN_SILENT,
    "POST /min/verre/": OWN_SILENT,
    "GET /min/kontakt/": OWN_SILENT,
    "POST /min/kontakt/": OWN_SILENT,
    "GET /min/kontakt/sendt/": OWN_SILENT,
    "GET /min/plan/": OWN,
    "GET /min/kurve/": OWN,
    "GET /min/innsyn/": OWN_SILENT,
    "GET /min/frakoblet/": PUBLIC,
    "GET /min/sw.js": PUBLIC,
    "GET /arbeidsliste/": "L... YOO..OOO... LL",
    "GET /fastlege/": "L... ...YO...... LL",
    "GET /pasient/{patient}/": CARE,
    "GET /pasient/{patient}/versjon/": CARE_SILENT,
    "GET /pasient/{patient}/serie/spo2.json": CARE,
    "GET /pasient/{patient}/serie/spo2/": CARE,
    "POST /pasient/{patient}/ta/": CARD,
    "POST /pasient/{patient}/slipp/": CARD,
    "POST /pasient/{patient}/kontakt/": CARD,
    "POST /pasient/{patient}/notat/": CARD,
    "POST /pasient/{patient}/uleselig/": CARD,
    "POST /pasient/{patient}/avslutt/": CARD,
    "POST /pasient/{patient}/angre/": CARD,
    "POST /pasient/{patient}/sporsmal/": CARD,
    "POST /pasient/{patient}/melding/": CARE_SILENT,
    "POST /pasient/{patient}/svar/": "L... C..y....... LL",
    "GET /fhir/metadata": PUBLIC,
    "GET /fhir/Measure": PUBLIC,
    "GET /fhir/Measure/aktive-pasienter": PUBLIC,
    "GET /fhir/MeasureReport": PUBLIC,
    "GET /fhir/MeasureReport?measure=aktive-pasienter&period=2025-10": PUBLIC,
    "GET /fhir/MeasureReport/{table}": PUBLIC,
    "GET /fhir/Patient/{patient}": MACHINE,
    "GET /fhir/Observation/{sent}": MACHINE,
    "GET /fhir/Observation/{sent}/_history/1": MACHINE,
    "GET /fhir/Observation?patient={patient}": MACHINE,
    "GET /fhir/Observation?_id={sent}": MACHINE,
    "POST /fhir/Observation/_search": MACHINE,
    "POST /fhir/Observation/_search by-number": MACHINE,
    "POST /fhir/Observation": MACHINE_WRITE,
    "POST /fhir/Observation by-number": MACHINE_WRITE,
    "PUT /fhir/Observation/{sent}": MACHINE_WRITE,
    "POST /fhir transaction": MACHINE_WRITE,
    "POST /fhir batch": "UUUU UUUUUUUUUUU yB",
    "POST /fhir collection-by-number": "UUUU UUUUUUUUUUU yB",
    "POST /fhir/ transaction": MACHINE_WRITE,
    "POST /fhir/ batch": "UUUU UUUUUUUUUUU yB",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One row as asked: `variant` tells two bodies to the same address apart."""

    name: str
    method: str
    path: str
    variant: str
    expected: dict[str, str]

    @property
    def may(self) -> list[str]:
        return [who for who, letter in self.expected.items() if letter in "Yy"]

    @property
    def may_not(self) -> list[str]:
        return [who for who in self.expected if who not in self.may]

    @property
    def is_write(self) -> bool:
        return self.method != "GET" and "y" in self.expected.values()


def rows(table: dict[str, str] = TABLE) -> list[Row]:
    found = []
    for name, marks in table.items():
        method, path, *variant = name.split(" ")
        expected = dict(zip(VISITORS, marks.replace(" ", ""), strict=True))
        found.append(Row(name, method, path, variant[0] if variant else "", expected))
    return found


def filled(path: str, world: World) -> str:
    """The path with the ids of the world's patient."""
    values: dict[str, Callable[[], object]] = {
        "patient": lambda: world.patient,
        "observation": lambda: world.observation.id,
        "response": lambda: world.response,
        "sent": lambda: world.sent,
        "red": lambda: world.red,
        "corrected": lambda: world.corrected,
        "finding": _finding,
        "effect": lambda: programme.effect().id,
        "benefit": lambda: programme.benefit().id,
        "measurement": lambda: programme.measurement().id,
        "case": lambda: programme.case().id,
        "entry": lambda: programme.entry().id,
        "publication": lambda: publishing.publication().id,
        "frozen": lambda: publishing.frozen().id,
        "table": lambda: publishing.publication().tables.get(measure="aktive-pasienter").id,
    }
    return re.sub(r"\{(\w+)\}", lambda match: str(values[match.group(1)]()), path)


def _finding() -> str:
    """Something two sources say differently, which the programme lead may explain."""
    found = watch.of(watch.findings(timezone.localdate(clock.now())), "spredning")
    return next(one.digest for one in found if one.code == "sources_disagree")


def routes() -> set[str]:
    """Every route there is: of Django's urlconf, and of the machines' door with its method."""
    from varde.fhir.app import ROUTES

    return {f"/{route}" for route in _django(get_resolver().url_patterns)} | {
        f"{method} {path}" for method, path, _ in ROUTES
    }


def _django(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _django(pattern.url_patterns, route)
        else:
            yield route


def route_of(method: str, path: str) -> str:
    """The route that answers at `path`, in the words of `routes()`."""
    from varde.fhir.app import ROUTES

    plain = re.sub(r"\{\w+\}", str(UUID(int=7)), path.split("?", maxsplit=1)[0]).replace(
        "/_history/1", "/_history/{version}"
    )
    if not path.startswith("/fhir"):
        return f"/{resolve(plain).route}"
    as_pattern = plain.replace(str(UUID(int=7)), "{id}").replace("/Measure/aktive-pasienter", "/Measure/{id}")
    return next(f"{m} {p}" for m, p, _ in ROUTES if (m, p) == (method, as_pattern))


def missing(table: dict[str, str] = TABLE) -> set[str]:
    """Routes without a row."""
    return routes() - {route_of(row.method, row.path) for row in rows(table)}


def mark(response: httpx.Response, traces: tuple[str, ...]) -> str:
    """What the answer is, in the letters of the table; its status when it is none of them."""
    status = response.status_code
    if status in {301, 302} and response.headers["location"].startswith("/logg-inn/?next="):
        return "L"
    if status in {401, 403, 404, 409}:
        return {401: "U", 403: "F", 404: ".", 409: "C"}[status]
    if 200 <= status < 400:
        if _all_refused(response):
            return "B"
        asked = str(response.request.url)
        return "Y" if any(trace in response.text and trace not in asked for trace in traces) else "O"
    return str(status)


def fits(expected: str, found: str) -> bool:
    return found == expected or (expected == "y" and found in "YO")


def _all_refused(response: httpx.Response) -> bool:
    if not response.headers.get("content-type", "").startswith("application/fhir+json"):
        return False
    tree: Any = response.json()
    replies = tree.get("entry", []) if tree.get("type") == "batch-response" else []
    return bool(replies) and not any("location" in reply["response"] for reply in replies)


def new_key() -> str:
    return str(uuid4())
