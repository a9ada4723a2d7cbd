"""What in a patient case could point at a person: names, numbers, dates, exact ages, small places. Pure.

It refuses too much rather than too little: a word with a capital letter inside a sentence is taken for a name unless it is
known not to be one. It cannot see that a rare illness points at somebody; that is what the two who approve are for.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

MONTHS = "januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
NUMBERS = {
    "ser ut som et nummer på en person, en telefon eller en sak": re.compile(r"\d(?:[ .\u00a0\u202f-]?\d){5,}"),
    "er en e-postadresse": re.compile(r"\S+@\S+"),
    "er en dato, skriv kvartal eller årstid": re.compile(
        rf"\b(?:0?[1-9]|[12]\d|3[01])[./]\s?(?:0?[1-9]|1[0-2])\b(?:[./]\s?\d{{2,4}})?|\b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b|"
        rf"\b(?:\d{{1,2}}\.\s?)?(?:{MONTHS})\b(?: \d{{4}})?",
        re.IGNORECASE,
    ),
    "er en alder, velg aldersgruppe i stedet": re.compile(
        r"(?<![\d–-])\b(?:1[89]|[2-9]\d|1[01]\d)(?:\s?-?\s?åring\w*|\s+år(?:\s+gam\w+)?\b)", re.IGNORECASE
    ),
    "er et fødselsår": re.compile(r"\bfødt(?: i)? \d{4}\b|\b\d{2,4}-modell\b", re.IGNORECASE),
    "er en adresse": re.compile(r"\b[A-ZÆØÅ]\w+(?:veien|vegen|gata|gaten|gate|vei|veg|svingen|tunet)\b(?: \d+\w?)?"),
    "er en forbokstav for et navn": re.compile(r"\b[A-ZÆØÅ]\.(?=\s|$)(?! *$)|\b[A-ZÆØÅ]\. ?[A-ZÆØÅ]\."),
}
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
SENTENCE_STARTS = re.compile(r"(?:^|[.!?:…]\s+|[\n«\"(–•]\s*)$")
KNOWN = frozenset(
    [
        "Norge",
        "Helsenorge",
        "Helsedirektoratet",
        "NAV",
        "Hun",
        "Han",
        "De",
        "Du",
        "Jeg",
        "Vi",
        "Det",
        "Den",
        "Teams",
        "Bluetooth",
        "iPad",
        "Word",
        "Norsk",
        "Parkinson",
        "Alzheimer",
        "Crohn",
        "Bekhterev",
    ]
)


@dataclass(frozen=True, slots=True)
class Trace:
    """`what` as written, and why it cannot stand: "«Kari» ser ut som et navn"."""

    what: str
    why: str

    def __str__(self) -> str:
        return f"«{self.what}» {self.why}"


def traces(text: str, *, places: frozenset[str], large: frozenset[str]) -> list[Trace]:
    """What must be written otherwise. `places` are names of municipalities and districts, `large` names of areas that
    are large enough to be told (helsefellesskap, counties)."""
    found = [Trace(hit.group(0).strip(), why) for why, form in NUMBERS.items() for hit in form.finditer(text)]
    return [*dict.fromkeys([*found, *_places(text, places - large), *_names(text, places | large)])]


def _places(text: str, small: frozenset[str]) -> Iterator[Trace]:
    for name in sorted(small):
        if name in text and re.search(rf"(?<!\w){re.escape(name)}(?:s)?(?!\w)", text):
            yield Trace(name, "er et sted, skriv helsefellesskapet i stedet")


def _names(text: str, places: frozenset[str]) -> Iterator[Trace]:
    in_places = {part for name in places for part in WORD.findall(name)}
    for hit in WORD.finditer(text):
        word = hit.group(0)
        plain = word.removesuffix("s")
        if not word[0].isupper() or word.isupper() or {word, plain} & (KNOWN | in_places):
            continue
        if not SENTENCE_STARTS.search(text[: hit.start()]) or {word, plain} & _given_names():
            yield Trace(word, "ser ut som et navn")


@cache
def _given_names() -> frozenset[str]:
    """Common given names, which also stand first in sentences."""
    return frozenset(files("varde.projects").joinpath("data", "given_names.txt").read_text("utf-8").split())
