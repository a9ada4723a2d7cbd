"""What is sent to each address that takes something: what would be taken from whoever may, so that a no is about who asks."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.access import programme, reporting
from tests.access.matrix import new_key
from tests.access.record import red_again
from tests.access.world import World
from tests.people import AS_USUAL
from varde.exchange.codes import PERSON_NUMBER_SYSTEMS
from varde.indicators import externals
from varde.lib import clock
from varde.lib.context import opened
from varde.portfolio import published as portfolio
from varde.portfolio.models import Initiative
from varde.questionnaires.forms import FORMS
from varde.triage import actions as triage

Content = Mapping[str, Any]
FHIR_JSON = {"Content-Type": "application/fhir+json"}
NUMBER_SYSTEM = next(system for system in PERSON_NUMBER_SYSTEMS if system.endswith(".1"))


def content(name: str, world: World) -> Content:
    """Of the row with this name, as keyword arguments of a request; nothing for a GET."""
    made = BODIES.get(name)
    return made(world) if made else {}


def form(**fields: object) -> Content:
    return {"data": {name: str(value) for name, value in fields.items()}}


def observation(world: World, *, by_number: bool = False, **more: Any) -> dict[str, Any]:
    who: dict[str, Any] = {"reference": f"Patient/{world.patient}"}
    if by_number:
        who = {"identifier": {"system": NUMBER_SYSTEM, "value": world.number}}
    return {
        "resourceType": "Observation",
        "identifier": [{"system": "urn:example:gateway", "value": new_key()}],
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "59408-5"}]},
        "subject": who,
        "effectiveDateTime": clock.now().isoformat(),
        "valueQuantity": {"value": 93, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
        **more,
    }


def bundle(world: World, kind: str, *, by_number: bool = False) -> Content:
    sent: dict[str, Any] = {"resource": observation(world)}
    entries = [sent]
    if by_number:
        urn = f"urn:uuid:{uuid4()}"
        numbers = [{"system": NUMBER_SYSTEM, "value": world.number}]
        entries = [{"fullUrl": urn, "resource": {"resourceType": "Patient", "identifier": numbers}}, sent]
        sent["resource"]["subject"] = {"reference": urn}
    if kind != "collection":
        sent["request"] = {"method": "POST", "url": "Observation"}
    return {"json": {"resourceType": "Bundle", "type": kind, "entry": entries}, "headers": FHIR_JSON}


def _card(world: World, *, taken: bool = False, **fields: object) -> Content:
    """A form about the card as it stands, which is open, and taken by the nurse when `taken`."""
    nurse = world.person("nurse").actor
    if world.card.state == "quiet":
        red_again(world.person("self"))
    if taken and world.card.taken_by != nurse.id:
        with opened(nurse, [world.patient]):
            triage.take(patient_id=world.patient, by=nurse)
    return form(version=world.card.version, **fields)


def _close(world: World) -> Content:
    tomorrow = clock.now() + timedelta(days=1)
    return _card(world, utfall="advice", grunn="Snakket med henne", neste=tomorrow.isoformat())


def _undo(world: World) -> Content:
    nurse = world.person("nurse").actor
    with opened(nurse, [world.patient]):
        if world.card.taken_by == nurse.id:
            triage.release(patient_id=world.patient, by=nurse)
        triage.take(patient_id=world.patient, by=nurse)
    return {}


def _correction(world: World) -> Content:
    version = world.sent_version
    changed = observation(world, id=str(world.sent), status="amended", effectiveDateTime=world.sent_at)
    changed["code"]["coding"] = [{"system": "http://loinc.org", "code": "8867-4"}]
    changed["valueQuantity"] |= {"value": 70 + version % 9, "unit": "/min", "code": "/min"}
    return {"json": changed, "headers": {**FHIR_JSON, "If-Match": f'W/"{version}"'}}


def _answers(_: World) -> Content:
    last = FORMS["kols_daglig"].items[-1].id
    said = {name: {True: "ja", False: "nei"}.get(answer, answer) if isinstance(answer, bool) else answer
            for name, answer in AS_USUAL.items()}  # fmt: skip
    return form(question=last, source_key=new_key(), **said)


def _report_text(_: World) -> Content:
    section = reporting.draft().sections.get(key="sammendrag")
    return form(bokmaal="Et sammendrag.", nynorsk="", revision=section.revision)


def _search(**asked: object) -> Content:
    return form(**{name.replace("__", "."): value for name, value in asked.items()})


def _json(tree: object) -> Content:
    return {"json": tree, "headers": FHIR_JSON}


def _initiative(**fields: Callable[[Initiative], object] | str) -> Callable[[World], Content]:
    """A form about the first initiative as it stands."""

    def made(_: World) -> Content:
        row = portfolio.initiatives().in_full().get(slug="spredning")
        return form(**{name: field if isinstance(field, str) else field(row) for name, field in fields.items()})

    return made


def _final_report(initiative: Initiative) -> object:
    return next(one.deliverable.version for one in initiative.deliveries.all() if one.deliverable_id == "sluttrapport")


def _effect(version: int) -> Content:
    """A form about an effect of the whole programme."""
    return form(
        version=version, evidence="webinar-2022", outcome="trygghet", party="patient", category="safety", direction="up",
        polarity="positive", claim="Ansatte forteller om ro.",
    )  # fmt: skip


BODIES: Mapping[str, Callable[[World], Content]] = {
    "POST /styring/publisering/frys/": lambda w: form(dag="2025-08-31"),
    "POST /styring/publisering/{frozen}/publiser/": lambda w: form(),
    "POST /styring/publisering/{frozen}/trekk/": lambda w: form(grunn="En kommune var talt to ganger."),
    "POST /styring/publisering/eksterne/": lambda w: {"files": {"fil": ("mal.csv", externals.template())}},
    "POST /styring/effekter/virkninger/ny/": lambda w: _effect(0),
    "POST /styring/effekter/virkninger/{effect}/": lambda w: _effect(programme.effect().version),
    "POST /styring/effekter/virkninger/{effect}/trekk/": lambda w: form(version=programme.effect().version, why="Feil"),
    "POST /styring/effekter/virkninger/{effect}/tilbake/": lambda w: form(version=programme.effect().version),
    "POST /styring/effekter/gevinster/{benefit}/maaling/": lambda w: form(
        from_on="2022-01-01", to_on="2022-01-31", value="12", people="40"
    ),
    "POST /styring/effekter/gevinster/{benefit}/maaling/{measurement}/trekk/": lambda w: form(
        version=programme.measurement().version, why="Feil"
    ),
    "POST /styring/effekter/pasienthistorier/{case}/godkjenn/": lambda w: form(version=programme.case().version),
    "POST /styring/effekter/deltakere/": lambda w: form(
        project="oslo", municipality="0301", role="owner", source="portefolje-spredning"
    ),
    "POST /styring/effekter/registre/norm/": lambda w: form(party=f"Råd {new_key()}", state="draft"),
    "POST /styring/effekter/registre/norm/{entry}/trekk/": lambda w: form(
        version=programme.entry().version, why="Feil"
    ),
    "POST /styring/tiltak/spredning/status/": _initiative(
        seen=lambda i: i.latest_report and i.latest_report.id,
        as_of="2026-11-01",
        status="at_risk",
        status_text="Sent ute",
    ),
    "POST /styring/tiltak/spredning/leveranse/sluttrapport/": _initiative(
        version=_final_report, due_on="2027-04-01", reason="Flere tall"
    ),
    "POST /styring/tiltak/spredning/leveranse/sluttrapport/angre/": _initiative(version=_final_report),
    "POST /styring/tiltak/spredning/risiko/": lambda w: form(title=f"Noe nytt {new_key()}"),
    "POST /styring/tiltak/spredning/risiko/1/": _initiative(
        version=lambda i: i.risks.get(number=1).version, title=lambda _: f"Fastleger {new_key()}"
    ),
    "POST /styring/tiltak/spredning/styringsmote/": lambda w: form(
        meeting="Styringsmøte", meeting_on="2026-11-20", matter="Penger"
    ),
    "POST /styring/tiltak/spredning/leveranse/": lambda w: form(title=f"Noe nytt {new_key()}", kind="report"),
    "POST /styring/tiltak/spredning/prioritering/": lambda w: form(
        on="2026-11-20", what="Snu", experience="Erfaring", decided_by="Departementet"
    ),
    "POST /styring/tiltak/spredning/overlevering/": lambda w: form(what="Samlingene"),
    "POST /styring/tiltak/flytte-tjenester-hjem/overlevering/1/": lambda w: form(receiver="Direktoratet"),
    "POST /styring/tiltak/spredning/forklar/{finding}/": lambda w: form(text=f"Den ene er riktig {new_key()}"),
    "POST /styring/tiltak/spredning/kontakt/": _initiative(version=lambda i: i.version, contact=lambda _: new_key()),
    "POST /styring/tiltak/spredning/eier/": _initiative(
        version=lambda i: i.version, agency="norsk-helsenett", since="2026-11-20"
    ),
    "POST /logg-inn/": lambda w: form(person=w.demo.pk),
    "POST /logg-inn/ as-her": lambda w: form(person=w.person("self").account.pk),
    "POST /styring/rapporter/ny/": lambda w: form(type="arsrapport-omsorg", sted="NO", per="2024-12-31"),
    "POST /styring/rapporter/arsrapport-omsorg-2024/tekst/sammendrag/": _report_text,
    "POST /styring/rapporter/arsrapport-omsorg-2024/steg/": lambda w: form(
        steg="hent", revision=reporting.draft().revision
    ),
    "POST /min/maal/spo2/": lambda w: form(value="93", source_key=new_key(), remeasure_of=w.observation.id),
    "POST /min/skjema/kols_daglig/": _answers,
    "POST /min/rett/{observation}/": lambda w: form(value="69,9", reason="typed_wrong", source_key=new_key()),
    "POST /min/verre/": lambda w: form(source_key=new_key(), text="Tung pust"),
    "POST /min/kontakt/": lambda w: form(source_key=new_key(), text="Ring meg"),
    "POST /pasient/{patient}/ta/": _card,
    "POST /pasient/{patient}/slipp/": lambda w: _card(w, taken=True),
    "POST /pasient/{patient}/kontakt/": lambda w: _card(w, svar="ja", kontakt="Snakket"),
    "POST /pasient/{patient}/notat/": lambda w: form(notat="Ringer datteren"),
    "POST /pasient/{patient}/uleselig/": lambda w: form(innsending=w.refused, vurdering="Målt på nytt"),
    "POST /pasient/{patient}/avslutt/": _close,
    "POST /pasient/{patient}/angre/": _undo,
    "POST /pasient/{patient}/sporsmal/": lambda w: form(sporsmal="Og antibiotika?"),
    "POST /pasient/{patient}/melding/": lambda w: form(melding="Hei igjen"),
    "POST /pasient/{patient}/svar/": lambda w: form(sporsmal_id=w.question, svar="Ja"),
    "POST /fhir/Observation/_search": lambda w: _search(patient=w.patient),
    "POST /fhir/Observation/_search by-number": lambda w: _search(patient__identifier=f"{NUMBER_SYSTEM}|{w.number}"),
    "POST /fhir/Observation": lambda w: _json(observation(w)),
    "POST /fhir/Observation by-number": lambda w: _json(observation(w, by_number=True)),
    "PUT /fhir/Observation/{sent}": _correction,
    "POST /fhir transaction": lambda w: bundle(w, "transaction"),
    "POST /fhir batch": lambda w: bundle(w, "batch"),
    "POST /fhir collection-by-number": lambda w: bundle(w, "collection", by_number=True),
    "POST /fhir/ transaction": lambda w: bundle(w, "transaction"),
    "POST /fhir/ batch": lambda w: bundle(w, "batch"),
}
