"""The card of the day says in the browser what the rules say in Python, for every row of the tables."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.spec.language import TODAY, Example, Programme, compiled, situations
from tests.spec.programmes import PROGRAMMES
from varde.measurements.kinds import KINDS
from varde.portals.patient.day_card import as_posted, tables
from varde.triage.rules import GREEN, YELLOW, Answered, History, Overdue, Reading, RuleSet, Subject, compile_rules

SCRIPT = Path(__file__).resolve().parents[2] / "src/varde/portals/components/static/varde/card.js"
EVERY_ROW = [
    pytest.param(of, example, id=f"{name}-{number}")
    for of in PROGRAMMES
    for name, examples in [
        *((table.id, table.examples) for table in of.tables),
        (of.definition.id, [example for _, example in of.whole]),
    ]
    for number, example in enumerate(examples, 1)
]


@pytest.fixture(scope="module")
def phone(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.set_content("<main></main>")
    page.add_script_tag(path=SCRIPT)
    yield page
    page.close()


def on_the_phone(phone: Page, card: dict[str, Any], item: str, fields: dict[str, str]) -> dict[str, Any]:
    asked = [json.loads(json.dumps(card)), item, fields]
    found: dict[str, Any] = phone.evaluate("([card, item, fields]) => vardeCard.judge(card, item, fields)", asked)
    return found


def as_typed(subject: Subject) -> tuple[str, dict[str, str]] | None:
    """What she would type or choose, and on which page; None for what is not typed: silence, or half a blood pressure."""
    if isinstance(subject, Answered):
        return subject.form, {name: as_posted(answer) for name, answer in subject.answers.items()}
    if isinstance(subject, Reading):
        for kind in KINDS.values():
            if list(subject.values) == list(kind.metrics):
                values = [f"{value:g}".replace(".", ",") for value in subject.values.values()]
                return kind.key, dict(zip(("value", "value2"), values, strict=False))
    return None


def whole(subject: Subject, history: History) -> Subject:
    """A systolic pressure alone is typed with a diastolic that says nothing."""
    if isinstance(subject, Reading) and set(subject.values) == {"sbp"}:
        return Reading({"sbp": subject.values["sbp"], "dbp": subject.values["sbp"] - 40}, subject.at)
    return subject


def agrees(phone: Page, rules: RuleSet, subject: Subject, history: History) -> bool:
    """The same zone, the same 113, and whether it waits; where the rules say green or nothing, the phone says nothing."""
    subject = whole(subject, history)
    typed = as_typed(subject)
    if typed is None:
        return True
    said = on_the_phone(phone, tables(rules, subject.at, history), *typed)
    verdict = rules.judge(subject, history)
    zone = max(verdict.standing, verdict.waiting)
    if zone < YELLOW:
        return bool(said["zone"] <= GREEN)
    return (said["zone"], said["acute"], said["waits"]) == (zone, verdict.acute, verdict.waiting > verdict.standing)


@pytest.mark.parametrize(("of", "example"), EVERY_ROW)
def test_the_phone_says_what_the_rules_say(phone: Page, of: Programme, example: Example) -> None:
    rules = compiled(of, example)
    found = [
        (subject, history) for subject, history in situations(of, example, rules) if not isinstance(subject, Overdue)
    ]
    assert [subject for subject, history in found if not agrees(phone, rules, subject, history)] == []


def test_finer_than_the_table_takes_the_stricter_neighbour(phone: Page) -> None:
    spec = {"id": "X", "kind": "threshold", "metric": "spo2", "op": "<", "value": 90, "zone": "red"}
    card = tables(compile_rules([spec], {}), TODAY, History())
    said = [on_the_phone(phone, card, "spo2", {"value": typed})["zone"] for typed in ("89,9", "89,95", "90", "90.0 %")]
    assert said == [3, 3, 1, 1]


@pytest.mark.parametrize("typed", ["", "nittitre", "9 3", "93,", "12345", "-4", "0x5d"])
def test_what_is_no_number_says_nothing(phone: Page, typed: str) -> None:
    spec = {"id": "X", "kind": "threshold", "metric": "spo2", "op": ">", "value": 0, "zone": "red"}
    card = tables(compile_rules([spec], {}), TODAY, History())
    assert on_the_phone(phone, card, "spo2", {"value": typed})["zone"] == 0
