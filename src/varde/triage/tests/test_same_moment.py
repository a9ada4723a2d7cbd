"""Two values of one patient at the very same moment, one after the other and late ones between."""

import random
from datetime import datetime, timedelta

from varde.lib import clock
from varde.measurements.models import Observation
from varde.triage.models import Judgement
from varde.triage.tests.conftest import World


def test_it_judges_a_second_value_of_the_same_moment(world: World, monday: datetime) -> None:
    patient = world.patient()
    assert [patient.measures("spo2", value, monday).status for value in (93, 94, 92)] == ["stored"] * 3


def test_values_in_any_order_within_a_minute_all_have_one_current_judgement(world: World, monday: datetime) -> None:
    patient, dice = world.patient(), random.Random(2)
    for _ in range(40):
        at = clock.now() - timedelta(seconds=dice.randint(0, 20))
        assert patient.measures("spo2", dice.randint(91, 95), at).status == "stored"
    stored = Observation.objects.using("owner").filter(patient_id=patient.id)
    judged = Judgement.objects.using("owner").filter(patient_id=patient.id, is_current=True)
    assert sorted(stored.values_list("id", flat=True)) == sorted(judged.values_list("subject_id", flat=True))
