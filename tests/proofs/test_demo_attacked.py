"""Everything the demo's country publishes over three months, put to a reader with a solver: nobody is found."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

import pytest

from varde.demo import load
from varde.indicators import actions, counts, disclosure, dividing, published
from varde.indicators.definitions import MEASURES
from varde.indicators.disclosure import Counted, protect_all
from varde.indicators.figures import Cell, Level, Shown, level_of
from varde.indicators.folding import today
from varde.indicators.rounding import is_small
from varde.indicators.tests.attacker import SPEAKS_OF, changes_found, pinned
from varde.programme import LOADER

One = TypeVar("One", Cell, Shown)


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


def in_partitions(cells: Sequence[One]) -> list[One]:
    return [cell for cell in cells if level_of(cell.place) != Level.PROJECT and not cell.cut]


def told(slug: str, on: date) -> list[Shown]:
    return in_partitions(published.everywhere(slug, as_of=on))


def truth_of(on: date) -> dict[str, dict[str, int]]:
    """What the reader is after: the numbers the figures are made of, place by place."""
    truth: dict[str, dict[str, int]] = {}
    for slug, (part, whole) in SPEAKS_OF.items():
        for cell in in_partitions(counts.everywhere(slug, as_of=on)):
            if cell.value is None:
                continue
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
    assert changes_found(partitions, pages, truths) == {}


@pytest.mark.heavy
def test_sabotage_where_only_small_numbers_are_hidden_somebody_is_found(
    months: list[date], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disclosure, "secure", lambda reader: None)
    partitions, truth = dividing.partitions(), truth_of(months[-1])
    counted = [Counted(MEASURES[slug], counts.everywhere(slug, as_of=months[-1])) for slug in SPEAKS_OF]
    page = {slug: in_partitions(cells) for slug, cells in protect_all(counted, partitions).items()}
    assert pinned(partitions, [page], truth, truth["active"]) != {}
