"""From a benefit's baseline and measurements to what was realised. Pure: nothing is stored, everything is subtracted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, overload

from varde.indicators import disclosure
from varde.projects import wording


class Planned(Protocol):
    """A benefit (`models.Benefit`): values in its unit."""

    baseline: Decimal
    baseline_people: int
    control_baseline: Decimal | None
    control_people: int | None
    expected: Decimal | None

    @property
    def has_control(self) -> bool: ...


class Measured(Protocol):
    """One measurement (`models.Measurement`)."""

    to_on: date
    value: Decimal
    people: int
    control_value: Decimal | None
    control_people: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """One point. `value` and `control` are None when fewer than five persons stand behind one of them."""

    on: date
    value: Decimal | None
    control: Decimal | None
    people: int | None

    @property
    def is_hidden(self) -> bool:
        return self.value is None


@dataclass(frozen=True, slots=True)
class Progress:
    """`change` is the latest value less the baseline; with a control group, less what the control group changed too.

    `share` is the change as a share of the expected one. All three are None when not measured, or hidden.
    """

    noun: str
    baseline: Decimal | None
    expected: Decimal | None
    readings: tuple[Reading, ...]
    change: Decimal | None
    share: Decimal | None
    warnings: tuple[str, ...]

    @property
    def state(self) -> str:
        if not self.readings:
            return "not_measured"
        return "hidden" if self.change is None else "shown"


def progress(benefit: Planned, measurements: Sequence[Measured]) -> Progress:
    """What may be said of a benefit; `measurements` the earliest first."""
    readings = tuple(_reading(benefit, one) for one in measurements)
    enough = _enough(benefit.baseline_people, benefit.control_people)
    change = _change(benefit, measurements[-1]) if enough and readings and not readings[-1].is_hidden else None
    return Progress(
        noun="Effekt" if benefit.has_control else "Målt endring",
        baseline=_plain(benefit.baseline) if enough else None,
        expected=_plain(benefit.expected),
        readings=readings,
        change=change,
        share=_share(benefit, change),
        warnings=tuple(_warnings(benefit, measurements)),
    )


def _reading(benefit: Planned, one: Measured) -> Reading:
    shown = _enough(one.people, one.control_people)
    control = one.control_value if benefit.has_control else None
    value = _plain(one.value) if shown else None
    return Reading(one.to_on, value, _plain(control) if shown else None, one.people if shown else None)


@overload
def _plain(value: Decimal) -> Decimal: ...


@overload
def _plain(value: None) -> None: ...


def _plain(value: Decimal | None) -> Decimal | None:
    """Without the zeros that the column adds: 4.20 → 4.2."""
    return None if value is None else value.normalize()


def _enough(*people: int | None) -> bool:
    """Nobody behind a value is no ground for showing it either: a measured value comes from somebody."""
    return all(number is None or number >= disclosure.FEWEST for number in people)


def _change(benefit: Planned, latest: Measured) -> Decimal | None:
    change = latest.value - benefit.baseline
    if not benefit.has_control:
        return _plain(change)
    if latest.control_value is None or benefit.control_baseline is None:
        return None
    return _plain(change - (latest.control_value - benefit.control_baseline))


def _share(benefit: Planned, change: Decimal | None) -> Decimal | None:
    """None too when no change is expected (a change that is to be kept)."""
    if change is None or benefit.expected is None or benefit.expected == benefit.baseline:
        return None
    return change / (benefit.expected - benefit.baseline)


def _warnings(benefit: Planned, measurements: Sequence[Measured]) -> list[str]:
    told = [wording.CONTROLLED if benefit.has_control else wording.REGRESSION]
    fewest = min([benefit.baseline_people, *(one.people for one in measurements)])
    if fewest < wording.FEW_PEOPLE:
        told.append(wording.FEW)
    return told
