"""Figures inside a text: `{figure:aktive-pasienter}` or `{figure:aktive-pasienter@county:40}` is what was counted,
`{reported:aktive-pasienter}` what others have reported; the two are never mixed. Pure.
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from varde.reports.content import Number

PATTERN = re.compile(r"\{(figure|reported):([^{}]*)\}")
INSIDE = re.compile(r"([a-z0-9]+(?:-[a-z0-9]+)*)(?:@([a-z]+):([A-Za-z0-9:-]+))?")
PREFIXES = {
    "nation": "",
    "helsefellesskap": "HF:",
    "county": "F:",
    "municipality": "K:",
    "district": "B:",
    "project": "P:",
}
# Years and dates are not figures; what is left may be one that somebody has typed.
NOT_A_FIGURE = re.compile(
    r"\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})\b|\d{1,2}\.\s(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober"
    r"|november|desember)|\b(?:19|20)\d\d\b|\b(?:nr|kap|kapittel|del|punkt|§)\.?\s?\d+(?:\.\d+)*",
    re.IGNORECASE,
)
TYPED = re.compile(r"(?<![\w{-])\d[\d\u202f\u00a0 ]*(?:,\d+)?(?![\w-])")


class Wanted(NamedTuple):
    """A figure that a text asks for: a measure at a place ("NO", "F:40", "P:oslo" …)."""

    written: str
    measure: str
    place: str
    is_reported: bool = False


class UnknownFigure(ValueError):
    """A text asks for a figure that cannot be had; says which, in Norwegian."""


def wanted(text: str, *, own_place: str) -> Iterator[Wanted]:
    """The figures a text asks for; without a place the report's own is meant. Raises UnknownFigure when it cannot be read."""
    for match in PATTERN.finditer(text):
        inside = INSIDE.fullmatch(match[2].strip())
        if inside is None or (inside[2] and inside[2] not in PREFIXES):
            raise UnknownFigure(
                f"«{match[0]}» kan ikke leses. Skriv {{figure:navn}} eller {{figure:navn@nivå:sted}}, "
                f"der nivå er ett av {', '.join(PREFIXES)}."
            )
        place = _place(inside[2], inside[3]) if inside[2] else own_place
        yield Wanted(match[0], inside[1], place, match[1] == "reported")


def _place(level: str, key: str) -> str:
    prefix = PREFIXES[level]
    return key if key.startswith(prefix) else prefix + key


def filled(text: str, numbers: Mapping[tuple[str, str, bool], Number], *, own_place: str) -> str:
    """The text with the figures in place of what was asked for; `numbers` by measure, place, and whether
    others have reported them.

    Raises UnknownFigure for one that is not there. One that is hidden says so in its own words.
    """
    for one in wanted(text, own_place=own_place):
        number = numbers.get((one.measure, one.place, one.is_reported))
        if number is None:
            raise UnknownFigure(f"«{one.written}» finnes ikke: det er ikke noe tall «{one.measure}» for {one.place}.")
        text = text.replace(one.written, number.text)
    return text


def typed_numbers(text: str) -> list[str]:
    """Numbers written by hand: neither placeholders nor years, dates or chapter numbers."""
    rest = NOT_A_FIGURE.sub(" ", PATTERN.sub(" ", text))
    return [found.group(0).strip() for found in TYPED.finditer(rest)]
