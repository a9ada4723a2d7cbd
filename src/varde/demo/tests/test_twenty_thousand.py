"""`make demo PATIENTS=20000` is done in ten minutes on two processors."""

import time

import conftest
import pytest

from varde.demo import load
from varde.identity.models import Patient
from varde.triage.models import Card, Judgement

TEN_MINUTES = 600


@pytest.mark.heavy
def test_twenty_thousand_patients_in_ten_minutes(database: conftest.TestDatabase) -> None:
    began = time.monotonic()
    load.load(20_000)
    took = time.monotonic() - began
    assert Patient.objects.using("owner").count() == Card.objects.using("owner").count() == 20_000
    assert Judgement.objects.using("owner").count() > 1_000_000
    assert took < TEN_MINUTES
