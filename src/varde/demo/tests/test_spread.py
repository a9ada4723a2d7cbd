"""The country as the seed draws it: the same each time, shaped like the programme, with something for every page to do."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest

from varde.demo import inhabitants, programme, spread, stays
from varde.geography.actions import rows

TODAY = date(2026, 11, 25)
OWNERS = {"5626", "5546", "1804", "1813", "5047", "5001", "1577", "4647", "4634", "1103", "4204", "4003", "3107", "3203",
          "0301", "3209", "3435"}  # fmt: skip
DISTRICTS = [f"0301{number:02d}" for number in range(1, 16)]


@pytest.fixture(scope="module")
def members():
    found = {}
    for row in rows("members.csv"):
        found.setdefault(row["helsefellesskap"], []).append(row["municipality"])
    return found


@pytest.fixture(scope="module")
def drawn(members):
    return everything(members)


def everything(members):
    sites = spread.sites(members, OWNERS, OWNERS, TODAY)
    return stays.everywhere(sites, spread.lots(list(members)), DISTRICTS, TODAY)


def active(drawn, on):
    return [s for s in drawn if s.started_on <= on and (s.ended_on is None or s.ended_on > on) and not s.is_paused(on)]


def test_the_same_seed_draws_the_same_stays(members, drawn):
    assert everything({area: list(reversed(of)) for area, of in reversed(members.items())}) == drawn


def test_there_are_between_2500_and_3500_stays_in_all_19_helsefellesskap(members, drawn):
    assert 2_500 <= len(drawn) <= 3_500
    assert {stay.area for stay in active(drawn, TODAY)} == set(members)
    area_of = {number: area for area, of in members.items() for number in of}
    assert all(area_of[stay.municipality] == stay.area for stay in drawn)


def test_182_take_part_as_the_sources_count_and_two_in_each_of_the_trondelags(members):
    taking_part = spread.participants(members, OWNERS)
    assert sum(map(len, taking_part.values())) == 182
    assert len(taking_part["Nord-Trøndelag"]) == len(taking_part["Sør-Trøndelag"]) == 2
    assert not OWNERS - {number for of in taking_part.values() for number in of}


def test_it_grows_every_half_year_and_stood_about_where_the_programme_did(drawn):
    halves = [len(active(drawn, TODAY - timedelta(days=183 * back))) for back in range(6, -1, -1)]
    assert all(before < after for before, after in pairwise(halves))
    then = active(drawn, date(2024, 12, 31))
    assert 800 < len(then) < 1_300
    assert 60 < len({stay.municipality for stay in then}) < 90


def test_some_municipalities_have_one_to_four_some_never_began_and_some_have_stopped(members, drawn):
    counted = Counter(stay.municipality for stay in drawn if stay.is_open)
    begun = {stay.municipality for stay in drawn}
    assert sum(1 <= patients <= 4 for patients in counted.values()) == spread.FEW
    assert len(begun - counted.keys()) == spread.STOPPED
    assert sum(map(len, spread.participants(members, OWNERS).values())) - len(begun) >= 50


def test_two_or_three_helsefellesskap_lie_truly_outside_the_limits_and_the_rest_inside(members, drawn):
    people = {area: sum(map(inhabitants.residents, of)) for area, of in members.items()}
    counted = Counter(stay.area for stay in drawn if stay.is_open)
    rate = sum(counted.values()) / sum(people.values())
    away = {area: (counted[area] - rate * n) / (rate * n) ** 0.5 for area, n in people.items()}
    lots = spread.lots(list(members))
    assert {area for area, z in away.items() if abs(z) > 4} == {area for area, lot in lots.items() if lot.reach != 1}
    assert 2 <= sum(abs(z) > 3.09 for z in away.values()) <= 4


def test_one_reports_late_and_has_nothing_of_the_last_six_weeks(members, drawn):
    (late,) = (area for area, lot in spread.lots(list(members)).items() if lot.late_days)
    newest = {}
    for stay in drawn:
        newest[stay.area] = max(newest.get(stay.area, stay.started_on), stay.started_on)
    assert newest[late] <= TODAY - timedelta(days=45)
    assert sum(day > TODAY - timedelta(days=45) for day in newest.values()) >= 16


def test_stays_end_with_a_reason_and_pauses_lie_inside_them(drawn):
    assert {bool(stay.reason) for stay in drawn if not stay.is_open} == {True}
    assert {bool(stay.reason) for stay in drawn if stay.is_open} == {False}
    assert all(stay.started_on < stay.ended_on < TODAY for stay in drawn if stay.ended_on)
    paused = [stay for stay in drawn if stay.paused_until]
    assert 30 < len(paused) < 150
    assert all(stay.is_open and stay.is_paused(TODAY) and stay.paused_until > TODAY for stay in paused)
    assert sum(bool(stay.pauses) for stay in drawn) > 300
    for stay in drawn:
        for began, over in stay.pauses:
            assert stay.started_on < began < over
            assert stay.ended_on is None or over < stay.ended_on


def test_patients_of_oslo_live_in_its_districts_and_only_they(drawn):
    assert {stay.district for stay in drawn if stay.municipality == "0301"} == set(DISTRICTS)
    assert {stay.district for stay in drawn if stay.municipality != "0301"} == {""}


def test_finnmark_and_helgeland_began_when_they_came_with(drawn):
    for area, first in spread.NOT_BEFORE.items():
        assert min(stay.started_on for stay in drawn if stay.area == area) >= first - timedelta(days=5)


def test_the_synthetic_people_are_round_numbers_and_the_districts_add_up():
    numbers = [row["number"] for row in rows("municipalities.csv")]
    lines = list(inhabitants.residents_file(numbers, DISTRICTS))[1:]
    people = {number: int(count) for number, count in (line.split(",") for line in lines)}
    assert all(people[number] % 100 == 0 and people[number] >= 700 for number in numbers)
    assert abs(sum(people[number] for number in DISTRICTS) - people["0301"]) <= 8


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (date(2026, 11, 25), [date(2025, 12, 31), date(2026, 10, 31)]),
        (date(2026, 2, 1), [date(2025, 12, 31), date(2026, 1, 31)]),
        (date(2026, 1, 9), [date(2025, 12, 31)]),
    ],
)
def test_the_end_of_last_year_and_the_last_month_are_published(today, ends):
    assert programme.month_ends(today) == ends
