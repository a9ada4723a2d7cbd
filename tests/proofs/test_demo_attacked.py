"""Everything the demo's country publishes over three months, put to a reader with a solver: nobody is found."""

from collections.abc import Sequence
from datetime import date

import pytest

from varde.demo import load
from varde.indicators import actions, counts, dividing, published
from varde.indicators.figures import Cell, Level, Shown, level_of
from varde.indicators.folding import today
from varde.indicators.rounding import is_small
from varde.indicators.tests.attacker import SPEAKS_OF, changes_found, pinned
from varde.programme import LOADER


@pytest.fixture(scope="module", autouse=True)
def country(database: object) -> None:
    load.load()


@pytest.fixture(scope="module")
def months(country: None) -> list[date]:
    """The last days of three months that are over, the oldest first."""
    ends = counts.month_ends(today(), 4)
    for end in ends:
        actions.freeze_month(by=LOADER, as_of=end)
    return ends


def in_partitions(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if level_of(cell.place) != Level.PROJECT and not cell.cut and cell.value is not None]


def told(slug: str, on: date) -> list[Shown]:
    return [one for one in published.everywhere(slug, as_of=on) if level_of(one.place) != Level.PROJECT and not one.cut]


def truth_of(on: date) -> dict[str, dict[str, int]]:
    """What the reader is after: the numbers the figures are made of, place by place."""
    truth: dict[str, dict[str, int]] = {}
    for slug, (part, whole) in SPEAKS_OF.items():
        for cell in in_partitions(counts.everywhere(slug, as_of=on)):
            if part:
                truth.setdefault(part, {})[cell.place] = cell.numerator or 0
            if whole:
                truth.setdefault(whole, {})[cell.place] = cell.denominator or 0
    return truth


@pytest.mark.heavy
def test_nobody_in_the_demo_is_found_in_any_month_nor_between_two(months: list[date]) -> None:
    partitions = dividing.partitions()
    truths = [truth_of(on) for on in months]
    pages = [{slug: told(slug, on) for slug in SPEAKS_OF} for on in months]
    for truth, page in zip(truths, pages, strict=True):
        assert sum(map(is_small, truth["active"].values())) >= 10, "the demo has small places for this to mean anything"
        assert pinned(partitions, [page], truth, truth["active"]) == {}
    people = [{name: truth[name] for name in ("active", "plan")} for truth in truths]
    assert changes_found(partitions, pages, people) == {}
