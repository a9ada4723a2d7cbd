"""Everything the demo's country publishes over three months, put to a reader with a solver: nobody is found."""

from collections.abc import Sequence
from datetime import date

import pytest

from varde.demo import load
from varde.indicators import actions, counts, dividing, published
from varde.indicators.figures import Cell, Level, Shown, level_of
from varde.indicators.folding import today
from varde.indicators.rounding import is_small
from varde.indicators.tests.attacker import changes_found, pinned, pinned_shares
from varde.programme import LOADER

PATIENTS = "aktive-pasienter"
SHARES = ("plandekning", "etterlevelse", "rod-sett-innen-lofte", "andel-ubemannet", "datakvalitet-forsinkelse")


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


@pytest.mark.heavy
def test_no_patient_of_the_demo_is_found_in_any_month_nor_between_two(months: list[date]) -> None:
    partitions = dividing.partitions()
    truths = [
        {one.place: one.numerator or 0 for one in in_partitions(counts.everywhere(PATIENTS, as_of=on))} for on in months
    ]
    pages = [told(PATIENTS, on) for on in months]
    for truth, page in zip(truths, pages, strict=True):
        assert sum(map(is_small, truth.values())) >= 10, "the demo has small places for this to mean anything"
        assert pinned(partitions, [page], truth) == {}
    assert changes_found(partitions, pages, truths) == {}


@pytest.mark.heavy
@pytest.mark.parametrize("slug", SHARES)
def test_no_share_of_the_demo_tells_of_one_to_four(slug: str, months: list[date]) -> None:
    on = months[-1]
    cells = in_partitions(counts.everywhere(slug, as_of=on))
    truth = {one.place: (one.numerator or 0, one.denominator or 0) for one in cells if one.denominator}
    assert truth, "the demo has something to tell of"
    assert pinned_shares(dividing.partitions(), told(slug, on), truth) == {}
