"""The forms patients answer, read from `forms/*.json` (the shape of a FHIR Questionnaire). Pure.

Answers are {item id: answer}: a scale answers 0–3, a choice the text of its option, an integer a whole number, a boolean
True or False.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Literal

from varde.questionnaires.scoring.sums import total

Answer = str | int | float | bool
ItemKind = Literal["scale", "choice", "integer", "boolean"]
YES, NO = {"true", "ja", "1", "on"}, {"false", "nei", "0"}


class FormError(ValueError):
    """An answer that cannot be used. `item` is the question; the message is Norwegian and says what to do."""

    def __init__(self, item: str, message: str) -> None:
        super().__init__(message)
        self.item = item


@dataclass(frozen=True, slots=True)
class Option:
    value: int | str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `finding` says an answer in the nurse's reasons, with {answer} where the answer goes."""

    id: str
    kind: ItemKind
    text: str
    help: str = ""
    options: tuple[Option, ...] = ()
    minimum: int = 0
    maximum: int = 0
    unit: str = ""
    finding: str = ""
    required: bool = True

    def said(self, answer: Answer) -> str:
        """The answer as the patient read it."""
        if self.kind == "boolean":
            return "Ja" if answer else "Nei"
        return next((option.text for option in self.options if option.value == answer), str(answer))

    def in_reasons(self, answer: Answer) -> str:
        """The answer as a part of the sentence on the worklist: "pusten klart verre"."""
        return self.finding.format(answer=self.said(answer).lower())


@dataclass(frozen=True, slots=True)
class Form:
    id: str
    version: str
    title: str
    licence: str
    items: tuple[Item, ...]
    score_items: tuple[str, ...]
    score_max: int

    def item(self, item_id: str) -> Item:
        return next(item for item in self.items if item.id == item_id)

    def score(self, answers: Mapping[str, Answer]) -> float | None:
        """The form's own sum, None when it has none or an answer in it is missing."""
        return total(self.score_items, answers) if self.score_items else None


def validate(form: str, answers: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers with their right types, in the order of the form. Raises FormError naming the item and what to do."""
    known = FORMS.get(form)
    if known is None:
        raise FormError("", f"Skjemaet «{form}» finnes ikke. Last siden på nytt.")
    for name in answers:
        if all(item.id != name for item in known.items):
            raise FormError(name, f"Spørsmålet «{name}» hører ikke til skjemaet. Last siden på nytt og svar igjen.")
    given = {item.id: clean(item, answers.get(item.id)) for item in known.items}
    return {name: answer for name, answer in given.items() if answer is not None}


def clean(item: Item, answer: Any) -> Answer | None:
    """One answer with its right type, None when it was not required and not given; FormError says what to do."""
    if answer is None or answer == "":
        if item.required:
            raise FormError(item.id, f"Svar på «{item.text}»")
        return None
    if item.kind == "boolean":
        return _yes_or_no(item, answer)
    if item.kind == "integer":
        return _whole_number(item, answer)
    for option in item.options:
        if not isinstance(answer, bool) and str(option.value) == str(answer):
            return option.value
    raise FormError(item.id, f"«{answer}» er ikke et av svarene på «{item.text}» Velg ett av dem.")


def _yes_or_no(item: Item, answer: Any) -> bool:
    said = str(answer).strip().lower()
    if said not in YES | NO:
        raise FormError(item.id, f"Svar ja eller nei på «{item.text}»")
    return said in YES


def _whole_number(item: Item, answer: Any) -> int:
    text = str(answer).strip()
    if (
        isinstance(answer, bool)
        or not (text.isascii() and text.isdigit())
        or not item.minimum <= int(text) <= item.maximum
    ):
        raise FormError(item.id, f"Skriv et helt tall fra {item.minimum} til {item.maximum} på «{item.text}»")
    return int(text)


def _read(text: str) -> Form:
    raw = json.loads(text)
    scoring = raw.get("scoring", {})
    return Form(
        id=raw["id"],
        version=raw["version"],
        title=raw["title"],
        licence=raw["copyright"],
        items=tuple(_item(item) for item in raw["item"]),
        score_items=tuple(scoring.get("sumOf", ())),
        score_max=scoring.get("max", 0),
    )


def _item(raw: Mapping[str, Any]) -> Item:
    options = tuple(
        Option(option["valueInteger"], option["display"])
        if "valueInteger" in option
        else Option(option["valueString"], option["valueString"])
        for option in raw.get("answerOption", ())
    )
    is_scale = any(isinstance(option.value, int) for option in options)
    kind: ItemKind = "scale" if is_scale else raw["type"]
    return Item(
        id=raw["linkId"],
        kind=kind,
        text=raw["text"],
        help=raw.get("help", ""),
        options=options,
        minimum=raw.get("minValue", 0),
        maximum=raw.get("maxValue", 0),
        unit=raw.get("unit", ""),
        finding=raw["finding"],
        required=raw.get("required", True),
    )


FORMS: Mapping[str, Form] = {
    form.id: form
    for form in (
        _read(path.read_text(encoding="utf-8"))
        for path in sorted((files(__package__) / "forms").iterdir(), key=lambda path: path.name)
        if path.name.endswith(".json")
    )
}
ITEMS: Mapping[tuple[str, str], Item] = {(form.id, item.id): item for form in FORMS.values() for item in form.items}
