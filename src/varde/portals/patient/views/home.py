"""The patient's start page: my zone and what it means, today's tasks, my plan, my curve, what I have sent."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from varde.lib import clock
from varde.measurements.models import Observation
from varde.portals.patient import series
from varde.portals.patient.day_card import day_card
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.promise import reading_promise
from varde.portals.patient.presenters.seen import Seen, ended_after, seen_after
from varde.portals.patient.presenters.tasks import day_bounds, tasks, title
from varde.portals.patient.presenters.values import kind_name, observation_said
from varde.portals.patient.presenters.zone import zone_now
from varde.questionnaires.models import QuestionnaireResponse
from varde.triage.episodes import ZONE_IS_FRESH_FOR
from varde.triage.models import CardEvent, Judgement, Window, WindowState

DAYS_ON_HOME = 30


@dataclass(frozen=True, slots=True)
class Sent:
    """One thing sent today, newest first: what, when, and whether a person has seen it."""

    id: object
    what: str
    at: datetime
    zone: int
    seen: Seen | None


@require_safe
@own_page
def home(request: HttpRequest, own: Own) -> HttpResponse:
    now = clock.now()
    zone = zone_now(own.card, now, reasons_now(own, now))
    events = list(own.scope.rows(CardEvent).filter(at__gte=now - ZONE_IS_FRESH_FOR))
    sent = sent_today(own, now, events)
    chart = series.chart(own, "spo2", now - timedelta(days=DAYS_ON_HOME), now) if own.plan else None
    return own.show(
        "home.html",
        "Min side",
        {
            "here": "home",
            "zone": zone,
            "promise": reading_promise(
                zone.zone, own.card, own.unit, ended=ended_after(now - ZONE_IS_FRESH_FOR, events)
            ),
            "seen": sent[0].seen if sent else None,
            "tasks": tasks(todays_windows(own, now), now),
            "plan": own.plan,
            "sent": sent,
            "chart": chart if chart and chart.points else None,
            "day_card": day_card(own, now),
        },
    )


def reasons_now(own: Own, now: datetime) -> list[str]:
    """Why, from the judgements of fresh values, the worst first; a value that has been corrected explains nothing."""
    since = now - ZONE_IS_FRESH_FOR
    replaced = own.scope.rows(Observation).filter(is_current=False, effective_at__gte=since).values("pk")
    judged = own.scope.rows(Judgement).filter(is_current=True, effective_at__gte=since).exclude(subject_id__in=replaced)
    rows = [row for row in judged.order_by("-effective_at") if row.fired != "[]"]
    own.disclose(f"Judgement/{row.id}" for row in rows)
    fired = [rule for row in rows for rule in json.loads(row.fired)]
    return [rule["why"] for rule in sorted(fired, key=lambda rule: -rule["zone"])]


def todays_windows(own: Own, now: datetime) -> list[Window]:
    """Today's windows, done or not, and what still waits from the two days before."""
    start, end = day_bounds(now)
    near = own.scope.rows(Window).filter(opens_at__gte=start - timedelta(days=2), opens_at__lt=end)
    return list(near.filter(state__in=[WindowState.OPEN, WindowState.FILLED]))


def sent_today(own: Own, now: datetime, events: list[CardEvent]) -> list[Sent]:
    start, _ = day_bounds(now)
    values = own.scope.rows(Observation).filter(is_current=True, received_at__gte=start, value__isnull=False)
    forms = own.scope.rows(QuestionnaireResponse).filter(is_current=True, received_at__gte=start)
    found = [
        Sent(
            row.id,
            f"{kind_name(row.kind)} {observation_said(row)}",
            row.effective_at,
            row.zone,
            seen_after(row.received_at, events),
        )
        for row in values
    ]
    found += [
        Sent(row.id, title(row.form), row.effective_at, row.zone, seen_after(row.received_at, events)) for row in forms
    ]
    own.disclose(f"Observation/{row.id}/{row.version}" for row in values)
    own.disclose(f"QuestionnaireResponse/{row.id}/{row.version}" for row in forms)
    return sorted(found, key=lambda item: item.at, reverse=True)
