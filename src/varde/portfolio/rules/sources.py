"""Sources against each other: different dates, numbers or words, steps in the wrong order, and an owner left out."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, groupby, permutations

from varde.portfolio.facts import Claim, Facts, Finding
from varde.portfolio.vocabulary import ABOUT, MANY_VALUED, SEQUENCES, STEP, Severity


def disagree(facts: Facts, on: date) -> Iterator[Finding]:
    """Two sources say the same thing of the same subject, and both cannot be right."""
    for claims in _by_what(claim for claim in facts.claims if claim.predicate not in MANY_VALUED):
        apart = [pair for pair in combinations(claims, 2) if _clash(*pair)]
        if not apart:
            continue
        clashing = list(dict.fromkeys(claim for pair in apart for claim in pair))
        first = clashing[0]
        about = ABOUT.get(first.predicate, first.predicate).format(name=first.name or first.subject)
        said = " eller ".join(dict.fromkeys(claim.said for claim in clashing))
        yield _finding("sources_disagree", clashing, f"Kildene er uenige om {about}: {said}.")


def out_of_order(facts: Facts, on: date) -> Iterator[Finding]:
    """A step that must come first is dated after one that must come later."""
    for kind, sequence in SEQUENCES.items():
        steps = [claim for claim in facts.claims if claim.kind == kind and claim.predicate in sequence and claim.moment]
        for early, late in permutations(steps, 2):
            if early.subject == late.subject and _is_reversed(early, late, sequence):
                planned = "den planlagte " if late.is_planned else ""
                first = f"{early.name or early.subject}: {STEP[early.predicate]} ({early.said})"
                sentence = f"{first} ligger etter {planned}{STEP[late.predicate]} ({late.said})."
                yield _finding("out_of_order", [early, late], sentence)


def owner_left_out(facts: Facts, on: date) -> Iterator[Finding]:
    """One source names who takes part, and the owner another source names is not among them."""
    for owner in facts.about("project", "owner"):
        listed = [one for one in facts.about("project", "participant") if one.subject == owner.subject]
        for source in dict.fromkeys(one.source for one in listed if one.source != owner.source):
            named = [one for one in listed if one.source == source]
            if owner.value not in {one.value for one in named}:
                names = ", ".join(one.value for one in named)
                sentence = f"{owner.value} er oppgitt som eier av {owner.name}, men er ikke blant dem en annen kilde nevner: {names}."
                yield _finding("owner_not_among_participants", [owner, named[0]], sentence)


def _by_what(claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    def what(claim: Claim) -> tuple[str, str, str, bool, str]:
        counted_at = str(claim.as_of) if claim.number is not None else ""
        return claim.kind, claim.subject, claim.predicate, claim.is_planned, counted_at

    return (list(group) for _, group in groupby(sorted(claims, key=what), key=what))


def _clash(one: Claim, other: Claim) -> bool:
    if one.source == other.source:
        return False
    if one.moment and other.moment:
        return not one.moment.may_be(other.moment)
    return (one.number, one.value) != (other.number, other.value) and not (one.moment or other.moment)


def _is_reversed(early: Claim, late: Claim, sequence: tuple[str, ...]) -> bool:
    if sequence.index(early.predicate) >= sequence.index(late.predicate) or not (early.moment and late.moment):
        return False
    return early.moment.earliest > late.moment.latest


def _finding(code: str, claims: list[Claim], sentence: str) -> Finding:
    first = claims[0]
    where = tuple(dict.fromkeys(slug for claim in claims for slug in claim.concerns))
    day = [(claim.quote, claim.source, claim.moment.on if claim.moment else claim.as_of) for claim in claims]
    sentence = sentence[0].upper() + sentence[1:]
    return Finding(code, Severity.CHECK, first.kind, first.subject, sentence, day, where)
