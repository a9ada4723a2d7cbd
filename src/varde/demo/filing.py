"""Putting told pages into the database by COPY: the same columns as `receive` writes, and the log of it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from django.db import models

from varde.audit.models import Action, AuditEvent, AuditSubject
from varde.demo.copying import Connection, columns, copy_objects, copy_rows
from varde.demo.story import Pages, Row
from varde.lib import crypto
from varde.lib.context import Actor
from varde.lib.uuid7 import uuid7
from varde.triage import writing
from varde.triage.actions import rows
from varde.triage.actions.receiving import BASIS
from varde.triage.locking import CARD_COLUMNS
from varde.triage.models import Card, RefusedSubmission, Window

STEP = [list(writing.EVENTS).index(name) for name in ("id", "patient_id", "kind", "at", "by")]
WINDOW_COLUMNS = ("id", "patient_id", "item", "opens_at", "due_at", "overdue_at", "state", "filled_at", "subject_id")


def file(connection: Connection, objects: Iterable[models.Model], pages: Pages, programmes: dict[UUID, str]) -> None:
    """Master data first, then everything about it; the caller holds the transaction."""
    copy_objects(connection, objects)
    copy_rows(connection, "measurements_observation", writing.OBSERVATIONS, pages.observations)
    copy_rows(connection, "questionnaires_questionnaireresponse", writing.ANSWERS, pages.answers)
    copy_rows(connection, "triage_submissionkey", writing.KEYS, pages.keys)
    copy_rows(connection, "triage_judgement", writing.JUDGEMENTS, pages.judgements)
    copy_rows(connection, "measurements_baseline", writing.BASELINES, pages.baselines)
    copy_rows(connection, "triage_cardevent", writing.EVENTS, pages.events)
    window_types = columns(Window)
    copy_rows(connection, "triage_window", {name: window_types[name] for name in WINDOW_COLUMNS}, pages.windows)
    card_types = columns(Card)
    names = {name: card_types[name] for name in (*CARD_COLUMNS, "windows_until", "programme")}
    place = CARD_COLUMNS.index("patient_id")
    cards = ((*card, pages.windows_until, programmes[card[place]]) for card in pages.cards)
    copy_rows(connection, "triage_card", names, cards)
    copy_objects(connection, _refused(pages))


def _refused(pages: Pages) -> Iterator[RefusedSubmission]:
    by = {submission.id: actor for _, actor, submission in pages.heard}
    for sent in pages.refused:
        yield RefusedSubmission(
            id=sent.id,
            patient_id=sent.patient_id,
            received_at=sent.at,
            source=by[sent.id].id,
            source_display=by[sent.id].display,
            reason=sent.reason,
            ciphertext=crypto.seal(sent.body, bound_to=f"triage_refusedsubmission/{sent.id}"),
        )


def file_log(connection: Connection, pages: Pages, nurses: Mapping[UUID, Actor]) -> None:
    """What the log would hold had it all happened: each submission, each step of a nurse, the page she read before it."""
    log(connection, (*_of_submissions(pages), *_of_steps(pages, nurses)))


def _of_submissions(pages: Pages) -> Iterator["Entry"]:
    for at, by, sent in pages.heard:
        resources = rows.references([(0, sent)])
        yield at, by, Action.CREATE, "Innsending", sent.patient_id, resources, BASIS[by.kind]


def _of_steps(pages: Pages, nurses: Mapping[UUID, Actor]) -> Iterator["Entry"]:
    for step in pages.events:
        id, patient_id, kind, at, by = (step[place] for place in STEP)
        if by is None:
            continue
        if kind == "seen":
            basis = "Vedtak om digital hjemmeoppfølging"
            yield at, nurses[by], Action.READ, "Pasientside", patient_id, [f"Patient/{patient_id}"], basis
        yield at, nurses[by], Action.UPDATE, "Kort", patient_id, [f"CardEvent/{id}"], "Oppfølging"


Entry = tuple[datetime, Actor, Action, str, UUID, list[str], str]
"""When, who, what was done, what it was called, about whom, the resources, why."""


def log(connection: Connection, entries: Iterable[Entry]) -> None:
    events: list[Row] = []
    subjects: list[Row] = []
    for at, by, action, what, patient_id, resources, basis in entries:
        event_id, line = uuid7(), ", ".join(filter(None, (by.display, by.role_display, by.organization_display)))
        events.append(
            (event_id, at, action.value, what, "behandling", by.kind, by.id, by.display, by.role, by.organization_id,
             by.organization_display, "", "")
        )  # fmt: skip
        subjects.append(
            (uuid7(), event_id, patient_id, at, action.value, what, basis, by.id, line, " ".join(resources))
        )
    copy_rows(connection, "audit_auditevent", columns(AuditEvent), events)
    copy_rows(connection, "audit_auditsubject", columns(AuditSubject), subjects)
