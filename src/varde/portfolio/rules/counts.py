"""Counts against what they count: members that another source lets join later, and parts larger than their whole."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from varde.portfolio.facts import Claim, Facts, Finding
from varde.portfolio.vocabulary import COUNTED, PARTS, Severity


def joined_later(facts: Facts, on: date) -> Iterator[Finding]:
    """A source counts so many at a date that some it counts had, by another source, not joined yet."""
    counted = defaultdict(list)
    for claim in facts.claims:
        if claim.kind == "programme" and claim.predicate in {"areas", "projects"} and claim.number and claim.as_of:
            counted[claim.as_of, claim.source].append(claim)
    for (as_of, source), claims in counted.items():
        later = [one for one in facts.about("project", "joined") if _is_after(one, as_of)]
        late = [one for one in later if one.source != source]
        too_many = [claim for claim in claims if claim.number and claim.number > _room(claim.predicate, later, facts)]
        if late and too_many:
            yield _finding("counted_before_joined", [*too_many, *late], _too_early(too_many, late, as_of))


def part_exceeds_whole(facts: Facts, on: date) -> Iterator[Finding]:
    """What goes on, is active or is otherwise a part, is said to be more than what it is a part of."""
    for part in facts.claims:
        wholes = [
            one for one in facts.claims
            if one.predicate == PARTS.get(part.predicate) and (one.kind, one.subject) == (part.kind, part.subject)
            and one.number is not None and (not one.as_of or not part.as_of or one.as_of <= part.as_of)
        ]  # fmt: skip
        if not wholes or part.number is None:
            continue
        whole = max(wholes, key=lambda one: one.as_of or date.min)
        if whole.number is not None and part.number > whole.number:
            sentence = f"{part.number} {COUNTED[part.predicate]} er flere enn de {whole.number} {COUNTED[whole.predicate]} det var."
            yield _finding("part_exceeds_whole", [part, whole], sentence)


def _is_after(joined: Claim, as_of: date) -> bool:
    return joined.moment is not None and joined.moment.earliest > as_of


def _room(predicate: str, late: list[Claim], facts: Facts) -> int:
    """How many could be counted when the late ones are left out; all when nothing is known about members."""
    areas = list(facts.about("project", "area"))
    gone = {one.subject for one in late}
    if predicate == "areas":
        return len({one.value for one in areas if one.subject not in gone}) if areas else 10**9
    members = {one.subject for one in facts.about("project", "joined")}
    return len(members - gone) if members else 10**9


def _too_early(counts: list[Claim], late: list[Claim], as_of: date) -> str:
    counted = " og ".join(f"{one.number} {COUNTED[one.predicate]}" for one in counts)
    names = " og ".join(f"{one.name} ({one.said})" for one in late)
    return f"Per {as_of:%d.%m.%Y} er det talt {counted}, men ifølge en annen kilde kom {names} med først senere."


def _finding(code: str, claims: list[Claim], sentence: str) -> Finding:
    first = claims[0]
    facts = [(one.quote, one.source, one.moment.on if one.moment else one.as_of) for one in claims]
    where = tuple(dict.fromkeys(slug for one in claims for slug in one.concerns))
    return Finding(code, Severity.CHECK, first.kind, first.subject, sentence, list(dict.fromkeys(facts)), where)
