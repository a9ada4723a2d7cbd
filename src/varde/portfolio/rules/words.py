"""Text against flag: what is written about a deliverable, and what its yes or no says."""

from collections.abc import Iterator
from datetime import date

from varde.portfolio.facts import Deliverable, Facts, Finding, Moment, Text
from varde.portfolio.reading import Said, states
from varde.portfolio.vocabulary import Severity

Spoken = tuple[Text, Said]


def against_flags(facts: Facts, on: date) -> Iterator[Finding]:
    names = {one.slug: (one.title, *one.names) for one in facts.deliverables}
    spoken = [(text, said) for text in facts.texts for said in states(text.text, names)]
    for one in facts.deliverables:
        about = [(text, said) for text, said in spoken if said.subject == one.slug]
        for code, found in (
            ("text_says_done", _done_but_no(one, about)),
            ("text_says_planned", _planned_but_yes(one, about)),
            ("text_says_other_date", _other_date(one, about)),
        ):
            if found:
                yield _finding(code, one, found)


def _done_but_no(one: Deliverable, about: list[Spoken]) -> list[Spoken]:
    return [] if one.is_delivered else [(text, said) for text, said in about if said.is_done]


def _planned_but_yes(one: Deliverable, about: list[Spoken]) -> list[Spoken]:
    """What was written before it was delivered was true when it was written."""
    day = one.delivered_on or one.due_on
    since = [(text, said) for text, said in about if not (text.as_of and day and text.as_of < day)]
    return [(text, said) for text, said in since if not said.is_done] if one.is_delivered else []


def _other_date(one: Deliverable, about: list[Spoken]) -> list[Spoken]:
    if not one.delivered_on:
        return []
    day = Moment(one.delivered_on)
    return [(text, said) for text, said in about if said.is_done and said.moment and not said.moment.may_be(day)]


def _finding(code: str, one: Deliverable, found: list[Spoken]) -> Finding:
    sentence = {
        "text_says_done": f"Teksten sier at «{one.title}» er ferdig, men leveransen står som ikke levert.",
        "text_says_planned": f"Teksten sier at «{one.title}» fortsatt er planlagt, men leveransen står som levert.",
        "text_says_other_date": f"Teksten gir en annen dato for «{one.title}» enn leveransen.",
    }[code]
    quotes = {(said.quote, text.source): (said.quote, text.source, text.as_of) for text, said in found}
    where = tuple(dict.fromkeys((*one.under, *(text.initiative for text, _ in found))))
    flag = (one.flag, one.source, one.delivered_on or one.due_on)
    return Finding(code, Severity.ACT, "deliverable", one.slug, sentence, [flag, *quotes.values()], where)
