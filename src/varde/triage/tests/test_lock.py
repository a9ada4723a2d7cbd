"""Two simultaneous transactions for one patient, and a red that needs both: nothing is lost while the lock is there."""

import threading
from datetime import datetime

import pytest
from django.db import connections

from varde.lib import clock
from varde.triage import locking
from varde.triage.models import Card
from varde.triage.submissions import Answers
from varde.triage.tests.conftest import MONDAY, Someone, World

RED = 3
HEART = {"target_weight": 80, "sbp_low": 95, "pulse_low": 50, "pulse_high": 100}
SYMPTOMS = {"sym_pust": 2, "sym_hovne": 1, "sym_ork": 0, "puter": False, "svimmel": False, "besvimt": False}


def reds_lost(world: World, pairs: int) -> int:
    """Weight up 3 kg in one transaction, symptoms in another, at the same moment: red only for who sees both."""
    lost = 0
    for _ in range(pairs):
        patient = world.patient("hjertesvikt-voksen", **HEART)
        for days, weight in ((5, 80.0), (3, 80.1)):
            with clock.frozen(MONDAY.replace(day=MONDAY.day - days)):
                patient.measures("weight", weight)
        _at_once(patient)
        card = Card.objects.using("owner").get(patient_id=patient.id)
        lost += max(card.zone, card.pending_zone) < RED
    return lost


def _at_once(patient: Someone) -> None:
    start = threading.Barrier(2)

    def send(what: object) -> None:
        with clock.frozen(MONDAY):
            start.wait()
            try:
                patient.sends(what)  # type: ignore[arg-type]
            finally:
                connections["default"].close()

    answers = Answers(patient.id, "form", "hjertesvikt_daglig", MONDAY, {**SYMPTOMS, "medisin": "Ja"})
    senders = [
        threading.Thread(target=send, args=[what]) for what in (patient.measurement("weight", 83.2, MONDAY), answers)
    ]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()


def test_it_loses_no_red_of_five(world: World, monday: datetime) -> None:
    assert reds_lost(world, 5) == 0


@pytest.mark.heavy
def test_it_loses_no_red_of_two_hundred(world: World, monday: datetime) -> None:
    assert reds_lost(world, 200) == 0


def test_it_loses_reds_without_the_lock(world: World, monday: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sabotage: the same statement without FOR UPDATE, and the check above goes red."""
    monkeypatch.setattr(locking, "_LOCK", locking._LOCK.replace("FOR UPDATE OF c", ""))
    assert reds_lost(world, 20) > 0
