"""A correction replaces the value it corrects, and nothing else."""

from datetime import datetime, timedelta

from varde.lib import clock
from varde.triage.submissions import Correction
from varde.triage.tests.conftest import World


def test_a_corrected_value_does_not_confirm_its_own_correction(world: World, monday: datetime) -> None:
    kari = world.patient()
    kari.has_measured("spo2", 93)
    typed_wrong = kari.measures("spo2", 78)
    with clock.frozen(monday + timedelta(minutes=1)):
        (corrected,) = kari.sends(Correction(kari.id, "c1", typed_wrong.subject_id, "Skrev feil tall", 87.0, "87"))
    assert corrected.stands_at == monday + timedelta(minutes=20)
