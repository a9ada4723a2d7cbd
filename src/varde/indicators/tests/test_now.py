"""What may be shown now: from one reading, protected again only when something is otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from varde.geography import actions as geography
from varde.indicators import areas, counts, disclosure, parts
from varde.indicators.figures import NATION, Cell
from varde.indicators.now import Now
from varde.indicators.tests.everywhere import LEVELS
from varde.lib import clock

PEOPLE = {"5601": 3, "5603": 12, "4601": 40, "4602": 22, "1103": 31, "3301": 60, "3907": 2}


@pytest.fixture(scope="module", autouse=True)
def country(database):
    geography.load()


@pytest.fixture(autouse=True)
def today():
    with clock.frozen(datetime(2026, 11, 25, 12, tzinfo=UTC)):
        yield


def patients(people):
    """Stands in for the counting: so many active patients in each municipality, all with a plan."""

    def present(slugs, known):
        found = {slug: [] for slug in slugs}
        for place, numbers in ((p, n) for level in LEVELS for p, n in known.places(level).items()):
            total, day = sum(people.get(number, 0) for number in numbers), date(2026, 11, 25)
            found["aktive-pasienter"].append(Cell("aktive-pasienter", place, day, total, None, total, Decimal(total)))
            if total:
                found["plandekning"].append(Cell("plandekning", place, day, total, total, total, Decimal(100)))
        return found

    return present


def text(shown, place):
    return next(one.text for one in shown if one.place == place)


def test_all_measures_are_counted_in_two_readings_with_and_without_groups(monkeypatch):
    asked, at = [], parts.at
    monkeypatch.setattr(parts, "at", lambda some, *args, **how: asked.append(some.cuts) or at(some, *args, **how))
    now = Now()
    assert {text(now.everywhere(slug), NATION) for slug in ("aktive-pasienter", "likeverd-alder", "prem")} == {
        "0", "ingen data ennå",
    }  # fmt: skip
    assert sorted(asked, key=str) == [("",), None]


@pytest.mark.parametrize("slug", ["aktive-pasienter", "rod-til-sett", "likeverd-alder", "aktive-per-1000", "kommuner"])
def test_one_reading_of_all_counts_the_same_as_one_of_each(slug):
    assert counts.present([*counts.FORMULAS], areas.read())[slug] == counts.everywhere(slug)


def test_what_is_hidden_where_it_is_counted_is_hidden_under_the_plan_coverage_too(monkeypatch):
    monkeypatch.setattr(counts, "present", patients(PEOPLE))
    now = Now(["plandekning"])
    assert text(now.everywhere("aktive-pasienter"), "K:5601") == "skjult (små tall)"
    assert text(now.everywhere("plandekning"), "K:5601") == "skjult (små tall)"


def test_the_same_numbers_are_protected_once_and_others_again(monkeypatch):
    protected, protect_all = [], disclosure.protect_all
    monkeypatch.setattr(disclosure, "protect_all", lambda *args: protected.append(1) or protect_all(*args))
    monkeypatch.setattr(counts, "present", patients({**PEOPLE, "4601": 44}))
    first = Now(["aktive-pasienter"]).everywhere("aktive-pasienter")
    assert Now(["aktive-pasienter"]).everywhere("aktive-pasienter") == first
    assert len(protected) == 1
    monkeypatch.setattr(counts, "present", patients({**PEOPLE, "4601": 49}))
    assert text(Now(["aktive-pasienter"]).everywhere("aktive-pasienter"), "K:4601") == "50"
    assert len(protected) == 2
