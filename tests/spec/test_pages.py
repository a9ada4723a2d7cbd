"""What nurses read in docs/clinical is what the rules do."""

from tests.spec import pages
from tests.spec.programmes import PROGRAMMES


def test_the_clinical_pages_are_what_the_definitions_and_tables_say_now():
    assert pages.stale() == [], "run `python -m tests.spec.pages` and read what changed"


def test_every_page_says_that_it_is_not_approved():
    assert all(pages.NOT_APPROVED in text for text in pages.pages().values())


def test_every_rule_is_on_its_page_with_what_it_rests_on():
    for of in PROGRAMMES:
        text = pages.pages()[f"{of.definition.id}.md"]
        assert all(rule["id"] in text and rule["evidence"] in text for rule in of.definition.rules)


def test_a_changed_table_makes_its_page_stale(monkeypatch):
    monkeypatch.setattr(pages, "PROGRAMMES", PROGRAMMES[:1])
    assert pages.stale() == ["README.md", "hjertesvikt-voksen.md"]
