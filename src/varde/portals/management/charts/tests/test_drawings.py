"""What is drawn: sentences, scales, gaps and flags; nothing hidden leaves a trace in a coordinate."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import combinations

import pytest

from varde.indicators import variation, wording
from varde.indicators.variation import Observed
from varde.portals.management.charts import bars, bubbles, funnel, scale, spark, trend
from varde.portals.management.charts.bubbles import Area
from varde.portals.management.charts.trend import Month, Note


def months(*values, start=2024):
    return [
        Month(date(start + i // 12, i % 12 + 1, 28), value, "skjult (færre enn 5)" if value is None else str(value))
        for i, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("top", "ticks"),
    [
        (0, [0, 1]),
        (7, [0, 2, 4, 6, 8]),
        (100, [0, 50, 100]),
        (1204, [0, 500, 1000, 1500]),
        (0.31, [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_ticks_are_round_and_reach_the_top(top, ticks):
    assert scale.round_ticks(top) == ticks


def test_a_tick_is_written_the_norwegian_way():
    assert [scale.label(1204.0), scale.label(0.25), scale.label(50.0, " %")] == ["1\u202f204", "0,25", "50 %"]


def test_a_trend_says_from_where_to_where():
    drawn = trend.draw("Aktive pasienter", months(5, 7, 9))
    assert drawn.title == "Aktive pasienter økte fra 5 i jan. 2024 til 9 i mars 2024"
    assert trend.draw("Aktive", months(9, 7)).title == "Aktive gikk ned fra 9 i jan. 2024 til 7 i feb. 2024"
    assert trend.draw("Aktive", months(9, 7, 9)).title == "Aktive: 9 både i jan. 2024 og i mars 2024"
    assert trend.draw("Aktive", months(9)).title == "Aktive: 9 i jan. 2024"


def test_an_uneven_line_is_not_said_to_rise_because_it_ends_higher_than_it_began():
    drawn = trend.draw("Minutter", months(9, 20, 12, 21, 10, 19))
    assert drawn.title == "Minutter: 19 i juni 2024, mellom 9 og 21 siden jan. 2024"
    assert (
        trend.draw("Aktive", months(9, 20, 19, 40, 39, 60)).title == "Aktive økte fra 9 i jan. 2024 til 60 i juni 2024"
    )


def test_what_is_only_known_to_be_at_least_so_many_is_neither_drawn_nor_compared():
    assert wording.on_a_line(Decimal(45), "45") == 45.0
    least = Month(date(2024, 3, 31), wording.on_a_line(Decimal(45), "minst 45"), "minst 45")
    drawn = trend.draw("Aktive", [*months(80, 90), least])
    assert drawn.title == "Aktive økte fra 80 i jan. 2024 til 90 i feb. 2024"
    assert (len(drawn.gaps), drawn.rows[0].text) == (1, "minst 45")
    assert trend.draw("Aktive", [least]) is None


def test_a_hidden_month_breaks_the_line_and_has_no_height():
    drawn = trend.draw("Aktive", months(5, 6, None, 8, None, 9, 10))
    assert len(drawn.lines) == 2
    assert len(drawn.singles) == 1
    assert len(drawn.gaps) == 2
    assert [row.text for row in drawn.rows][2] == "skjult (færre enn 5)"


def test_no_line_is_drawn_across_months_nobody_told():
    told = [Month(date(2025, 11, 30), 15, "15"), Month(date(2026, 2, 28), 40, "40"), Month(date(2026, 3, 31), 41, "41")]
    whole = trend.filled(told, "ikke låst")
    assert [(one.at, one.text) for one in whole[:4]] == [
        (date(2025, 11, 30), "15"),
        (date(2025, 12, 31), "ikke låst"),
        (date(2026, 1, 31), "ikke låst"),
        (date(2026, 2, 28), "40"),
    ]
    drawn = trend.draw("Aktive", whole)
    assert (len(drawn.lines), len(drawn.singles)) == (1, 1)
    assert trend.filled([], "") == []


def test_without_a_single_value_nothing_is_drawn():
    assert trend.draw("Aktive", months(None, None)) is None
    assert trend.draw("Aktive", []) is None
    assert spark.draw(months(None, 3)) is None


def test_flags_stand_where_they_happened_and_in_the_table():
    notes = [
        Note(date(2024, 2, 10), "Ny definisjon"),
        Note(date(2031, 1, 1), "Etterpå"),
        Note(date(2024, 1, 28), "Start"),
    ]
    drawn = trend.draw("Aktive", months(5, 6, 7), notes=notes)
    assert [(flag.number, flag.note.text) for flag in drawn.flags] == [(1, "Start"), (2, "Ny definisjon")]
    assert [row.notes for row in drawn.rows] == ["", "Ny definisjon", "Start"]


def test_the_line_starts_at_zero_and_a_share_ends_at_a_hundred():
    drawn = trend.draw("Plandekning", months(90.0, 99.5), suffix=" %", at_most=100)
    assert drawn.y_ticks[0].label == "0 %"
    assert drawn.y_ticks[-1].label == "100 %"


def test_a_spark_has_one_line_for_each_unbroken_run():
    drawn = spark.draw(months(1, 2, None, 3, 4, None, 5))
    assert len(drawn.lines) == 2
    assert drawn.last[0] == "93.0"


def places(*observed):
    return [
        Observed(f"HF:{i}", f"Sted {i}", events, n, "skjult (færre enn 5)" if events is None else f"{events}/{n}")
        for i, (events, n) in enumerate(observed)
    ]


ALIKE = [(70, 100), (68, 100), (150, 200), (36, 50), (280, 400)]


def plot(observed, kind="share", per=100.0, is_clustered=False, own=""):
    found = variation.compared(places(*observed), kind, per, is_clustered=is_clustered)
    return funnel.draw("Plandekning", found, n_name="pasienter", own=own)


def test_places_that_differ_by_chance_are_all_inside():
    drawn = plot(ALIKE)
    assert drawn.title == "Plandekning: ingen av 5 skiller seg mer enn tilfeldigheter kan forklare"
    assert drawn.outside == drawn.warned == drawn.numbered == []


def test_one_that_differs_more_is_numbered_and_said():
    drawn = plot([*ALIKE, (20, 100)])
    assert [dot.number for dot in drawn.numbered] == list(range(1, len(drawn.numbered) + 1))
    assert drawn.title == "Plandekning: 1 av 6 skiller seg mer enn tilfeldigheter kan forklare"
    (far,) = drawn.outside
    assert (far.name, far.side, far.number) == ("Sted 5", "under", len(drawn.numbered))
    assert far.says == "utenfor 99,8 %-grensen, under"


# One area with many alerts of few patients, and twelve that are much alike.
ALERTS = [(190, 107), *[(n, 100) for n in (9, 14, 7, 12, 17, 10, 8, 15, 6, 11, 13, 9)]]


def test_one_that_holds_most_of_what_is_counted_does_not_put_all_others_outside():
    narrow, wide = plot(ALERTS, "rate", 1.0), plot(ALERTS, "rate", 1.0, is_clustered=True)
    assert (len(narrow.outside) + len(narrow.warned), narrow.widened) == (11, "")
    assert [dot.name for dot in wide.outside] == ["Sted 0"]
    assert wide.warned == []
    assert float(wide.widened.replace(",", ".")) > 1.5
    assert wide.title == "Plandekning: 1 av 13 skiller seg klart fra de andre"
    assert (wide.pull.name, wide.pull.without, wide.common) == ("Sted 0", "0,11", "0,25")


def test_nobody_is_said_to_pull_where_all_are_alike():
    drawn = plot(ALIKE, is_clustered=True)
    assert (drawn.widened, drawn.pull) == ("", None)


def test_the_order_is_the_one_given_never_by_value():
    assert [dot.name for dot in plot([(90, 100), (10, 100), (50, 100)]).dots] == ["Sted 0", "Sted 1", "Sted 2"]


def test_a_hidden_place_is_in_the_table_and_not_in_the_plot():
    drawn = plot([*ALIKE, (None, None)])
    assert drawn.hidden == 1
    assert [dot.name for dot in drawn.shown] == [f"Sted {i}" for i in range(5)]
    assert drawn.dots[-1].n == ""


def test_of_fewer_than_three_nothing_is_compared():
    assert variation.compared(places((1, 10), (2, 10), (None, None)), "share", 100.0) is None


def test_a_rate_may_exceed_one_in_a_thousand_and_own_is_marked():
    drawn = plot([(40, 10_000), (60, 20_000), (90, 30_000)], kind="rate", per=1000.0, own="HF:1")
    assert [dot.key for dot in drawn.dots if dot.is_own] == ["HF:1"]
    assert drawn.common == "3,17"


@pytest.mark.parametrize("sizes", [(100, 150, 200), (10, 100, 4_000)])
def test_the_limits_are_drawn_to_the_edge_and_no_further(sizes):
    drawn = plot([(n / 2, n) for n in sizes])
    assert len(drawn.curves) == 4
    for _, line in drawn.curves:
        across = [float(point.split(" ")[0]) for point in line[1:].split("L")]
        assert across == sorted(across)
        assert across[-1] == scale.WIDTH - scale.RIGHT


def test_bars_share_a_scale_and_an_interval_fits():
    first, second, third = bars.draw([bars.Valued(50, 40, 80), bars.Valued(20), bars.Valued(None)])
    assert (first.length, first.whisker) == ("100.0", ("80.0", "160.0"))
    assert (first.start, second.start) == ("0.0", "0.0")
    assert (second.length, second.whisker, third) == ("40.0", None, None)


def test_a_bar_below_zero_goes_to_the_left_of_zero_on_the_same_scale():
    fall, rise = bars.draw([bars.Valued(-30, -40, -20), bars.Valued(10)])
    assert (fall.start, fall.length, fall.whisker) == ("32.0", "96.0", ("0.0", "64.0"))
    assert (rise.start, rise.length) == ("128.0", "32.0")


@pytest.mark.parametrize("values", [[0.0, 0.0], [None, None], [-5.0, None]])
def test_no_bar_has_a_length_below_zero(values):
    for bar in filter(None, bars.draw([bars.Valued(value) for value in values])):
        assert float(bar.length) >= 0


def area(key, value, state="shown", at=(10.0, 60.0)):
    return Area(key, key, (at, (at[0] + 0.4, at[1] + 0.3)), value, state, "tekst", "tall")


def test_the_area_of_a_bubble_is_its_number_and_the_largest_lies_lowest():
    drawn = bubbles.draw((area("a", 25, at=(5, 59)), area("b", 100, at=(15, 68)), area("c", 50, at=(10, 63))))
    assert [bubble.key for bubble in drawn.bubbles] == ["b", "c", "a"]
    largest, _, smallest = (float(bubble.radius) for bubble in drawn.bubbles)
    assert largest == pytest.approx(2 * smallest)


def test_hidden_bubbles_look_alike():
    hidden = area("a", None, "hidden", at=(5, 59))
    drawn = bubbles.draw((hidden, replace(hidden, key="b", points=((8.0, 61.0),)), area("c", 50)))
    assert {bubble.radius for bubble in drawn.bubbles if bubble.state == "hidden"} == {"6.0"}


def test_a_map_without_areas_is_not_drawn():
    assert bubbles.draw(()) is None


def test_the_labels_of_the_19_do_not_collide():
    from varde.geography.actions import rows

    points = {row["municipality"]: (float(row["longitude"]), float(row["latitude"])) for row in rows("points.csv")}
    members = {}
    for row in rows("members.csv"):
        members.setdefault(row["helsefellesskap"], []).append(points[row["municipality"]])
    drawn = bubbles.draw(
        tuple(
            Area(name, name, tuple(where), 50.0 + i, "shown", "t", "1\u202f204")
            for i, (name, where) in enumerate(members.items())
        )
    )
    assert len(drawn.bubbles) == 19
    assert not [1 for a, b in combinations([bubble.box for bubble in drawn.bubbles], 2) if a.meets(b)]
