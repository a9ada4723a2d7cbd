"""The watch notices when a measurement no longer comes in, and somebody outside hears of it; silence is heard too."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.journeys.conftest import Serving
from varde import watching
from varde.identity.actions import issue_token
from varde.measurements.models import Observation
from varde.triage.models import Card, Heartbeat, Judgement


class Outside:
    """Whoever listens for the watch, on loopback."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        heard = self.heard

        class Listener(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                heard.append((told["state"], told["problem"]))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Listener)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def outside() -> Iterator[Outside]:
    listening = Outside()
    yield listening
    listening.server.shutdown()


@pytest.fixture
def watch(serving: Serving, outside: Outside) -> watching.Watch:
    serving.at(datetime.now(UTC))
    beat(serving.now)
    token, patient = watching.canary()
    return watching.Watch(serving.url, token, patient, watching.signal_to(outside.url, print), patience=0)


def beat(at: datetime) -> None:
    Heartbeat.objects.using("worker").update_or_create(part="loop", defaults={"at": at})


def stored(patient: UUID) -> int:
    return Observation.objects.using("owner").filter(patient_id=patient).count()


def test_a_measurement_goes_the_whole_way_and_outside_hears_that_all_is_alive(
    watch: watching.Watch, outside: Outside
) -> None:
    before = stored(watch.patient)
    assert (watch.round(), watch.round()) == ("", "")
    assert outside.heard == [("alive", ""), ("alive", "")]
    assert stored(watch.patient) == before + 2
    judged = Judgement.objects.using("owner").filter(patient_id=watch.patient, is_current=True)
    assert judged.count() == stored(watch.patient)
    assert Card.objects.using("owner").get(patient_id=watch.patient).unit_id is None  # on nobody's list


def test_what_is_wrong_is_called_out_and_called_off(watch: watching.Watch, outside: Outside) -> None:
    good, watch.token = watch.token, "revoked"
    assert watch.round() == "a measurement was not taken in: status 401"
    watch.token = good
    assert watch.round() == ""
    assert outside.heard == [
        ("failed", "a measurement was not taken in: status 401"), ("restored", ""), ("alive", "")
    ]  # fmt: skip


def test_a_loop_that_has_stopped_is_called_out(watch: watching.Watch, serving: Serving, outside: Outside) -> None:
    beat(serving.now - timedelta(minutes=3))
    assert "not ready: The part 'loop' last worked 180 seconds ago." in watch.round()
    assert [state for state, _ in outside.heard] == ["failed"]


def test_nobody_answering_is_called_out(watch: watching.Watch, outside: Outside) -> None:
    watch.url = "http://127.0.0.1:9"
    assert "does not answer" in watch.round()
    assert [state for state, _ in outside.heard] == ["failed"]


def test_a_short_trouble_is_not_called_out_yet(watch: watching.Watch, outside: Outside) -> None:
    watch.patience, watch.url = 60, "http://127.0.0.1:9"
    assert watch.round()
    assert watch.round()
    assert outside.heard == []


def test_the_same_patient_and_client_are_used_again_and_the_former_token_dies(watch: watching.Watch) -> None:
    former = watch.token
    token, patient = watching.canary()
    assert patient == watch.patient
    assert watch.look() == "a measurement was not taken in: status 401"
    watch.token = token
    assert (watch.look(), token == former) == ("", False)


def test_a_command_can_be_the_signal_and_one_that_fails_is_said(tmp_path: Path) -> None:
    said: list[str] = []
    heard = tmp_path / "heard"
    script = f"import sys; open({str(heard)!r}, 'a').write('|'.join(sys.argv[1:]))"
    watching.signal_to(f'{sys.executable} -c "{script}"', said.append)("failed", "two words")
    assert heard.read_text() == "failed|two words"
    for nobody in ("/nowhere/at/all", "http://127.0.0.1:9/"):
        watching.signal_to(nobody, said.append)("alive", "")
    assert [text.startswith("the signal was not received") for text in said] == [True, True]


def test_the_command_watches_until_it_is_stopped(
    database: Any, watch: watching.Watch, serving: Serving, outside: Outside
) -> None:
    issue_token(watching.CLIENT)
    process = subprocess.Popen(
        [sys.executable, "-m", "varde.cli", "watch", "--url", serving.url, "--signal", outside.url, "--every", "0.2"],
        stdout=subprocess.PIPE, text=True, env={**database.environment, "VARDE_ENV": "test"},
    )  # fmt: skip
    assert process.stdout is not None
    assert "takes in measurements and reads them back" in process.stdout.readline()
    while len(outside.heard) < 3:
        assert process.poll() is None
    process.terminate()
    assert process.wait(20) == 0
    assert {state for state, _ in outside.heard} == {"alive"}
