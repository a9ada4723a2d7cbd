"""A simulated person with type 1 diabetes wears a sensor: its series comes in as a gateway would send it."""

import io
from contextlib import redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from varde.fhir.tests.conftest import Sender, stored
from varde.triage.models import Judgement

MMOL_PER_MG = 18.0182


def simulated(folder: Path, hours: int = 3) -> list[tuple[datetime, float]]:
    """(time, mg/dL) every three minutes, ending now."""
    from simglucose.actuator.pump import InsulinPump
    from simglucose.controller.basal_bolus_ctrller import BBController
    from simglucose.patient.t1dpatient import T1DPatient
    from simglucose.sensor.cgm import CGMSensor
    from simglucose.simulation.env import T1DSimEnv
    from simglucose.simulation.scenario import CustomScenario
    from simglucose.simulation.sim_engine import SimObj, sim

    start = datetime(2026, 3, 1, 6)
    person = T1DSimEnv(
        T1DPatient.withName("adolescent#001"), CGMSensor.withName("Dexcom", seed=1), InsulinPump.withName("Insulet"),
        CustomScenario(start_time=start, scenario=[(7, 60)]),
    )  # fmt: skip
    with redirect_stdout(io.StringIO()):
        series = sim(SimObj(person, BBController(), timedelta(hours=hours), animate=False, path=str(folder)))
    shift = datetime.now(UTC) - series.index[-1].to_pydatetime().replace(tzinfo=UTC)
    return [(at.to_pydatetime().replace(tzinfo=UTC) + shift, value) for at, value in series["CGM"].items()]


def glucose(patient: object, at: datetime, value: float, unit: str = "mmol/L") -> dict[str, Any]:
    return {
        "resource": {
            "resourceType": "Observation",
            "identifier": [{"system": "urn:example:cgm", "value": at.isoformat()}],
            "status": "final",
            "code": {"coding": [{"system": "http://loinc.org", "code": "15074-8"}]},
            "subject": {"reference": f"Patient/{patient}"},
            "effectiveDateTime": at.isoformat(),
            "valueQuantity": {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit},
        },
        "request": {"method": "POST", "url": "Observation"},
    }


def test_a_whole_series_is_stored_judged_and_harmless_when_sent_again(
    http: httpx.Client, sender: Sender, tmp_path: Path
) -> None:
    patient = sender.new_patient(with_plan=True)
    series = [(at, round(value / MMOL_PER_MG, 1)) for at, value in simulated(tmp_path)]
    bundle = {"resourceType": "Bundle", "type": "batch", "entry": [glucose(patient, at, v) for at, v in series]}
    first, again = (http.post("", json=bundle).json()["entry"] for _ in range(2))
    assert {entry["response"]["status"] for entry in first} == {"201 Created"}
    assert {entry["response"]["status"] for entry in again} == {"200 OK"}
    rows = sorted(stored(patient), key=lambda row: row.effective_at)
    assert [row.value for row in rows] == [value for _, value in series]
    judged = Judgement.objects.using("owner").filter(patient_id=patient, is_current=True)
    assert judged.count() == len(series) > 50


def test_the_same_series_in_mg_is_refused_and_kept(http: httpx.Client, sender: Sender) -> None:
    patient = sender.new_patient()
    sent = glucose(patient, datetime.now(UTC), 30, "mg/dL")
    answer = http.post("", json={"resourceType": "Bundle", "type": "batch", "entry": [sent]}).json()
    assert answer["entry"][0]["response"]["status"].startswith("422")
    assert stored(patient) == []
