"""What may be shown now: from one reading, protected again only when something is otherwise."""

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from varde.geography import actions as geography
from varde.indicators import counts, disclosure, parts, publishing, snapshots
from varde.indicators.figures import NATION, Cell
from varde.indicators.now import Now
from varde.indicators.tests.everywhere import LEVELS
from varde.lib import clock
from varde.lib.context import Actor

BY = Actor("worker", UUID(int=1), "Innlasting")
LAST_MONTH = date(2026, 10, 31)
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

    def together(slugs, *, country):
        found = {slug: [] for slug in slugs}
        for place, numbers in ((p, n) for level in LEVELS for p, n in country.places(level).items()):
            total, day = sum(people.get(number, 0) for number in numbers), date(2026, 11, 25)
            found["aktive-pasienter"].append(Cell("aktive-pasienter", place, day, total, None, total, Decimal(total)))
            if total:
                found["plandekning"].append(Cell("plandekning", place, day, total, total, total, Decimal(100)))
        return found

    return together


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
    assert counts.together(counts.FORMULAS)[slug] == counts.everywhere(slug)
    assert counts.together(counts.FORMULAS, from_rows=True)[slug] == counts.everywhere(slug, from_rows=True)


def test_a_month_is_counted_again_from_its_rows_in_one_reading(monkeypatch):
    """Counting from rows takes seconds: 28 measures must not take 28 times as many."""
    asked, at = [], parts.at
    monkeypatch.setattr(parts, "at", lambda some, *args, **how: asked.append(some.cuts) or at(some, *args, **how))
    report = publishing.freeze_month(by=BY, as_of=LAST_MONTH)
    assert asked == [("",), None]
    asked.clear()
    assert snapshots.recounted_otherwise(report) == []
    assert asked == [None]


def test_what_is_hidden_where_it_is_counted_is_hidden_under_the_plan_coverage_too(monkeypatch):
    monkeypatch.setattr(counts, "together", patients(PEOPLE))
    now = Now(["plandekning"])
    assert text(now.everywhere("aktive-pasienter"), "K:5601") == "skjult (små tall)"
    assert text(now.everywhere("plandekning"), "K:5601") == "skjult (små tall)"


def test_the_same_numbers_are_protected_once_and_others_again(monkeypatch):
    protected, protect_all = [], disclosure.protect_all
    monkeypatch.setattr(disclosure, "protect_all", lambda *args: protected.append(1) or protect_all(*args))
    monkeypatch.setattr(counts, "together", patients({**PEOPLE, "4601": 44}))
    first = Now(["aktive-pasienter"]).everywhere("aktive-pasienter")
    assert Now(["aktive-pasienter"]).everywhere("aktive-pasienter") == first
    assert len(protected) == 1
    monkeypatch.setattr(counts, "together", patients({**PEOPLE, "4601": 49}))
    assert text(Now(["aktive-pasienter"]).everywhere("aktive-pasienter"), "K:4601") == "50"
    assert len(protected) == 2
