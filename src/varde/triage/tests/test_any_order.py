"""Whatever order a fortnight of values, answers and corrections arrives in, the judgements that stand are the same."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from varde.lib import clock
from varde.measurements.models import Observation
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.models import Card, Judgement
from varde.triage.submissions import Answers, Measurement
from varde.triage.tests.conftest import Someone, World

Fact = tuple[str, int, float]
FORM = {"sym_hoste": 0, "sym_slim": 0, "sym_ork": 0, "slim_farge": "Ikke slim", "anfall_ekstra": 0, "hvile": False}

# Minutes into the fortnight, some so close that the later one is the second measurement of the earlier.
moments = st.integers(0, 14 * 24 * 60 // 7).map(lambda n: n * 7)
facts = st.lists(
    st.one_of(
        st.tuples(st.just("spo2"), moments, st.sampled_from([93.0, 92.0, 89.0, 87.0, 84.0])),
        st.tuples(st.just("pulse"), moments, st.sampled_from([78.0, 99.0, 135.0])),
        st.tuples(st.just("form"), moments, st.sampled_from([0.0, 2.0, 3.0])),
    ),
    min_size=2,
    max_size=7,
    unique_by=lambda fact: fact[:2],
)


def standing(someone: Someone) -> list[tuple[object, ...]]:
    """What stands, told by what was measured and when, not by ids."""
    named: dict[object, tuple[object, ...]] = {
        row.id: (row.kind, row.effective_at, row.value, row.flag)
        for row in Observation.objects.using("owner").filter(patient_id=someone.id)
    }
    for row in QuestionnaireResponse.objects.using("owner").filter(patient_id=someone.id):
        named[row.id] = (row.form, row.effective_at, row.score, "")
    rows = (
        Judgement.objects.using("owner").filter(patient_id=someone.id, is_current=True).exclude(subject_kind="window")
    )
    return sorted(
        (str(named[j.subject_id]), j.zone, j.waiting, str(j.stands_at), j.fired, j.verdict, j.acute) for j in rows
    )


def told(someone: Someone, facts: list[Fact], start: datetime) -> list[tuple[object, ...]]:
    for name, minutes, value in facts:
        at = start + timedelta(minutes=minutes)
        if name == "form":
            sent = Answers(someone.id, f"{name}{minutes}", "kols_daglig", at, {**FORM, "sym_pust": int(value)})
            someone.sends(sent)
        else:
            someone.sends(
                Measurement(
                    someone.id, f"{name}{minutes}", name, at, value, f"{value:g}", "%" if name == "spo2" else "/min"
                )
            )
    return standing(someone)


@pytest.mark.parametrize("examples", [8, pytest.param(150, marks=pytest.mark.heavy)])
def test_the_order_of_arrival_changes_no_judgement(world: World, monday: datetime, examples: int) -> None:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(facts=facts, order=st.randoms(use_true_random=False))
    def holds(facts: list[Fact], order: object) -> None:
        shuffled = list(facts)
        order.shuffle(shuffled)  # type: ignore[attr-defined]
        one, other, at_once = world.patient(), world.patient(), world.patient()
        with clock.frozen(monday + timedelta(days=15)):
            expected = told(one, sorted(facts, key=lambda fact: fact[1]), monday)
            assert told(other, shuffled, monday) == expected
            assert told(at_once, list(reversed(facts)), monday) == expected

    holds()


def test_a_red_that_came_late_in_any_order_is_on_the_list(world: World, monday: datetime) -> None:
    readings: list[Fact] = [("spo2", 0, 93.0), ("spo2", 2880, 84.0), ("spo2", 5760, 93.0)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        someone = world.patient()
        with clock.frozen(monday + timedelta(days=15)):
            told(someone, [readings[index] for index in order], monday)
        assert Card.objects.using("owner").get(patient_id=someone.id).zone == 3
