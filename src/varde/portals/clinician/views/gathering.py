"""What the pages about one patient are made of, fetched through the scope, in few statements."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Max

from varde.care_teams.scope import Scope
from varde.lib import clock
from varde.lib.context import Actor
from varde.measurements import series
from varde.measurements.kinds import KINDS
from varde.measurements.models import Baseline
from varde.messages import actions as messages
from varde.messages.models import Message
from varde.plans.content import PlanContent
from varde.plans.models import CarePlanVersion, VersionStatus
from varde.portals.clinician.presenters import series as presenter
from varde.portals.components.charts import Event
from varde.triage.episodes import ZONE_IS_FRESH_FOR
from varde.triage.models import Card, CardEvent, Judgement
from varde.triage.rules import RuleSet, compile_rules

FLAGGED_EVENTS = {"contact": "Kontakt", "contact_missed": "Ringte"}


def active_plan(scope: Scope) -> CarePlanVersion | None:
    return scope.rows(CarePlanVersion).filter(status=VersionStatus.ACTIVE).first()


def setting_of(scope: Scope, days: int, version: CarePlanVersion | None = None) -> presenter.Setting:
    """The time axis, the plan's rules, the patient's usual and the flags: shared by all charts of the patient in focus."""
    since, until = presenter.span(days, clock.now())
    version = version or active_plan(scope)
    baselines = scope.rows(Baseline)
    newest = baselines.values("metric").annotate(day=Max("day")).values("day")
    return presenter.Setting(
        since=since,
        until=until,
        rules=compiled(version.content) if version else None,
        usual=presenter.usual_of(baselines.filter(day__in=newest)),
        events=_flags(scope, since, until),
    )


@lru_cache(maxsize=256)
def compiled(content: str) -> RuleSet:
    plan = PlanContent.read(content)
    return compile_rules(plan.rules, plan.values)


def _flags(scope: Scope, since: datetime, until: datetime) -> list[Event]:
    plans = scope.rows(CarePlanVersion).filter(number__gt=1, valid_from__gte=since)
    contacts = scope.rows(CardEvent).filter(kind__in=FLAGGED_EVENTS, at__gte=since)
    flags = [Event(plan.valid_from, f"Plan {plan.number}") for plan in plans if plan.valid_from]
    flags += [Event(event.at, FLAGGED_EVENTS[event.kind]) for event in contacts]
    return presenter.flags(flags, since, until)


def told_the_patient(scope: Scope, held: Card | None, version: CarePlanVersion | None) -> tuple[list[str], list[str]]:
    """What the plan has said to the patient since the card was opened, and the judgements that made it say so."""
    if held is None or held.since is None or version is None:
        return [], []
    recent = scope.rows(Judgement).filter(is_current=True, effective_at__gte=held.since - ZONE_IS_FRESH_FOR)
    judged = recent.filter(judged_at__gte=held.since, plan_version_id=version.id).exclude(fired="[]")
    content = PlanContent.read(version.content)
    said = {row.id: content.messages_of(fired["rule"] for fired in json.loads(row.fired)) for row in judged}
    messages = list(dict.fromkeys(text for texts in said.values() for text in texts))
    return messages, [f"Judgement/{judgement_id}" for judgement_id, texts in said.items() if texts]


def read_messages(scope: Scope, actor: Actor) -> None:
    """What was written to the reader's organisation is read when one of its people opens the page."""
    unread = scope.rows(Message).filter(to_organization_id=actor.organization_id, read_at__isnull=True)
    about: dict[UUID, list[UUID]] = defaultdict(list)
    for patient_id, message_id in unread.values_list("patient_id", "id"):
        about[patient_id].append(message_id)
    for patient_id, message_ids in about.items():
        messages.mark_read(patient_id=patient_id, message_ids=message_ids, by=actor)


def figures_of(
    patient_id: UUID, setting: presenter.Setting, scheduled: Sequence[str]
) -> tuple[list[presenter.Figure], list[str]]:
    """Every series of the patient as a chart, and the references of all values shown."""
    newest: dict[str, list[series.Point]] = defaultdict(list)
    for point in series.newest(patient_id, list(KINDS), each=presenter.ROWS_IN_PAGE):
        newest[point.kind].append(point)
    figures, refs = [], []
    for kind in presenter.kinds_shown(newest, scheduled):
        rows = newest[kind]
        points = rows[:1]
        if rows and rows[0].effective_at >= setting.since:
            points = series.thinned(
                patient_id, kind, since=setting.since, until=setting.until, columns=presenter.PIXEL_COLUMNS
            )
        figures.append(presenter.figure(kind, points, setting, rows))
        refs += presenter.refs(points) + presenter.refs(row for row in rows if row not in points)
    return figures, refs
