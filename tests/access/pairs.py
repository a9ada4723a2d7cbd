"""Asking for somebody else's and asking for what is not there: the same request twice, with one id changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import httpx

from tests.access.asking import BODIES, FHIR_JSON, NUMBER_SYSTEM, observation
from tests.access.world import World
from varde.fhir.tests.test_bundle import synthetic_number

UNHEARD_OF = ("date",)


@dataclass(frozen=True)
class Pair:
    """`who` may not see the patient. `made(world)` says what is sent, with the ids and the number it is given."""

    name: str
    who: str
    method: str
    path: str
    sent: Callable[["Named"], Mapping[str, Any]] = lambda named: {}

    def request(self, named: "Named") -> tuple[str, str, str, Mapping[str, Any]]:
        path = self.path.format(own=named.world.sent_by_foreign, **named.ids)
        return self.who, self.method, path, self.sent(named)


@dataclass(frozen=True)
class Named:
    """The ids a request names: hers, or nobody's."""

    world: World
    patient: UUID
    observation: UUID
    response: UUID
    number: str

    @property
    def ids(self) -> dict[str, UUID]:
        return {"patient": self.patient, "observation": self.observation, "response": self.response}


def hers(world: World) -> Named:
    return Named(world, world.patient, world.sent, world.response, world.number)


def nobodys(world: World) -> Named:
    return Named(world, uuid4(), uuid4(), uuid4(), synthetic_number())


def _value(named: Named, **more: Any) -> dict[str, Any]:
    return observation(named.world, **{"subject": {"reference": f"Patient/{named.patient}"}, **more})


def _by_number(named: Named) -> dict[str, Any]:
    return {"identifier": {"system": NUMBER_SYSTEM, "value": named.number}}


def _json(tree: object, **headers: str) -> Mapping[str, Any]:
    return {"json": tree, "headers": {**FHIR_JSON, **headers}}


def _correction(named: Named) -> Mapping[str, Any]:
    return _json(_value(named, id=str(named.observation), status="amended"), **{"If-Match": 'W/"1"'})


def _bundle(kind: str, *resources: dict[str, Any]) -> Mapping[str, Any]:
    sent = {"request": {"method": "POST", "url": "Observation"}}
    entries = [{"resource": one, **sent} for one in resources]
    return _json({"resourceType": "Bundle", "type": kind, "entry": entries})


def _patient_entry(named: Named) -> Mapping[str, Any]:
    urn = f"urn:uuid:{UUID(int=9)}"
    numbers = [{"system": NUMBER_SYSTEM, "value": named.number}]
    patient = {"fullUrl": urn, "resource": {"resourceType": "Patient", "identifier": numbers}}
    value = {"resource": _value(named, subject={"reference": urn})}
    return _json({"resourceType": "Bundle", "type": "collection", "entry": [patient, value]})


def _own_patient_with_hers(named: Named) -> dict[str, Any]:
    """About a patient of the sender's own, with a reference to somebody else tucked in."""
    return _value(named, subject={"reference": f"Patient/{named.world.of_foreign}"}) | {
        "performer": [{"reference": f"Patient/{named.patient}"}]
    }


def _form(name: str) -> Callable[[Named], Mapping[str, Any]]:
    fixed: dict[str, Mapping[str, Any]] = {}

    def sent(named: Named) -> Mapping[str, Any]:
        if name not in fixed:
            fixed[name] = BODIES[name](named.world)
        return fixed[name]

    return sent


_PATIENT_FORMS = (
    "ta", "slipp", "kontakt", "notat", "uleselig", "avslutt", "angre", "sporsmal", "melding", "svar",
)  # fmt: skip
PAGES = ("", "versjon/", "serie/spo2.json", "serie/spo2/")
PAIRS = [
    *(Pair(f"GET pasient/{page}", "stranger", "GET", f"/pasient/{{patient}}/{page}") for page in PAGES),
    *(Pair(f"as {who}", who, "GET", "/pasient/{patient}/") for who in
      ("self", "other", "relative", "ended", "other_gp", "blocked", "blocked_role", "former", "lead", "county",
       "project")),
    *(Pair(f"POST pasient/{step}", "stranger", "POST", f"/pasient/{{patient}}/{step}/",
           _form(f"POST /pasient/{{patient}}/{step}/")) for step in _PATIENT_FORMS),
    Pair("GET sendt value", "other", "GET", "/min/sendt/{observation}/"),
    Pair("GET sendt answers", "other", "GET", "/min/sendt/{response}/"),
    Pair("GET rett", "other", "GET", "/min/rett/{observation}/"),
    Pair("POST rett", "other", "POST", "/min/rett/{observation}/", _form("POST /min/rett/{observation}/")),
    Pair("nurse at sendt", "nurse", "GET", "/min/sendt/{observation}/"),
    Pair("FHIR Patient", "foreign", "GET", "/fhir/Patient/{patient}"),
    Pair("FHIR read", "foreign", "GET", "/fhir/Observation/{observation}"),
    Pair("FHIR vread", "foreign", "GET", "/fhir/Observation/{observation}/_history/1"),
    Pair("FHIR search", "foreign", "GET", "/fhir/Observation?patient={patient}"),
    Pair("FHIR search by id", "foreign", "GET", "/fhir/Observation?_id={observation}"),
    Pair("FHIR search by ids", "foreign", "GET", "/fhir/Observation?_id={own},{observation}"),
    Pair("FHIR search by number", "foreign", "POST", "/fhir/Observation/_search",
         lambda named: {"data": {"patient.identifier": f"{NUMBER_SYSTEM}|{named.number}"}}),
    Pair("FHIR create", "foreign", "POST", "/fhir/Observation", lambda named: _json(_value(named))),
    Pair("FHIR create by number", "foreign", "POST", "/fhir/Observation",
         lambda named: _json(_value(named, subject=_by_number(named)))),
    Pair("FHIR create dragging in", "foreign", "POST", "/fhir/Observation",
         lambda named: _json(_own_patient_with_hers(named))),
    Pair("FHIR correct", "foreign", "PUT", "/fhir/Observation/{observation}", _correction),
    Pair("FHIR transaction", "foreign", "POST", "/fhir", lambda named: _bundle("transaction", _value(named))),
    Pair("FHIR batch", "foreign", "POST", "/fhir", lambda named: _bundle("batch", _value(named))),
    Pair("FHIR batch dragging in", "foreign", "POST", "/fhir/",
         lambda named: _bundle("batch", _own_patient_with_hers(named))),
    Pair("FHIR collection by number", "foreign", "POST", "/fhir", _patient_entry),
    Pair("FHIR unreadable", "foreign", "POST", "/fhir/Observation", lambda named: _json(_value(named, status="odd"))),
]  # fmt: skip


def told(response: httpx.Response, named: Named) -> tuple[int, str, list[tuple[str, str]]]:
    """Everything an answer says, except what time it is; an id that the visitor named is only said back."""
    headers = sorted((name, value) for name, value in response.headers.items() if name not in UNHEARD_OF)
    text = response.text
    for name, asked in named.ids.items():
        text = text.replace(str(asked), f"<{name}>")
    return response.status_code, text, headers
