"""The demo fills an empty database with synthetic people, and leaves a filled one alone."""

from collections import Counter

import conftest
import pytest
from django.contrib.auth.models import User

from varde.audit.models import AuditSubject
from varde.care_teams.models import CareRelation
from varde.care_teams.scope import scope_for
from varde.demo import cast, load
from varde.identity.actions import revealed
from varde.identity.models import Account, Patient, PatientIdentifier, SystemClient
from varde.measurements.models import Observation
from varde.pathways.models import EpisodeOfCare
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.portals.access import as_actor
from varde.triage.models import Card, CardEvent, Judgement, SubmissionKey
from varde.triage.worklist import page

PATIENTS = 18


@pytest.fixture(scope="module", autouse=True)
def demo(database: conftest.TestDatabase) -> None:
    load.load(PATIENTS)


def test_loading_again_changes_nothing() -> None:
    before = Observation.objects.using("owner").count()
    load.load(PATIENTS + 5)
    assert Patient.objects.using("owner").count() == PATIENTS
    assert Observation.objects.using("owner").count() == before > 1_000


def test_nobody_can_be_real() -> None:
    assert not Patient.objects.using("owner").filter(is_synthetic=False).exists()
    for patient in Patient.objects.using("owner"):
        assert patient.phone.startswith("68 05 ")
    numbers = [revealed(row) for row in PatientIdentifier.objects.using("owner")]
    assert len(set(numbers)) == PATIENTS
    assert all(81 <= int(number[2:4]) <= 92 for number in numbers)


def test_every_patient_has_a_stay_one_active_plan_one_card_and_one_lead_unit() -> None:
    ids = set(Patient.objects.using("owner").values_list("pk", flat=True))
    assert Counter(EpisodeOfCare.objects.using("owner").values_list("patient_id", flat=True)) == Counter(ids)
    active = CarePlanVersion.objects.using("owner").filter(status=VersionStatus.ACTIVE)
    assert Counter(active.values_list("patient_id", flat=True)) == Counter(ids)
    assert Counter(Card.objects.using("owner").values_list("patient_id", flat=True)) == Counter(ids)
    leads = CareRelation.objects.using("owner").filter(is_lead=True, valid_to=None)
    assert Counter(leads.values_list("patient_id", flat=True)) == Counter(ids)


def test_everything_measured_is_judged_once() -> None:
    subjects = Judgement.objects.using("owner").filter(is_current=True, subject_kind="observation")
    stored = Observation.objects.using("owner").filter(is_current=True)
    assert Counter(subjects.values_list("subject_id", flat=True)) == Counter(stored.values_list("id", flat=True))


def test_the_list_today_has_each_kind_of_work() -> None:
    nurse = as_actor(Account.objects.using("owner").get(user__username="sykepleier-1"))
    unit = Card.objects.using("owner").values_list("unit_id", flat=True).distinct().get()
    with scope_for(nurse) as scope:
        counts = page(scope, unit, limit=100).counts
    assert {"red", "yellow", "contact", "unreadable", "red_waiting"} <= set(counts)
    assert counts["red"] >= 3
    assert any(klass.startswith("overdue") for klass in counts)


def test_the_log_holds_every_submission_and_every_step_of_a_nurse() -> None:
    logged = AuditSubject.objects.using("owner")
    assert logged.filter(what="Innsending").count() == SubmissionKey.objects.using("owner").count()
    steps = CardEvent.objects.using("owner").exclude(by=None).values_list("id", flat=True)
    assert set(logged.filter(what="Kort").values_list("resources", flat=True)) == {f"CardEvent/{id}" for id in steps}
    assert logged.filter(what="Pasientside").exists()


def test_each_login_is_there_without_a_password() -> None:
    wanted = {who.login for who in cast.PERSONNEL} | {"pasient-kols", "pasient-hjertesvikt"}
    users = {user.username: user for user in User.objects.using("owner")}
    assert wanted <= set(users)
    assert not any(user.has_usable_password() for user in users.values())
    said = Account.objects.using("owner").filter(self_id__isnull=False).values_list("user__username", "about")
    assert {("pasient-kols", "kols"), ("pasient-hjertesvikt", "hjertesvikt")} <= set(said)
    assert all(about for _, about in said)
    assert SystemClient.objects.using("owner").filter(name=cast.GATEWAY).exists()


def test_the_stranger_has_no_relation_to_anybody() -> None:
    stranger = Account.objects.using("owner").get(user__username="fremmed").practitioner_role
    assert stranger is not None
    assert not CareRelation.objects.using("owner").filter(organization=stranger.organization_id).exists()
