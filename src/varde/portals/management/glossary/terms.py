"""The words of the programme, explained once: data in `terms.json`, written for somebody who meets them the first time."""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import msgspec


class Term(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One word. `also` are its other forms and names; `measure` is the slug of the figure it belongs to, if any."""

    slug: str
    term: str
    meaning: str
    also: tuple[str, ...] = ()
    measure: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        return (self.term, *self.also)


@cache
def terms() -> tuple[Term, ...]:
    """All of them in Norwegian order."""
    text = files("varde.portals.management.glossary").joinpath("terms.json").read_bytes()
    return tuple(sorted(msgspec.json.decode(text, type=list[Term]), key=lambda one: norwegian_order(one.term)))


def norwegian_order(text: str) -> str:
    """A key that sorts æ, ø and å last, whatever the case."""
    return text.casefold().translate(str.maketrans("æøå", "{|}"))


def called(name: str) -> Term | None:
    """The term with this name, whatever the case."""
    return _by_name().get(name.casefold())


def pieces(text: str, known: set[str]) -> Iterator[tuple[str, Term | None]]:
    """The text cut at terms: each piece with the term it names, or None. A term in `known` is left in peace; others join it.

    So each word is explained where it first stands, and only there.
    """
    rest = 0
    for found in _pattern().finditer(text):
        term = called(found.group())
        if term is None or term.slug in known:
            continue
        known.add(term.slug)
        if found.start() > rest:
            yield text[rest : found.start()], None
        yield found.group(), term
        rest = found.end()
    if rest < len(text):
        yield text[rest:], None


@cache
def _by_name() -> dict[str, Term]:
    return {name.casefold(): one for one in terms() for name in one.names}


@cache
def _pattern() -> re.Pattern[str]:
    """Whole words only, the longest name first."""
    names = sorted(_by_name(), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
