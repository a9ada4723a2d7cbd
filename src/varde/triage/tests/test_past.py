"""One past serves a whole run of values: it says of each what a past made for that value alone would have said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from varde.measurements.baseline import OSLO
from varde.plans.definitions import compose
from varde.triage import judging, rules
from varde.triage.file import AnsweredForm, CardRow, PatientFile, Plan, Reading
from varde.triage.past import Past, day_of
from varde.triage.rules import compile_rules
from varde.triage.tests.conftest import KOLS_VALUES

START = datetime(2026, 11, 20, 6, tzinfo=UTC)
PLAN = compose(["kols-voksen", "hjertesvikt-voksen"], {**KOLS_VALUES, "target_weight": 80, "usual_pillows": 1})
RULES = compile_rules(PLAN.rules, PLAN.values)
FORM = "hjertesvikt_daglig"
VALUES = {
    "weight": [{"weight": kilograms} for kilograms in (79.0, 80.0, 81.6, 82.1, 83.4)],
    "pulse": [{"pulse": beats} for beats in (72.0, 95.0, 104.0)],
    "bp": [{"sbp": 93.0, "dbp": 60.0}, {"sbp": 165.0, "dbp": 90.0}, {"sbp": 130.0}],
}

moments = st.integers(0, 9 * 24).map(lambda hours: START + timedelta(hours=hours))
readings = st.lists(
    st.builds(
        lambda number, what, at, is_trusted, is_denied: Reading(
            UUID(int=number), what[0], at, what[1], is_trusted=is_trusted, is_denied=is_denied
        ),
        st.integers(1, 10**9),
        st.sampled_from([(kind, values) for kind, held in VALUES.items() for values in held]),
        moments,
        st.sampled_from([True, True, True, False]),
        st.sampled_from([False, False, False, True]),
    ),
    min_size=2,
    max_size=14,
    unique_by=lambda reading: reading.id,
)
answers = st.lists(
    st.builds(
        lambda at, score, is_dizzy: AnsweredForm(UUID(int=1), FORM, at, {"svimmel": is_dizzy}, score),
        moments,
        st.sampled_from([0.0, 1.0, 3.0]),
        st.booleans(),
    ),
    max_size=5,
)


def patient(held: list[Reading], answered: list[AnsweredForm]) -> PatientFile:
    id_ = UUID(int=7)
    file = PatientFile(id_, OSLO, CardRow(id_), [Plan(UUID(int=8), RULES, START - timedelta(days=100))])
    for reading in held:
        judging.add_reading(file, reading)
    for form in answered:
        judging.add_answers(file, form)
    for day in {day_of(START + timedelta(days=number), OSLO) for number in range(11)}:
        file.baselines["pulse", day, 28, 5] = file.baselines["pulse", day, 28, 3] = (20, 80.0, 4.0)
    return file


def known_alone(file: PatientFile, itself: Reading | AnsweredForm) -> rules.History:
    """Everything known at the time of one value or form, but for itself, made with no regard to what it costs."""
    trusted: dict[str, list[tuple[datetime, float]]] = {}
    for kind in VALUES:
        for held in file.readings.get(kind, []):
            if held is not itself and held.at <= itself.at and held.is_trusted and not held.is_denied:
                for metric, value in held.values.items():
                    trusted.setdefault(metric, []).append((held.at, value))
    answered = [
        rules.Answered(FORM, form.answers, form.score, form.at)
        for form in file.answers.get(FORM, [])
        if form.at <= itself.at
    ]
    usual = {
        (key[0], key[2], key[3]): held for key, held in file.baselines.items() if key[1] == day_of(itself.at, OSLO)
    }
    return rules.History(trusted, {FORM: answered}, usual, OSLO)


def subjects(file: PatientFile) -> Iterator[tuple[Reading | AnsweredForm, rules.Reading | rules.Answered, str]]:
    for held in file.readings.values():
        for reading in held:
            yield reading, rules.Reading(reading.values, reading.at), reading.kind
    for form in file.answers.get(FORM, []):
        yield form, rules.Answered(FORM, form.answers, form.score, form.at), FORM


def about(subject: rules.Reading | rules.Answered) -> tuple[str, ...]:
    return tuple(subject.values) if isinstance(subject, rules.Reading) else (subject.form,)


@settings(deadline=None, database=None, derandomize=True)
@given(readings, answers)
def test_a_shared_past_judges_as_one_made_for_the_value_alone(
    held: list[Reading], answered: list[AnsweredForm]
) -> None:
    file = patient(held, answered)
    past = Past(file)
    for itself, subject, _ in subjects(file):
        shared = past.history(subject.at, RULES.looks_back_on(about(subject)))
        assert RULES.judge(subject, shared) == RULES.judge(subject, known_alone(file, itself))


@settings(deadline=None, database=None, derandomize=True)
@given(readings, answers)
def test_the_digest_is_of_what_has_a_say_and_of_nothing_else(held: list[Reading], answered: list[AnsweredForm]) -> None:
    file = patient(held, answered)
    past = Past(file)
    for itself, subject, name in subjects(file):
        names = RULES.looks_back_on(about(subject))
        digest = past.digest(subject, names, file.plans)
        kinds = {name, *(kind for kind, values in VALUES.items() if {*values[0]} & {*names})}
        earlier = [r for kind in kinds for r in file.readings.get(kind, []) if r.at <= itself.at]
        smaller = patient(earlier, [form for form in file.answers.get(FORM, []) if form.at <= itself.at])
        assert Past(smaller).digest(subject, names, smaller.plans) == digest


def test_a_denied_reading_is_no_longer_in_the_past() -> None:
    first, second = (
        Reading(UUID(int=n), "weight", START + timedelta(days=n), {"weight": 70.0 + 9 * n}) for n in (1, 2)
    )
    file = patient([first, second], [])
    past, subject = Past(file), rules.Reading({"weight": 80.0}, START + timedelta(days=3))
    names = RULES.looks_back_on(("weight",))

    def fired() -> set[str]:
        return {rule.rule for rule in RULES.judge(subject, past.history(subject.at, names)).fired}

    assert "H6" in fired()  # down eight kilograms from the second
    before = past.digest(subject, names, file.plans)
    second.is_denied = True
    past.forget_readings()
    assert "H6" not in fired()
    assert past.digest(subject, names, file.plans) != before
