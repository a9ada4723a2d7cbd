"""What the pages say, without a page."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from varde.lib.context import Actor
from varde.measurements.series import Point
from varde.portals.clinician.presenters import card, reasons, series
from varde.portals.clinician.views.patient import next_checks
from varde.portals.components import charts
from varde.triage.models import Card, CardEvent

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NURSE = Actor("personnel", UUID(int=1), "Kari Lyngstad", "follow_up_nurse", UUID(int=9), "Oppfølgingsenheten")
OTHER = UUID(int=2)


@pytest.mark.parametrize(
    ("told", "once", "short"),
    [
        ("", "", ""),
        ("SpO2 86 %; SpO2 86 %", "SpO2 86 %", "SpO2 86 %"),
        (
            "Pusten mye verre; Pusten mye verre, hosten litt verre (symptomer 5)",
            "Pusten mye verre, hosten litt verre (symptomer 5)",
            "Pusten mye verre, hosten litt verre (symptomer 5)",
        ),
        (
            "Vekt 81,5 kg, opp 2 kg på 3 dager; Vekt 81,5 kg, i planen 78,2; Svimmel",
            "Vekt 81,5 kg, opp 2 kg på 3 dager; Vekt 81,5 kg, i planen 78,2; Svimmel",
            "Vekt 81,5 kg, opp 2 kg på 3 dager; Svimmel",
        ),
    ],
)
def test_reasons_say_each_thing_once(told: str, once: str, short: str) -> None:
    assert reasons.once(told) == once
    assert reasons.short(told) == short


def event(minute: int, kind: str, by: UUID | None = None, text: str = "", **more: object) -> CardEvent:
    who = NURSE.display if by else ""
    at = NOW + timedelta(minutes=minute)
    return CardEvent(id=UUID(int=100 + minute), episode=1, kind=kind, at=at, by=by, by_display=who, text=text, **more)


def newest_first(*events: CardEvent) -> list[CardEvent]:
    return sorted(events, key=lambda one: one.at, reverse=True)


def panel(*events: CardEvent) -> card.Panel:
    held = Card(id=UUID(int=3), episode=1, state="in_progress", zone=3, since=NOW, taken_by=NURSE.id)
    return card.panel(held, newest_first(*events), NURSE, "Ingrid Solbakken, født 1948", NOW)


def test_only_the_very_last_step_and_only_ones_own_can_be_undone() -> None:
    opened = event(0, "opened", text="SpO2 86 %")
    mine = event(1, "taken", by=NURSE.id)
    assert panel(opened, mine).undoable is not None
    assert panel(opened, mine, event(2, "repeated", text="SpO2 85 %")).undoable is None
    assert panel(opened, event(1, "taken", by=OTHER)).undoable is None
    assert panel(opened).undoable is None


def test_the_journal_text_tells_it_in_order_without_repeating_or_what_was_undone() -> None:
    note = event(3, "note", by=NURSE.id, text="Ringer igjen.")
    regretted = event(4, "closed", by=NURSE.id, text="Feil pasient", outcome="advice")
    journal = panel(
        event(0, "opened", text="SpO2 86 %"),
        event(1, "repeated", text="SpO2 86 %"),
        event(2, "taken", by=NURSE.id),
        note,
        regretted,
        event(5, "undone", by=NURSE.id, undoes=regretted.id),
    ).journal
    assert journal.splitlines() == [
        "Digital hjemmeoppfølging 23.11.2026 kl. 10:00",
        "Ingrid Solbakken, født 1948",
        "23.11. 10:00 Kortet kom på lista: SpO2 86 %.",
        "23.11. 10:03 Notat: Ringer igjen.",
        "Kari Lyngstad, Oppfølgingsenheten",
    ]


def test_a_quiet_card_says_nothing_green_of_somebody_who_has_been_silent() -> None:
    heard = {"spo2": [1, (NOW - timedelta(hours=35)).isoformat(), None]}
    silent = {"spo2": [1, (NOW - timedelta(hours=37)).isoformat(), None]}
    zones = []
    for latest in (heard, silent):
        held = Card(id=UUID(int=3), state="quiet", zone_now=1, latest=json.dumps(latest))
        zones.append(card.panel(held, [], NURSE, "", NOW).zone)
    assert zones == [1, 0]


def point(value: float, **more: object) -> Point:
    known = {
        "id": UUID(int=5), "kind": "spo2", "version": 1, "effective_at": NOW, "received_at": NOW, "value": value,
        "value2": None, "decimal": "", "decimal2": "", "unit": "%", "zone": 1, "flag": "", "entry_mode": "typed",
        "remeasure_of": None, "note": "",
    }  # fmt: skip
    return Point(**{**known, **more})  # type: ignore[arg-type]


def test_a_value_is_shown_as_it_was_sent_and_says_how_it_came() -> None:
    assert series.said(point(81.95, kind="weight", decimal="81.95")) == "81,95 kg"
    assert series.said(point(142, kind="bp", value2=85.0)) == "142/85 mmHg"
    assert series.drawn_point(point(90, remeasure_of=UUID(int=6), entry_mode="device")).marker == "remeasured"
    assert series.drawn_point(point(90, entry_mode="device")).marker == "device"
    late = series.drawn_point(point(90, received_at=NOW + timedelta(hours=3)))
    assert late.note == "Kom senere enn den ble målt"


def test_flags_close_together_keep_their_lines_and_lose_their_words() -> None:
    since, until = NOW - timedelta(days=90), NOW
    events = [charts.Event(NOW - timedelta(days=days), "Kontakt") for days in (40, 39, 2)]
    assert [flag.text for flag in series.flags(events, since, until)] == ["Kontakt", "", "Kontakt"]


@pytest.mark.parametrize(
    ("local", "offered"),
    [
        (NOW, ["I dag kl. 14", "I morgen kl. 09", "Onsdag 25.11. kl. 09", "Mandag 30.11. kl. 09"]),
        (NOW + timedelta(days=4, hours=6), ["Mandag 30.11. kl. 09", "Tirsdag 01.12. kl. 09", "Fredag 04.12. kl. 09"]),
    ],
)
def test_the_next_check_is_offered_on_working_days(local: datetime, offered: list[str]) -> None:
    assert [name for name, _ in next_checks(local)] == offered
