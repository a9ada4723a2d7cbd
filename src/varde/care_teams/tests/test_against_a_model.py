"""Both nets against a few lines of plain Python, over random histories of relations, blocks, roles and accesses."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from varde.care_teams.models import Block, CareRelation, EmergencyAccess
from varde.care_teams.rights import reasons
from varde.care_teams.tests import world
from varde.identity.models import Patient, PractitionerRole, RelatedPerson, SystemClient
from varde.lib import clock
from varde.lib.context import opened

WHOLE, PART, ELSEWHERE = range(3)
PATIENTS = 3
ORGANIZATION = st.integers(WHOLE, ELSEWHERE)
PATIENT = st.integers(0, PATIENTS - 1)
PERSON = st.integers(0, 1)
CODES = ("follow_up_nurse", "gp", "programme_lead")


@dataclass
class Model:
    """What is live now, in the words of the rule: sets of plain tuples."""

    relations: set[tuple[int, int]] = field(default_factory=set)
    blocks: set[tuple[int, str, object]] = field(default_factory=set)
    accesses: dict[tuple[int, int], bool] = field(default_factory=dict)
    ended_roles: set[int] = field(default_factory=set)
    proxies: set[int] = field(default_factory=set)
    stopped: set[int] = field(default_factory=set)

    def blocked(self, patient: int, organization: int, code: str = "", person: int | None = None) -> bool:
        above = {organization, WHOLE} if organization == PART else {organization}
        against = {("organization", o) for o in above} | {("role", code), ("person", person)}
        return any((patient, kind, what) in self.blocks for kind, what in against)

    def personnel(self, patient: int, role: int, organization: int, code: str, person: int) -> bool:
        if role in self.ended_roles or code == "programme_lead":
            return False
        blocked = self.blocked(patient, organization, code, person)
        has_access = (patient, person) in self.accesses
        in_spite = self.accesses.get((patient, person), False)
        return ((patient, organization) in self.relations and not blocked) or (has_access and (in_spite or not blocked))

    def client(self, patient: int, organization: int) -> bool:
        return (
            organization not in self.stopped
            and (patient, organization) in self.relations
            and not self.blocked(patient, organization)
        )


class Nets(RuleBasedStateMachine):
    @initialize()
    def people(self):
        self.model = Model()
        self.patients = [world.patient() for _ in range(PATIENTS)]
        whole = world.organization()
        self.organizations = [whole, world.organization(part_of=whole), world.organization()]
        nurse = world.role(self.organizations[PART])
        self.persons = [nurse.practitioner, world.role(self.organizations[WHOLE], "programme_lead").practitioner]
        places = [
            (PART, "gp", 0),
            (WHOLE, "follow_up_nurse", 1),
            (ELSEWHERE, "gp", 1),
            (ELSEWHERE, "programme_lead", 0),
        ]
        self.roles = [(world.role(self.organizations[o], code, self.persons[p]), o, code, p) for o, code, p in places]
        self.clients = [world.client(organization) for organization in self.organizations]
        self.daughters = [world.related(patient, may_see=False) for patient in self.patients]

    @rule(patient=PATIENT, organization=ORGANIZATION)
    def relate(self, patient, organization):
        world.relation(self.patients[patient], self.organizations[organization])
        self.model.relations.add((patient, organization))

    @rule(patient=PATIENT, organization=ORGANIZATION)
    def end_relations(self, patient, organization):
        rows = CareRelation.objects.using("owner").live(clock.now())
        rows.filter(patient=self.patients[patient], organization=self.organizations[organization]).update(
            valid_to=clock.now()
        )
        self.model.relations.discard((patient, organization))

    @rule(patient=PATIENT, organization=ORGANIZATION)
    def block_organization(self, patient, organization):
        world.block(self.patients[patient], organization=self.organizations[organization])
        self.model.blocks.add((patient, "organization", organization))

    @rule(patient=PATIENT, code=st.sampled_from(CODES))
    def block_role(self, patient, code):
        world.block(self.patients[patient], role=code)
        self.model.blocks.add((patient, "role", code))

    @rule(patient=PATIENT, person=PERSON)
    def block_person(self, patient, person):
        world.block(self.patients[patient], practitioner=self.persons[person])
        self.model.blocks.add((patient, "person", person))

    @rule(patient=PATIENT)
    def lift_all_blocks(self, patient):
        Block.objects.using("owner").filter(patient=self.patients[patient]).update(valid_to=clock.now())
        self.model.blocks = {held for held in self.model.blocks if held[0] != patient}

    @rule(patient=PATIENT, person=PERSON, in_spite=st.booleans())
    def emergency(self, patient, person, in_spite):
        world.emergency(self.patients[patient], self.persons[person], despite_block=in_spite)
        self.model.accesses[patient, person] = in_spite or self.model.accesses.get((patient, person), False)

    @rule(patient=PATIENT)
    def accesses_run_out(self, patient):
        EmergencyAccess.objects.using("owner").filter(patient=self.patients[patient]).update(
            valid_to=clock.now() - timedelta(seconds=1)
        )
        self.model.accesses = {key: held for key, held in self.model.accesses.items() if key[0] != patient}

    @rule(role=st.integers(0, 3), is_over=st.booleans())
    def role_ends_or_comes_back(self, role, is_over):
        PractitionerRole.objects.using("owner").filter(pk=self.roles[role][0].pk).update(
            valid_to=clock.now() if is_over else None
        )
        (self.model.ended_roles.add if is_over else self.model.ended_roles.discard)(role)

    @rule(organization=ORGANIZATION, is_stopped=st.booleans())
    def client_stops_or_starts(self, organization, is_stopped):
        SystemClient.objects.using("owner").filter(pk=self.clients[organization].id).update(is_active=not is_stopped)
        (self.model.stopped.add if is_stopped else self.model.stopped.discard)(organization)

    @rule(patient=PATIENT, may_see=st.booleans())
    def proxy(self, patient, may_see):
        RelatedPerson.objects.using("owner").filter(pk=self.daughters[patient].id).update(may_see=may_see)
        (self.model.proxies.add if may_see else self.model.proxies.discard)(patient)

    @invariant()
    def both_nets_show_personnel_what_the_model_says(self):
        for number, (role, organization, code, person) in enumerate(self.roles):
            expected = {p for p in range(PATIENTS) if self.model.personnel(p, number, organization, code, person)}
            self.check(world.personnel(role), expected)

    def teardown(self):
        for organization, client in enumerate(self.clients):
            self.check(client, {p for p in range(PATIENTS) if self.model.client(p, organization)})
        for patient, daughter in enumerate(self.daughters):
            self.check(daughter, {patient} & self.model.proxies)

    def check(self, actor, expected):
        focus = [patient.pk for patient in self.patients]
        wanted = {self.patients[number].pk for number in expected}
        assert set(reasons(actor, focus, clock.now(), using="owner")) == wanted
        with opened(actor, focus):
            assert set(Patient.objects.values_list("pk", flat=True)) == wanted


@pytest.mark.usefixtures("database")
def test_both_nets_agree_with_the_model():
    run_state_machine_as_test(
        Nets,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
