"""What the page says she usually has is what a value is compared with, before and after she has measured today."""

from datetime import timedelta

from tests.people import MONDAY_MORNING, Person, town

from varde.care_teams.scope import scope_for
from varde.lib import clock
from varde.portals.patient import series
from varde.portals.patient.own import Own
from varde.triage.submissions import Measurement


def measures(person: Person, ago: int, value: float) -> None:
    with clock.frozen(MONDAY_MORNING - timedelta(days=ago)):
        person.sends(Measurement(person.id, f"spo2-{ago}", "spo2", clock.now(), value, f"{value:g}", "%"))


def usual(person: Person) -> float | None:
    with clock.frozen(MONDAY_MORNING), scope_for(person.actor, [person.id]) as scope:
        return series.usual(Own(None, scope, person.actor), "spo2")  # type: ignore[arg-type]


def test_the_usual_is_the_same_before_and_after_todays_value(database: object) -> None:
    patient = town(days=0).patient
    for ago in range(30, 0, -1):
        # From yesterday the median of the window was 94; from today it is 92.
        measures(patient, ago, 92 if ago <= 16 else 94)
    before = usual(patient)
    measures(patient, 0, 93)
    assert (before, usual(patient)) == (92, 92)


def test_too_few_values_leave_what_the_plan_says(database: object) -> None:
    patient = town(days=0).patient
    for ago in range(9, 0, -1):
        measures(patient, ago, 96)
    assert usual(patient) == 93
