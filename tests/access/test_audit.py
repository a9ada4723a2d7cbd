"""What stands in an answer stands in the log, and the other way round; and without a log row there is no answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import httpx
import pytest
from django.db import connections

from tests.access.asking import BODIES, content
from tests.access.disclosures import Record, Ref, in_the_log, logged
from tests.access.doors import Doors
from tests.access.matrix import HER_OWN_OUTBOX, TABLE, Row, filled, rows
from tests.access.test_matrix import fingerprint
from tests.access.world import Machine, World
from varde.audit.models import Action
from varde.care_teams.scope import Scope

# Shown without words of their own: limits and advice come from the plan, zone and promise from the card, the strip of
# zones and the small curve of the GP's sheet from the values and answers of two weeks.
DERIVED = {
    "/min/": {"CarePlan", "Card", "Judgement"},
    "/fastlege/": {"Observation", "QuestionnaireResponse", "Card"},
    "/arbeidsliste/": {"Card"},
    "/pasient/": {"Card"},
}
SAYS_NOTHING_OF_HER = "GET /pasient/{patient}/versjon/"
READS = [
    row
    for row in rows()
    if row.may and not row.is_write and row.name != SAYS_NOTHING_OF_HER and TABLE[row.name] != HER_OWN_OUTBOX
]
PAGES = [
    ("self", "/min/"),
    ("self", "/min/maal/spo2/"),
    ("self", "/min/maal/spo2/?igjen={observation}&etter={observation}"),
    ("self", "/min/skjema/kols_daglig/"),
    ("self", "/min/sendt/{observation}/"),
    ("self", "/min/sendt/{response}/"),
    ("self", "/min/sendt/{red}/"),
    ("self", "/min/rett/{observation}/"),
    ("self", "/min/verre/"),
    ("self", "/min/kontakt/"),
    ("self", "/min/kontakt/sendt/"),
    ("self", "/min/plan/"),
    ("self", "/min/kurve/"),
    ("self", "/min/innsyn/?meg"),
    ("nurse", "/arbeidsliste/"),
    ("nurse", "/pasient/{patient}/"),
    ("nurse", "/pasient/{patient}/?dager=14"),
    ("nurse", "/pasient/{patient}/serie/spo2.json"),
    ("nurse", "/pasient/{patient}/serie/weight/"),
    ("nurse", "/pasient/{patient}/versjon/"),
    ("gp", "/fastlege/"),
    ("gp", "/pasient/{patient}/"),
    ("gp", "/pasient/{patient}/serie/pulse.json"),
    ("client", "/fhir/Patient/{patient}"),
    ("client", "/fhir/Observation/{sent}"),
    ("client", "/fhir/Observation/{corrected}"),
    ("client", "/fhir/Observation/{sent}/_history/1"),
    ("client", "/fhir/Observation?patient={patient}&_count=4"),
    ("client", "/fhir/Observation?patient={patient}&code=29463-7"),
    ("client", "/fhir/Observation?_id={sent}"),
]


@pytest.mark.parametrize(("who", "path"), PAGES, ids=lambda part: part)
def test_what_is_shown_is_what_is_logged(who: str, path: str, doors: Doors, world: World) -> None:
    unlogged, unshown = compared(who, path, doors, world)
    assert unlogged == set()
    assert unshown == set()


def test_the_walk_meets_every_kind_of_resource(doors: Doors, world: World) -> None:
    text = "".join(doors.ask(who, "GET", filled(path, world)).text for who, path in PAGES)
    kinds = {kind for kind, _ in Record(world).shown_in(text)}
    assert kinds == {"Patient", "Observation", "QuestionnaireResponse", "CarePlan", "Communication", "Submission"}
    assert Record(world).reasons_in(text)


def test_the_patient_reads_that_a_machine_was_shown_her_corrected_value(doors: Doors, world: World) -> None:
    doors.ask("client", "GET", filled("/fhir/Observation/{corrected}", world))
    receipt = doors.ask("self", "GET", filled("/min/sendt/{observation}/", world))
    assert world.machine("client").client.name in receipt.text


def test_the_sheet_of_the_gp_logs_two_weeks_and_no_more(doors: Doors, world: World) -> None:
    doors.ask("gp", "GET", "/fastlege/")
    record = Record(world)
    mine = [row for row in in_the_log(actor_of(world, "gp")) if row.what == "Fastlegens oversikt"]
    values = {record.ref("Observation", row.id) for row in record.observations if row.is_current}
    assert {ref for ref in logged(record, mine) if ref[0] == "Observation"} == values


def test_a_view_that_forgets_the_log_is_found(doors: Doors, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Scope, "record_read", lambda *_, **__: None)
    forgotten = {path for who, path in PAGES if compared(who, path, doors, world, anew=True)[0]}
    silent = {"/min/maal/spo2/", "/min/skjema/kols_daglig/", "/min/verre/", "/min/kontakt/", "/min/innsyn/?meg"}
    assert {path for _, path in PAGES} - forgotten <= silent | {"/min/kontakt/sendt/", "/pasient/{patient}/versjon/"}


def test_a_view_that_logs_less_than_it_shows_is_found(
    doors: Doors, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = Scope.record_read

    def less(self: Scope, *, what: str, resources: dict[UUID, list[str]], **more: str) -> None:
        whole(self, what=what, resources={patient: list(refs)[:-1] for patient, refs in resources.items()}, **more)

    monkeypatch.setattr(Scope, "record_read", less)
    assert compared("client", "/fhir/Observation?patient={patient}", doors, world, anew=True)[0]
    assert compared("nurse", "/pasient/{patient}/serie/weight.json", doors, world, anew=True)[0]


class TestWithoutALog:
    @pytest.mark.parametrize("row", READS, ids=lambda row: row.name)
    def test_there_is_no_data(self, row: Row, doors: Doors, world: World) -> None:
        with no_log():
            for who in row.may:
                answer = doors.ask(who, row.method, filled(row.path, world), **content(row.name, world))
                assert answer.status_code in {500, 503}, (who, answer.status_code)
                assert not [trace for trace in world.traces if trace in answer.text and trace not in row_url(answer)]

    @pytest.mark.parametrize("row", [row for row in rows() if row.is_write], ids=lambda row: row.name)
    def test_nothing_is_done(self, row: Row, doors: Doors, world: World) -> None:
        for who in row.may:
            sent, before = BODIES[row.name](world), fingerprint(world)
            with no_log():
                answer = doors.ask(who, row.method, filled(row.path, world), **sent)
            assert answer.status_code >= 400 or "500" in answer.text, (who, answer.status_code, answer.text[:200])
            assert fingerprint(world) == before


def row_url(answer: httpx.Response) -> str:
    """What the visitor said herself."""
    return str(answer.request.url)


@contextmanager
def no_log() -> Iterator[None]:
    """The app may not write subject rows of the log, for a while."""
    try:
        _as_owner("REVOKE INSERT ON audit_auditsubject FROM varde_app")
        yield
    finally:
        _as_owner("GRANT INSERT ON audit_auditsubject TO varde_app")


def _as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def compared(who: str, path: str, doors: Doors, world: World, *, anew: bool = False) -> tuple[set[Ref | str], set[Ref]]:
    """(shown and not logged, logged and not shown), of one page; `anew` when earlier visits count for nothing."""
    actor = actor_of(world, who)
    before = [row.pk for row in in_the_log(actor)]
    answer = doors.ask(who, "GET", filled(path, world))
    assert answer.status_code == 200, answer.text[:300]
    record = Record(world)
    new = in_the_log(actor, without=before)
    known = logged(record, new if anew else in_the_log(actor))
    read = logged(record, [row for row in new if row.action == Action.READ])
    shown = record.shown_in(answer.text)
    quoted = {why for why, by in record.reasons_in(answer.text).items() if not by & known}
    derived = next((kinds for start, kinds in DERIVED.items() if path.startswith(start)), set())
    return (shown - known) | quoted, {ref for ref in read - shown if ref[0] not in derived | {"Patient"}}


def actor_of(world: World, who: str) -> UUID:
    visitor = world.visitors[who]
    return visitor.client.id if isinstance(visitor, Machine) else world.person(who).id
