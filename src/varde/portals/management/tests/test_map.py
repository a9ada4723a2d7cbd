"""The map: every label can be read and hit, nothing lies on top of anything else, and the same projects give the same map."""

import json
from itertools import combinations, pairwise

import pytest

from varde.geography.actions import rows
from varde.portals.management.map import LINE, Place, draw


@pytest.fixture(scope="module")
def drawing():
    points = {row["municipality"]: (float(row["longitude"]), float(row["latitude"])) for row in rows("points.csv")}
    names = {row["number"]: row["name"] for row in rows("municipalities.csv")}
    members: dict[str, list[str]] = {}
    for row in rows("members.csv"):
        members.setdefault(row["helsefellesskap"], []).append(row["municipality"])
    from importlib.resources import files

    projects = json.loads(files("varde.projects").joinpath("data", "projects.json").read_text(encoding="utf-8"))
    return draw(
        tuple(
            Place(
                one["slug"],
                one["name"],
                names[one["owner"]],
                points[one["owner"]],
                tuple(points[number] for area in one["helsefellesskap"] for number in members[area]),
            )
            for one in projects["projects"]
        )
    )


def test_seventeen_projects_and_every_municipality_is_a_dot(drawing):
    assert len(drawing.marks) == 17
    assert sum(mark.area.count("M") for mark in drawing.marks) == 357


def test_labels_are_as_high_as_a_finger_needs_and_inside_the_map(drawing):
    for mark in drawing.marks:
        assert mark.box.bottom - mark.box.top == LINE >= 24
        assert 0 <= mark.box.left < mark.box.right <= drawing.width
        assert 0 <= mark.box.top < mark.box.bottom <= drawing.height


def test_no_label_lies_on_another_or_on_another_project(drawing):
    for one, other in combinations(drawing.marks, 2):
        assert not one.box.meets(other.box), (one.label, other.label)
        assert not one.box.holds((other.x, other.y)), (one.label, other.label)
        assert not other.box.holds((one.x, one.y)), (one.label, other.label)


def test_it_is_drawn_from_north_to_south(drawing):
    assert drawing.marks[0].label == "Gamvik"
    assert drawing.marks[-1].label == "Kristiansand"
    assert all(one.y <= other.y for one, other in pairwise(drawing.marks))


def test_west_is_left_and_east_is_right(drawing):
    at = {mark.label: (mark.x, mark.y) for mark in drawing.marks}
    assert at["Stavanger"][0] < at["Oslo"][0] < at["Bodø"][0] < at["Gamvik"][0]
    assert abs(at["Oslo"][1] - at["Asker"][1]) < 12  # twenty kilometres


def test_a_crowd_that_cannot_be_labelled_is_still_drawn():
    crowd = tuple(
        Place(str(n), "x", "En kommune med langt navn", (10 + n / 1000, 60.0), ((5.0, 58.0), (30.0, 71.0)))
        for n in range(60)
    )
    assert len(draw(crowd).marks) == 60
