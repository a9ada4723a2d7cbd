"""Everybody who may come to a door, around one patient with something of every kind in her record.

The hard neighbours are chosen: the nurse whose relation ended keeps a live role at a unit with a list of its own, the
blocked have live relations, and those who see figures (programme, county, project) have their roles at the very unit
that follows the patient, in a municipality of the county and the project they answer for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from django.db.models import F

from tests.access import record
from tests.people import LONG_AGO, Person, follow_up_unit, kols_patient, organization, personnel
from varde.care_teams.models import Block, CareRelation, Unit
from varde.fhir.tests.test_bundle import synthetic_number
from varde.identity import actions as identity
from varde.identity.models import Account, Organization, Patient, PractitionerRole, RelatedPerson, SystemClient
from varde.lib import clock
from varde.measurements.models import Observation
from varde.messages.models import Message
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import Card, RefusedSubmission

ENDED = datetime(2021, 6, 1, tzinfo=UTC)
FAMILY_NAME, PHONE, QUESTION, WORDS = (
    "Solbakken",
    "68 05 41 97",
    "Skal Ingrid ha cortison nå?",
    "Ring oss i dag, Ingrid.",
)


@dataclass(frozen=True)
class Machine:
    """A gateway with its bearer token."""

    client: SystemClient
    token: str


Visitor = Person | Machine | None


@dataclass
class World:
    """`visitors` by name, None for nobody. Ids are of the one patient; `elsewhere` is a follow-up unit without her."""

    visitors: Mapping[str, Visitor]
    unit: Unit
    elsewhere: Unit
    number: str
    demo: Account
    _patient: UUID = field(default_factory=uuid4)

    @property
    def patient(self) -> UUID:
        return self._patient

    @property
    def of_foreign(self) -> UUID:
        """A patient of the other unit, whom the foreign gateway may write about."""
        there = CareRelation.objects.using("owner").filter(organization=self.elsewhere.organization, valid_to=None)
        return there.get().patient_id

    @property
    def sent_by_foreign(self) -> UUID:
        return Observation.objects.using("owner").get(patient_id=self.of_foreign, decimal=record.FOREIGN_PULSE).id

    def person(self, name: str) -> Person:
        found = self.visitors[name]
        assert isinstance(found, Person)
        return found

    def machine(self, name: str) -> Machine:
        found = self.visitors[name]
        assert isinstance(found, Machine)
        return found

    @property
    def observation(self) -> Observation:
        """Her newest value that counts and was not sent by a machine."""
        mine = Observation.objects.using("owner").filter(patient_id=self.patient, is_current=True, value__isnull=False)
        return mine.filter(kind="weight").order_by("-received_at")[0]

    @property
    def red(self) -> UUID:
        return Observation.objects.using("owner").get(patient_id=self.patient, decimal="86.17").id

    @property
    def corrected(self) -> UUID:
        """The value that was mistyped, by its address at the machines' door."""
        return Observation.objects.using("owner").get(patient_id=self.patient, decimal="71.31").id

    @property
    def sent(self) -> UUID:
        """What the gateway sent first, by its address at the machines' door."""
        return self._of_the_gateway[0].id

    @property
    def sent_version(self) -> int:
        return self._of_the_gateway[-1].version

    @property
    def sent_at(self) -> str:
        return self._of_the_gateway[0].effective_at.isoformat()

    @property
    def _of_the_gateway(self) -> list[Observation]:
        """Every version of it, oldest first."""
        mine = Observation.objects.using("owner").filter(patient_id=self.patient, kind="pulse")
        return list(mine.filter(effective_at=mine.get(decimal=record.GATEWAY_PULSE).effective_at).order_by("version"))

    @property
    def response(self) -> UUID:
        mine = QuestionnaireResponse.objects.using("owner").filter(patient_id=self.patient)
        return mine.order_by("-effective_at")[0].id

    @property
    def card(self) -> Card:
        return Card.objects.using("owner").get(patient_id=self.patient)

    @property
    def question(self) -> UUID:
        unanswered_first = F("answered_at").desc(nulls_first=True), "-sent_at"
        asked = Message.objects.using("owner").filter(patient_id=self.patient, answers=None)
        return asked.filter(to_organization__kind="gp_practice").order_by(*unanswered_first)[0].id

    @property
    def refused(self) -> UUID:
        newest_first = F("resolved_at").desc(nulls_first=True), "-received_at"
        mine = RefusedSubmission.objects.using("owner").filter(patient_id=self.patient)
        return mine.order_by(*newest_first)[0].id

    @property
    def traces(self) -> tuple[str, ...]:
        """What gives her away in an answer: names, ids, words."""
        ids = Observation.objects.using("owner").filter(patient_id=self.patient).values_list("id", flat=True)
        said = (FAMILY_NAME, PHONE, self.number, *record.WORDS)
        return (*said, str(self.patient), str(self.card.id), str(self.response), *map(str, ids))


def build() -> World:
    """Needs the `database` fixture. About two seconds."""
    unit, elsewhere = follow_up_unit("Enheten i Vardås"), follow_up_unit("Enheten i Nordfjord")
    Organization.objects.using("owner").filter(pk=unit.organization_id).update(municipality_number="4003")
    practice, other_practice = (
        organization("gp_practice", "Vardås legekontor"),
        organization("gp_practice", "Havna lege"),
    )
    nurse = personnel("Kari Lyngstad", unit.organization, "follow_up_nurse")
    gp = personnel("Jonas Bekkevold", practice, "gp")
    began = clock.now() - timedelta(days=record.DAYS)
    patient = kols_patient("Ingrid", FAMILY_NAME, unit, practice, nurse, gp, began, 0)
    other = kols_patient("Odd", "Nærby", unit, practice, nurse, gp, clock.now(), 0)
    Patient.objects.using("owner").filter(pk=patient.id).update(phone=PHONE)
    ended, other_gp = _ended(patient.id, elsewhere), personnel("Siv Aas", other_practice, "gp")
    kols_patient("Berit", "Annensteds", elsewhere, other_practice, ended, other_gp, clock.now(), 0)
    number = synthetic_number()
    identity.sealed_identifier(patient.id, number).save(using="owner", force_insert=True)
    people = {
        "self": patient,
        "other": other,
        "relative": _relative(patient.id),
        "nurse": nurse,
        "ended": ended,
        "stranger": personnel("Mette Kvernmo", organization("municipality", "Siljan kommune"), "home_nurse"),
        "gp": gp,
        "other_gp": other_gp,
        "blocked": _blocked_organization(patient.id),
        "blocked_role": _blocked_role(patient.id),
        "former": _former(unit.organization),
        "lead": personnel("Per Lunde", unit.organization, "programme_lead"),
        "county": personnel("Tone Fylling", unit.organization, "county_coordinator"),
        "project": personnel("Egil Prosjekt", unit.organization, "project_lead"),
    }
    machines = {"client": _machine(unit.organization), "foreign": _machine(elsewhere.organization)}
    demo = personnel("Demo Person", elsewhere.organization, "follow_up_nurse").account
    Account.objects.using("owner").exclude(pk=demo.pk).update(is_demo=False)
    world = World({"anonymous": None, **people, **machines}, unit, elsewhere, number, demo, patient.id)
    record.write(patient, nurse, identity.client_actor(world.machine("client").client))
    record.write_elsewhere(world.of_foreign, identity.client_actor(world.machine("foreign").client))
    return world


def _relative(patient: UUID) -> Person:
    kin = RelatedPerson.objects.using("owner").create(
        patient_id=patient, name="Eli", relationship="datter", may_see=True
    )
    return Person(identity.open_account(username=str(kin.id), display="Eli", related_person_id=kin.id))


def _ended(patient: UUID, unit: Unit) -> Person:
    _relate(patient, unit.organization, valid_to=ENDED)
    return personnel("Ida Moe", unit.organization, "follow_up_nurse")


def _blocked_organization(patient: UUID) -> Person:
    hospital = organization("hospital", "Sykehuset")
    _relate(patient, hospital)
    _block(patient, organization=hospital)
    return personnel("Anne Vik", hospital, "hospital_physician")


def _blocked_role(patient: UUID) -> Person:
    home_care = organization("municipality", "Hjemmetjenesten")
    _relate(patient, home_care)
    _block(patient, role="home_nurse")
    return personnel("Lars Ek", home_care, "home_nurse")


def _former(where: Organization) -> Person:
    person = personnel("Tor Lie", where, "follow_up_nurse")
    PractitionerRole.objects.using("owner").filter(pk=person.id).update(valid_to=ENDED)
    return person


def _machine(where: Organization) -> Machine:
    client = SystemClient.objects.using("owner").create(name=f"gateway-{uuid4()}", organization=where)
    return Machine(client, identity.issue_token(client.name))


def _relate(patient: UUID, where: Organization, **until: datetime) -> None:
    CareRelation.objects.using("owner").create(
        patient_id=patient, organization=where, kind="follow_up", basis="Vedtak", valid_from=LONG_AGO, **until
    )


def _block(patient: UUID, **against: object) -> None:
    Block.objects.using("owner").create(patient_id=patient, valid_from=LONG_AGO, **against)
