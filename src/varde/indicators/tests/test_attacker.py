"""A reader with a solver and everything published finds nobody; with less protection he finds somebody."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from varde.indicators import disclosure, securing
from varde.indicators.disclosure import protect
from varde.indicators.figures import NATION, Cell
from varde.indicators.partitions import Partitions
from varde.indicators.rounding import is_small
from varde.indicators.tests.attacker import ShareAttacker, changes_found, pinned, pinned_shares
from varde.indicators.tests.countries import ACTIVE, SHARE, Country, countries, divided, norway

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@QUICK
@given(countries())
def test_no_small_number_is_found_in_any_country(country):
    assert pinned(country.partitions, [country.published()], country.truth()) == {}


@QUICK
@given(countries(months=3))
def test_no_small_change_is_found_between_any_two_months(country):
    months = [country.published(month) for month in range(3)]
    truths = [country.truth(month) for month in range(3)]
    assert changes_found(country.partitions, months, truths) == {}
    for month, truth in zip(months, truths, strict=True):
        assert pinned(country.partitions, [month], truth) == {}


@QUICK
@given(st.data(), countries())
def test_no_small_part_or_rest_of_a_share_is_found(data, country):
    parts = {leaf: data.draw(st.integers(0, people)) for leaf, people in country.months[0].items()}
    shown = protect(country.share_cells(parts), partitions=country.partitions, measure=SHARE)
    assert pinned_shares(country.partitions, shown, country.shares(parts)) == {}


@QUICK
@given(st.data(), countries())
def test_what_few_people_have_done_is_not_found_even_when_it_is_much(data, country):
    """Each patient was to measure many times: the share is hidden where there are few, and cannot be worked out well."""
    done = {leaf: n * data.draw(st.integers(20, 60)) for leaf, n in country.months[0].items()}
    parts = {leaf: data.draw(st.integers(0, n)) for leaf, n in done.items()}
    events = Country(country.partitions, (done,))
    cells = events.share_cells(parts, people=country.truth())
    shown = protect(cells, partitions=country.partitions, measure=SHARE)
    attacker = ShareAttacker(country.partitions, [shown])
    for place, (part, whole) in events.shares(parts).items():
        if is_small(country.truth()[place]):
            for number, known in zip((part, whole - part), attacker.ranges(place)[:2], strict=True):
                assert number == 0 or known.high - known.low >= max(4, number // 4)


@QUICK
@given(st.data(), countries())
def test_publishing_the_same_month_again_gives_nothing_away(data, country):
    """Late numbers change what must be hidden; what was hidden the first time stays hidden."""
    first = country.published()
    late = {leaf: max(0, n + data.draw(st.integers(-2, 2))) if n else 0 for leaf, n in country.months[0].items()}
    again = Country(country.partitions, (late,))
    held = [shown.place for shown in first if shown.state == "hidden"]
    second = again.published(held=held)
    assert {s.place for s in second if s.state == "shown" and s.value and s.place in held} == set()
    assert pinned(country.partitions, [second], again.truth()) == {}


@pytest.mark.parametrize("active", [25, 120, 330])
def test_no_small_number_is_found_in_a_country_as_large_as_norway(active):
    country = norway(active=active)
    assert sum(is_small(people) for people in country.truth().values()) > 5
    assert pinned(country.partitions, [country.published()], country.truth()) == {}


def test_most_places_are_still_told_in_a_country_as_large_as_norway():
    country = norway(active=330)
    shown = country.published()
    hidden = {one.place for one in shown if one.state == "hidden"}
    small = {place for place, people in country.truth().items() if is_small(people)}
    assert small <= hidden
    assert len(hidden - small) <= 0.1 * len(small)
    assert all(abs(int(one.value) - country.truth()[one.place]) <= 2 for one in shown if one.state == "shown")


TWO_PLACES = Country(
    divided([(0, 0), (0, 0), (1, 1), (1, 1)], 0), ({"K:1000": 3, "K:1001": 18, "K:1002": 0, "K:1003": 0},)
)


def only_the_small_ones(network, hidden, few=()):
    return frozenset(hidden) | {arc.place for arc in network.arcs if is_small(arc.value) and arc.place}, False


def test_sabotage_without_complements_somebody_is_found(monkeypatch):
    assert pinned(TWO_PLACES.partitions, [TWO_PLACES.published()], TWO_PLACES.truth()) == {}
    monkeypatch.setattr(disclosure, "secured", only_the_small_ones)
    found = pinned(TWO_PLACES.partitions, [TWO_PLACES.published()], TWO_PLACES.truth())
    assert found["K:1000"].high < 5


def test_sabotage_without_rounding_a_change_is_found(monkeypatch):
    country = norway(months=2, active=40)
    truths = [country.truth(0), country.truth(1)]
    assert changes_found(country.partitions, [country.published(0), country.published(1)], truths) == {}
    monkeypatch.setattr(securing, "LEAST_WIDTH", 0)
    monkeypatch.setattr(disclosure, "told", disclosure.as_it_is)
    monkeypatch.setattr(disclosure, "bounds", lambda number: (number, number))
    exact = [country.published(0), country.published(1)]
    assert changes_found(country.partitions, exact, truths) != {}


def test_sabotage_forgetting_what_was_hidden_tells_it_the_second_time():
    first = TWO_PLACES.published()
    late = Country(TWO_PLACES.partitions, ({"K:1000": 5, "K:1001": 18, "K:1002": 0, "K:1003": 0},))
    held = [shown.place for shown in first if shown.state == "hidden"]
    assert "K:1000" in held
    told = {shown.place for shown in late.published() if shown.state == "shown"}
    kept = {shown.place for shown in late.published(held=held) if shown.state == "shown"}
    assert "K:1000" in told
    assert "K:1000" not in kept


def test_a_place_once_hidden_is_told_again_only_when_it_is_well_past_five():
    def month(people):
        return Country(divided([(0, 0)] * 4, 0), ({"K:1000": people, "K:1001": 40, "K:1002": 40, "K:1003": 40},))

    states = {
        people: next(s.state for s in month(people).published(lately=["K:1000"]) if s.place == "K:1000")
        for people in (0, 4, 5, 7, 8, 30)
    }
    assert states == {0: "shown", 4: "hidden", 5: "hidden", 7: "hidden", 8: "shown", 30: "shown"}


def test_the_same_input_gives_the_same_output_whatever_its_order():
    country = norway(active=25)
    cells = country.cells()
    forwards = protect(cells, partitions=country.partitions, measure=ACTIVE)
    backwards = protect(cells[::-1], partitions=country.partitions, measure=ACTIVE)
    assert forwards == backwards[::-1]


def test_the_whole_country_is_told_exactly_while_there_are_places_to_hide_among():
    country = norway()
    nation = next(shown for shown in country.published() if shown.place == NATION)
    assert nation.value == country.truth()[NATION]
    assert not nation.is_rounded


def groups(**people):
    day = TWO_PLACES.cells()[0].as_of
    cells = [Cell("likeverd-kjonn", NATION, day, n, None, n, Decimal(n), cut) for cut, n in people.items()]
    area = Cell("likeverd-kjonn", "HF:0", day, 40, None, 40, Decimal(40), "kvinne")
    shown = protect([*cells, area], partitions=TWO_PLACES.partitions)
    return {(one.place, one.cut): one.state for one in shown}


def test_a_small_group_takes_another_with_it_because_the_sum_is_known():
    assert groups(kvinne=3, mann=9, ukjent=0) == {
        (NATION, "kvinne"): "hidden", (NATION, "mann"): "hidden", (NATION, "ukjent"): "shown", ("HF:0", "kvinne"): "hidden",
    }  # fmt: skip


def test_groups_are_told_for_the_nation_and_never_for_a_place():
    assert groups(kvinne=30, mann=90) == {
        (NATION, "kvinne"): "shown", (NATION, "mann"): "shown", ("HF:0", "kvinne"): "hidden",
    }  # fmt: skip


def test_the_patients_behind_a_rate_are_rounded_and_inhabitants_are_not():
    partitions = TWO_PLACES.partitions
    day = TWO_PLACES.cells()[0].as_of
    burden = Cell("varselbyrde", "HF:0", day, 33, 22, 22, Decimal("1.5"))
    dense = Cell("aktive-per-1000", "HF:0", day, 22, 11_000, 22, Decimal(2))
    (burden_shown,), (dense_shown,) = (protect([cell], partitions=partitions) for cell in (burden, dense))
    assert (burden_shown.numerator, burden_shown.denominator, burden_shown.value) == (35, 20, Decimal("1.75"))
    assert (dense_shown.numerator, dense_shown.denominator) == (20, 11_000)
    assert round(dense_shown.value, 3) == Decimal("1.818")


def test_of_a_project_only_what_its_municipalities_tell_is_told():
    municipalities = {"K:1": ("HF:a", "F:1"), "K:2": ("HF:a", "F:1"), "K:3": ("HF:b", "F:1"), "K:4": ("HF:c", "F:1")}
    municipalities |= {f"K:{n}": (f"HF:{n}", "F:1") for n in range(5, 9)}
    projects = {
        "P:hele": frozenset({"K:1", "K:2"}), "P:deler": frozenset({"K:1", "K:3"}), "P:liten": frozenset({"K:3"}),
        "P:tom": frozenset({"K:4"}),
    }  # fmt: skip
    country = Country(
        Partitions(municipalities, projects=projects),
        ({"K:1": 41, "K:2": 23, "K:3": 3, "K:4": 0, "K:5": 37, "K:6": 52, "K:7": 44, "K:8": 61},),
    )
    people = country.truth() | {"P:hele": 64, "P:deler": 44, "P:liten": 3, "P:tom": 0}
    day = country.cells()[0].as_of
    cells = [Cell(ACTIVE.slug, place, day, n, None, n, Decimal(n)) for place, n in people.items()]
    texts = {one.place: one.text for one in protect(cells, partitions=country.partitions)}
    assert (texts["K:1"], texts["K:3"], texts["HF:a"]) == ("40", "skjult (små tall)", "65")
    assert (texts["P:hele"], texts["P:deler"], texts["P:tom"]) == ("65", "minst 40", "0")
    assert texts["P:liten"] == "skjult (små tall)"
