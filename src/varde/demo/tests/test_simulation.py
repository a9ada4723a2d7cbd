"""A patient's story is the same for the same seed and moment, and another for another patient."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from varde.demo.cast import LEADS, ordinary
from varde.demo.diary import Arrival, Task
from varde.demo.simulation import Patient, arrivals
from varde.triage.submissions import Answers, Measurement

NOW = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)
DAILY = frozenset(range(7))
TASKS = [Task("spo2", DAILY), Task("pulse", DAILY), Task("kols_daglig", DAILY), Task("weight", frozenset({0}))]
FORMS = frozenset({"kols_daglig", "hjertesvikt_daglig"})


def story_of(index: int, days: int = 90) -> list[Arrival]:
    return arrivals(Patient(index, UUID(int=index), ordinary(1), days), TASKS, FORMS, NOW)


def test_the_same_seed_tells_the_same_story() -> None:
    assert story_of(100) == story_of(100)
    assert story_of(100) != story_of(101)


def test_nothing_comes_from_the_future_or_from_before_the_start() -> None:
    sent = [arrival for index in range(20) for arrival in story_of(index)]
    assert all(NOW - timedelta(days=91) < arrival.at <= NOW for arrival in sent)


def test_what_is_sent_is_what_such_patients_send() -> None:
    stories = [story_of(index) for index in range(40)]
    sent = [arrival.submission for story in stories for arrival in story]
    spo2 = [one for one in sent if isinstance(one, Measurement) and one.kind == "spo2"]
    assert 0.5 < len(spo2) / (40 * 90) < 0.95, "most days, never all"
    assert any(one.remeasure_of for one in spo2), "low values are measured again"
    assert {one.entry_mode for one in spo2} == {"typed", "device"}
    assert any(isinstance(one, Answers) and one.answers["sym_pust"] for one in sent)
    assert all(one.decimal.isdigit() for one in spo2), "an oximeter shows whole numbers"


def test_one_who_has_gone_silent_sends_nothing_these_last_days() -> None:
    lead = next(lead for lead in LEADS if lead.name == "har-ikke-målt")
    sent = arrivals(Patient(9, UUID(int=9), lead, 90), TASKS, FORMS, NOW)
    assert max(arrival.at for arrival in sent) < NOW - timedelta(days=lead.silent_days - 1)
