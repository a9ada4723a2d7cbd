"""The rest of the country, told by two processes at a time."""

from itertools import islice

import conftest

from varde.care_teams.models import CareRelation, Unit
from varde.demo import crowd, load
from varde.demo.copying import open_to_copy
from varde.demo.dice import dice
from varde.demo.people import people
from varde.geography.models import Helsefellesskap
from varde.identity.models import Patient
from varde.lib import clock
from varde.measurements.models import Observation
from varde.triage.models import Card


def test_two_processes_fill_units_of_all_helsefellesskap(database: conftest.TestDatabase) -> None:
    now = clock.now()
    load.frame(now)
    homes = crowd.homes(now, load.employed(now), 1_000)
    assert Unit.objects.using("owner").count() == 1 + Helsefellesskap.objects.using("owner").count() == 20
    everybody = people(dice("people"), now.date())
    with open_to_copy():
        crowd.load(islice(crowd.members(homes, everybody, now, 60), 6), now, processes=2)
    assert Patient.objects.using("owner").count() == Card.objects.using("owner").count() == 6
    assert Observation.objects.using("owner").count() > 100
    assert CareRelation.objects.using("owner").filter(is_lead=True).values("organization").distinct().count() == 6
    for patient in Patient.objects.using("owner"):
        assert any(patient.municipality_number == home.municipality_number for area in homes for home in area)
