"""Needs that services have reported, merged where they are the same, with what is done about each."""

from collections.abc import Iterable
from dataclasses import dataclass

from varde.portals.management.effects.facts import from_whom
from varde.projects.models import Entry
from varde.projects.registers import REGISTERS


@dataclass(frozen=True, slots=True)
class Common:
    """One need under its common name: who has reported it, under which initiatives, and the newest answer."""

    name: str
    reported_by: list[str]
    initiatives: list[str]
    state: str
    answer: Entry


def common_needs(answers: Iterable[Entry]) -> list[Common]:
    """By name; answers with the same common name, whatever its letters' case, are one."""
    found: dict[str, list[Entry]] = {}
    for one in answers:
        if one.about:
            found.setdefault(one.party.strip().casefold(), []).append(one)
    return [_common(some) for _, some in sorted(found.items())]


def _common(answers: list[Entry]) -> Common:
    newest = max(answers, key=lambda one: one.recorded_at)
    needs = [one.about for one in answers if one.about]
    words = REGISTERS["need"]
    return Common(
        newest.party,
        sorted({from_whom(one) for one in needs}),
        sorted({words.item_name(one.item) for one in needs}),
        REGISTERS[newest.register].state_name(newest.state),
        newest,
    )


def _what(need: Entry) -> tuple[object, ...]:
    """The need itself, whatever version of it."""
    return need.project_id, need.item, need.party


def waiting(needs: Iterable[Entry], answers: Iterable[Entry]) -> str:
    """How many are reported, and how many nobody has answered."""
    reported, answered = set(map(_what, needs)), {_what(one.about) for one in answers if one.about}
    return f"Meldt: {len(reported)}. Venter på svar: {len(reported - answered)}."
