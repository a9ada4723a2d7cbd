"""One value at a time: the question, and what happens when it is sent."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_safe

from varde.lib import clock
from varde.measurements.kinds import KINDS, Kind
from varde.portals.patient import sending, series
from varde.portals.patient.own import Own, own_page
from varde.portals.patient.presenters.tasks import day_bounds, next_address
from varde.portals.patient.presenters.values import WORDINGS, Words, observation_said, said, wording
from varde.portals.patient.views.home import todays_windows
from varde.triage.models import WindowState, Zone
from varde.triage.submissions import Outcome


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    label: Words
    value: str
    is_wrong: bool


@require_safe
@own_page
def choose(request: HttpRequest, own: Own) -> HttpResponse:
    """What can be measured any time, today's task or not."""
    return own.show(
        "choose.html", "Velg måling", {"here": "", "kinds": [(key, words.name) for key, words in WORDINGS.items()]}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def measure(request: HttpRequest, own: Own, item: str) -> HttpResponse:
    """Ask for one value (GET), or send it (POST)."""
    if item not in WORDINGS:
        raise Http404
    kind = KINDS[item]
    if request.method != "POST":
        return ask(request, own, kind)
    try:
        literals = sending.typed_values(request, kind)
    except sending.NotANumber as wrong:
        return ask(request, own, kind, wrong=wrong.field, status=422)
    outcome = sending.send(own, sending.measurement(request, own, kind, literals))
    if outcome.status in {"stored", "already"}:
        return HttpResponseRedirect(_after(own, kind, outcome))
    return ask(request, own, kind, outcome=outcome, status=409 if outcome.status == "conflict" else 422)


def ask(
    request: HttpRequest, own: Own, kind: Kind, *, wrong: str = "", outcome: Outcome | None = None, status: int = 200
) -> HttpResponse:
    """The question, with what was typed still in it when it could not be read."""
    words = wording(kind.key)
    labels = words.parts or (words.name,)
    again = own.observation(request.GET.get("igjen") or request.POST.get("remeasure_of"))
    fields = [
        Field(name, label, request.POST.get(name, ""), name == wrong)
        for name, label in zip(sending.FIELDS, labels, strict=False)
    ]
    return own.show(
        "measure.html",
        "Skjema for måling",
        {
            "here": "",
            "kind": kind,
            "words": words,
            "fields": fields,
            "wrong": wrong,
            "usual": usual_said(own, kind),
            "again": again,
            "again_said": observation_said(again) if again else "",
            "just_sent": just_sent(own, request.GET.get("etter")),
            "source_key": sending.new_key(),
            "conflict": outcome is not None and outcome.status == "conflict",
            "problem": outcome.problem if outcome else "",
        },
        status=status,
    )


def usual_said(own: Own, kind: Kind) -> str:
    """ "rundt 93 %": what she usually has, or nothing when nobody knows yet."""
    values = [series.usual(own, metric) for metric in kind.metrics]
    return said(kind, *values) if values[0] is not None else ""


def just_sent(own: Own, reference: str | None) -> str:
    sent = own.observation(reference)
    return f"{wording(sent.kind).name} {observation_said(sent)}" if sent else ""


def next_step(own: Own, kind: str) -> str | None:
    """The rest of the same task (pulse after oxygen), when it is expected today and not yet sent."""
    now = clock.now()
    start, _ = day_bounds(now)
    left = [
        w.item
        for w in todays_windows(own, now)
        if w.state == WindowState.OPEN and start <= w.opens_at <= now + timedelta(hours=2)
    ]
    return next_address(left, kind)


def _after(own: Own, kind: Kind, outcome: Outcome) -> str:
    """To the rest of the task when all is as usual, else to the receipt that says what to do."""
    quiet = outcome.zone in {Zone.GREEN, Zone.UNKNOWN} and outcome.stands_at is None
    step = next_step(own, kind.key) if quiet else None
    return f"{step}?etter={outcome.subject_id}" if step else f"/min/sendt/{outcome.subject_id}/"
