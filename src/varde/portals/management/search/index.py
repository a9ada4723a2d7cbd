"""Site search: everything public as entries, and which of them answer a question. Pure.

Every word asked for must begin a word of the entry; one of four letters or more may also stand inside a word of its title
("rapport" in "erfaringsrapport"). Letters are compared without accents, with æ = ae, ø = o, å = a,
so that "Kárášjohka", "Karasjohka" and "karasjohka" are the same.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

FOLDED = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t", "ð": "d"})
WORD = re.compile(r"\w+")
SNIPPET = 160
INSIDE = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be found. `kind` is its heading in the answer; `names` are other names it has."""

    kind: str
    title: str
    href: str
    text: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    entry: Entry
    rank: int
    also: str

    @property
    def snippet(self) -> str:
        text = self.entry.text
        return text if len(text) <= SNIPPET else text[: SNIPPET - 1].rsplit(" ", 1)[0] + " …"


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of one kind, best first."""

    kind: str
    hits: Sequence[Hit]


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(FOLDED))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).translate(FOLDED)


def find(asked: str, entries: Iterable[Entry]) -> list[Found]:
    """By kind in the order the kinds come in; within one the best hits first, else in the order given."""
    wanted = WORD.findall(folded(asked))
    if not wanted:
        return []
    entries = list(entries)
    order = {kind: place for place, kind in enumerate(dict.fromkeys(entry.kind for entry in entries))}
    hits = [hit for entry in entries if (hit := _hit(entry, wanted)) is not None]
    hits.sort(key=lambda hit: (order[hit.entry.kind], hit.rank))
    return [Found(kind, list(some)) for kind, some in groupby(hits, key=lambda hit: hit.entry.kind)]


def _hit(entry: Entry, wanted: list[str]) -> Hit | None:
    """Rank 0: the title itself; 1: another name; 2: words of the title; 3: words of another name; 4: inside; 5: the text."""
    asked = " ".join(wanted)
    title = WORD.findall(folded(entry.title))
    if " ".join(title) == asked:
        return Hit(entry, 0, "")
    names = [(name, WORD.findall(folded(name))) for name in entry.names]
    for name, words in names:
        if " ".join(words) == asked:
            return Hit(entry, 1, name)
    if _begin(wanted, title):
        return Hit(entry, 2, "")
    for name, words in names:
        if _begin(wanted, words):
            return Hit(entry, 3, name)
    if all(len(one) >= INSIDE and any(one in word for word in title) for one in wanted):
        return Hit(entry, 4, "")
    every = [*title, *(word for _, words in names for word in words), *WORD.findall(folded(entry.text))]
    return Hit(entry, 5, "") if _begin(wanted, every) else None


def _begin(wanted: list[str], words: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in wanted)
