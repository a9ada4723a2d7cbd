"""Answered forms in words: what is worse than usual first, the rest behind a fold."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from varde.questionnaires.forms import FORMS
from varde.questionnaires.models import QuestionnaireResponse


@dataclass(frozen=True, slots=True)
class Answered:
    """One form as answered: `worse` in the words of the reasons, `all` as (question, answer)."""

    title: str
    at: datetime
    zone: int
    score: str
    worse: str
    all: list[tuple[str, str]]


def present(responses: Iterable[QuestionnaireResponse]) -> list[Answered]:
    return [_present(response) for response in responses]


def _present(response: QuestionnaireResponse) -> Answered:
    form = FORMS.get(response.form)
    answers = json.loads(response.answers)
    if form is None:
        said = [(name, str(answer)) for name, answer in answers.items()]
        return Answered(response.form, response.effective_at, response.zone, "", "", said)
    given = [(item, answers[item.id]) for item in form.items if item.id in answers]
    is_worse = [item.in_reasons(answer) for item, answer in given if item.kind in ("scale", "boolean") and answer]
    worse = ", ".join(is_worse)
    score = f"{response.score:.0f} av {form.score_max}" if response.score is not None else ""
    return Answered(
        title=form.title,
        at=response.effective_at,
        zone=response.zone,
        score=score,
        worse=worse[:1].upper() + worse[1:],
        all=[(item.text, item.said(answer)) for item, answer in given],
    )
