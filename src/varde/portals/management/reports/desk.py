"""The pages where reports are made: the list, a new one, one being written, its preview, and each step of it."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from varde.lib.context import Actor
from varde.portals.access import actor_of, only
from varde.portals.management.reports import document, pdf, presenter
from varde.portals.management.reports.public import language_of, pdf_answer
from varde.reports import actions, people, periods, published
from varde.reports.content import Language
from varde.reports.models import Edition, Report
from varde.reports.placeholders import UnknownFigure

authors_only = only("personnel", roles=people.AUTHORS)


@authors_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    today = periods.today()
    lines = [presenter.line(report, today) for report in published.worked_on(actor_of(request))]
    late = [one for one in lines if one.late]
    rest = [one for one in lines if not one.late]
    return render(request, "management/reports/list.html", {"late": late, "lines": rest})


@authors_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    actor, problem = actor_of(request), ""
    if request.method == "POST":
        try:
            return _made(request, actor)
        except actions.NotPossible as refusal:
            problem = str(refusal)
        except people.NotYours:
            raise Http404 from None
    choices = [(template, places, periods.days(template)) for template, places in published.choices(actor)]
    page = {"choices": choices, "problem": problem, "may_ask": actor.role == people.PROGRAMME}
    return render(request, "management/reports/new.html", page, status=422 if problem else 200)


def _made(request: HttpRequest, actor: Actor) -> HttpResponse:
    kind, place, as_of = (request.POST.get(name, "") for name in ("type", "sted", "per"))
    if kind not in {template.slug for template, _ in published.choices(actor)}:
        raise Http404
    if request.POST.get("be-alle"):
        due_on = _day(request.POST.get("frist", ""))
        if due_on is None:
            raise actions.NotPossible("Sett en frist for prosjektene.")
        asked = actions.ask_all_projects(by=actor, kind=kind, as_of=_day(as_of) or date.max, internal_due_on=due_on)
        messages.success(request, f"{len(asked)} prosjekter er bedt om årsrapport innen {due_on:%d.%m.%Y}.")
        return HttpResponseRedirect(reverse("management:report-list"))
    edition = actions.make(by=actor, kind=kind, place=place, as_of=_day(as_of))
    messages.success(request, "Rapporten er laget, og tallene er fylt inn. Nå trenger den ord.")
    return _to_desk(edition.report)


@authors_only
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    report = _report(request, slug)
    if report.newest is None:
        return render(request, "management/reports/start.html", {"report": presenter.line(report, periods.today())})
    return _page(request, report)


@authors_only
@require_POST
def text(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """Save one section. Refused: the page again with what was written, and nothing saved."""
    report = _report(request, slug)
    edition = _edition(report)
    written = request.POST.get("bokmaal", ""), request.POST.get("nynorsk", "")
    if key not in {section.key for section in edition.sections.all()}:
        raise Http404
    try:
        actions.write(
            by=actor_of(request),
            edition_id=edition.id,
            key=key,
            revision=_number(request, "revision"),
            text_nb=written[0],
            text_nn=written[1],
        )
    except actions.SomebodyElseChanged as changed:
        said = f"{changed}. Det du skrev, står fortsatt i feltet, men er ikke lagret. Se hva som er endret, og lagre på nytt."
        return _page(request, _report(request, slug), problem=said, kept={key: written}, status=409)
    except (actions.NotPossible, UnknownFigure) as refusal:
        said = f"{refusal} Det du skrev, står fortsatt i feltet, men er ikke lagret."
        return _page(request, report, problem=said, kept={key: written}, status=422)
    messages.success(request, "Teksten er lagret.")
    return HttpResponseRedirect(f"{reverse('management:report-desk', args=[slug])}#{key}")


@authors_only
@require_POST
def step(request: HttpRequest, slug: str) -> HttpResponse:
    """Take one step with the report, by its name in the form."""
    report = _report(request, slug)
    verb = STEPS.get(request.POST.get("steg", ""))
    if verb is None:
        raise Http404
    try:
        said = verb(Asked(request, actor_of(request), report))
    except actions.SomebodyElseChanged as changed:
        again = f"{changed}. Ingenting er gjort. Se hva som står nå, og prøv igjen."
        return _page(request, _report(request, slug), problem=again, status=409)
    except (actions.NotPossible, people.NotYours, UnknownFigure) as refusal:
        return _page(request, report, problem=str(refusal), status=422)
    messages.success(request, said)
    return _to_desk(report)


@authors_only
@require_safe
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    shown = document.of(_edition(_report(request, slug)), language_of(request))
    address = reverse("management:report-preview-pdf", args=[slug, shown.language])
    page = {"document": shown, "pdf_problem": pdf.problem(), "pdf_address": address, "is_preview": True}
    return render(request, "management/reports/report.html", page)


@authors_only
@require_safe
def preview_pdf(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    if language not in set(Language):
        raise Http404
    return pdf_answer(_edition(_report(request, slug)), language)


class Asked(NamedTuple):
    """One step of one person with one report."""

    request: HttpRequest
    by: Actor
    report: Report

    @property
    def of_edition(self) -> dict[str, object]:
        return {"by": self.by, "edition_id": _edition(self.report).id, "revision": _number(self.request, "revision")}

    def text(self, name: str) -> str:
        return self.request.POST.get(name, "").strip()


def _start(asked: Asked) -> str:
    actions.make(by=asked.by, kind=asked.report.kind, place=asked.report.place, as_of=asked.report.as_of)
    return "Rapporten er laget, og tallene er fylt inn. Nå trenger den ord."


def _refill(asked: Asked) -> str:
    actions.refill(**asked.of_edition)  # type: ignore[arg-type]
    return "Tallene er hentet på nytt. Tekstene er som før."


def _submit(asked: Asked) -> str:
    actions.submit(**asked.of_edition)  # type: ignore[arg-type]
    return "Rapporten er sendt til godkjenning."


def _send_back(asked: Asked) -> str:
    actions.send_back(**asked.of_edition, note=asked.text("merknad"))  # type: ignore[arg-type]
    return "Rapporten er sendt tilbake og kan endres igjen."


def _approve(asked: Asked) -> str:
    edition = actions.approve(**asked.of_edition)  # type: ignore[arg-type]
    if edition.four_eyes:
        return "Rapporten er godkjent."
    return "Rapporten er godkjent. Det er notert at den som skrev, også godkjente, fordi ingen andre kunne."


def _publish(asked: Asked) -> str:
    actions.publish(**asked.of_edition)  # type: ignore[arg-type]
    return "Rapporten er publisert. Den kan ikke endres lenger, bare rettes i en ny utgave."


def _deliver(asked: Asked) -> str:
    on = _day(asked.text("dato"))
    if on is None:
        raise actions.NotPossible("Skriv datoen rapporten ble levert.")
    actions.deliver(by=asked.by, report_id=asked.report.id, on=on)
    return f"Det er notert at rapporten ble levert {on:%d.%m.%Y}."


def _correct(asked: Asked) -> str:
    edition = actions.correct(by=asked.by, report_id=asked.report.id, reason=asked.text("grunn"))
    return f"Utgave {edition.number} er laget. Utgave {edition.number - 1} står til den nye er publisert."


STEPS: dict[str, Callable[[Asked], str]] = {
    "start": _start,
    "hent": _refill,
    "send": _submit,
    "tilbake": _send_back,
    "godkjenn": _approve,
    "publiser": _publish,
    "lever": _deliver,
    "rett": _correct,
}


def _page(
    request: HttpRequest,
    report: Report,
    *,
    problem: str = "",
    kept: dict[str, tuple[str, str]] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = presenter.desk(_edition(report), actor_of(request), kept)
    page = {"desk": shown, "problem": problem, "pdf_problem": pdf.problem()}
    return render(request, "management/reports/desk.html", page, status=status)


def _report(request: HttpRequest, slug: str) -> Report:
    found = published.worked_on(actor_of(request)).filter(slug=slug).first()
    if found is None:
        raise Http404
    return found


def _edition(report: Report) -> Edition:
    if report.newest is None:
        raise Http404
    return report.newest


def _to_desk(report: Report) -> HttpResponse:
    return HttpResponseRedirect(reverse("management:report-desk", args=[report.slug]))


def _number(request: HttpRequest, name: str) -> int:
    """A number of a form; one that no row has when it cannot be read."""
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 9 else -1


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
