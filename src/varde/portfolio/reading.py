"""Reading Norwegian narrative: does it say that something is done, or that it is still to come?

Deliberately narrow. Only a finite set of verbs counts, and a sentence that is unsure ("før de er vedtatt") says nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from varde.portfolio.facts import MONTHS, Moment

_VERBS = r"(?:publisert|levert|utgitt|godkjent|vedtatt|ferdigstilt|lansert|oversendt|sendt ut)"
_DONE = re.compile(rf"\b(?:er|ble|var|har blitt|er blitt)\s+(?:\w+\s+){{0,2}}?{_VERBS}\b", re.I)
_PLANNED = re.compile(
    r"\bplanlagt (?:publisering|levering|utgivelse|godkjenning|lansering|ferdigstilling)"
    rf"|\bplanlegges (?:å bli )?{_VERBS}"
    rf"|\b(?:skal|vil) (?:snart |senere )?(?:bli )?(?:publiseres|leveres|utgis|godkjennes|ferdigstilles|lanseres|{_VERBS})\b"
    r"|\ber (?:fortsatt )?under (?:arbeid|utarbeidelse)\b",
    re.I,
)
_NOT = re.compile(r"\b(?:ikke|aldri)\b", re.I)
_UNSURE = re.compile(r"\b(?:før|når|hvis|dersom|inntil|om (?:de|den|det))\b[^.,;]{0,25}$", re.I)
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])|\n+")
_MONTH = re.compile(rf"\b({'|'.join(MONTHS)}) (\d{{4}})\b", re.I)
_DAY = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence says that `subject` is done, or is not yet; `moment` when the sentence gives one."""

    subject: str
    is_done: bool
    quote: str
    moment: Moment | None


def states(text: str, names: Mapping[str, Sequence[str]]) -> Iterator[Said]:
    """What the text says about each subject of `names`, {subject: what it may be called}.

    A sentence without a name speaks of what the sentence before it named, when that was one thing.
    """
    before: str | None = None
    for sentence in filter(None, map(str.strip, _SENTENCE.split(text))):
        named = _named(sentence, names)
        found = _state(sentence)
        if found and (subject := _nearest(named, found[0]) or (before if not named else None)):
            yield Said(subject, found[1], sentence, moment(sentence))
        before = named[0][1] if len({subject for _, subject in named}) == 1 else None


def moment(sentence: str) -> Moment | None:
    """The first day or month written out in a sentence."""
    if found := _DAY.search(sentence):
        day, month, year = map(int, found.groups())
        return Moment(date(year, month, day)) if 1 <= month <= 12 and 1 <= day <= 28 else None
    if found := _MONTH.search(sentence):
        return Moment(date(int(found[2]), MONTHS.index(found[1].lower()) + 1, 1), is_month=True)
    return None


def _state(sentence: str) -> tuple[int, bool] | None:
    """Where the sentence says it, and whether it is done."""
    for found in _DONE.finditer(sentence):
        if not _UNSURE.search(sentence[: found.start()]):
            return found.start(), not _NOT.search(found[0])
    planned = _PLANNED.search(sentence)
    return (planned.start(), False) if planned else None


def _named(sentence: str, names: Mapping[str, Sequence[str]]) -> list[tuple[int, str]]:
    """Where each subject is named, in the order of the sentence."""
    lowered = sentence.lower()
    found = [
        (hit.start(), subject)
        for subject, words in names.items()
        for word in words
        if (hit := re.search(rf"\b{re.escape(word.lower())}\b", lowered))
    ]
    return sorted(found)


def _nearest(named: list[tuple[int, str]], at: int) -> str | None:
    """The one named last before `at`, else the first named."""
    earlier = [subject for place, subject in named if place <= at]
    return earlier[-1] if earlier else next((subject for _, subject in named), None)
