"""Filling by size gives the numbers asked for, on lists that nurses may read, and grows when called again."""

import conftest

from varde.care_teams.scope import scope_for
from varde.demo import scale
from varde.identity.models import Patient
from varde.measurements.models import Observation
from varde.triage.worklist import page


def test_it_fills_and_grows(database: conftest.TestDatabase) -> None:
    units = scale.fill(1_100, 5_001)
    assert [len(unit.patients) for unit in units] == [1_000, 100]
    assert Observation.objects.using("owner").count() == 5_001
    (more,) = scale.fill(50, 400, name="mer")
    assert Patient.objects.using("owner").count() == 1_150
    with scope_for(units[0].nurse) as scope:
        listed = page(scope, units[0].unit_id)
    assert 100 < listed.total < 500
    assert len(listed.rows) == 50
    scale.dense_series(more.patients[0], more, values=1_000)
    assert Observation.objects.using("owner").filter(patient_id=more.patients[0]).count() == 1_008
