"""Every row of the programme's own documents is shown by a test, or says why not."""

from tests.architecture import trace


def test_every_row_has_a_test_or_a_note_and_never_both() -> None:
    assert trace.mistakes() == []


def test_a_row_with_neither_is_told(monkeypatch) -> None:
    monkeypatch.setattr(
        trace, "requirements", lambda: {"A01": "Shown", "B02": "Noted", "C03": "Neither", "E01": "Later"}
    )
    monkeypatch.setattr(trace, "marked", lambda: {"A01": ["one"], "B99": ["two"]})
    monkeypatch.setattr(trace, "notes", lambda: {"B02": "Not there.", "A01": "Not there."})
    assert trace.mistakes() == [
        "unknown requirement B99: two",
        "C03 has neither a test nor a note: Neither",
        "A01 has a test and a note that says it has none",
    ]
    assert trace.main() == 1
