"""What is folded is what the rows say, whatever happens and in whatever order; a dropped trigger is noticed."""

from datetime import timedelta

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from varde.geography import actions as geography
from varde.indicators import counts, folding, parts
from varde.indicators.figures import Level
from varde.indicators.tests import histories
from varde.pathways.models import EpisodeOfCare, EpisodeStatus, Pause
from varde.plans.models import CarePlanVersion
from varde.triage.models import Window

pytestmark = pytest.mark.usefixtures("database")
MUNICIPALITIES = ("0301", "1804", "4634", "5601")
DAYS = st.integers(0, 130)
HOURS = st.integers(0, 23)


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()


@pytest.fixture(autouse=True)
def nobody(country):
    histories.forget()


class Histories(RuleBasedStateMachine):
    """Anything that can happen to four patients over four months; what counts is asked after every step."""

    @initialize()
    def begin(self):
        histories.forget()
        self.today = folding.today()
        self.units = [histories.unit(), histories.unit("10:00", "12:00", 90)]
        self.patients = [histories.patient() for _ in range(4)]
        self.episode = 0

    def day(self, ago):
        return self.today - timedelta(days=ago)

    @rule(
        who=st.integers(0, 3), ago=st.integers(-3, 130), where=st.sampled_from(MUNICIPALITIES), unit=st.integers(0, 1)
    )
    def start(self, who, ago, where, unit):
        if not EpisodeOfCare.objects.using("owner").filter(patient=self.patients[who], ended_on=None).exists():
            histories.stay(self.patients[who], self.units[unit], where, self.day(ago))

    @rule(who=st.integers(0, 3), length=st.integers(0, 60))
    def end(self, who, length):
        for stay in EpisodeOfCare.objects.using("owner").filter(patient=self.patients[who], ended_on=None):
            stay.ended_on, stay.status = stay.started_on + timedelta(days=length), EpisodeStatus.FINISHED
            stay.save(using="owner")

    @rule(who=st.integers(0, 3), where=st.sampled_from(MUNICIPALITIES), unit=st.integers(0, 1))
    def move(self, who, where, unit):
        open_stays = EpisodeOfCare.objects.using("owner").filter(patient=self.patients[who], ended_on=None)
        open_stays.update(municipality_number=where, unit=self.units[unit])

    @rule(who=st.integers(0, 3), after=st.integers(0, 50), length=st.integers(0, 20), written=st.booleans())
    def pause(self, who, after, length, written):
        for stay in EpisodeOfCare.objects.using("owner").filter(patient=self.patients[who], ended_on=None):
            first = stay.started_on + timedelta(days=after)
            if written:
                histories.pause(stay, first, first + timedelta(days=length))
            stay.status, stay.paused_until = EpisodeStatus.ON_HOLD, first + timedelta(days=length)
            stay.save(using="owner")

    @rule(who=st.integers(0, 3), earlier=st.integers(0, 5))
    def resume(self, who, earlier):
        EpisodeOfCare.objects.using("owner").filter(patient=self.patients[who], ended_on=None).update(
            status=EpisodeStatus.ACTIVE, paused_until=None
        )
        for one in Pause.objects.using("owner").filter(patient=self.patients[who]):
            one.until_on = max(one.began_on, one.until_on - timedelta(days=earlier))
            one.save(using="owner")

    @rule(who=st.integers(0, 3), ago=DAYS, hour=HOURS, late=st.integers(0, 90), zone=st.integers(0, 3))
    def measure(self, who, ago, hour, late, zone):
        when = histories.at(self.day(ago), hour)
        made = histories.value(self.patients[who], when, late=timedelta(hours=late), zone=zone)
        if zone == 0:
            made.is_current = False
            made.save(using="owner")

    @rule(who=st.integers(0, 3), ago=st.integers(-2, 130), hour=HOURS)
    def expect(self, who, ago, hour):
        opens = histories.at(self.day(ago), hour)
        if not Window.objects.using("owner").filter(patient=self.patients[who], opens_at=opens).exists():
            histories.window(self.patients[who], opens, item=f"kind{hour % 3}")

    @rule(who=st.integers(0, 3), state=st.sampled_from(("filled", "missed", "cancelled", "open")))
    def settle(self, who, state):
        Window.objects.using("owner").filter(patient=self.patients[who], opens_at__hour__lt=12).update(state=state)

    @rule(who=st.integers(0, 3), ago=DAYS, hour=HOURS, kind=st.sampled_from(("opened", "worsened", "stood", "wish_worse")),
          zone=st.integers(2, 3), again=st.booleans())  # fmt: skip
    def turn(self, who, ago, hour, kind, zone, again):
        self.episode += not again
        histories.event(self.patients[who], max(self.episode, 1), kind, histories.at(self.day(ago), hour), zone)

    @rule(who=st.integers(0, 3), ago=DAYS, hour=HOURS, kind=st.sampled_from(("seen", "contact", "closed", "undone")))
    def step(self, who, ago, hour, kind):
        last = self.patients[who].pk
        undone = {"undoes": self.stepped} if kind == "undone" and getattr(self, "stepped", None) else {}
        made = histories.event(
            self.patients[who], max(self.episode, 1), kind, histories.at(self.day(ago), hour), 3, **undone
        )
        self.stepped = made.pk if made.patient_id == last else None

    @rule(who=st.integers(0, 3), ago=DAYS, kind=st.sampled_from(("gp", "hospital")))
    def relate(self, who, ago, kind):
        histories.relation(self.patients[who], kind, self.day(ago))

    @rule(who=st.integers(0, 3), ago=DAYS, length=st.integers(0, 40))
    def plan(self, who, ago, length):
        versions = CarePlanVersion.objects.using("owner").filter(patient=self.patients[who])
        versions.update(status="superseded", valid_to=histories.at(self.day(max(0, ago - length))))
        histories.plan(self.patients[who], self.day(ago), versions.count() + 1)

    @rule(who=st.integers(0, 3), ago=DAYS, score=st.integers(0, 40))
    def answer(self, who, ago, score):
        histories.answers(self.patients[who], histories.at(self.day(ago), 10), score)

    @rule(unit=st.integers(0, 1), minutes=st.integers(10, 300))
    def promise(self, unit, minutes):
        self.units[unit].red_read_minutes = minutes
        self.units[unit].save(using="owner")

    @rule()
    def fold(self):
        folding.fold()

    @invariant()
    def is_what_the_rows_say(self):
        assert folding.differences() == []


@pytest.mark.parametrize("examples", [4, pytest.param(60, marks=pytest.mark.heavy)])
def test_whatever_happens_the_figures_are_those_of_a_full_count(examples):
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def told():
    """Ten patients with something of everything."""
    today, unit = folding.today(), histories.unit()
    for number in range(10):
        who = histories.patient()
        where = MUNICIPALITIES[number % 4]
        stay = histories.stay(who, unit, where, today - timedelta(days=100))
        histories.plan(who, today - timedelta(days=90))
        histories.relation(who, "gp", today - timedelta(days=100))
        for ago in range(0, 60, 7):
            histories.value(who, histories.at(today - timedelta(days=ago), 1))
            histories.window(who, histories.at(today - timedelta(days=ago), 1), "filled" if ago % 2 else "open")
        histories.event(who, 1, "opened", histories.at(today - timedelta(days=20)), 3)
        histories.event(who, 1, "seen", histories.at(today - timedelta(days=20), 13), 3)
        if number == 3:
            histories.pause(stay, today - timedelta(days=40), today - timedelta(days=30))


def every_cell():
    return {slug: counts.everywhere(slug) for slug in counts.FORMULAS}


def test_every_cell_of_every_measure_equals_its_recomputation():
    told()
    unfolded = every_cell()
    assert unfolded == counts.recompute()
    folding.fold()
    assert every_cell() == unfolded == counts.recompute()


@pytest.mark.parametrize(
    ("table", "happening"),
    [
        ("measurements_observation", lambda who, day: histories.value(who, histories.at(day))),
        ("triage_window", lambda who, day: histories.window(who, histories.at(day), "filled")),
        ("triage_cardevent", lambda who, day: histories.event(who, 2, "opened", histories.at(day), 3)),
        ("plans_careplanversion", histories.plan),
        ("care_teams_carerelation", lambda who, day: histories.relation(who, "gp", day)),
        ("pathways_pause", lambda who, day: histories.pause(who.episodes.using("owner").get(), day, day)),
    ],
)
def test_a_dropped_trigger_is_noticed(table, happening):
    day = folding.today() - timedelta(days=3)
    who = histories.patient()
    stay = histories.stay(who, histories.unit(), "0301", day - timedelta(days=60))
    folding.fold()
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER figures_insert")
        try:
            happening(who, day)
            if table == "pathways_pause":
                Pause.objects.using("owner").update(began_on=day - timedelta(days=9))
                cursor.execute("DELETE FROM varde_private.figure_mark")
            assert folding.differences()
        finally:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER figures_insert")
            folding.recompute()
    assert folding.differences() == []
    assert stay.pk


def test_a_new_patient_and_a_new_value_show_at_once_without_any_loop():
    told()
    before = counts.live()["aktive-pasienter"].value
    who = histories.patient()
    histories.stay(who, histories.unit(), "0301", folding.today())
    assert counts.live()["aktive-pasienter"].value == before + 1
    (cell,) = counts.cells("datakvalitet-forsinkelse", level=Level.NATION)
    histories.value(who, histories.at(folding.today(), 0))
    (after,) = counts.cells("datakvalitet-forsinkelse", level=Level.NATION)
    assert after.denominator == (cell.denominator or 0) + 1
    assert after.people == (cell.people or 0) + 1


def test_a_part_of_the_marks_may_be_folded_and_the_rest_later():
    told()
    before = every_cell()
    with connections["worker"].cursor() as cursor:
        for _ in range(6):
            cursor.execute("SELECT varde.figure_fold(%s, 7)", [folding.today()])
            assert cursor.fetchone() == (7,)
            assert folding.differences() == []
    assert every_cell() == before


def test_reading_folds_first_when_much_waits(monkeypatch):
    told()
    monkeypatch.setattr(parts, "FOLD_FIRST_FROM", 5)
    counts.cells("aktive-pasienter", level=Level.NATION)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM varde_private.figure_mark")
        assert cursor.fetchone() == (0,)
